//! The SQL of lists that are being added.

use chrono::{DateTime, NaiveDateTime, Utc};
use std::collections::{HashMap, HashSet};
use store::{FromQueryResult, StoreError, Tx, texts, utc, values};

use super::kept::{self, Choices, Layout, Outcome, Upload};
use super::read::Reading;
use crate::platform::uploads::{self, Kept, New, Whose};
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, Urn};

const SCHOOLS: &str = "partner_schools";
const TRAINEES: &str = "trainee_register";

/// The list as it was kept; none when it cannot be read.
fn upload(kept: Kept, public_id: &str) -> Option<Upload> {
    let outcome = (kept.state == "confirmed").then(|| serde_json::from_str::<Outcome>(&kept.outcome));
    Some(Upload {
        id: kept.id,
        public_id: public_id.to_owned(),
        file_name: kept.file_name,
        sheet: kept::sheet_of(&kept.cells)?,
        layout: kept::layout_of(&kept.columns)?,
        choices: serde_json::from_str(&kept.choices).ok()?,
        outcome: outcome.transpose().ok()?,
    })
}

/// Keeps a list that was read, under this public id.
pub(super) async fn keep(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    public_id: &str,
    reading: &Reading,
) -> Result<(), StoreError> {
    let new = New {
        purpose: if reading.is_of_trainees { TRAINEES } else { SCHOOLS },
        public_id,
        file_name: &reading.file_name,
        cells: kept::cells_text(&reading.sheet),
        columns: kept::layout_text(&reading.layout),
        choices: choices_text(&Choices::default()),
        rows: reading.sheet.rows.len().saturating_sub(usize::from(reading.layout.columns.header_line.is_some())),
    };
    uploads::keep(tx, permit, now, new).await
}

fn choices_text(choices: &Choices) -> String {
    serde_json::to_string(choices).unwrap_or_default()
}

fn whose(owner: OrganisationId, public_id: &str) -> Whose<'_> {
    Whose { owner, purposes: &[SCHOOLS, TRAINEES], public_id }
}

/// A list of this organisation's that has not expired.
pub(super) async fn find(
    tx: &mut Tx,
    owner: OrganisationId,
    public_id: &str,
    now: DateTime<Utc>,
) -> Result<Option<Upload>, StoreError> {
    read(uploads::find(tx, whose(owner, public_id), now).await?, public_id)
}

/// The same, held until the end of the transaction: a second click waits for the first.
pub(super) async fn hold(
    tx: &mut Tx,
    owner: OrganisationId,
    public_id: &str,
    now: DateTime<Utc>,
) -> Result<Option<Upload>, StoreError> {
    read(uploads::hold(tx, whose(owner, public_id), now).await?, public_id)
}

fn read(kept: Option<Kept>, public_id: &str) -> Result<Option<Upload>, StoreError> {
    let unreadable = || StoreError::Unreadable(format!("upload {public_id} cannot be read"));
    kept.map(|it| upload(it, public_id).ok_or_else(unreadable)).transpose()
}

/// Keeps what the columns hold; what was chosen by other columns is forgotten.
pub(super) async fn set_layout(
    tx: &mut Tx,
    permit: &Permit,
    upload: &Upload,
    layout: &Layout,
) -> Result<(), StoreError> {
    let choices = choices_text(&Choices::default());
    uploads::set_columns(tx, permit, upload.id, &kept::layout_text(layout), &choices).await
}

/// Keeps what the person chose.
pub(super) async fn set_choices(
    tx: &mut Tx,
    permit: &Permit,
    upload: &Upload,
    choices: &Choices,
) -> Result<(), StoreError> {
    uploads::set_choices(tx, permit, upload.id, &choices_text(choices)).await
}

/// The list has become partner schools: so came of it.
pub(super) async fn confirm(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    upload: &Upload,
    outcome: &Outcome,
) -> Result<(), StoreError> {
    uploads::confirm(tx, permit, now, upload.id, &serde_json::to_string(outcome).unwrap_or_default()).await
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

/// The hub's partner schools that have not been told, that no mail goes to, and at which nobody uses the service.
pub(super) async fn untold(tx: &mut Tx, hub: OrganisationId) -> Result<HashSet<Urn>, StoreError> {
    let sql = "select o.urn from partnership h join membership m on m.partnership = h.id and m.status = 'active'
         join organisation o on o.id = m.organisation where h.kind = 'placement' and h.hub = $1 and m.told_at is null
           and not exists (select 1 from notice n where n.membership = m.id and n.report_number = m.report_number
             and n.way = 'mail')
           and not exists (select 1 from person_role r where r.organisation = m.organisation)";
    Ok(urns_of(tx.all(sql, values![hub.get()]).await?))
}

/// When the hub added these of its partner schools, each moment once.
pub(super) async fn added_at(tx: &mut Tx, hub: OrganisationId, urns: &[Urn]) -> Result<Vec<DateTime<Utc>>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        added_at: NaiveDateTime,
    }
    let sql = format!(
        "select distinct m.added_at from {} join organisation o on o.urn = given.urn
         join membership m on m.organisation = o.id and m.status = 'active'
         join partnership h on h.id = m.partnership and h.kind = 'placement' and h.hub = $2 order by 1",
        tx.dialect().texts("$1", "urn")
    );
    let rows: Vec<Row> = tx.all(&sql, values![texts(urns), hub.get()]).await?;
    Ok(rows.into_iter().map(|row| utc(row.added_at)).collect())
}

/// Who at a school can be told by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those who use the service.
    Users,
    /// Its contact.
    Contact,
}

/// Of these schools, those with a user or a contact who can be told.
pub(super) async fn reachable(tx: &mut Tx, urns: &[Urn]) -> Result<HashMap<Urn, Reach>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        urn: String,
        has_users: bool,
    }
    let users = "exists (select 1 from person_role r join person p on p.id = r.person and p.disabled_at is null
          where r.organisation = o.id and r.role in ('coordinator', 'administrator'))";
    let sql = format!(
        "select o.urn, {users} as has_users from {} join organisation o on o.urn = given.urn
         where exists (select 1 from contact c where c.organisation = o.id) or {users}",
        tx.dialect().texts("$1", "urn")
    );
    let rows: Vec<Row> = tx.all(&sql, values![texts(urns)]).await?;
    let read = |row: Row| {
        let reach = if row.has_users { Reach::Users } else { Reach::Contact };
        Some((row.urn.parse().ok()?, reach))
    };
    Ok(rows.into_iter().filter_map(read).collect())
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
