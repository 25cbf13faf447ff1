//! How many early career teachers and mentors a school has in a cohort: counts, never names.

use chrono::{DateTime, Utc};
use serde_json::json;
use store::{FromQueryResult, StoreError, Tx, naive, values};

use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId};

/// A school's numbers of a cohort; what is absent has not been given yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Numbers {
    /// Early career teachers.
    pub teachers: Option<i32>,
    /// Their mentors.
    pub mentors: Option<i32>,
    /// The school has said that it has no early career teachers in the cohort.
    pub not_this_year: bool,
}

impl Numbers {
    /// Whether the school has said something.
    pub fn are_given(self) -> bool {
        self.teachers.is_some() || self.not_this_year
    }
}

/// The numbers of a school in a cohort.
pub async fn of(tx: &mut Tx, school: OrganisationId, cohort: AcademicYear) -> Result<Numbers, StoreError> {
    let sql = "select teachers, mentors, not_this_year from early_career_numbers where school = $1 and cohort = $2";
    let found: Option<Numbers> = tx.one(sql, values![school, cohort.start_year()]).await?;
    Ok(found.unwrap_or_default())
}

/// The numbers, and the version that they have; 0 while there are none.
pub async fn with_version(
    tx: &mut Tx,
    school: OrganisationId,
    cohort: AcademicYear,
) -> Result<(Numbers, i32), StoreError> {
    let sql = "select version from early_career_numbers where school = $1 and cohort = $2";
    let version: Option<i32> = tx.scalar(sql, values![school, cohort.start_year()]).await?;
    Ok((of(tx, school, cohort).await?, version.unwrap_or(0)))
}

/// What the audit trail calls the numbers of a school in a cohort.
pub fn subject(school: OrganisationId, cohort: AcademicYear) -> String {
    format!("early-career-numbers {school}/{}", cohort.start_year())
}

/// What came of giving numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// They are set.
    Made,
    /// They are the same: no event.
    Same,
    /// Somebody else changed them since: nothing is written.
    OutOfStep,
}

/// Sets the numbers of the permit's school, as long as they have the version that they were read with.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn give(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (cohort, version): (AcademicYear, i32),
    numbers: Numbers,
) -> Result<Change, StoreError> {
    let (school, year) = (permit.on(), cohort.start_year());
    if of(tx, school, cohort).await? == numbers {
        return Ok(Change::Same);
    }
    let given = tx
        .execute(
            "insert into early_career_numbers (school, cohort, teachers, mentors, not_this_year, changed_at, changed_by)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (school, cohort) do update set teachers = excluded.teachers, mentors = excluded.mentors,
               not_this_year = excluded.not_this_year, changed_at = excluded.changed_at,
               changed_by = excluded.changed_by, version = early_career_numbers.version + 1
             where early_career_numbers.version = $8",
            values![
                school,
                year,
                numbers.teachers,
                numbers.mentors,
                numbers.not_this_year,
                naive(now),
                permit.person().map(PersonId::get),
                version
            ],
        )
        .await?;
    if given == 0 {
        return Ok(Change::OutOfStep);
    }
    let change = if numbers.not_this_year { "not_this_year" } else { "numbers_given" };
    let data = json!({
        "change": change, "cohort": year, "teachers": numbers.teachers, "mentors": numbers.mentors
    });
    tx.record(permit.entry(now, subject(school, cohort), data));
    Ok(Change::Made)
}
