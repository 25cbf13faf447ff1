//! The SQL of lists that are being added.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use std::collections::HashSet;
use store::{FromQueryResult, StoreError, Tx, naive, values};

use super::kept::{self, Choices, Layout, Outcome, Upload};
use super::read::Reading;
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, Urn};

/// Days for which a list is kept. Source: product.md, retention; long enough for a week's holiday.
const DAYS_KEPT: i64 = 7;

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    public_id: String,
    file_name: String,
    cells: String,
    columns: String,
    choices: String,
    state: String,
    outcome: String,
}

impl Row {
    fn upload(self) -> Option<Upload> {
        let outcome = (self.state == "confirmed").then(|| serde_json::from_str::<Outcome>(&self.outcome));
        Some(Upload {
            id: self.id,
            public_id: self.public_id,
            file_name: self.file_name,
            sheet: kept::sheet_of(&self.cells)?,
            layout: kept::layout_of(&self.columns)?,
            choices: serde_json::from_str(&self.choices).ok()?,
            outcome: outcome.transpose().ok()?,
        })
    }
}

/// Keeps a list that was read, under this public id.
pub(super) async fn keep(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    public_id: &str,
    reading: &Reading,
) -> Result<(), StoreError> {
    let purpose = if reading.is_of_trainees { "trainee_register" } else { "partner_schools" };
    let sql = "insert into upload (public_id, purpose, person, organisation, file_name, cells, columns, choices, state,
            created_at, expires_at, row_count)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'read', $9, $10, $11)";
    let person = permit.person().map(crate::vocabulary::PersonId::get);
    let values = values![
        public_id,
        purpose,
        person,
        permit.on().get(),
        reading.file_name.as_str(),
        kept::cells_text(&reading.sheet),
        kept::layout_text(&reading.layout),
        choices_text(&Choices::default()),
        naive(now),
        naive(now + TimeDelta::days(DAYS_KEPT)),
        rows(reading),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Rows of the list, without its heading: all that the log keeps of what stood in it.
fn rows(reading: &Reading) -> i32 {
    let heading = i32::from(reading.layout.columns.header_line.is_some());
    i32::try_from(reading.sheet.rows.len()).unwrap_or(i32::MAX) - heading
}

fn choices_text(choices: &Choices) -> String {
    serde_json::to_string(choices).unwrap_or_default()
}

/// A list of this organisation's that has not expired.
pub(super) async fn find(
    tx: &mut Tx,
    owner: OrganisationId,
    public_id: &str,
    now: DateTime<Utc>,
) -> Result<Option<Upload>, StoreError> {
    read(tx, owner, public_id, now, "").await
}

/// The same, held until the end of the transaction: a second click waits for the first.
pub(super) async fn hold(
    tx: &mut Tx,
    owner: OrganisationId,
    public_id: &str,
    now: DateTime<Utc>,
) -> Result<Option<Upload>, StoreError> {
    let lock = tx.dialect().for_update();
    read(tx, owner, public_id, now, lock).await
}

async fn read(
    tx: &mut Tx,
    owner: OrganisationId,
    public_id: &str,
    now: DateTime<Utc>,
    lock: &str,
) -> Result<Option<Upload>, StoreError> {
    let sql = format!(
        "select id, public_id, file_name, cells, columns, choices, state, outcome from upload
         where public_id = $1 and organisation = $2 and expires_at > $3
           and purpose in ('partner_schools', 'trainee_register'){lock}"
    );
    let row: Option<Row> = tx.one(&sql, values![public_id, owner.get(), naive(now)]).await?;
    let Some(row) = row else { return Ok(None) };
    let upload = row.upload();
    upload.map(Some).ok_or_else(|| StoreError::Unreadable(format!("upload {public_id} cannot be read")))
}

/// Keeps what the columns hold; what was chosen by other columns is forgotten.
pub(super) async fn set_layout(tx: &mut Tx, _: &Permit, upload: &Upload, layout: &Layout) -> Result<(), StoreError> {
    let sql = "update upload set columns = $2, choices = $3 where id = $1 and state = 'read'";
    let values = values![upload.id, kept::layout_text(layout), choices_text(&Choices::default())];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Keeps what the person chose.
pub(super) async fn set_choices(tx: &mut Tx, _: &Permit, upload: &Upload, choices: &Choices) -> Result<(), StoreError> {
    let sql = "update upload set choices = $2 where id = $1 and state = 'read'";
    tx.execute(sql, values![upload.id, choices_text(choices)]).await?;
    Ok(())
}

/// The list has become partner schools: so came of it.
pub(super) async fn confirm(
    tx: &mut Tx,
    _: &Permit,
    now: DateTime<Utc>,
    upload: &Upload,
    outcome: &Outcome,
) -> Result<(), StoreError> {
    let outcome = serde_json::to_string(outcome).unwrap_or_default();
    let sql = "update upload set state = 'confirmed', confirmed_at = $2, outcome = $3 where id = $1";
    tx.execute(sql, values![upload.id, naive(now), outcome]).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct OnlyUrn {
    urn: String,
}

fn urns_of(rows: Vec<OnlyUrn>) -> HashSet<Urn> {
    rows.into_iter().filter_map(|row| row.urn.parse().ok()).collect()
}

/// The schools that the hub works with now.
pub(super) async fn partners(tx: &mut Tx, hub: OrganisationId) -> Result<HashSet<Urn>, StoreError> {
    let sql = "select o.urn from partnership h join membership m on m.partnership = h.id and m.status = 'active'
         join organisation o on o.id = m.organisation where h.kind = 'placement' and h.hub = $1 and o.urn is not null";
    Ok(urns_of(tx.all(sql, values![hub.get()]).await?))
}

/// Of these schools, those with a user or a contact who can be told.
pub(super) async fn reachable(tx: &mut Tx, urns: &[Urn]) -> Result<HashSet<Urn>, StoreError> {
    let keys: Vec<_> = urns.iter().map(|urn| serde_json::json!({ "urn": urn.to_string() })).collect();
    let given = tx.dialect().recordset("$1", &[("urn", "text")]);
    let sql = format!(
        "select o.urn from {given} join organisation o on o.urn = given.urn
         where exists (select 1 from contact c where c.organisation = o.id)
            or exists (select 1 from person_role r join person p on p.id = r.person and p.disabled_at is null
              where r.organisation = o.id and r.role in ('coordinator', 'administrator'))"
    );
    Ok(urns_of(tx.all(&sql, values![serde_json::Value::from(keys).to_string()]).await?))
}

/// How many of the schools that the hub added at this moment have a notice on its way.
pub(super) async fn told_of_run(tx: &mut Tx, hub: OrganisationId, at: NaiveDateTime) -> Result<u64, StoreError> {
    let sql = "select count(distinct m.id) from notice n join membership m on m.id = n.membership
         join partnership h on h.id = m.partnership
         where h.kind = 'placement' and h.hub = $1 and m.added_at = $2 and n.report_number = m.report_number
           and n.way = 'mail'";
    let count: Option<i64> = tx.scalar(sql, values![hub.get(), at]).await?;
    Ok(count.and_then(|it| u64::try_from(it).ok()).unwrap_or(0))
}
