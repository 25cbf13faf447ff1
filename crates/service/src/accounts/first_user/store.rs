//! Requests to become a school's first user, as rows.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::json;
use store::{Dialect, FromQueryResult, Listed, StoreError, Tx, Value, Window, naive, utc, values};

use super::rules::{Asker, MOST_WAITING, Standing, Way};
use crate::organisations::folding::fold;
use crate::platform::ctx::Ctx;
use crate::platform::mail;
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, PersonId};

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its key.
    pub id: i64,
    /// Its public id.
    pub public_id: String,
    /// The school.
    pub school: OrganisationId,
    /// The school's name.
    pub school_name: String,
    /// Its URN.
    pub urn: String,
    /// The asker's name, as they typed it.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The address that was told and decides; none when a letter told the school, or the notice is no longer in force.
    pub told: Option<String>,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// How it stands.
    pub standing: Standing,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Who decided: `notice` or `support`.
    pub decided_by: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    public_id: String,
    organisation: i64,
    school_name: String,
    urn: String,
    name: String,
    email: String,
    told: Option<String>,
    asked_at: NaiveDateTime,
    decided_at: Option<NaiveDateTime>,
    decided_by: Option<String>,
    granted: Option<bool>,
}

impl From<Row> for Request {
    fn from(row: Row) -> Request {
        Request {
            id: row.id,
            public_id: row.public_id,
            school: OrganisationId(row.organisation),
            school_name: row.school_name,
            urn: row.urn,
            name: row.name,
            email: row.email,
            told: row.told,
            asked_at: utc(row.asked_at),
            standing: Standing::of(row.granted),
            decided_at: row.decided_at.map(utc),
            decided_by: row.decided_by,
        }
    }
}

const COLUMNS: &str = "a.id, a.public_id, a.organisation, s.name as school_name, s.urn, a.name, a.email,
    case when n.report_number = m.report_number then coalesce(p.email, n.address) end as told, a.asked_at, a.decided_at, a.decided_by, a.granted";
const FROM: &str = "from access_request a join organisation s on s.id = a.organisation
    join notice n on n.id = a.notice join membership m on m.id = n.membership left join person p on p.id = n.person";

/// What the audit trail calls a request.
pub fn subject(public_id: &str) -> String {
    format!("access_request {public_id}")
}

/// Keeps a request, and promises the mail to the address that decides. One that waits already is not kept twice.
///
/// # Errors
/// Those of the database.
pub async fn ask(
    tx: &mut Tx,
    ctx: &Ctx,
    permit: &Permit,
    asker: &Asker,
    (notice, way): (i64, Way),
) -> Result<(), StoreError> {
    let school = permit.on().get();
    let waiting: Option<i64> = tx
        .scalar("select count(*) from access_request where organisation = $1 and decided_at is null", values![school])
        .await?;
    // Whoever asks is told the same: what waits at a school is nobody else's to know.
    if waiting.unwrap_or(0) >= MOST_WAITING {
        return Ok(());
    }
    let public_id = ctx.app.chance.public_id();
    let sql = "insert into access_request (public_id, organisation, notice, name, email, email_folded, asked_at)
               values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing";
    let (name, email) = (asker.name.as_str(), asker.email.as_str());
    let row = values![public_id.as_str(), school, notice, name, email, asker.email.folded(), naive(ctx.now)];
    if tx.execute(sql, row).await? == 0 {
        return Ok(());
    }
    let mut entry = permit.entry(ctx.now, subject(&public_id), json!({ "change": "asked" }));
    entry.personal.extend([("name", name.to_owned()), ("email", email.to_owned())]);
    tx.record(entry);
    if way == Way::ByNotice {
        mail::queue(tx, &ctx.app, super::mail::ACCESS_ASKED, json!({ "request": public_id }), ctx.now).await?;
    }
    Ok(())
}

/// The request with this public id; held until the commit in a transaction that writes.
pub async fn find(tx: &mut Tx, public_id: &str) -> Result<Option<Request>, StoreError> {
    let sql = format!("select {COLUMNS} {FROM} where a.public_id = $1");
    let row: Option<Row> = tx.one(&sql, values![public_id]).await?;
    Ok(row.map(Request::from))
}

/// Notes the decision; `false` when somebody was quicker.
///
/// # Errors
/// Those of the database.
pub async fn decided(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    request: &Request,
    is_granted: bool,
) -> Result<bool, StoreError> {
    let person = permit.person().map(PersonId::get);
    let by = if person.is_some() { "support" } else { "notice" };
    let sql = "update access_request set decided_at = $2, decided_by = $3, decider = $4, granted = $5
               where id = $1 and decided_at is null";
    if tx.execute(sql, values![request.id, naive(now), by, person, is_granted]).await? == 0 {
        return Ok(false);
    }
    let change = if is_granted { "granted" } else { "refused" };
    tx.record(permit.entry(now, subject(&request.public_id), json!({ "change": change, "by": by })));
    Ok(true)
}

/// What support's list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of the school's name, its URN, or the asker's name or address.
    pub words: String,
    /// Codes of [`Standing`].
    pub standings: Vec<String>,
    /// Newest first instead of the longest waiting first.
    pub newest_first: bool,
}

/// A page of the requests.
pub async fn list(tx: &mut Tx, filter: &Filter, window: Window) -> Result<Listed<Request>, StoreError> {
    let dialect = tx.dialect();
    let (mut from, mut values) = (format!("{FROM} where true"), Vec::<Value>::new());
    for word in fold(&filter.words).split_whitespace().take(8) {
        values.push(Dialect::containing(word).into());
        let mark = format!("${}", values.len());
        let parts = ["s.name_folded", "s.urn", "lower(a.name)", "a.email_folded"];
        let any = parts.map(|part| dialect.contains(part, &mark)).join(" or ");
        from.extend([" and (", &any, ")"]);
    }
    let conditions: Vec<&str> = Standing::ALL
        .into_iter()
        .filter(|it| filter.standings.iter().any(|code| code == it.code()))
        .map(|it| match it {
            Standing::Waiting => "a.granted is null",
            Standing::Granted => "a.granted = true",
            Standing::Refused => "a.granted = false",
        })
        .collect();
    if !conditions.is_empty() {
        from.extend([" and (", &conditions.join(" or "), ")"]);
    }
    let order = if filter.newest_first {
        "a.asked_at desc, a.id desc"
    } else {
        "case when a.decided_at is null then 0 else 1 end, a.asked_at, a.id"
    };
    let total: i64 = tx.scalar(&format!("select count(*) {from}"), values.clone()).await?.unwrap_or(0);
    let sql = format!("select {COLUMNS} {from} order by {order} limit {} offset {}", window.take, window.skip);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    Ok(Listed { rows: rows.into_iter().map(Request::from).collect(), total: total.unsigned_abs() })
}
