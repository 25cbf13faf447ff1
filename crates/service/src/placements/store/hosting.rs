//! What a school has said of a year, as far as its placements need it.

use store::{FromQueryResult, StoreError, Tx, values};

use super::{Counts, counts};
use crate::placements::rules::{Answer, Hosting, hosting, left};
use crate::placements::words::Word;
use crate::vocabulary::{AcademicYear, OrganisationId};

/// A school's year in short.
#[derive(Clone, Copy, Debug)]
pub struct Year {
    /// What it offers, in numbers.
    pub counts: Counts,
    /// The most trainees that it takes, over all placements.
    pub cap: Option<i32>,
    /// How the year is told in a word.
    pub hosting: Hosting,
}

#[derive(FromQueryResult)]
struct Row {
    answer: Option<String>,
    trainee_cap: Option<i32>,
}

/// A school's year in short.
pub async fn school_year(tx: &mut Tx, school: OrganisationId, year: AcademicYear) -> Result<Year, StoreError> {
    let sql = "select answer, trainee_cap from availability where school = $1 and year = $2";
    let row: Option<Row> = tx.one(sql, values![school.get(), year.start_year()]).await?;
    let counts = counts(tx, school, year).await?;
    let answer = row.as_ref().and_then(|row| Answer::parse(row.answer.as_deref()?));
    let cap = row.and_then(|row| row.trainee_cap);
    let left = left(counts.places - counts.assigned, cap.map(i64::from), counts.assigned);
    Ok(Year { counts, cap, hosting: hosting(answer, counts.places, left) })
}
