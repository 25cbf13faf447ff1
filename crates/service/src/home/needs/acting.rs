//! What waits because others act for schools: a school's answer, and requests at the schools that one acts for.

use chrono::{DateTime, Utc};
use store::{StoreError, Tx};

use super::Need;
use crate::delegation::rules::Standing;
use crate::delegation::store::{self as delegations, Delegation};
use crate::placements::rules::default_year;
use crate::vocabulary::{OrganisationId, london_date};

/// Who asks to act for the school.
pub(super) async fn of_school(
    tx: &mut Tx,
    school: OrganisationId,
    now: DateTime<Utc>,
) -> Result<Vec<Need>, StoreError> {
    let today = london_date(now);
    let all = delegations::of_school(tx, school, default_year(today)).await?;
    let asked = all.into_iter().filter(|it| it.standing(today) == Standing::Asked);
    Ok(asked
        .map(|it| Need {
            text: format!("{} asks to act for your school", it.delegate.name),
            since: it.asked.map(|by| by.at),
            action: "See what it asks for",
            href: format!("/organisation/delegations/{}", it.public_id),
            whose: it.delegate.name,
        })
        .collect())
}

/// Requests that wait at the schools that the organisation may act for.
pub(super) fn of_delegate(open: &[Delegation]) -> impl Iterator<Item = Need> {
    open.iter().filter(|it| it.has_requests()).map(|it| {
        let (name, urn) = (&it.school.name, it.school.urn.as_deref().unwrap_or_default());
        Need {
            text: match it.requests {
                1 => format!("1 request for places waits at {name}"),
                several => format!("{several} requests for places wait at {name}"),
            },
            since: None,
            action: "Act for the school",
            href: format!("/act-for?q={urn}"),
            whose: format!("{name}, URN {urn}"),
        }
    })
}
