//! What waits for a school in early career training: who confirmed it, a tutor to nominate, numbers to give.

use chrono::{DateTime, Utc};
use store::{StoreError, Tx};

use super::Need;
use crate::early_career::store::of_school::{self, Training};
use crate::early_career::store::{numbers, tutors};
use crate::partnerships::rules::{Membership, Standing, standing};
use crate::vocabulary::{OrganisationId, london_date};

const PAGE: &str = "/early-career";

/// What waits, as somebody sees it who may do it or may only look.
pub(super) async fn of_school(
    tx: &mut Tx,
    school: OrganisationId,
    can_do: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Need>, StoreError> {
    let today = london_date(now);
    let stands = |it: &Training| matches!(it.state, Membership::Active { .. }) && !it.cohort.has_ended(today);
    let trainings: Vec<Training> = of_school::of_school(tx, school).await?.into_iter().filter(stands).collect();
    let at = |page: String| if can_do { page } else { PAGE.to_owned() };
    let mut needs = Vec::new();
    let mut wants_tutor = None;
    for it in &trainings {
        if matches!(standing(true, it.state, now), Standing::Open { .. }) {
            needs.push(Need {
                text: format!("{} has confirmed your school for early career training in {}", it.lead_name, it.cohort),
                since: Some(it.confirmed_at),
                action: "Check if this is right",
                whose: format!("{}, {}", it.lead_name, it.cohort),
                href: PAGE.to_owned(),
            });
        }
        let given = numbers::of(tx, school, it.cohort).await?;
        if !given.are_given() {
            needs.push(Need {
                text: format!("Your school has not said how many early career teachers it has in {}", it.cohort),
                since: Some(it.confirmed_at),
                action: "Give the numbers",
                whose: it.cohort.to_string(),
                href: at(format!("{PAGE}/numbers/{}", it.cohort.start_year())),
            });
        }
        if !given.not_this_year {
            wants_tutor = Some(it.confirmed_at);
        }
    }
    if wants_tutor.is_some() && tutors::of(tx, school).await?.is_none() {
        needs.push(Need {
            text: "Your school has not nominated its induction tutor".to_owned(),
            since: wants_tutor,
            action: "Nominate your induction tutor",
            whose: "early career training".to_owned(),
            href: at(format!("{PAGE}/tutor")),
        });
    }
    Ok(needs)
}
