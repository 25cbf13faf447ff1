//! What a provider sees of one school beside its placements: what it says of years, and what they had together.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, utc, values};

use super::availability::read_might;
use crate::placements::rules::Answer;
use crate::placements::rules::availability::Might;
use crate::placements::words::Word;
use crate::vocabulary::{AcademicYear, OrganisationId};

/// What a school says of a year, as far as providers see it.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// The year.
    pub year: AcademicYear,
    /// The answer.
    pub answer: Option<Answer>,
    /// What might be possible, of "maybe".
    pub might: Option<Might>,
    /// What providers should know; may be empty.
    pub note: String,
    /// The most trainees that it takes.
    pub cap: Option<i32>,
    /// When it was answered, or confirmed since.
    pub at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct SpokenRow {
    year: i32,
    answer: Option<String>,
    might: String,
    note: String,
    trainee_cap: Option<i32>,
    answered_at: Option<NaiveDateTime>,
    confirmed_at: Option<NaiveDateTime>,
}

/// What a school says of its years, the first first.
pub async fn spoken(tx: &mut Tx, school: OrganisationId) -> Result<Vec<Spoken>, StoreError> {
    let rows: Vec<SpokenRow> = tx
        .all(
            "select year, answer, might, note, trainee_cap, answered_at, confirmed_at from availability
             where school = $1 order by year",
            values![school.get()],
        )
        .await?;
    let spoken = |row: SpokenRow| Spoken {
        year: AcademicYear::starting(row.year),
        answer: row.answer.as_deref().and_then(Answer::parse),
        might: (row.answer.as_deref() == Some(Answer::Maybe.code())).then(|| read_might(&row.might)),
        note: row.note,
        cap: row.trainee_cap,
        at: row.answered_at.max(row.confirmed_at).map(utc),
    };
    Ok(rows.into_iter().map(spoken).collect())
}

/// What a provider and a school had together in a year.
#[derive(Clone, Debug)]
pub struct Together {
    /// The year.
    pub year: AcademicYear,
    /// Places assigned.
    pub assigned: i64,
    /// Places completed.
    pub completed: i64,
    /// Places asked for and not answered.
    pub requested: i64,
}

#[derive(FromQueryResult)]
struct TogetherRow {
    year: i32,
    assigned: i64,
    completed: i64,
    requested: i64,
}

/// What a provider and a school have and had together, the last year first.
pub async fn together(
    tx: &mut Tx,
    provider: OrganisationId,
    school: OrganisationId,
) -> Result<Vec<Together>, StoreError> {
    let rows: Vec<TogetherRow> = tx
        .all(
            "select p.year, sum(case a.state when 'assigned' then a.places else 0 end) as assigned,
               sum(case a.state when 'completed' then a.places else 0 end) as completed,
               sum(case a.state when 'requested' then a.places else 0 end) as requested
             from placement_assignment a join placement p on p.id = a.placement
             where a.provider = $1 and p.school = $2 and a.state in ('assigned', 'completed', 'requested')
             group by p.year order by p.year desc",
            values![provider.get(), school.get()],
        )
        .await?;
    let together = |row: TogetherRow| Together {
        year: AcademicYear::starting(row.year),
        assigned: row.assigned,
        completed: row.completed,
        requested: row.requested,
    };
    Ok(rows.into_iter().map(together).collect())
}
