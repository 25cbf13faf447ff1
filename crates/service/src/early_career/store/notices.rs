//! Who is told that a lead provider confirmed their school.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use store::outbox::{self, Message};
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use crate::platform::clock::Chance;
use crate::platform::mail::Priority;

/// The bulk row that becomes one mail for each notice of a confirmation.
pub const SCHOOLS_CONFIRMED: &str = "schools_confirmed";
/// The bulk row, due a week later, that becomes one reminder for each.
pub const CONFIRMATION_REMINDERS: &str = "confirmation_reminders";
/// Days until a school that has not answered is reminded. Source: issue 4; acceptance 43.
pub const DAYS_TO_REMINDER: i64 = 7;

/// Memberships that a confirmation made or revived, as long as they have not been confirmed again.
const OF_CONFIRMATION: &str = "from confirmation c
    join partnership h on h.kind = 'ect' and h.hub = c.lead_provider and h.cohort = c.cohort
    join membership m on m.partnership = h.id and m.added_at = c.confirmed_at";

/// Who is told of a membership: the tutor; else the contact for early career training, else the general one.
///
/// Of several for early career training the school's own goes first, then the one that a provider gave last.
const WHO: &str = "left join induction_tutor t on t.school = m.organisation
    left join contact e on e.id = (select x.id from contact x
      where x.organisation = m.organisation and x.purpose = 'ect'
      order by case when x.source in ('school', 'support') then 0 when x.source = 'provider' then 1 else 2 end,
        x.id desc limit 1)
    left join contact g on g.id = (select min(x.id) from contact x
      where x.organisation = m.organisation and x.purpose = 'general')";
/// The address of whom [`WHO`] found.
const ADDRESS: &str = "coalesce(t.email, e.address, g.address)";

/// Writes a notice for each school of a confirmation, and queues telling and reminding them.
///
/// The induction tutor is told; without one the contact for early career training, else the general one; without
/// any the school is "Not told yet" and its notice goes no way. Source: product.md decision 12.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn queue_for_confirmed(
    tx: &mut Tx,
    chance: &Chance,
    now: DateTime<Utc>,
    (confirmation, public_id): (i64, &str),
) -> Result<(), StoreError> {
    let sql = format!(
        "insert into notice (public_id, membership, report_number, way, address, person, queued_at)
         select m.public_id || 'n' || m.report_number || 't', m.id, m.report_number,
           case when {ADDRESS} is null then 'none' else 'mail' end, {ADDRESS}, t.person, $2
         {OF_CONFIRMATION} {WHO} where c.id = $1 and m.status = 'active' and m.told_at is null
         on conflict (public_id) do nothing"
    );
    tx.execute(&sql, values![confirmation, naive(now)]).await?;
    let later = now + TimeDelta::days(DAYS_TO_REMINDER);
    for (template, due) in [(SCHOOLS_CONFIRMED, now), (CONFIRMATION_REMINDERS, later)] {
        let message = Message {
            id: chance.public_id(),
            template,
            parameters: serde_json::json!({ "confirmation": public_id }),
            priority: Priority::Bulk.number(),
            due_at: naive(due),
        };
        outbox::put(tx, &message).await?;
    }
    Ok(())
}

/// How many schools of a confirmation mail tells.
pub async fn told(tx: &mut Tx, confirmation: i64) -> Result<u64, StoreError> {
    let sql = format!(
        "select count(*) {OF_CONFIRMATION} join notice n on n.membership = m.id and n.report_number = m.report_number
         where c.id = $1 and n.way = 'mail'"
    );
    let count: Option<i64> = tx.scalar(&sql, values![confirmation]).await?;
    Ok(count.map_or(0, i64::unsigned_abs))
}

/// The notices of a confirmation that mail carries, by the order in which they were made: those of schools that have
/// not been confirmed again since.
pub async fn of_confirmation(tx: &mut Tx, public_id: &str) -> Result<Vec<String>, StoreError> {
    #[derive(FromQueryResult)]
    struct Id {
        public_id: String,
    }
    let sql = format!(
        "select n.public_id {OF_CONFIRMATION} join notice n on n.membership = m.id
           and n.report_number = m.report_number and n.way = 'mail' where c.public_id = $1 order by n.id"
    );
    let rows: Vec<Id> = tx.all(&sql, values![public_id]).await?;
    Ok(rows.into_iter().map(|row| row.public_id).collect())
}

/// Writes the notice of a membership that is to be told, where it has none since its school was last confirmed or
/// corrected; it goes no way until one is found for it.
///
/// # Errors
/// [`StoreError`]; then there is none.
pub async fn untold(tx: &mut Tx, membership: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "insert into notice (public_id, membership, report_number, way, queued_at)
               select m.public_id || 'n' || m.report_number || 't', m.id, m.report_number, 'none', $2
               from membership m where m.id = $1 on conflict (public_id) do nothing";
    tx.execute(sql, values![membership, naive(now)]).await?;
    Ok(())
}

/// A notice that went no way when its school was confirmed, and can go by mail now.
#[derive(Clone, Debug)]
pub struct Tellable {
    id: i64,
    /// Its public id.
    pub public_id: String,
    address: String,
    person: Option<i64>,
    /// When the school was confirmed.
    pub added_at: DateTime<Utc>,
}

/// Those of schools that are still confirmed and have not been told, in the order in which they were made.
pub async fn tellable(tx: &mut Tx, of: Option<i64>) -> Result<Vec<Tellable>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        public_id: String,
        address: String,
        person: Option<i64>,
        added_at: NaiveDateTime,
    }
    let sql = format!(
        "select n.id, n.public_id, {ADDRESS} as address, t.person, m.added_at
         from notice n join membership m on m.id = n.membership and m.report_number = n.report_number
         {WHO} where n.way = 'none' and m.kind = 'ect' and m.status = 'active' and m.told_at is null
           and {ADDRESS} is not null {} order by n.id",
        if of.is_some() { "and m.id = $1" } else { "" }
    );
    let rows: Vec<Row> = tx.all(&sql, of.into_iter().flat_map(|it| values![it])).await?;
    let notice = |row: Row| Tellable {
        id: row.id,
        public_id: row.public_id,
        address: row.address,
        person: row.person,
        added_at: utc(row.added_at),
    };
    Ok(rows.into_iter().map(notice).collect())
}

/// Notes where a notice goes by mail from now on.
///
/// # Errors
/// [`StoreError`]; then it goes no way still.
pub async fn goes_by_mail(tx: &mut Tx, notice: &Tellable) -> Result<(), StoreError> {
    let sql = "update notice set way = 'mail', address = $2, person = $3 where id = $1 and way = 'none'";
    tx.execute(sql, values![notice.id, notice.address.as_str(), notice.person]).await?;
    Ok(())
}
