//! Ending a membership; the block by assigned placements is asked inside the transaction.

use chrono::{DateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, values};

use super::membership::{Current, subject};
use crate::partnerships::rules::{Assigned, Membership, Refusal, Step, blocking};
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId, Urn, london_date};

#[derive(FromQueryResult)]
struct Row {
    title: String,
    year: i32,
    places: i32,
}

/// Placements that a school has assigned to a provider, newest year first.
pub async fn assigned_to(
    tx: &mut Tx,
    provider: OrganisationId,
    school: OrganisationId,
) -> Result<Vec<Assigned>, StoreError> {
    let rows: Vec<Row> = tx
        .all(
            "select p.title, p.year, a.places from placement_assignment a join placement p on p.id = a.placement
             where a.provider = $1 and p.school = $2 and a.state = 'assigned' order by p.year desc, p.title, a.id",
            values![provider.get(), school.get()],
        )
        .await?;
    let assigned = |row: Row| Assigned { title: row.title, year: AcademicYear::starting(row.year), places: row.places };
    Ok(rows.into_iter().map(assigned).collect())
}

/// Removes a partner school.
///
/// # Errors
/// [`StoreError`]. The inner result holds the [`Refusal`]; then nothing is written.
pub async fn remove(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    urn: Urn,
    current: &Current,
) -> Result<Result<(), Refusal>, StoreError> {
    let assigned = assigned_to(tx, permit.on(), current.school).await?;
    if !blocking(assigned, london_date(now)).is_empty() {
        return Ok(Err(Refusal::PlacementsAssigned));
    }
    if let Err(refusal) = current.state.take(Step::Remove, now) {
        return Ok(Err(refusal));
    }
    let person = permit.person().map(PersonId::get);
    let changed = tx
        .execute(
            "update membership set status = $1, report_reason = null, version = version + 1, changed_at = $2,
                changed_by = $3 where id = $4 and version = $5",
            values![Membership::Left.code(), naive(now), person, current.id, current.version],
        )
        .await?;
    if changed == 0 {
        return Ok(Err(Refusal::OutOfStep));
    }
    let data = serde_json::json!({ "change": "removed", "urn": urn.to_string() });
    tx.record(permit.entry(now, subject(permit.on(), urn), data));
    Ok(Ok(()))
}
