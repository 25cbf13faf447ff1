//! What a school says of a year, as a row.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Value, json};
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use super::{Placement, Share, edit, placements_of};
use crate::placements::rules::availability::{Might, Refusal, may_answer};
use crate::placements::words::{Answer, KeyStage, Phase, Reason, Subject, Word, YearGroup};
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId, london_date};

/// What a school says of a year.
#[derive(Clone, Debug)]
pub struct Availability {
    /// The answer; none while only a limit has been set, or after the last placement was withdrawn.
    pub answer: Option<Answer>,
    /// What might be possible.
    pub might: Might,
    /// Why not.
    pub reason: Option<Reason>,
    /// Why not, in the school's own words.
    pub other_reason: String,
    /// What providers should know.
    pub note: String,
    /// The most trainees of the year, over all placements.
    pub cap: Option<i32>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// When somebody last said that it is still right.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Who answered, where it was somebody with an account.
    pub changed_by: Option<String>,
    /// For `where version = …`.
    pub version: i32,
}

#[derive(FromQueryResult)]
struct Row {
    answer: Option<String>,
    might: String,
    reason: Option<String>,
    other_reason: String,
    note: String,
    trainee_cap: Option<i32>,
    answered_at: Option<NaiveDateTime>,
    confirmed_at: Option<NaiveDateTime>,
    changed_by: Option<String>,
    version: i32,
}

impl From<Row> for Availability {
    fn from(row: Row) -> Availability {
        Availability {
            answer: row.answer.as_deref().and_then(Answer::parse),
            might: read_might(&row.might),
            reason: row.reason.as_deref().and_then(Reason::parse),
            other_reason: row.other_reason,
            note: row.note,
            cap: row.trainee_cap,
            answered_at: row.answered_at.map(utc),
            confirmed_at: row.confirmed_at.map(utc),
            changed_by: row.changed_by,
            version: row.version,
        }
    }
}

pub(super) fn read_might(text: &str) -> Might {
    let json: Value = serde_json::from_str(text).unwrap_or_default();
    let codes = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
    Might {
        phases: Phase::parse_all(&codes("phases")),
        year_groups: YearGroup::parse_all(&codes("year_groups")),
        subjects: Subject::parse_all(&codes("subjects")),
        key_stages: KeyStage::parse_all(&codes("key_stages")),
        trainees: json["trainees"].as_i64().and_then(|it| it.try_into().ok()),
    }
}

fn written(might: &Might) -> String {
    json!({
        "phases": Phase::joined(&might.phases),
        "year_groups": YearGroup::joined(&might.year_groups),
        "subjects": Subject::joined(&might.subjects),
        "key_stages": KeyStage::joined(&might.key_stages),
        "trainees": might.trainees,
    })
    .to_string()
}

/// What the audit trail calls a school's year.
pub fn subject(school: OrganisationId, year: AcademicYear) -> String {
    format!("availability {school}/{}", year.start_year())
}

/// What a school says of a year, if it has said anything.
pub async fn availability(
    tx: &mut Tx,
    school: OrganisationId,
    year: AcademicYear,
) -> Result<Option<Availability>, StoreError> {
    let row: Option<Row> = tx
        .one(
            "select v.answer, v.might, v.reason, v.other_reason, v.note, v.trainee_cap, v.answered_at, v.confirmed_at,
               p.name as changed_by, v.version
             from availability v left join person p on p.id = v.changed_by where v.school = $1 and v.year = $2",
            values![school.get(), year.start_year()],
        )
        .await?;
    Ok(row.map(Availability::from))
}

/// What is said.
#[derive(Clone, Debug)]
pub struct Said {
    /// The answer.
    pub answer: Answer,
    /// What might be possible; kept of "maybe", and of the number of trainees.
    pub might: Might,
    /// Why not; kept of "no".
    pub reason: Option<Reason>,
    /// Why not, in the school's own words.
    pub other_reason: String,
    /// What providers should know.
    pub note: String,
    /// The most trainees of the year; kept as it is where somebody may not change it.
    pub cap: Option<Option<i32>>,
}

impl Said {
    /// An answer and nothing else.
    pub fn plain(answer: Answer) -> Said {
        Said {
            answer,
            might: Might::default(),
            reason: None,
            other_reason: String::new(),
            note: String::new(),
            cap: None,
        }
    }
}

/// What came of an answer.
#[derive(Clone, Debug, Default)]
pub struct Followed {
    /// The placements that were withdrawn, each with the requests that were declined.
    pub withdrawn: Vec<(Placement, Vec<Share>)>,
}

