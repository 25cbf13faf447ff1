//! Everything that is offered, and what schools say of their years: read whole once, and then for the schools of which
//! something has changed. For the snapshot of [`crate::placements::find`].

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Value as Json, json};
use store::{Dialect, FromQueryResult, StoreError, Tx, Value, texts, utc, values};

use super::Placement;
use super::placement::{COLUMNS, FROM, Row};
use crate::placements::rules::Answer;
use crate::placements::words::{KeyStage, Phase, Subject, Word, YearGroup};
use crate::vocabulary::OrganisationId;

/// So many rows are read at a time, so that reading them all needs little memory.
const BATCH: usize = 4096;

/// Places of a placement that a provider has: assigned or completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The key of the placement.
    pub placement: i64,
    /// The provider.
    pub provider: OrganisationId,
    /// How many.
    pub places: i32,
}

/// What a school says of a year.
#[derive(Clone, Debug)]
pub struct Said {
    /// The school.
    pub school: OrganisationId,
    /// Its number.
    pub urn: String,
    /// Its name.
    pub school_name: String,
    /// The year in which the academic year starts.
    pub year: i32,
    /// The answer; none where only a limit has been set.
    pub answer: Option<Answer>,
    /// The most trainees that the school takes.
    pub cap: Option<i32>,
    /// What might be possible; empty where nothing was said of it.
    pub phases: Vec<Phase>,
    /// Primary classes that might be possible.
    pub year_groups: Vec<YearGroup>,
    /// Subjects that might be possible.
    pub subjects: Vec<Subject>,
    /// When it was answered, or confirmed since.
    pub at: Option<DateTime<Utc>>,
}

/// The condition that a column is one of these keys; no condition where all are wanted.
fn among(dialect: Dialect, column: &str, keys: Option<&[i64]>) -> (String, Vec<Value>) {
    let Some(keys) = keys else { return (String::new(), Vec::new()) };
    let rows: Vec<Json> = keys.iter().map(|id| json!({ "id": id })).collect();
    let given = dialect.recordset("$1", &[("id", "bigint")]);
    let condition = format!(" and {column} in (select given.id from {given})");
    (condition, values![Json::from(rows).to_string()].to_vec())
}

/// What is offered, of these schools or of all.
pub async fn offered(tx: &mut Tx, schools: Option<&[i64]>) -> Result<Vec<Placement>, StoreError> {
    let (condition, given) = among(tx.dialect(), "p.school", schools);
    let mut placements: Vec<Placement> = Vec::new();
    let mark = given.len() + 1;
    loop {
        let mut values = given.clone();
        values.push(placements.last().map_or(0, |it| it.id).into());
        let sql = format!(
            "select {COLUMNS} {FROM} where p.state = 'offered'{condition} and p.id > ${mark} order by p.id limit {BATCH}"
        );
        let rows: Vec<Row> = tx.all(&sql, values).await?;
        let is_last = rows.len() < BATCH;
        for row in rows {
            placements.push(Placement::try_from(row)?);
        }
        if is_last {
            return Ok(placements);
        }
    }
}

#[derive(FromQueryResult)]
struct HeldRow {
    placement: i64,
    provider: i64,
    places: i64,
}

/// Who has places, of the placements of these schools or of all; in the order of placements.
pub async fn held(tx: &mut Tx, schools: Option<&[i64]>) -> Result<Vec<Held>, StoreError> {
    let (condition, given) = among(tx.dialect(), "p.school", schools);
    let sql = format!(
        "select a.placement, a.provider, sum(a.places) as places
         from placement_assignment a join placement p on p.id = a.placement
         where a.state in ('assigned', 'completed'){condition} group by a.placement, a.provider order by 1, 2"
    );
    let rows: Vec<HeldRow> = tx.all(&sql, given).await?;
    let held = |row: HeldRow| Held {
        placement: row.placement,
        provider: OrganisationId(row.provider),
        places: row.places.try_into().unwrap_or(i32::MAX),
    };
    Ok(rows.into_iter().map(held).collect())
}

#[derive(FromQueryResult)]
struct SaidRow {
    school: i64,
    urn: String,
    school_name: String,
    year: i32,
    answer: Option<String>,
    trainee_cap: Option<i32>,
    might: String,
    answered_at: Option<NaiveDateTime>,
    confirmed_at: Option<NaiveDateTime>,
}

impl From<SaidRow> for Said {
    fn from(row: SaidRow) -> Said {
        let might: Json = serde_json::from_str(&row.might).unwrap_or_default();
        let codes = |name: &str| might[name].as_str().unwrap_or_default().to_owned();
        let mut phases = Phase::parse_all(&codes("phases"));
        if !KeyStage::parse_all(&codes("key_stages")).is_empty() && !phases.contains(&Phase::Send) {
            phases.push(Phase::Send);
        }
        Said {
            school: OrganisationId(row.school),
            urn: row.urn,
            school_name: row.school_name,
            year: row.year,
            answer: row.answer.as_deref().and_then(Answer::parse),
            cap: row.trainee_cap,
            phases,
            year_groups: YearGroup::parse_all(&codes("year_groups")),
            subjects: Subject::parse_all(&codes("subjects")),
            at: row.answered_at.max(row.confirmed_at).map(utc),
        }
    }
}

/// What is said of years, by these schools or by all.
pub async fn said(tx: &mut Tx, schools: Option<&[i64]>) -> Result<Vec<Said>, StoreError> {
    let (condition, given) = among(tx.dialect(), "v.school", schools);
    let sql = format!(
        "select v.school, o.urn, o.name as school_name, v.year, v.answer, v.trainee_cap, v.might, v.answered_at, v.confirmed_at
         from availability v join organisation o on o.id = v.school where o.urn is not null{condition}"
    );
    let rows: Vec<SaidRow> = tx.all(&sql, given).await?;
    Ok(rows.into_iter().map(Said::from).collect())
}

#[derive(FromQueryResult)]
struct SchoolRow {
    school: i64,
}

/// The schools of placements with these public ids.
pub async fn schools_of(tx: &mut Tx, public_ids: &[&str]) -> Result<Vec<i64>, StoreError> {
    let given = tx.dialect().texts("$1", "public_id");
    let sql = format!("select distinct p.school from {given} join placement p on p.public_id = given.public_id");
    let rows: Vec<SchoolRow> = tx.all(&sql, values![texts(public_ids)]).await?;
    Ok(rows.into_iter().map(|row| row.school).collect())
}

#[derive(FromQueryResult)]
struct UrnRow {
    urn: String,
}

/// The numbers of schools with these keys.
pub async fn urns_of(tx: &mut Tx, schools: &[i64]) -> Result<Vec<String>, StoreError> {
    let (condition, given) = among(tx.dialect(), "o.id", Some(schools));
    let sql = format!("select o.urn from organisation o where o.urn is not null{condition}");
    let rows: Vec<UrnRow> = tx.all(&sql, given).await?;
    Ok(rows.into_iter().map(|row| row.urn).collect())
}
