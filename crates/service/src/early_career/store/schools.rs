//! The schools that a lead provider confirmed for a cohort, as lists, pages, exports and the API show them.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::json;
use store::{Dialect, FromQueryResult, Listed, StoreError, Tx, Value, Window, naive, utc, values};

use crate::early_career::rules::change::{Change, Refusal, To, may_change};
use crate::early_career::rules::payable::Standing;
use crate::early_career::store::pairings::Partner;
use crate::organisations::folding::fold;
use crate::partnerships::store::confirmed_subject;
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId};

/// A school of a lead provider's cohort.
#[derive(Clone, Debug)]
pub struct Line {
    /// The membership's public id, which the API calls the partnership's.
    pub public_id: String,
    /// The school's organisation.
    pub school: OrganisationId,
    /// Its number.
    pub urn: String,
    /// Its name.
    pub name: String,
    /// Its local authority.
    pub area: Option<String>,
    /// Who trains the teachers for the lead provider.
    pub partner: Partner,
    /// How the membership stands.
    pub standing: Standing,
    /// `mail` or `letter`, once the school was told.
    pub told_by: Option<String>,
    /// The induction tutor's name and address.
    pub tutor: Option<(String, String)>,
    /// Early career teachers; none while nobody has said.
    pub teachers: Option<i32>,
    /// Mentors; none while nobody has said.
    pub mentors: Option<i32>,
    /// The school has said that it has no early career teachers in this cohort.
    pub is_not_this_year: bool,
    /// For `where version = …`.
    pub version: i32,
    /// Its cohort.
    pub cohort: AcademicYear,
    /// When it was first confirmed.
    pub created_at: DateTime<Utc>,
    /// When it was last confirmed.
    pub added_at: DateTime<Utc>,
    /// When anything on the line last changed.
    pub changed_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    public_id: String,
    school: i64,
    urn: String,
    name: String,
    area: Option<String>,
    partner: i64,
    partner_public_id: String,
    partner_name: String,
    status: String,
    report_reason: Option<String>,
    report_deadline: Option<NaiveDateTime>,
    told_at: Option<NaiveDateTime>,
    told_by: Option<String>,
    register_status: Option<i32>,
    tutor_name: Option<String>,
    tutor_email: Option<String>,
    teachers: Option<i32>,
    mentors: Option<i32>,
    not_this_year: Option<bool>,
    version: i32,
    cohort: i32,
    created_at: NaiveDateTime,
    added_at: NaiveDateTime,
    changed_at: NaiveDateTime,
    nominated_at: Option<NaiveDateTime>,
    counted_at: Option<NaiveDateTime>,
}

impl From<Row> for Line {
    fn from(row: Row) -> Line {
        let changes = [row.told_at, row.nominated_at, row.counted_at];
        let changed_at = changes.into_iter().flatten().fold(row.changed_at, NaiveDateTime::max);
        Line {
            public_id: row.public_id,
            school: OrganisationId(row.school),
            urn: row.urn,
            name: row.name,
            area: row.area,
            partner: Partner {
                id: OrganisationId(row.partner),
                public_id: row.partner_public_id,
                name: row.partner_name,
            },
            standing: Standing {
                status: row.status,
                reason: row.report_reason,
                told_at: row.told_at.map(utc),
                deadline: row.report_deadline.map(utc),
                is_closed: row.register_status == Some(CLOSED),
            },
            told_by: row.told_by,
            tutor: row.tutor_name.zip(row.tutor_email),
            teachers: row.teachers,
            mentors: row.mentors,
            is_not_this_year: row.not_this_year.unwrap_or(false),
            version: row.version,
            cohort: AcademicYear::starting(row.cohort),
            created_at: utc(row.created_at),
            added_at: utc(row.added_at),
            changed_at: utc(changed_at),
        }
    }
}

/// The register's code of a closed school.
const CLOSED: i32 = 2;

pub(super) const SELECT: &str = "select m.public_id, m.organisation as school, o.urn, coalesce(e.name, o.name) as name,
    e.local_authority as area, d.id as partner, d.public_id as partner_public_id, d.name as partner_name, m.status,
    m.report_reason, m.report_deadline, m.told_at, m.told_by, e.status as register_status, t.name as tutor_name,
    t.email as tutor_email, n.teachers, n.mentors, n.not_this_year, m.version, h.cohort,
    coalesce(m.created_at, m.added_at) as created_at, m.added_at, m.changed_at, t.nominated_at, n.changed_at as counted_at";

/// A lead provider's schools, of every cohort.
pub(super) const FROM: &str = "from partnership h join membership m on m.partnership = h.id and m.status <> 'left'
  join organisation o on o.id = m.organisation left join establishment e on e.urn = o.urn
  join organisation d on d.id = m.delivery_partner left join induction_tutor t on t.school = m.organisation
  left join early_career_numbers n on n.school = m.organisation and n.cohort = m.cohort
  where h.kind = 'ect' and h.hub = $1";

const OF_COHORT: &str = "and h.cohort = $2";

