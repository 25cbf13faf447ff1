//! Cohorts as rows.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use store::{FromQueryResult, StoreError, Tx, naive, values};

use crate::early_career::rules::cohorts::Cohort;
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, PersonId};

#[derive(FromQueryResult)]
struct Row {
    year: i32,
    opens_on: NaiveDate,
    closes_on: NaiveDate,
}

impl From<Row> for Cohort {
    fn from(row: Row) -> Cohort {
        Cohort { year: AcademicYear::starting(row.year), opens_on: row.opens_on, closes_on: row.closes_on }
    }
}

/// Every cohort, newest first.
pub async fn all(tx: &mut Tx) -> Result<Vec<Cohort>, StoreError> {
    let rows: Vec<Row> = tx.all("select year, opens_on, closes_on from cohort order by year desc", values![]).await?;
    Ok(rows.into_iter().map(Cohort::from).collect())
}

/// The cohort of a year.
pub async fn find(tx: &mut Tx, year: AcademicYear) -> Result<Option<Cohort>, StoreError> {
    let sql = "select year, opens_on, closes_on from cohort where year = $1";
    let row: Option<Row> = tx.one(sql, values![year.start_year()]).await?;
    Ok(row.map(Cohort::from))
}

/// The same, held until the transaction ends: a second change of its dates waits.
pub async fn find_held(tx: &mut Tx, year: AcademicYear) -> Result<Option<Cohort>, StoreError> {
    let lock = format!("select year from cohort where year = $1{}", tx.dialect().for_update());
    let _: Option<i32> = tx.scalar(&lock, values![year.start_year()]).await?;
    find(tx, year).await
}

/// Sets a cohort up, or gives it other dates; false, and no event, when it has these dates already.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn keep(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, cohort: Cohort) -> Result<bool, StoreError> {
    let before = find(tx, cohort.year).await?;
    if before == Some(cohort) {
        return Ok(false);
    }
    tx.execute(
        "insert into cohort (year, opens_on, closes_on, changed_at, changed_by) values ($1, $2, $3, $4, $5)
         on conflict (year) do update set opens_on = excluded.opens_on, closes_on = excluded.closes_on,
           changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        values![
            cohort.year.start_year(),
            cohort.opens_on,
            cohort.closes_on,
            naive(now),
            permit.person().map(PersonId::get)
        ],
    )
    .await?;
    let change = if before.is_some() { "cohort_moved" } else { "cohort_opened" };
    let data = json!({
        "change": change, "cohort": cohort.year.to_string(),
        "opens_on": cohort.opens_on.to_string(), "closes_on": cohort.closes_on.to_string()
    });
    tx.record(permit.entry(now, format!("cohort {}", cohort.year.start_year()), data));
    Ok(true)
}
