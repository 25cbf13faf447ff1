//! Notices that go on paper: one letter, or letters to all schools that nobody could be told of in another way.

use chrono::{DateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, values};

use super::{Notice, Row, SELECT, by_public_id};
use crate::partnerships::rules::About;
use crate::partnerships::store::membership::{Current, subject_of};
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, Urn};

/// Makes the letter of a membership that can be told in no other way (or as well); the same letter when asked again.
pub async fn letter(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (urn, current): (Urn, &Current),
    code: &str,
) -> Result<(), StoreError> {
    let made = insert(tx, now, (&letter_id(current), current.id, current.report_number), code).await?;
    if made == 1 {
        let data = serde_json::json!({ "change": "letter_made" });
        tx.record(permit.entry(now, current.subject(urn), current.about.event(data)));
    }
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    now: DateTime<Utc>,
    (id, membership, report_number): (&str, i64, i32),
    code: &str,
) -> Result<u64, StoreError> {
    tx.execute(
        "insert into notice (public_id, membership, report_number, way, queued_at, letter_code)
         values ($1, $2, $3, 'letter', $4, $5) on conflict (public_id) do nothing",
        values![id, membership, report_number, naive(now), code],
    )
    .await
}

fn letter_id(current: &Current) -> String {
    id_of(&current.public_id, current.report_number)
}

fn id_of(membership: &str, report_number: i32) -> String {
    format!("{membership}n{report_number}letter")
}

/// The letter of a membership's present time of adding.
pub async fn letter_of(tx: &mut Tx, current: &Current) -> Result<Option<Notice>, StoreError> {
    by_public_id(tx, &letter_id(current)).await
}

/// Memberships of a hub whose school has not been told, and that mail does not carry either.
const UNTOLD: &str = "from membership m join partnership h on h.id = m.partnership
  where h.hub = $1 and m.kind = $2 and coalesce(m.cohort, 0) = $3 and m.status = 'active' and m.told_at is null
    and not exists (select 1 from notice x where x.membership = m.id and x.report_number = m.report_number
      and x.way = 'mail')";
/// Letters that were made and have not been posted, of the same.
const WAITING: &str = "n.way = 'letter' and n.report_number = m.report_number and n.handed_over_at is null
    and h.hub = $1 and m.kind = $2 and coalesce(m.cohort, 0) = $3 and m.status = 'active' and m.told_at is null";

fn whose((hub, about): (OrganisationId, About)) -> [store::Value; 3] {
    let (kind, cohort) = match about {
        About::Placements => ("placement", 0),
        About::EarlyCareer(cohort) => ("ect", cohort.start_year()),
    };
    values![hub.get(), kind, cohort]
}

fn without_letter() -> String {
    format!(
        "{UNTOLD} and not exists (select 1 from notice x where x.membership = m.id
           and x.report_number = m.report_number and x.way = 'letter')"
    )
}

/// How many schools have not been told, have no letter, and no mail on its way.
pub async fn unmade(tx: &mut Tx, of: (OrganisationId, About)) -> Result<u64, StoreError> {
    let count: Option<i64> = tx.scalar(&format!("select count(*) {}", without_letter()), whose(of)).await?;
    Ok(count.map_or(0, i64::unsigned_abs))
}

/// Makes letters for the first so many of them, in the order in which they were added; gives how many it made.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn make_letters(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (of, most): ((OrganisationId, About), usize),
    code: impl Fn() -> String,
) -> Result<usize, StoreError> {
    #[derive(FromQueryResult)]
    struct Untold {
        id: i64,
        public_id: String,
        report_number: i32,
        urn: String,
    }
    let sql = format!(
        "select m.id, m.public_id, m.report_number, (select o.urn from organisation o where o.id = m.organisation) as urn
         {} order by m.id limit {most}",
        without_letter()
    );
    let untold: Vec<Untold> = tx.all(&sql, whose(of)).await?;
    for it in &untold {
        let id = id_of(&it.public_id, it.report_number);
        insert(tx, now, (&id, it.id, it.report_number), &code()).await?;
        let data = serde_json::json!({ "change": "letter_made" });
        tx.record(permit.entry(now, subject_of(of.1, of.0, &it.urn), of.1.event(data)));
    }
    Ok(untold.len())
}

/// The first so many letters that were made and have not been posted, in the order in which they were made.
pub async fn waiting(tx: &mut Tx, of: (OrganisationId, About), most: usize) -> Result<Vec<Notice>, StoreError> {
    let rows: Vec<Row> = tx.all(&format!("{SELECT} where {WAITING} order by n.id limit {most}"), whose(of)).await?;
    Ok(rows.into_iter().map(Notice::from).collect())
}

/// How many there are in all.
pub async fn waiting_count(tx: &mut Tx, of: (OrganisationId, About)) -> Result<u64, StoreError> {
    let sql = format!(
        "select count(*) from notice n join membership m on m.id = n.membership
         join partnership h on h.id = m.partnership where {WAITING}"
    );
    let count: Option<i64> = tx.scalar(&sql, whose(of)).await?;
    Ok(count.map_or(0, i64::unsigned_abs))
}