/// The same decision as `rules::payable::payable`, for counting.
const PAYABLE: &str = "(m.status = 'active' and m.told_at is not null and m.report_deadline < $3
  and coalesce(e.status, 1) <> 2)";

/// Whose schools, of which cohort, seen when.
#[derive(Clone, Copy, Debug)]
pub struct Of {
    /// The lead provider.
    pub lead_provider: OrganisationId,
    /// The cohort.
    pub cohort: AcademicYear,
    /// Now: what can still be reported is not payable.
    pub now: DateTime<Utc>,
}

impl Of {
    fn values(self) -> Vec<Value> {
        values![self.lead_provider, self.cohort.start_year(), naive(self.now)].to_vec()
    }
}

/// What the list is narrowed to; empty means everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of the school's name, its URN, or the delivery partner's name.
    pub words: String,
    /// `active`, `reported`, `proposed`, `closed`.
    pub statuses: Vec<String>,
    /// `told`, `not_told`.
    pub told: Vec<String>,
    /// `named`, `none`.
    pub tutors: Vec<String>,
    /// Public ids of delivery partners.
    pub partners: Vec<String>,
    /// Local authorities.
    pub areas: Vec<String>,
    /// Changed after this moment.
    pub changed_since: Option<DateTime<Utc>>,
    /// Payable, or not.
    pub payable: Option<bool>,
    /// `partner`, `changed`; by name unless one of these.
    pub order: String,
}

impl Filter {
    /// The conditions, and every parameter.
    fn conditions(&self, dialect: Dialect, of: Of) -> (String, Vec<Value>) {
        // The third parameter is said in every statement: what nothing names has no type on PostgreSQL.
        let (mut sql, mut values) = (" and cast($3 as timestamp) is not null".to_owned(), of.values());
        for word in fold(&self.words).split_whitespace().take(8) {
            values.push(Dialect::containing(word).into());
            let mark = format!("${}", values.len());
            let any =
                ["o.name_folded", "o.urn", "d.name_folded"].map(|part| dialect.contains(part, &mark)).join(" or ");
            sql.extend([" and (", &any, ")"]);
        }
        let status = |word: &String| match word.as_str() {
            "active" => Some("(m.status = 'active' and coalesce(e.status, 1) <> 2)"),
            "closed" => Some("(m.status = 'active' and e.status = 2)"),
            "reported" => Some("m.status = 'reported'"),
            "proposed" => Some("m.status = 'proposed'"),
            _ => None,
        };
        sql.push_str(&any_of(self.statuses.iter().filter_map(status)));
        let told = |word: &String| match word.as_str() {
            "told" => Some("m.told_at is not null"),
            "not_told" => Some("(m.told_at is null and m.status = 'active')"),
            _ => None,
        };
        sql.push_str(&any_of(self.told.iter().filter_map(told)));
        let tutor = |word: &String| match word.as_str() {
            "named" => Some("t.school is not null"),
            "none" => Some("t.school is null"),
            _ => None,
        };
        sql.push_str(&any_of(self.tutors.iter().filter_map(tutor)));
        for (column, wanted) in [("d.public_id", &self.partners), ("e.local_authority", &self.areas)] {
            let marks: Vec<String> = wanted
                .iter()
                .map(|it| {
                    values.push(it.as_str().into());
                    format!("${}", values.len())
                })
                .collect();
            if !marks.is_empty() {
                sql.extend([" and ", column, " in (", &marks.join(", "), ")"]);
            }
        }
        if let Some(since) = self.changed_since {
            values.push(naive(since).into());
            let mark = format!("${}", values.len());
            let dates = ["m.changed_at", "m.told_at", "t.nominated_at", "n.changed_at"];
            sql.push_str(&any_of(dates.map(|it| format!("{it} > {mark}")).iter().map(String::as_str)));
        }
        match self.payable {
            Some(true) => sql.extend([" and ", PAYABLE]),
            Some(false) => sql.extend([" and not ", PAYABLE]),
            None => {}
        }
        (sql, values)
    }
}

pub(super) fn any_of<'a>(conditions: impl Iterator<Item = &'a str>) -> String {
    let any = conditions.collect::<Vec<_>>().join(" or ");
    if any.is_empty() { any } else { format!(" and ({any})") }
}

/// How many schools the filter leaves.
pub async fn count(tx: &mut Tx, of: Of, filter: &Filter) -> Result<u64, StoreError> {
    let (conditions, values) = filter.conditions(tx.dialect(), of);
    let total: Option<i64> = tx.scalar(&format!("select count(*) {FROM} {OF_COHORT}{conditions}"), values).await?;
    Ok(total.unwrap_or(0).unsigned_abs())
}

