//! One membership as it stands.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, texts, utc, values};

use crate::partnerships::rules::{About, Membership, Reason};
use crate::platform::clock::Chance;
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, OrganisationId, Urn};

/// A membership with what pages and rules need of it.
#[derive(Clone, Debug)]
pub struct Current {
    /// Its key.
    pub id: i64,
    /// Its public id.
    pub public_id: String,
    /// What it is about.
    pub about: About,
    /// The provider.
    pub hub: OrganisationId,
    /// The school's organisation.
    pub school: OrganisationId,
    /// What it is now.
    pub state: Membership,
    /// Counts the times that it was added.
    pub report_number: i32,
    /// For `where version = …`.
    pub version: i32,
    /// When the school was told.
    pub told_at: Option<DateTime<Utc>>,
    /// How the school was told.
    pub told_by: Option<String>,
    /// When it was last added.
    pub added_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Who changed it, as lists name them.
    pub changed_by: Option<String>,
    /// Trainees that the provider gave with it.
    pub trainees: Option<i32>,
}

impl Current {
    /// Whether the school itself added the provider: nobody at the school is told, and there is nothing to report.
    pub fn is_by_school(&self) -> bool {
        self.told_by.as_deref() == Some(BY_SCHOOL)
    }

    /// What the audit trail calls it.
    pub fn subject(&self, urn: Urn) -> String {
        subject_of(self.about, self.hub, urn)
    }
}

/// How a school knows of a membership that it made itself.
pub(super) const BY_SCHOOL: &str = "school";

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    public_id: String,
    kind: String,
    cohort: Option<i32>,
    hub: i64,
    organisation: i64,
    urn: String,
    status: String,
    report_deadline: Option<NaiveDateTime>,
    report_reason: Option<String>,
    report_number: i32,
    version: i32,
    told_at: Option<NaiveDateTime>,
    told_by: Option<String>,
    added_at: NaiveDateTime,
    changed_at: NaiveDateTime,
    changed_by: Option<String>,
    trainees: Option<i32>,
}

const SELECT: &str =
    "select m.id, m.public_id, m.kind, m.cohort, h.hub, m.organisation, o.urn, m.status, m.report_deadline, m.report_reason,
    m.report_number, m.version, m.told_at, m.told_by, m.added_at, m.changed_at, p.name as changed_by, m.trainees
  from membership m join organisation o on o.id = m.organisation
  join partnership h on h.id = m.partnership
  left join person p on p.id = m.changed_by";

impl TryFrom<Row> for Current {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Current, StoreError> {
        let unreadable = |word: &str| StoreError::Unreadable(format!("membership {} has the status “{word}”", row.id));
        let state = match (row.status.as_str(), &row.report_reason) {
            ("proposed", _) => Membership::Proposed,
            ("active", _) => Membership::Active { deadline: row.report_deadline.map(utc) },
            ("left", _) => Membership::Left,
            ("reported", Some(reason)) => {
                Membership::Reported { reason: Reason::parse(reason).ok_or_else(|| unreadable(reason))? }
            }
            (other, _) => return Err(unreadable(other)),
        };
        Ok(Current {
            id: row.id,
            public_id: row.public_id,
            about: About::read(&row.kind, row.cohort),
            hub: OrganisationId(row.hub),
            school: OrganisationId(row.organisation),
            state,
            report_number: row.report_number,
            version: row.version,
            told_at: row.told_at.map(utc),
            told_by: row.told_by,
            added_at: utc(row.added_at),
            changed_at: utc(row.changed_at),
            changed_by: row.changed_by,
            trainees: row.trainees,
        })
    }
}

/// What the audit trail calls a provider's partnership with a school: a part of the provider's list.
pub fn subject(hub: OrganisationId, urn: impl std::fmt::Display) -> String {
    format!("{}/{urn}", list_of(hub))
}

/// What the audit trail calls a school that a lead provider confirmed for a cohort.
pub fn confirmed_subject(lead_provider: OrganisationId, cohort: AcademicYear, urn: impl std::fmt::Display) -> String {
    format!("early-career {lead_provider}/{}/{urn}", cohort.start_year())
}

/// The same of either kind.
pub(super) fn subject_of(about: About, hub: OrganisationId, urn: impl std::fmt::Display) -> String {
    match about {
        About::Placements => subject(hub, urn),
        About::EarlyCareer(cohort) => confirmed_subject(hub, cohort, urn),
    }
}

/// What the audit trail calls all of a provider's partner schools.
pub(super) fn list_of(hub: OrganisationId) -> String {
    format!("partner-school {hub}")
}

