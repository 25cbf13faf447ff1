//! Until when somebody has looked at a cohort's changes.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{StoreError, Tx, naive, utc, values};

use super::schools::Of;
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, PersonId};

/// Until when the person has said that they looked at the cohort's changes.
pub async fn looked_at(tx: &mut Tx, person: PersonId, of: Of) -> Result<Option<DateTime<Utc>>, StoreError> {
    let sql = "select at from cohort_looked where person = $1 and organisation = $2 and cohort = $3";
    let at: Option<NaiveDateTime> =
        tx.scalar(sql, values![person.get(), of.lead_provider, of.cohort.start_year()]).await?;
    Ok(at.map(utc))
}

/// Remembers that the person of the permit has looked until now. It is a setting of theirs and no event.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn looked(
    tx: &mut Tx,
    permit: &Permit,
    cohort: AcademicYear,
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into cohort_looked (person, organisation, cohort, at) values ($1, $2, $3, $4)
         on conflict (person, organisation, cohort) do update set at = excluded.at",
        values![permit.person().map(PersonId::get), permit.on(), cohort.start_year(), naive(until)],
    )
    .await?;
    Ok(())
}
