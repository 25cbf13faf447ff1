//! What waits for an organisation, oldest first, each with one action.

mod acting;
mod early_career;
mod placements;
mod training;

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use crate::delegation::store::Delegation;
use crate::platform::clock::day;
use crate::platform::sessions::{Acting, Kind};
use crate::vocabulary::{OrganisationId, london_date};

/// The most that the page shows; the lists have all.
const MOST: i32 = 10;

/// One thing that waits.
pub(super) struct Need {
    /// What it is.
    pub(super) text: String,
    /// Since when; `None` where it has always waited.
    pub(super) since: Option<DateTime<Utc>>,
    /// The words of its one action.
    pub(super) action: &'static str,
    /// Whose the action is, for those who hear the link alone.
    pub(super) whose: String,
    /// Where the action leads.
    pub(super) href: String,
}

impl Need {
    /// The day since which it waits, as pages show days; empty where it has always waited.
    pub(super) fn since(&self) -> String {
        self.since.map(|since| day(london_date(since))).unwrap_or_default()
    }
}

#[derive(FromQueryResult)]
struct Row {
    name: String,
    key: String,
    status: String,
    since: NaiveDateTime,
}

/// What waits for the organisation, as somebody sees it who may answer requests for places (or confirm schools) or may only look.
pub(super) async fn of(
    tx: &mut Tx,
    organisation: &Acting,
    on: OrganisationId,
    can_answer: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Need>, StoreError> {
    match organisation.kind {
        Kind::Provider => provider(tx, on).await,
        Kind::School => {
            let mut needs = school(tx, on, now).await?;
            needs.extend(placements::of_school(tx, on, can_answer, now).await?);
            needs.extend(training::of_school(tx, on, can_answer, now).await?);
            needs.extend(acting::of_school(tx, on, now).await?);
            // Oldest first; what has always waited comes last, since nobody else waits for it.
            needs.sort_by_key(|need| (need.since.is_none(), need.since));
            needs.truncate(MOST.unsigned_abs() as usize);
            Ok(needs)
        }
        Kind::LeadProvider => early_career::of_lead_provider(tx, on, can_answer, now).await,
        Kind::Trust | Kind::DeliveryPartner | Kind::Dfe => Ok(Vec::new()),
    }
}

/// What waits for the organisation, and after that at the schools that it may act for.
pub(super) fn with_acted_for(mut needs: Vec<Need>, open: &[Delegation]) -> Vec<Need> {
    needs.extend(acting::of_delegate(open));
    needs.truncate(MOST.unsigned_abs() as usize);
    needs
}

async fn provider(tx: &mut Tx, on: OrganisationId) -> Result<Vec<Need>, StoreError> {
    let rows: Vec<Row> = tx
        .all(
            "select o.name, o.urn as key, m.status, m.changed_at as since from membership m
             join partnership h on h.id = m.partnership join organisation o on o.id = m.organisation
             where h.kind = 'placement' and h.hub = $1 and m.status in ('reported', 'proposed')
             order by m.changed_at, m.id limit $2",
            values![on.get(), MOST],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (text, action) = match row.status.as_str() {
                "reported" => ("reported that naming it as a partner school is a mistake", "See what to do"),
                _ => ("took the place of a partner school that closed", "Confirm"),
            };
            Need {
                text: format!("{} {text}", row.name),
                since: Some(utc(row.since)),
                action,
                href: format!("/partner-schools/{}", row.key),
                // Schools of one name are told apart.
                whose: format!("{}, URN {}", row.name, row.key),
            }
        })
        .collect())
}

async fn school(tx: &mut Tx, on: OrganisationId, now: DateTime<Utc>) -> Result<Vec<Need>, StoreError> {
    let rows: Vec<Row> = tx
        .all(
            "select o.name, coalesce(o.provider_code, o.urn) as key, m.status, m.added_at as since from membership m
             join partnership h on h.id = m.partnership join organisation o on o.id = h.hub
             where h.kind = 'placement' and m.organisation = $1 and m.status = 'active'
               and (m.report_deadline is null or m.report_deadline >= $2)
             order by m.added_at, m.id limit $3",
            values![on.get(), naive(now), MOST],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Need {
            text: format!("{} has added your school to its partner schools", row.name),
            since: Some(utc(row.since)),
            action: "Check if this is right",
            href: format!("/partner-providers/{}", row.key),
            whose: format!("{}, {}", row.name, row.key),
        })
        .collect())
}

/// Whether the organisation works with anybody.
pub(super) async fn has_partners(tx: &mut Tx, organisation: &Acting) -> Result<bool, StoreError> {
    let found: Option<i64> = tx
        .scalar(
            "select m.id from membership m join partnership h on h.id = m.partnership
             where m.status <> 'left' and (h.hub = $1 or (h.kind = 'placement' and m.organisation = $1)) limit 1",
            values![organisation.id.get()],
        )
        .await?;
    Ok(found.is_some())
}
