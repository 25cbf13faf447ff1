//! How many mentors a school has in a year: counts by phase and subject, never a name.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Value, json};
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use crate::placements::words::{Phase, Subject, Word};
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId};

/// A count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentors {
    /// The phase.
    pub phase: Phase,
    /// The subject; none is all of the phase.
    pub subject: Option<Subject>,
    /// Mentors in all.
    pub headcount: i32,
    /// Of them, those who have been trained for it; never more than there are.
    pub trained: i32,
}

/// A school's counts of a year, with who gave them last and when.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// The counts; what has none has not been given.
    pub mentors: Vec<Mentors>,
    /// When one was last changed.
    pub changed_at: Option<DateTime<Utc>>,
    /// By whom.
    pub changed_by: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    phase: String,
    subject: String,
    headcount: i32,
    trained: i32,
    changed_at: NaiveDateTime,
    changed_by: Option<String>,
}

/// The counts of a school's year, in the order of phases and subjects.
pub async fn mentors(tx: &mut Tx, school: OrganisationId, year: AcademicYear) -> Result<Counted, StoreError> {
    let rows: Vec<Row> = tx
        .all(
            "select m.phase, m.subject, m.headcount, m.trained, m.changed_at, p.name as changed_by
             from mentor_count m left join person p on p.id = m.changed_by where m.school = $1 and m.year = $2
             order by m.changed_at desc, m.phase, m.subject",
            values![school.get(), year.start_year()],
        )
        .await?;
    let mut counted = Counted::default();
    if let Some(last) = rows.first() {
        counted.changed_at = Some(utc(last.changed_at));
        counted.changed_by.clone_from(&last.changed_by);
    }
    for row in rows {
        let Some(phase) = Phase::parse(&row.phase) else { continue };
        let subject = Subject::parse(&row.subject);
        counted.mentors.push(Mentors { phase, subject, headcount: row.headcount, trained: row.trained });
    }
    counted.mentors.sort_by_key(|it| (it.phase, it.subject));
    Ok(counted)
}

/// Sets the counts of the school of the permit for a year, in place of all earlier ones.
///
/// # Errors
/// [`StoreError`]; then the counts are as they were.
pub async fn count_mentors(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    year: AcademicYear,
    mentors: &[Mentors],
) -> Result<(), StoreError> {
    let (school, start) = (permit.on().get(), year.start_year());
    tx.execute("delete from mentor_count where school = $1 and year = $2", values![school, start]).await?;
    let rows = mentors.iter().map(|it| {
        let subject = it.subject.map_or("", Word::code);
        json!({ "phase": it.phase.code(), "subject": subject, "headcount": it.headcount, "trained": it.trained })
    });
    let rows = Value::from(rows.collect::<Vec<_>>()).to_string();
    let columns = [("phase", "text"), ("subject", "text"), ("headcount", "bigint"), ("trained", "bigint")];
    let sql = format!(
        "insert into mentor_count (school, year, phase, subject, headcount, trained, changed_at, changed_by)
         select $2, $3, given.phase, given.subject, given.headcount, given.trained, $4, $5 from {} where true",
        tx.dialect().recordset("$1", &columns)
    );
    let person = permit.person().map(PersonId::get);
    tx.execute(&sql, values![rows, school, start, naive(now), person]).await?;
    let data = json!({ "change": "counted", "year": start, "counts": mentors.len() });
    tx.record(permit.entry(now, format!("mentors {}/{start}", permit.on()), data));
    Ok(())
}
