//! What mails say of a provider's share of a placement.

use serde::Deserialize;
use store::{Tx, values};

use crate::organisations::people::Recipient;
use crate::placements::rules::{Assignment, written};
use crate::placements::store::{self as placements, Placement, Share};
use crate::placements::words::places;
use crate::platform::mail::Fault;
use crate::vocabulary::OrganisationId;

/// The ids of a share, and the version that it had.
#[derive(Debug, Deserialize)]
pub struct OfShare {
    pub(super) share: String,
    pub(super) version: i32,
}

/// The words that the mails put together, beside the recipient's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What the placement is called.
    pub placement: String,
    /// The academic year.
    pub year: String,
    /// When in it.
    pub when: String,
    /// "1 place", "2 places".
    pub places: String,
    /// The school.
    pub school: String,
    /// Its URN.
    pub urn: String,
    /// The provider.
    pub provider: String,
    /// What the provider wrote; may be empty.
    pub message: String,
    /// The reason of the last step; may be empty.
    pub reason: String,
    /// How the places stand, such as "assigned".
    pub state: String,
    /// The last day for an answer, while there is one.
    pub last_day: String,
    /// The path of the placement's page.
    pub path: String,
}

/// Facts of a mail about a share: whose users are told, and the words.
#[derive(Clone, Debug)]
pub struct Told {
    /// The school.
    pub school: OrganisationId,
    /// The provider.
    pub provider: OrganisationId,
    /// How the share stands.
    pub state: Assignment,
    /// The words.
    pub said: Said,
}

impl Told {
    /// Of a share and its placement.
    pub fn of(placement: &Placement, share: &Share) -> Told {
        let last_day = match share.state {
            Assignment::Requested { expires_on } => written(expires_on),
            _ => String::new(),
        };
        let said = Said {
            placement: placement.title(),
            year: placement.offer.year.to_string(),
            when: placement.offer.when.title(),
            places: places(share.places),
            school: placement.school_name.clone(),
            urn: placement.urn.clone(),
            provider: share.provider_name.clone(),
            message: share.message.clone(),
            reason: share.reason.clone(),
            state: share.state.title().to_lowercase(),
            last_day,
            path: format!("/placements/{}", placement.public_id),
        };
        Told { school: placement.school, provider: share.provider, state: share.state, said }
    }

    /// Fictional facts, for docs/rules/mails.md.
    pub fn sample() -> Told {
        let said = Said {
            placement: "Primary (Year 3)".to_owned(),
            year: "2026 to 2027".to_owned(),
            when: "Autumn term".to_owned(),
            places: "2 places".to_owned(),
            school: "Meadow Lane Primary School".to_owned(),
            urn: "900001".to_owned(),
            provider: "Oakfield Teaching Alliance".to_owned(),
            message: "Two of our trainees live nearby.".to_owned(),
            reason: "Our mentor has left the school.".to_owned(),
            state: "assigned".to_owned(),
            last_day: "30 November 2026".to_owned(),
            path: "/placements/…".to_owned(),
        };
        Told { school: OrganisationId(0), provider: OrganisationId(0), state: Assignment::Assigned, said }
    }

    /// A fictional mail to a provider.
    pub(super) fn sample_to_provider() -> (Told, Recipient) {
        (Told::sample(), Recipient::sample_of_provider())
    }

    /// A fictional mail to a school.
    pub(super) fn sample_to_school() -> (Told, Recipient) {
        (Told::sample(), Recipient::sample_of_school())
    }
}

/// The share as it was when the news was promised; none when it has moved on since.
pub(super) async fn told(tx: &mut Tx, about: &OfShare) -> Result<Option<Told>, Fault> {
    let found = of_share(tx, &about.share).await?.filter(|(_, share)| share.version == about.version);
    Ok(found.map(|(placement, share)| Told::of(&placement, &share)))
}

/// A share with its placement.
pub(super) async fn of_share(tx: &mut Tx, share: &str) -> Result<Option<(Placement, Share)>, Fault> {
    let Some(share) = placements::share(tx, share).await? else { return Ok(None) };
    let sql = "select public_id from placement where id = $1";
    let Some(id) = tx.scalar::<String>(sql, values![share.placement]).await? else { return Ok(None) };
    Ok(placements::placement(tx, &id).await?.map(|placement| (placement, share)))
}
