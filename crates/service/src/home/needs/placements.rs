//! What waits for a school in placements: requests to answer, and a year of which it has said nothing.

use chrono::{DateTime, Utc};
use store::{StoreError, Tx};

use super::{MOST, Need};
use crate::placements::rules::default_year;
use crate::placements::store::{Unsaid, WaitingRequest, unsaid, waiting_requests};
use crate::placements::words;
use crate::platform::clock::day;
use crate::vocabulary::{AcademicYear, OrganisationId, london_date};

/// What waits for a school, as somebody sees it who may answer requests or may only look.
pub(super) async fn of_school(
    tx: &mut Tx,
    school: OrganisationId,
    can_answer: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Need>, StoreError> {
    let mut needs: Vec<Need> =
        waiting_requests(tx, school, MOST).await?.into_iter().map(|it| request(it, can_answer)).collect();
    let year = default_year(london_date(now));
    needs.extend(unsaid(tx, school, year).await?.map(|it| availability(year, it)));
    Ok(needs)
}

fn request(asked: WaitingRequest, can_answer: bool) -> Need {
    let WaitingRequest { provider, placement, share, title, year, places, .. } = asked;
    Need {
        text: format!(
            "{provider} has asked for {} in {title}, {year}: answer by the end of {}",
            words::places(places),
            day(asked.expires_on)
        ),
        since: Some(asked.at),
        action: if can_answer { "Answer the request" } else { "See the placement" },
        href: if can_answer {
            format!("/placements/{placement}/requests/{share}/answer")
        } else {
            format!("/placements/{placement}")
        },
        whose: format!("{provider}, {title}, {year}"),
    }
}

fn availability(year: AcademicYear, unsaid: Unsaid) -> Need {
    Need {
        text: format!("Your school has not said whether it can offer placements in {year}"),
        since: unsaid.asked_at,
        action: "Say what your school can offer",
        href: format!("/placements/availability/{}", year.start_year()),
        whose: year.to_string(),
    }
}
