//! The other side: the providers that work with a school.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::json;
use store::{Dialect, FromQueryResult, Listed, StoreError, Tx, Value, Window, naive, utc, values};

use super::membership::{BY_SCHOOL, Current, subject};
use crate::organisations::folding::fold;
use crate::partnerships::rules::{Membership, Refusal, Step};
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, PersonId, Urn};

/// What a school's list of providers is narrowed to; empty means everything.
#[derive(Clone, Debug, Default)]
pub struct ProviderFilter {
    /// Words of the name, or a provider code.
    pub words: String,
    /// `active`, `reported`, `proposed`.
    pub statuses: Vec<String>,
    /// Newest first instead of A to Z.
    pub newest_first: bool,
}

/// A line of a school's list of providers.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ProviderLine {
    /// The provider's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its UK provider reference number.
    pub ukprn: Option<String>,
    /// Its town.
    pub town: Option<String>,
    /// The membership's status.
    pub status: String,
    /// Why it was reported.
    pub report_reason: Option<String>,
    /// Until when it can be reported.
    pub report_deadline: Option<NaiveDateTime>,
    /// When the school was told.
    pub told_at: Option<NaiveDateTime>,
    /// How: by mail, by letter, or because the school added the provider itself.
    pub told_by: Option<String>,
    /// When it was added.
    pub added_at: NaiveDateTime,
}

impl ProviderLine {
    /// Whether the school added the provider.
    pub fn is_by_school(&self) -> bool {
        self.told_by.as_deref() == Some(BY_SCHOOL)
    }
}

const FROM: &str = "from membership m join partnership h on h.id = m.partnership and h.kind = 'placement'
  join organisation o on o.id = h.hub and o.kind = 'provider'
  where m.organisation = $1 and m.kind = 'placement' and m.status <> 'left'";

/// Grows the conditions of the list; gives the text and its parameters.
fn narrowed(dialect: Dialect, school: OrganisationId, filter: &ProviderFilter) -> (String, Vec<Value>) {
    let mut sql = FROM.to_owned();
    let mut values = values![school.get()].to_vec();
    for word in fold(&filter.words).split_whitespace().take(8) {
        values.push(Dialect::containing(word).into());
        let mark = format!("${}", values.len());
        let (name, code) =
            (dialect.contains("o.name_folded", &mark), dialect.contains("lower(o.provider_code)", &mark));
        // Its digits are shared by too many to be looked for in parts.
        values.push(word.into());
        let ukprn = format!("o.ukprn = ${}", values.len());
        sql.extend([" and (", &name, " or ", &code, " or ", &ukprn, ")"]);
    }
    let known = filter.statuses.iter().filter(|it| ["active", "reported", "proposed"].contains(&it.as_str()));
    let mut marks = Vec::new();
    for status in known {
        values.push(status.clone().into());
        marks.push(format!("${}", values.len()));
    }
    if !marks.is_empty() {
        sql.extend([" and m.status in (", &marks.join(", "), ")"]);
    }
    (sql, values)
}

/// A page of the providers that work with a school.
pub async fn providers_of(
    tx: &mut Tx,
    school: OrganisationId,
    filter: &ProviderFilter,
    window: Window,
) -> Result<Listed<ProviderLine>, StoreError> {
    let (from, values) = narrowed(tx.dialect(), school, filter);
    let order = if filter.newest_first { "m.added_at desc, o.name_folded, o.id" } else { "o.name_folded, o.id" };
    let total: i64 = tx.scalar(&format!("select count(*) {from}"), values.clone()).await?.unwrap_or(0);
    let sql = format!(
        "select o.provider_code as code, o.name, o.ukprn, o.town, m.status, m.report_reason, m.report_deadline, m.told_at,
           m.told_by, m.added_at {from} order by {order} limit {} offset {}",
        window.take, window.skip
    );
    Ok(Listed { rows: tx.all(&sql, values).await?, total: total.unsigned_abs() })
}

/// When the membership was reported, if its present time of adding was.
pub async fn reported_at(tx: &mut Tx, current: &Current) -> Result<Option<DateTime<Utc>>, StoreError> {
    let at: Option<NaiveDateTime> = tx
        .scalar(
            "select reported_at from report where membership = $1 and report_number = $2",
            values![current.id, current.report_number],
        )
        .await?;
    Ok(at.map(utc))
}

/// Ends a partnership for the school. Assigned placements do not stand in its way: they stay to their end.
///
/// Source: product.md decision 3.
///
/// # Errors
/// [`StoreError`]. The inner result holds the [`Refusal`]; then nothing is written.
pub async fn end_by_school(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    urn: Urn,
    current: &Current,
) -> Result<Result<(), Refusal>, StoreError> {
    if let Err(refusal) = current.state.take(Step::Remove, now) {
        return Ok(Err(refusal));
    }
    let person = permit.person().map(PersonId::get);
    let changed = tx
        .execute(
            "update membership set status = $1, report_reason = null, version = version + 1, changed_at = $2,
                changed_by = $3 where id = $4 and version = $5",
            values![Membership::Left.code(), naive(now), person, current.id, current.version],
        )
        .await?;
    if changed == 0 {
        return Ok(Err(Refusal::OutOfStep));
    }
    let data = json!({ "change": "ended_by_school", "urn": urn.to_string() });
    tx.record(permit.entry(now, subject(current.hub, urn), data));
    Ok(Ok(()))
}

/// A membership that a school ended, as the mail to the provider needs it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Ended {
    /// The key of the provider's organisation.
    pub provider: i64,
    /// The provider's name.
    pub provider_name: String,
    /// The school's name.
    pub school_name: String,
    /// Its URN.
    pub urn: String,
}

/// The membership with this public id, when it has ended and was not added again since.
pub async fn ended(tx: &mut Tx, membership: &str, report_number: i32) -> Result<Option<Ended>, StoreError> {
    tx.one(
        "select h.hub as provider, o.name as provider_name, s.name as school_name, s.urn
         from membership m join partnership h on h.id = m.partnership join organisation o on o.id = h.hub
         join organisation s on s.id = m.organisation
         where m.public_id = $1 and m.report_number = $2 and m.status = 'left' and m.kind = 'placement'",
        values![membership, report_number],
    )
    .await
}
