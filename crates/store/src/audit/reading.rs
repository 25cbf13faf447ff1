//! Reading the trail for people: newest first, a page at a time.

use chrono::NaiveDateTime;
use sea_orm::FromQueryResult;

use crate::{Listed, StoreError, Tx, Value, Window, values};

/// An event as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place in the trail.
    pub number: i64,
    /// When.
    pub at: NaiveDateTime,
    /// `person`, `link_holder`, `api_token`, `operator` or `job`.
    pub actor_kind: String,
    /// The person who did it.
    pub person: Option<i64>,
    /// The organisation acted for.
    pub acting_as: Option<i64>,
    /// The organisation it was done to.
    pub organisation: Option<i64>,
    /// Whether support did it at the organisation's request.
    pub on_behalf: bool,
    /// What was done.
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// The particulars.
    pub data: serde_json::Value,
    /// Personal values by name, as far as they have not been erased.
    pub personal: Vec<(String, String)>,
}

#[derive(FromQueryResult)]
struct Kept {
    number: i64,
    at: NaiveDateTime,
    actor_kind: String,
    person: Option<i64>,
    acting_as: Option<i64>,
    organisation: Option<i64>,
    on_behalf: bool,
    action: String,
    subject: String,
    data: String,
}

#[derive(FromQueryResult)]
struct Personal {
    event: i64,
    name: String,
    value: String,
}

const COLUMNS: &str = "number, at, actor_kind, person, acting_as, organisation, on_behalf, action, subject, data";

/// Events of one subject, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn about(tx: &mut Tx, subject: &str, window: Window) -> Result<Listed<Event>, StoreError> {
    page(tx, "subject", subject.into(), window).await
}

/// Events done to an organisation, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn of_organisation(tx: &mut Tx, organisation: i64, window: Window) -> Result<Listed<Event>, StoreError> {
    page(tx, "organisation", organisation.into(), window).await
}

/// Events after this number, the oldest first: for whoever follows the trail.
///
/// # Errors
/// Those of the database.
pub async fn after(tx: &mut Tx, number: i64, limit: u32) -> Result<Vec<Event>, StoreError> {
    let sql = format!("select {COLUMNS} from audit_event where number > $1 order by number limit $2");
    let kept = tx.all(&sql, values![number, i64::from(limit)]).await?;
    with_personal(tx, kept).await
}

/// The number of the newest event; 0 before the first. Whoever has seen it has seen every change that was committed.
///
/// # Errors
/// Those of the database.
pub async fn newest(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(tx.scalar("select number from audit_head where head = 1", values![]).await?.unwrap_or(0))
}

/// The subjects of events after this number that begin with a word and a space, each once.
///
/// # Errors
/// Those of the database.
pub async fn touched_after(tx: &mut Tx, number: i64, word: &str) -> Result<Vec<String>, StoreError> {
    #[derive(FromQueryResult)]
    struct Touched {
        subject: String,
    }
    let sql = "select distinct subject from audit_event where number > $1 and subject like $2";
    let rows: Vec<Touched> = tx.all(sql, values![number, format!("{word} %")]).await?;
    Ok(rows.into_iter().map(|row| row.subject).collect())
}

async fn page(tx: &mut Tx, column: &str, value: Value, window: Window) -> Result<Listed<Event>, StoreError> {
    let count = format!("select count(*) from audit_event where {column} = $1");
    let total: i64 = tx.scalar(&count, [value.clone()]).await?.unwrap_or(0);
    let sql = format!("select {COLUMNS} from audit_event where {column} = $1 order by number desc limit $2 offset $3");
    let (limit, offset) = window.values();
    let kept = tx.all(&sql, [value, limit.into(), offset.into()]).await?;
    let rows = with_personal(tx, kept).await?;
    Ok(Listed { rows, total: total.unsigned_abs() })
}

async fn with_personal(tx: &mut Tx, kept: Vec<Kept>) -> Result<Vec<Event>, StoreError> {
    let numbers: Vec<_> = kept.iter().map(|event| serde_json::json!({ "event": event.number })).collect();
    let sql = format!(
        "select personal.event, personal.name, personal.value
         from {} join audit_personal as personal on personal.event = given.event
         order by personal.event, personal.name",
        tx.dialect().recordset("$1", &[("event", "bigint")])
    );
    let personal: Vec<Personal> = tx.all(&sql, values![crate::json(&numbers)?]).await?;
    Ok(kept.into_iter().map(|event| event.shown(&personal)).collect())
}

impl Kept {
    fn shown(self, personal: &[Personal]) -> Event {
        let own = personal.iter().filter(|value| value.event == self.number);
        Event {
            number: self.number,
            at: self.at,
            actor_kind: self.actor_kind,
            person: self.person,
            acting_as: self.acting_as,
            organisation: self.organisation,
            on_behalf: self.on_behalf,
            action: self.action,
            subject: self.subject,
            // Only an edited event has unreadable particulars; `verify` is there to say so.
            data: serde_json::from_str(&self.data).unwrap_or(serde_json::Value::Null),
            personal: own.map(|value| (value.name.clone(), value.value.clone())).collect(),
        }
    }
}