/// The hub's membership of one school.
pub async fn current(tx: &mut Tx, hub: OrganisationId, urn: Urn) -> Result<Option<Current>, StoreError> {
    let sql = format!("{SELECT} where h.kind = 'placement' and h.hub = $1 and o.urn = $2");
    let row: Option<Row> = tx.one(&sql, values![hub.get(), urn.to_string()]).await?;
    row.map(Current::try_from).transpose()
}

/// The lead provider's membership of one school in a cohort.
pub async fn confirmed(
    tx: &mut Tx,
    (lead_provider, cohort): (OrganisationId, AcademicYear),
    urn: Urn,
) -> Result<Option<Current>, StoreError> {
    let sql = format!("{SELECT} where h.kind = 'ect' and h.hub = $1 and h.cohort = $2 and o.urn = $3");
    let row: Option<Row> = tx.one(&sql, values![lead_provider.get(), cohort.start_year(), urn.to_string()]).await?;
    row.map(Current::try_from).transpose()
}

/// The membership with this key, whatever it is about.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Current>, StoreError> {
    let row: Option<Row> = tx.one(&format!("{SELECT} where m.id = $1"), values![id]).await?;
    row.map(Current::try_from).transpose()
}

/// The hub's memberships of many schools, by URN.
pub async fn currents(tx: &mut Tx, hub: OrganisationId, urns: &[Urn]) -> Result<HashMap<Urn, Current>, StoreError> {
    let given = tx.dialect().texts("$2", "urn");
    let sql = format!("{SELECT} join {given} on given.urn = o.urn where h.kind = 'placement' and h.hub = $1");
    let rows: Vec<Row> = tx.all(&sql, values![hub.get(), texts(urns)]).await?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in rows {
        let urn: Result<Urn, _> = row.urn.parse();
        let current = Current::try_from(row)?;
        if let Ok(urn) = urn {
            found.insert(urn, current);
        }
    }
    Ok(found)
}

/// A school's memberships of many hubs, by hub.
pub async fn currents_of_school(
    tx: &mut Tx,
    school: OrganisationId,
    hubs: &[OrganisationId],
) -> Result<HashMap<OrganisationId, Current>, StoreError> {
    let wanted: Vec<_> = hubs.iter().map(|hub| serde_json::json!({ "hub": hub.get() })).collect();
    let given = tx.dialect().recordset("$2", &[("hub", "bigint")]);
    let sql = format!(
        "{SELECT} join {given} on given.hub = h.hub
        where h.kind = 'placement' and m.organisation = $1"
    );
    let rows: Vec<Row> = tx.all(&sql, values![school.get(), serde_json::Value::from(wanted).to_string()]).await?;
    rows.into_iter().map(|row| Current::try_from(row).map(|it| (it.hub, it))).collect()
}

/// The numbers of the schools that the hub works with: neither those that reported a mistake nor those to confirm.
pub async fn urns_of(tx: &mut Tx, hub: OrganisationId) -> Result<Vec<String>, StoreError> {
    #[derive(FromQueryResult)]
    struct Number {
        urn: String,
    }
    let sql = "select o.urn from partnership h join membership m on m.partnership = h.id and m.status = 'active'
        join organisation o on o.id = m.organisation where h.kind = 'placement' and h.hub = $1";
    let rows: Vec<Number> = tx.all(sql, values![hub.get()]).await?;
    Ok(rows.into_iter().map(|row| row.urn).collect())
}

/// The hub's placement partnership, held until the end of the transaction; made the first time.
///
/// Held, so that of two who add the same school at once the second sees what the first has done.
///
/// Source: product.md decision 1: made the first time that either side adds the other.
pub async fn hub_partnership(
    tx: &mut Tx,
    permit: &Permit,
    chance: &Chance,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let hub = permit.on().get();
    let reference = format!("P-{}", &chance.public_id()[..8].to_uppercase());
    let made = tx
        .execute(
            "insert into partnership (reference, kind, hub, status, created_at)
             values ($1, 'placement', $2, 'active', $3) on conflict do nothing",
            values![reference.clone(), hub, naive(now)],
        )
        .await?;
    if made == 1 {
        let data = serde_json::json!({ "kind": "placement" });
        tx.record(permit.entry(now, format!("partnership {reference}"), data));
    }
    let lock = tx.dialect().for_update();
    let find = format!("select id from partnership where kind = 'placement' and hub = $1{lock}");
    let found = tx.scalar(&find, values![hub]).await?;
    found.ok_or_else(|| StoreError::Unreadable(format!("organisation {hub} has no placement partnership")))
}
