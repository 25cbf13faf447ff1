//! A lead provider's schools of every cohort, as systems read them: in the order in which they were first confirmed.
//!
//! That order never changes, whatever becomes of a school: who reads one part after the other meets each school once.

use chrono::{DateTime, Utc};
use store::{StoreError, Tx, Value, naive, texts, values};

use super::schools::{FROM, Line, Row, SELECT, any_of};
use crate::vocabulary::{AcademicYear, OrganisationId, Urn};

/// What is asked for; none means everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of these cohorts.
    pub cohorts: Option<Vec<AcademicYear>>,
    /// With these delivery partners, by public id.
    pub partners: Option<Vec<String>>,
    /// Changed at this moment or later.
    pub updated_since: Option<DateTime<Utc>>,
    /// After this one, by public id.
    pub after: Option<String>,
}

/// The first `take` of them; none when `after` names nothing of the lead provider's.
///
/// # Errors
/// Those of the database.
pub async fn list(
    tx: &mut Tx,
    lead_provider: OrganisationId,
    filter: &Filter,
    take: u64,
) -> Result<Option<Vec<Line>>, StoreError> {
    let mut values: Vec<Value> = values![lead_provider].to_vec();
    let mut sql = format!("{SELECT} {FROM}");
    if let Some(after) = &filter.after {
        let key = "select m.id from membership m join partnership h on h.id = m.partnership
            where h.kind = 'ect' and h.hub = $1 and m.public_id = $2";
        let key: Option<i64> = tx.scalar(key, values![lead_provider, after.as_str()]).await?;
        let Some(key) = key else { return Ok(None) };
        values.push(key.into());
        sql.extend([format!(" and m.id > ${}", values.len())]);
    }
    if let Some(cohorts) = &filter.cohorts {
        let years = cohorts.iter().map(|it| serde_json::json!({ "year": it.start_year() })).collect::<Vec<_>>();
        values.push(serde_json::Value::from(years).to_string().into());
        let given = tx.dialect().recordset(&format!("${}", values.len()), &[("year", "integer")]);
        sql.extend([format!(" and h.cohort in (select given.year from {given})")]);
    }
    if let Some(partners) = &filter.partners {
        values.push(texts(partners));
        let given = tx.dialect().texts(&format!("${}", values.len()), "id");
        sql.extend([format!(" and d.public_id in (select given.id from {given})")]);
    }
    if let Some(since) = filter.updated_since {
        values.push(naive(since).into());
        let mark = format!("${}", values.len());
        let dates = ["m.changed_at", "m.told_at", "t.nominated_at", "n.changed_at"];
        sql.push_str(&any_of(dates.map(|it| format!("{it} >= {mark}")).iter().map(String::as_str)));
    }
    sql.extend([format!(" order by m.id limit {take}")]);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    Ok(Some(rows.into_iter().map(Line::from).collect()))
}

/// The one of this public id.
///
/// # Errors
/// Those of the database.
pub async fn find(tx: &mut Tx, lead_provider: OrganisationId, public_id: &str) -> Result<Option<Line>, StoreError> {
    let row: Option<Row> =
        tx.one(&format!("{SELECT} {FROM} and m.public_id = $2"), values![lead_provider, public_id]).await?;
    Ok(row.map(Line::from))
}

/// These schools of these cohorts, in any order.
///
/// # Errors
/// Those of the database.
pub async fn these(
    tx: &mut Tx,
    lead_provider: OrganisationId,
    wanted: &[(AcademicYear, Urn)],
) -> Result<Vec<Line>, StoreError> {
    let row =
        |(year, urn): &(AcademicYear, Urn)| serde_json::json!({ "year": year.start_year(), "urn": urn.to_string() });
    let keys = serde_json::Value::from(wanted.iter().map(row).collect::<Vec<_>>()).to_string();
    let given = tx.dialect().recordset("$2", &[("year", "integer"), ("urn", "text")]);
    let sql =
        format!("{SELECT} {FROM} and exists (select 1 from {given} where given.urn = o.urn and given.year = h.cohort)");
    let rows: Vec<Row> = tx.all(&sql, values![lead_provider, keys]).await?;
    Ok(rows.into_iter().map(Line::from).collect())
}
