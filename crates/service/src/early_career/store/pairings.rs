//! Pairings: a delivery partner's consent to train a cohort's teachers with a lead provider.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::json;
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use crate::early_career::rules::cohorts::Term;
use crate::organisations::directory::Named;
use crate::platform::clock::Chance;
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId};

/// A delivery partner that a lead provider may choose.
pub type Partner = Named;

#[derive(FromQueryResult)]
struct PartnerRow {
    id: i64,
    public_id: String,
    name: String,
}

impl From<PartnerRow> for Partner {
    fn from(row: PartnerRow) -> Partner {
        Partner { id: OrganisationId(row.id), public_id: row.public_id, name: row.name }
    }
}

/// A delivery partner whose pairing with the lead provider counts on a day.
const COUNTS: &str = "from pairing c join organisation o on o.id = c.delivery_partner
  where c.cohort = $1 and c.lead_provider = $2 and c.starts_on <= $3 and (c.ended_on is null or c.ended_on > $3)";

/// The delivery partners that the lead provider may choose for the cohort on this day in London, by name.
pub async fn partners_for(
    tx: &mut Tx,
    cohort: AcademicYear,
    lead_provider: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<Partner>, StoreError> {
    let sql = format!("select o.id, o.public_id, o.name {COUNTS} order by o.name_folded, o.id");
    let rows: Vec<PartnerRow> = tx.all(&sql, values![cohort.start_year(), lead_provider, today]).await?;
    Ok(rows.into_iter().map(Partner::from).collect())
}

/// The name of a delivery partner that the lead provider has or had for a cohort, by its public id.
///
/// # Errors
/// Those of the database.
pub async fn once_paired(
    tx: &mut Tx,
    cohort: AcademicYear,
    lead_provider: OrganisationId,
    public_id: &str,
) -> Result<Option<String>, StoreError> {
    let sql = "select d.name from pairing c join organisation d on d.id = c.delivery_partner
        where c.cohort = $1 and c.lead_provider = $2 and d.public_id = $3 limit 1";
    tx.scalar(sql, values![cohort.start_year(), lead_provider.get(), public_id]).await
}

/// Whether the delivery partner may be chosen, on this day in London.
pub async fn is_paired(
    tx: &mut Tx,
    cohort: AcademicYear,
    lead_provider: OrganisationId,
    delivery_partner: OrganisationId,
    today: NaiveDate,
) -> Result<bool, StoreError> {
    let sql = format!("select o.id {COUNTS} and o.id = $4");
    let found: Option<i64> =
        tx.scalar(&sql, values![cohort.start_year(), lead_provider, today, delivery_partner]).await?;
    Ok(found.is_some())
}

/// A delivery partner of a lead provider, and the cohorts for which they are paired.
#[derive(Clone, Debug)]
pub struct Trainer {
    /// Who.
    pub partner: Partner,
    /// The cohorts whose pairing has not ended, the oldest first.
    pub cohorts: Vec<AcademicYear>,
    /// When the last of these pairings changed.
    pub changed_at: DateTime<Utc>,
}

/// Everybody whose pairing with the lead provider has not ended on this day in London, the longest known first.
pub async fn trainers(
    tx: &mut Tx,
    lead_provider: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<Trainer>, StoreError> {
    #[derive(FromQueryResult)]
    struct Found {
        id: i64,
        public_id: String,
        name: String,
        cohort: i32,
        changed_at: NaiveDateTime,
    }
    let sql = "select o.id, o.public_id, o.name, c.cohort, c.changed_at
      from pairing c join organisation o on o.id = c.delivery_partner
      where c.lead_provider = $1 and (c.ended_on is null or c.ended_on > $2) order by o.id, c.cohort";
    let rows: Vec<Found> = tx.all(sql, values![lead_provider, today]).await?;
    let mut trainers: Vec<Trainer> = Vec::new();
    for row in rows {
        let (cohort, changed_at) = (AcademicYear::starting(row.cohort), utc(row.changed_at));
        match trainers.last_mut().filter(|it| it.partner.id.get() == row.id) {
            Some(trainer) => {
                trainer.cohorts.push(cohort);
                trainer.changed_at = trainer.changed_at.max(changed_at);
            }
            None => trainers.push(Trainer {
                partner: Partner { id: OrganisationId(row.id), public_id: row.public_id, name: row.name },
                cohorts: vec![cohort],
                changed_at,
            }),
        }
    }
    Ok(trainers)
}

/// For whom a delivery partner trains the teachers of a cohort.
#[derive(Clone, Debug)]
pub struct TrainsFor {
    /// The cohort.
    pub cohort: AcademicYear,
    /// The lead provider's name.
    pub lead_provider: String,
    /// Schools that it has confirmed with this delivery partner, without those that reported a mistake.
    pub schools: i64,
}

/// Every lead provider whose pairing with the delivery partner has not ended on this day in London: the newest cohort
/// first, then by name.
pub async fn of_delivery_partner(
    tx: &mut Tx,
    delivery_partner: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<TrainsFor>, StoreError> {
    #[derive(FromQueryResult)]
    struct Found {
        cohort: i32,
        name: String,
        schools: i64,
    }
    let sql = "select c.cohort, l.name, (select count(*) from partnership h join membership m on m.partnership = h.id
        where h.kind = 'ect' and h.hub = c.lead_provider and h.cohort = c.cohort and m.status = 'active'
          and m.delivery_partner = c.delivery_partner) as schools
      from pairing c join organisation l on l.id = c.lead_provider
      where c.delivery_partner = $1 and (c.ended_on is null or c.ended_on > $2)
      order by c.cohort desc, l.name_folded, l.id";
    let rows: Vec<Found> = tx.all(sql, values![delivery_partner, today]).await?;
    let read = |row: Found| TrainsFor {
        cohort: AcademicYear::starting(row.cohort),
        lead_provider: row.name,
        schools: row.schools,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// A pairing as support sees it.
#[derive(Clone, Debug)]
pub struct Pairing {
    /// Its public id.
    pub public_id: String,
    /// The cohort.
    pub cohort: AcademicYear,
    /// The lead provider.
    pub lead_provider: Named,
    /// The delivery partner.
    pub delivery_partner: Named,
    /// How long it counts.
    pub term: Term,
}

#[derive(FromQueryResult)]
struct Row {
    public_id: String,
    cohort: i32,
    lead: i64,
    lead_public_id: String,
    lead_name: String,
    partner: i64,
    partner_public_id: String,
    partner_name: String,
    starts_on: NaiveDate,
    ended_on: Option<NaiveDate>,
}

impl From<Row> for Pairing {
    fn from(row: Row) -> Pairing {
        Pairing {
            public_id: row.public_id,
            cohort: AcademicYear::starting(row.cohort),
            lead_provider: Named { id: OrganisationId(row.lead), public_id: row.lead_public_id, name: row.lead_name },
            delivery_partner: Named {
                id: OrganisationId(row.partner),
                public_id: row.partner_public_id,
                name: row.partner_name,
            },
            term: Term { starts_on: row.starts_on, ended_on: row.ended_on },
        }
    }
}

const SELECT: &str = "select c.public_id, c.cohort, l.id as lead, l.public_id as lead_public_id, l.name as lead_name,
    d.id as partner, d.public_id as partner_public_id, d.name as partner_name, c.starts_on, c.ended_on
  from pairing c join organisation l on l.id = c.lead_provider join organisation d on d.id = c.delivery_partner";

/// Every pairing: newest cohort first, then by the names of lead provider and delivery partner.
pub async fn all(tx: &mut Tx) -> Result<Vec<Pairing>, StoreError> {
    let sql = format!("{SELECT} order by c.cohort desc, l.name_folded, d.name_folded, c.id");
    let rows: Vec<Row> = tx.all(&sql, values![]).await?;
    Ok(rows.into_iter().map(Pairing::from).collect())
}

/// The pairing of this public id.
pub async fn find(tx: &mut Tx, public_id: &str) -> Result<Option<Pairing>, StoreError> {
    let row: Option<Row> = tx.one(&format!("{SELECT} where c.public_id = $1"), values![public_id]).await?;
    Ok(row.map(Pairing::from))
}

/// Two who are to work together.
#[derive(Clone, Debug)]
pub struct Pair<'a> {
    /// For which cohort; there must be one.
    pub cohort: AcademicYear,
    /// Who trains the teachers for the lead provider of the permit.
    pub delivery_partner: &'a Partner,
    /// From which day, in London.
    pub starts_on: NaiveDate,
}

/// Pairs the lead provider of the permit with a delivery partner; false when that pairing goes on already.
///
/// A pairing that has ended is taken up again from the new day: there is one row for each three.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn pair(
    tx: &mut Tx,
    permit: &Permit,
    chance: &Chance,
    now: DateTime<Utc>,
    pair: Pair<'_>,
) -> Result<bool, StoreError> {
    let made = tx
        .execute(
            "insert into pairing (public_id, cohort, lead_provider, delivery_partner, starts_on, changed_at, changed_by)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (cohort, lead_provider, delivery_partner) do update set starts_on = excluded.starts_on,
               ended_on = null, changed_at = excluded.changed_at, changed_by = excluded.changed_by
             where pairing.ended_on is not null",
            values![
                chance.public_id(),
                pair.cohort.start_year(),
                permit.on(),
                pair.delivery_partner.id,
                pair.starts_on,
                naive(now),
                permit.person().map(PersonId::get)
            ],
        )
        .await?;
    if made == 0 {
        return Ok(false);
    }
    let data = json!({
        "change": "paired", "cohort": pair.cohort.to_string(),
        "delivery_partner": pair.delivery_partner.name, "starts_on": pair.starts_on.to_string()
    });
    tx.record(permit.entry(now, subject(permit.on(), pair.cohort), data));
    Ok(true)
}

/// Ends a pairing of the permit's lead provider from this day on; false when it has ended already.
///
/// Schools that are confirmed stay so; nobody can be confirmed, or moved, to the partner any more.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn end(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (pairing, ended_on): (&Pairing, NaiveDate),
) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "update pairing set ended_on = $1, changed_at = $2, changed_by = $3
             where public_id = $4 and lead_provider = $5 and ended_on is null",
            values![ended_on, naive(now), permit.person().map(PersonId::get), pairing.public_id.as_str(), permit.on()],
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let data = json!({
        "change": "pairing_ended", "cohort": pairing.cohort.to_string(),
        "delivery_partner": pairing.delivery_partner.name, "ended_on": ended_on.to_string()
    });
    tx.record(permit.entry(now, subject(permit.on(), pairing.cohort), data));
    Ok(true)
}

/// What the audit trail calls a lead provider's pairings of a cohort.
fn subject(lead_provider: OrganisationId, cohort: AcademicYear) -> String {
    format!("pairings {lead_provider}/{}", cohort.start_year())
}
