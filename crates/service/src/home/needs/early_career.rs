//! What waits for a lead provider: schools that reported an error or took the place of others, and a cohort that is open.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, utc, values};

use super::{MOST, Need};
use crate::early_career::rules::cohorts::shown_first;
use crate::early_career::store::cohorts;
use crate::vocabulary::{AcademicYear, OrganisationId, london_date};

#[derive(FromQueryResult)]
struct Row {
    name: String,
    urn: String,
    cohort: i32,
    status: String,
    since: NaiveDateTime,
}

/// Reports and successors, oldest first; then the cohort that is open, for whoever may confirm schools.
pub(super) async fn of_lead_provider(
    tx: &mut Tx,
    on: OrganisationId,
    can_confirm: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Need>, StoreError> {
    let rows: Vec<Row> = tx
        .all(
            "select o.name, o.urn, h.cohort, m.status, m.changed_at as since from membership m
             join partnership h on h.id = m.partnership join organisation o on o.id = m.organisation
             where h.kind = 'ect' and h.hub = $1 and m.status in ('reported', 'proposed') order by m.changed_at, m.id limit $2",
            values![on, MOST],
        )
        .await?;
    let mut needs: Vec<Need> = rows.iter().map(of_school).collect();
    let shown = shown_first(&cohorts::all(tx).await?, london_date(now));
    if let Some(cohort) = shown.filter(|it| can_confirm && it.is_open(london_date(now))) {
        needs.push(Need {
            text: format!("You can confirm schools for {}", cohort.year),
            since: None,
            action: "Confirm schools",
            whose: cohort.year.to_string(),
            href: format!("/early-career/confirm?cohort={}", cohort.year.start_year()),
        });
    }
    Ok(needs)
}

fn of_school(row: &Row) -> Need {
    let cohort = AcademicYear::starting(row.cohort);
    let (text, action) = match row.status.as_str() {
        "reported" => {
            (format!("{} reported that it was confirmed by mistake for {cohort}", row.name), "See what to do")
        }
        _ => (format!("{} took the place of a school that closed, for {cohort}", row.name), "Check and confirm"),
    };
    Need {
        text,
        since: Some(utc(row.since)),
        action,
        whose: format!("{}, {cohort}", row.name),
        href: format!("/early-career/schools/{}?cohort={}", row.urn, row.cohort),
    }
}
