//! What waits for an organisation, oldest first, each with one action; and its counts as links.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use crate::platform::clock::day;
use crate::platform::sessions::{Acting, Kind};
use crate::vocabulary::{OrganisationId, london_date};

/// The most that the page shows; the lists have all.
const MOST: i32 = 10;

/// One thing that waits.
pub(super) struct Need {
    /// What it is.
    pub(super) text: String,
    /// Since when.
    pub(super) since: String,
    /// The words of its one action.
    pub(super) action: &'static str,
    /// Whose the action is, for those who hear the link alone.
    pub(super) whose: String,
    /// Where the action leads.
    pub(super) href: String,
}

/// A number with the list behind it.
pub(super) struct Count {
    /// How many.
    pub(super) number: i64,
    /// Of what: one, several.
    pub(super) words: &'static str,
    /// The list.
    pub(super) href: &'static str,
}

#[derive(FromQueryResult)]
struct Row {
    name: String,
    key: String,
    status: String,
    since: NaiveDateTime,
}

/// What waits for the organisation.
pub(super) async fn of(
    tx: &mut Tx,
    organisation: &Acting,
    on: OrganisationId,
    now: DateTime<Utc>,
) -> Result<Vec<Need>, StoreError> {
    match organisation.kind {
        Kind::Provider => provider(tx, on).await,
        Kind::School => school(tx, on, now).await,
        Kind::Dfe => Ok(Vec::new()),
    }
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
                since: day(london_date(utc(row.since))),
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
            since: day(london_date(utc(row.since))),
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
             where h.kind = 'placement' and (h.hub = $1 or m.organisation = $1) and m.status <> 'left' limit 1",
            values![organisation.id.get()],
        )
        .await?;
    Ok(found.is_some())
}

/// Counts as links: what a provider looks for first.
pub(super) async fn counts(tx: &mut Tx, organisation: &Acting) -> Result<Vec<Count>, StoreError> {
    #[derive(FromQueryResult)]
    struct Counts {
        active: i64,
        not_told: i64,
        reported: i64,
    }
    if organisation.kind != Kind::Provider {
        return Ok(Vec::new());
    }
    let counts: Option<Counts> = tx
        .one(
            "select coalesce(sum(case when m.status = 'active' then 1 else 0 end), 0) as active,
               coalesce(sum(case when m.status = 'active' and m.told_at is null then 1 else 0 end), 0) as not_told,
               coalesce(sum(case when m.status = 'reported' then 1 else 0 end), 0) as reported
             from membership m join partnership h on h.id = m.partnership
             where h.kind = 'placement' and h.hub = $1",
            values![organisation.id.get()],
        )
        .await?;
    let Some(Counts { active, not_told, reported }) = counts else { return Ok(Vec::new()) };
    Ok(vec![
        Count { number: active, words: "partner schools", href: "/partner-schools?status=active" },
        Count { number: not_told, words: "not told yet", href: "/partner-schools?told=not_told" },
        Count { number: reported, words: "reported errors", href: "/partner-schools?status=reported" },
    ])
}
