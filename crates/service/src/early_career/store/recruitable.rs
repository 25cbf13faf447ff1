//! The schools that a lead provider may recruit for a cohort, as systems read them, by number.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, Value, naive, texts, utc, values};

use super::judge;
use crate::organisations::rules::Eligibility;
use crate::vocabulary::{AcademicYear, OrganisationId, Urn};

/// How many rows of the register are read at a time, at the least: not all of them can have inductions.
const BATCH: u64 = 500;

/// A school that can have inductions, or that somebody confirmed while it could.
#[derive(Clone, Debug)]
pub struct School {
    /// Its number.
    pub urn: Urn,
    /// Its name.
    pub name: String,
    /// The lead provider that has it in the cohort.
    pub held_by: Option<OrganisationId>,
    /// It has said that it has no early career teachers in the cohort.
    pub is_not_this_year: bool,
    /// When the register, a partnership of the cohort or what the school says of it last changed; none since it was
    /// brought in.
    pub updated_at: Option<DateTime<Utc>>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Filter {
    /// For this cohort.
    pub cohort: AcademicYear,
    /// These alone.
    pub urns: Option<Vec<Urn>>,
    /// Changed at this moment or later; of the register only the day is known, and the whole day counts.
    pub updated_since: Option<DateTime<Utc>>,
    /// Those whose number, as a text, comes after this one.
    pub after: Option<Urn>,
}

#[derive(FromQueryResult)]
struct Row {
    urn: String,
    name: String,
    status: i32,
    type_code: i32,
    district_code: Option<String>,
    region: Option<String>,
    section_41: Option<String>,
    held_by: Option<i64>,
    not_this_year: Option<bool>,
    touched_at: Option<NaiveDateTime>,
    said_at: Option<NaiveDateTime>,
    noticed_on: Option<NaiveDate>,
}

impl Row {
    fn school(self) -> Option<School> {
        let judged = judge::Row {
            urn: self.urn,
            status: self.status,
            type_code: self.type_code,
            district_code: self.district_code,
            region: self.region,
            section_41: self.section_41,
        };
        let (urn, eligibility) = judged.judged()?;
        let noticed = self.noticed_on.map(|day| day.and_time(chrono::NaiveTime::MIN));
        (eligibility == Eligibility::Eligible || self.held_by.is_some()).then_some(School {
            urn,
            name: self.name,
            held_by: self.held_by.map(OrganisationId),
            is_not_this_year: self.not_this_year.unwrap_or(false),
            updated_at: self.touched_at.max(self.said_at).max(noticed).map(utc),
        })
    }
}

const SELECT: &str = "select * from (
  select e.urn, e.name, e.status, e.type_code, e.district_code, e.region, e.section_41, h.hub as held_by,
    n.not_this_year, n.changed_at as said_at,
    (select max(x.changed_at) from membership x
       where x.organisation = o.id and x.kind = 'ect' and x.cohort = $1) as touched_at,
    (select max(c.noticed_on) from establishment_change c where c.urn = e.urn) as noticed_on
  from establishment e left join organisation o on o.urn = e.urn
  left join membership m on m.organisation = o.id and m.kind = 'ect' and m.cohort = $1 and m.status = 'active'
    and m.basis = 'provider_led'
  left join partnership h on h.id = m.partnership
  left join early_career_numbers n on n.school = o.id and n.cohort = $1
  where e.dropped_on is null) s where true";

/// The first `take` of them.
///
/// # Errors
/// Those of the database.
pub async fn list(tx: &mut Tx, filter: &Filter, take: u64) -> Result<Vec<School>, StoreError> {
    let mut schools = Vec::new();
    let mut after = filter.after.map(|it| it.to_string());
    let batch = take.max(BATCH);
    loop {
        let rows = read(tx, filter, after.as_deref(), batch).await?;
        let is_last = (rows.len() as u64) < batch;
        after = rows.last().map(|it| it.urn.clone());
        schools.extend(rows.into_iter().filter_map(Row::school));
        if is_last || schools.len() as u64 >= take {
            schools.truncate(usize::try_from(take).unwrap_or(usize::MAX));
            return Ok(schools);
        }
    }
}

async fn read(tx: &mut Tx, filter: &Filter, after: Option<&str>, take: u64) -> Result<Vec<Row>, StoreError> {
    let mut values: Vec<Value> = values![filter.cohort.start_year()].to_vec();
    let mut sql = SELECT.to_owned();
    if let Some(after) = after {
        values.push(after.into());
        sql.extend([format!(" and s.urn > ${}", values.len())]);
    }
    if let Some(urns) = &filter.urns {
        values.push(texts(urns));
        let given = tx.dialect().texts(&format!("${}", values.len()), "urn");
        sql.extend([format!(" and s.urn in (select given.urn from {given})")]);
    }
    if let Some(since) = filter.updated_since {
        values.push(naive(since).into());
        values.push(since.date_naive().into());
        let (at, on) = (values.len() - 1, values.len());
        sql.extend([format!(" and (s.touched_at >= ${at} or s.said_at >= ${at} or s.noticed_on >= ${on})")]);
    }
    sql.extend([format!(" order by s.urn limit {take}")]);
    tx.all(&sql, values).await
}