/// A part of the schools that the filter leaves, in its order.
pub async fn list(tx: &mut Tx, of: Of, filter: &Filter, window: Window) -> Result<Listed<Line>, StoreError> {
    let total = count(tx, of, filter).await?;
    let (conditions, values) = filter.conditions(tx.dialect(), of);
    let sql = format!(
        "{SELECT} {FROM} {OF_COHORT}{conditions} order by {} limit {} offset {}",
        match filter.order.as_str() {
            "partner" => "d.name_folded, o.name_folded, o.id",
            "changed" => "m.changed_at desc, o.name_folded, o.id",
            _ => "o.name_folded, o.id",
        },
        window.take,
        window.skip
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    Ok(Listed { rows: rows.into_iter().map(Line::from).collect(), total })
}

/// The school of this number among them.
pub async fn one(tx: &mut Tx, of: Of, urn: &str) -> Result<Option<Line>, StoreError> {
    let sql = format!("{SELECT} {FROM} {OF_COHORT} and cast($3 as timestamp) is not null and o.urn = $4");
    let mut values = of.values();
    values.push(urn.into());
    let row: Option<Row> = tx.one(&sql, values).await?;
    Ok(row.map(Line::from))
}

/// The newest cohort in which the lead provider has this school.
pub async fn newest_cohort(
    tx: &mut Tx,
    lead_provider: OrganisationId,
    urn: &str,
) -> Result<Option<AcademicYear>, StoreError> {
    let sql = "select max(h.cohort) from partnership h join membership m on m.partnership = h.id and m.status <> 'left'
        join organisation o on o.id = m.organisation where h.kind = 'ect' and h.hub = $1 and o.urn = $2";
    let year: Option<Option<i32>> = tx.scalar(sql, values![lead_provider, urn]).await?;
    Ok(year.flatten().map(AcademicYear::starting))
}

/// What the filters of the list offer: local authorities and delivery partners (public id, name), each by name.
pub async fn offered(tx: &mut Tx, of: Of) -> Result<(Vec<String>, Vec<(String, String)>), StoreError> {
    #[derive(FromQueryResult)]
    struct Found {
        area: Option<String>,
        public_id: String,
        name: String,
    }
    let sql = format!(
        "select distinct e.local_authority as area, d.public_id, d.name {FROM} {OF_COHORT} and cast($3 as timestamp) is not null order by d.name"
    );
    let rows: Vec<Found> = tx.all(&sql, of.values()).await?;
    let mut areas: Vec<String> = rows.iter().filter_map(|it| it.area.clone()).collect();
    areas.sort();
    areas.dedup();
    let mut partners: Vec<(String, String)> = rows.into_iter().map(|it| (it.public_id, it.name)).collect();
    partners.dedup();
    Ok((areas, partners))
}

/// How a cohort stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Counts {
    /// Confirmed, whether reported since or not; what is only proposed is not among them.
    pub schools: i64,
    /// Proposed in the place of schools that closed; nobody has confirmed them yet.
    pub proposed: i64,
    /// Reported as wrong.
    pub reported: i64,
    /// Confirmed, and not told yet.
    pub not_told: i64,
    /// Confirmed, and without an induction tutor.
    pub no_tutor: i64,
    /// Payable.
    pub payable: i64,
}

/// How the cohort stands for the lead provider.
pub async fn counts(tx: &mut Tx, of: Of) -> Result<Counts, StoreError> {
    let sum = |condition: &str| format!("coalesce(sum(case when {condition} then 1 else 0 end), 0)");
    let sql = format!(
        "select {} as schools, {} as proposed, {} as reported, {} as not_told, {} as no_tutor, {} as payable {FROM} {OF_COHORT}",
        sum("m.status = 'active'"),
        sum("m.status = 'proposed'"),
        sum("m.status = 'reported'"),
        sum("m.status = 'active' and m.told_at is null"),
        sum("m.status = 'active' and t.school is null"),
        sum(PAYABLE),
    );
    Ok(tx.one(&sql, of.values()).await?.unwrap_or_default())
}

/// The delivery partner of this public id among those that are paired today, if the school can be moved to it.
///
/// # Errors
/// [`Refusal`] with its sentence.
pub fn chosen<'a>(
    line: &Line,
    is_open: bool,
    partners: &'a [Partner],
    public_id: &str,
) -> Result<&'a Partner, Refusal> {
    let found = partners.iter().find(|it| it.public_id == public_id);
    let to = match found {
        _ if line.partner.public_id == public_id => To::Same,
        Some(_) => To::Paired,
        None => To::Stranger,
    };
    may_change(Change { is_open, is_confirmed: line.standing.status == "active", to })?;
    found.ok_or(Refusal::NotPaired)
}

/// Changes who trains the school's teachers for the lead provider; false when somebody changed it in between.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn change_partner(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (cohort, line): (AcademicYear, &Line),
    partner: &Partner,
) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "update membership set delivery_partner = $1, version = version + 1, changed_at = $2, changed_by = $3
             where public_id = $4 and version = $5 and status = 'active'",
            values![partner.id, naive(now), permit.person().map(PersonId::get), line.public_id.as_str(), line.version],
        )
        .await?;
    if changed == 1 {
        let data = json!({
            "change": "partner_changed", "urn": line.urn, "cohort": cohort.start_year(),
            "from": line.partner.name, "to": partner.name
        });
        tx.record(permit.entry(now, confirmed_subject(permit.on(), cohort, &line.urn), data));
    }
    Ok(changed == 1)
}