/// Answers for the school of the permit. After "maybe" and "no", what is offered and not assigned is withdrawn.
///
/// `version` is that of the row on which the answer was based; none where there was no row.
///
/// # Errors
/// [`StoreError`]. The inner result holds the [`Refusal`]; then nothing may be committed.
pub async fn answer(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (year, version): (AcademicYear, Option<i32>),
    said: &Said,
) -> Result<Result<Followed, Refusal>, StoreError> {
    let school = permit.on();
    if lock(tx, school, year).await? != version.unwrap_or(0) {
        return Ok(Err(Refusal::OutOfStep));
    }
    let offered = placements_of(tx, school, year).await?;
    let has_assigned = offered.iter().any(|it| it.assigned > 0);
    if let Err(refusal) = may_answer(said.answer, year, has_assigned, london_date(now)) {
        return Ok(Err(refusal));
    }
    let mut followed = Followed::default();
    if said.answer != Answer::Yes {
        for placement in offered {
            match edit::withdraw(tx, permit, now, &placement).await? {
                Ok(declined) => followed.withdrawn.push((placement, declined)),
                Err(_) => return Ok(Err(Refusal::OutOfStep)),
            }
        }
    }
    write(tx, permit, now, year, said).await?;
    let data = json!({
        "change": "answered", "year": year.start_year(), "answer": said.answer.code(),
        "reason": said.reason.map(Reason::code), "withdrawn": followed.withdrawn.len(),
    });
    tx.record(permit.entry(now, subject(school, year), data));
    Ok(Ok(followed))
}

/// A school that had answered "no" offers a placement after all: its answer is "yes" from now on, so that no page says
/// both.
///
/// # Errors
/// Those of the database.
pub(super) async fn offered(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    year: AcademicYear,
) -> Result<(), StoreError> {
    let (school, person) = (permit.on(), permit.person().map(PersonId::get));
    let sql = "update availability set answer = 'yes', reason = null, other_reason = '', ask_again = false,
           answered_at = $3, confirmed_at = null, changed_by = $4, version = version + 1
         where school = $1 and year = $2 and answer = 'no'";
    if tx.execute(sql, values![school.get(), year.start_year(), naive(now), person]).await? > 0 {
        let data = json!({ "change": "answered", "year": year.start_year(), "answer": Answer::Yes.code() });
        tx.record(permit.entry(now, subject(school, year), data));
    }
    Ok(())
}

/// Makes the row where there is none, and locks it; gives its version, 0 for a new one.
async fn lock(tx: &mut Tx, school: OrganisationId, year: AcademicYear) -> Result<i32, StoreError> {
    tx.execute(
        "insert into availability (school, year, version) values ($1, $2, 0) on conflict (school, year) do nothing",
        values![school.get(), year.start_year()],
    )
    .await?;
    let sql = format!("select version from availability where school = $1 and year = $2{}", tx.dialect().for_update());
    let version: Option<i32> = tx.scalar(&sql, values![school.get(), year.start_year()]).await?;
    Ok(version.unwrap_or(0))
}

async fn write(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    year: AcademicYear,
    said: &Said,
) -> Result<(), StoreError> {
    let (school, person) = (permit.on().get(), permit.person().map(PersonId::get));
    let is_no = said.answer == Answer::No;
    tx.execute(
        "update availability set answer = $3, might = $4, reason = $5, other_reason = $6, note = $7, ask_again = $8,
           answered_at = $9, confirmed_at = null, changed_by = $10, version = version + 1
         where school = $1 and year = $2",
        values![
            school,
            year.start_year(),
            said.answer.code(),
            written(&said.might),
            said.reason.filter(|_| is_no).map(Reason::code),
            said.other_reason.clone(),
            said.note.clone(),
            is_no,
            naive(now),
            person
        ],
    )
    .await?;
    if let Some(cap) = said.cap {
        tx.execute(
            "update availability set trainee_cap = $3 where school = $1 and year = $2",
            values![school, year.start_year(), cap],
        )
        .await?;
    }
    Ok(())
}

/// Says that what is recorded is still right.
///
/// # Errors
/// [`StoreError`]. The inner result holds the [`Refusal`]; then nothing is written.
pub async fn confirm(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    year: AcademicYear,
) -> Result<Result<(), Refusal>, StoreError> {
    if year.has_ended(london_date(now)) {
        return Ok(Err(Refusal::YearEnded));
    }
    let changed = tx
        .execute(
            "update availability set confirmed_at = $3, version = version + 1
             where school = $1 and year = $2 and answer is not null",
            values![permit.on().get(), year.start_year(), naive(now)],
        )
        .await?;
    if changed == 0 {
        return Ok(Err(Refusal::NotAnswered));
    }
    let data = json!({ "change": "confirmed", "year": year.start_year() });
    tx.record(permit.entry(now, subject(permit.on(), year), data));
    Ok(Ok(()))
}

/// After a placement was withdrawn: where it was the last of a year of which the school said "yes", the question stands
/// open again. Source: acceptance A30.
pub(super) async fn after_withdrawal(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    year: AcademicYear,
) -> Result<(), StoreError> {
    let opened = tx
        .execute(
            "update availability set answer = null, answered_at = null, confirmed_at = null, version = version + 1
             where school = $1 and year = $2 and answer = 'yes' and not exists
               (select 1 from placement p where p.school = $1 and p.year = $2 and p.state = 'offered')",
            values![permit.on().get(), year.start_year()],
        )
        .await?;
    if opened > 0 {
        let data = json!({ "change": "open_again", "year": year.start_year() });
        tx.record(permit.entry(now, subject(permit.on(), year), data));
    }
    Ok(())
}
