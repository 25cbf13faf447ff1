//! Counts as links: how an organisation's partner schools and placements stand.

use chrono::{DateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, values};

use crate::delegation::rules::Standing;
use crate::delegation::store::Delegation;
use crate::early_career::rules::cohorts::shown_first;
use crate::early_career::store::{cohorts, pairings, schools};
use crate::placements::rules::default_year;
use crate::placements::store as placements;
use crate::platform::sessions::{Acting, Kind};
use crate::vocabulary::{AcademicYear, OrganisationId, london_date};

/// A number with the list behind it.
pub(super) struct Count {
    /// How many of what.
    pub(super) words: String,
    /// What it is seen against; may be empty.
    pub(super) of: String,
    /// The list; empty where the number is all there is to see.
    pub(super) href: String,
}

impl Count {
    fn new(number: i64, (one, several): (&str, &str), href: impl Into<String>) -> Count {
        let words = if number == 1 { one } else { several };
        Count { words: format!("{number} {words}"), of: String::new(), href: href.into() }
    }
}

/// Counts under a heading.
pub(super) struct Counts {
    /// The heading.
    pub(super) title: String,
    /// The counts.
    pub(super) counts: Vec<Count>,
}

/// What an organisation looks for first; what is paid for only where the person may see it.
pub(super) async fn of(
    tx: &mut Tx,
    organisation: &Acting,
    can_see_payable: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Counts>, StoreError> {
    let year = default_year(london_date(now));
    match organisation.kind {
        Kind::Provider => Ok(vec![
            partner_schools(tx, organisation.id).await?,
            of_provider(year, placements::provider_counts(tx, organisation.id, year).await?),
        ]),
        Kind::School => Ok(vec![of_school(year, placements::counts(tx, organisation.id, year).await?)]),
        Kind::LeadProvider => of_lead_provider(tx, organisation.id, can_see_payable, now).await,
        Kind::DeliveryPartner => of_delivery_partner(tx, organisation.id, now).await,
        Kind::Trust | Kind::Dfe => Ok(Vec::new()),
    }
}

/// How the schools stand that let the organisation act for them; nothing without any.
pub(super) fn acted_for(year: AcademicYear, open: &[Delegation]) -> Option<Counts> {
    if open.is_empty() {
        return None;
    }
    let count =
        |of: fn(&Delegation) -> bool| i64::try_from(open.iter().filter(|it| of(it)).count()).unwrap_or(i64::MAX);
    let at = |filter: &str| format!("/act-for?stands={}{filter}", Standing::Open.code());
    Some(Counts {
        title: "Schools that you act for".to_owned(),
        counts: vec![
            Count::new(count(|_| true), ("school", "schools"), at("")),
            Count::new(
                count(Delegation::has_requests),
                ("with requests to answer", "with requests to answer"),
                at("&waits=requests"),
            ),
            Count {
                of: format!("for {year}"),
                ..Count::new(
                    count(Delegation::is_silent),
                    ("without an answer", "without an answer"),
                    at("&waits=availability"),
                )
            },
        ],
    })
}

/// The cohort that a lead provider sees first. Source: product.md "Where things are for a person".
async fn of_lead_provider(
    tx: &mut Tx,
    id: OrganisationId,
    can_see_payable: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Counts>, StoreError> {
    let Some(cohort) = shown_first(&cohorts::all(tx).await?, london_date(now)) else { return Ok(Vec::new()) };
    let counts = schools::counts(tx, schools::Of { lead_provider: id, cohort: cohort.year, now }).await?;
    let year = cohort.year.start_year();
    let at = |filter: &str| format!("/early-career/schools?cohort={year}{filter}");
    let mut lines = vec![
        Count::new(counts.schools, ("school confirmed", "schools confirmed"), at("&status=active&status=closed")),
        Count::new(counts.reported, ("reported error", "reported errors"), at("&status=reported")),
        Count::new(counts.not_told, ("not told yet", "not told yet"), at("&told=not_told")),
        Count::new(
            counts.no_tutor,
            ("without an induction tutor", "without an induction tutor"),
            at("&status=active&status=closed&tutor=none"),
        ),
    ];
    if counts.proposed > 0 {
        let to_confirm = ("successor to confirm", "successors to confirm");
        lines.insert(1, Count::new(counts.proposed, to_confirm, at("&status=proposed")));
    }
    if can_see_payable {
        let href = format!("/early-career/payable?cohort={year}&payable=yes");
        lines.push(Count::new(counts.payable, ("paid for", "paid for"), href));
    }
    Ok(vec![Counts { title: format!("Your schools in {}", cohort.year), counts: lines }])
}

/// Whom a delivery partner trains teachers for, and at how many schools; the newest cohort first. It has agreed to each
/// pairing, so it may know. Source: issue 4.
async fn of_delivery_partner(tx: &mut Tx, id: OrganisationId, now: DateTime<Utc>) -> Result<Vec<Counts>, StoreError> {
    let mut groups: Vec<Counts> = Vec::new();
    for it in pairings::of_delivery_partner(tx, id, london_date(now)).await? {
        let title = format!("Teachers who start in {}", it.cohort);
        let schools = if it.schools == 1 { "1 school".to_owned() } else { format!("{} schools", it.schools) };
        let of = format!("{schools} confirmed with you");
        let count = Count { words: format!("{}:", it.lead_provider), of, href: String::new() };
        match groups.last_mut().filter(|group| group.title == title) {
            Some(group) => group.counts.push(count),
            None => groups.push(Counts { title, counts: vec![count] }),
        }
    }
    Ok(groups)
}

async fn partner_schools(tx: &mut Tx, provider: OrganisationId) -> Result<Counts, StoreError> {
    #[derive(Default, FromQueryResult)]
    struct Found {
        active: i64,
        not_told: i64,
        reported: i64,
    }
    let found: Option<Found> = tx
        .one(
            "select coalesce(sum(case when m.status = 'active' and e.status <> 2 then 1 else 0 end), 0) as active,
               coalesce(sum(case when m.status = 'active' and m.told_at is null then 1 else 0 end), 0) as not_told,
               coalesce(sum(case when m.status = 'reported' then 1 else 0 end), 0) as reported
             from membership m join partnership h on h.id = m.partnership
             join organisation o on o.id = m.organisation join establishment e on e.urn = o.urn
             where h.kind = 'placement' and h.hub = $1",
            values![provider.get()],
        )
        .await?;
    let Found { active, not_told, reported } = found.unwrap_or_default();
    Ok(Counts {
        title: "Your partner schools".to_owned(),
        counts: vec![
            Count::new(active, ("partner school", "partner schools"), "/partner-schools?status=active"),
            Count::new(not_told, ("not told yet", "not told yet"), "/partner-schools?told=not_told"),
            Count::new(reported, ("reported error", "reported errors"), "/partner-schools?status=reported"),
        ],
    })
}

/// An organisation's list of placements of a year.
fn placements_at(year: AcademicYear, filter: &str) -> String {
    format!("/placements?year={}{filter}", year.start_year())
}

fn of_provider(year: AcademicYear, counts: placements::ProviderCounts) -> Counts {
    let at = |filter| placements_at(year, filter);
    let confirmed = ("place confirmed", "places confirmed");
    let trainees = match counts.trainees {
        0 => String::new(),
        1 => "for your 1 trainee".to_owned(),
        number => format!("for your {number} trainees"),
    };
    Counts {
        title: format!("Your placements in {year}"),
        counts: vec![
            Count { of: trainees, ..Count::new(counts.confirmed, confirmed, at("&state=assigned&state=completed")) },
            Count::new(
                counts.requested,
                ("request waiting for an answer", "requests waiting for an answer"),
                at("&state=requested"),
            ),
            Count::new(
                counts.unmet,
                ("request declined or expired", "requests declined or expired"),
                at("&state=declined&state=expired"),
            ),
        ],
    }
}

fn of_school(year: AcademicYear, counts: placements::Counts) -> Counts {
    let at = |filter| placements_at(year, filter);
    let assigned = match counts.assigned {
        1 => "with 1 place assigned".to_owned(),
        number => format!("with {number} places assigned"),
    };
    Counts {
        title: format!("Your placements in {year}"),
        counts: vec![
            Count { of: assigned, ..Count::new(counts.offered, ("placement offered", "placements offered"), at("")) },
            Count::new(counts.requests, ("request to answer", "requests to answer"), at("&status=requested")),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(counts: &Counts) -> Vec<String> {
        counts.counts.iter().map(|it| format!("{} {} -> {}", it.words, it.of, it.href)).collect()
    }

    #[test]
    fn places_are_seen_against_the_trainees_that_a_provider_counts() {
        let year = AcademicYear::starting(2026);
        let none = placements::ProviderCounts::default();
        assert!(lines(&of_provider(year, none))[0].starts_with("0 places confirmed  ->"));
        let some = placements::ProviderCounts { confirmed: 1, requested: 1, unmet: 2, trainees: 40 };
        assert_eq!(
            lines(&of_provider(year, some)),
            [
                "1 place confirmed for your 40 trainees -> /placements?year=2026&state=assigned&state=completed",
                "1 request waiting for an answer  -> /placements?year=2026&state=requested",
                "2 requests declined or expired  -> /placements?year=2026&state=declined&state=expired",
            ]
        );
    }
}
