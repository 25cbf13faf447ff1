//! To the provider's users: what became of its request or of its places.

use askama::Template as _;
use store::Tx;

use super::share::{OfShare, Said, Told, told};
use crate::organisations::news::News;
use crate::organisations::notifications::store::Topic;
use crate::organisations::people::Recipient;
use crate::platform::mail::{Fault, Mail};
use crate::vocabulary::OrganisationId;

share_news!(
    /// A school assigned places, on a request or without one.
    PlacesAssigned to the provider, "v",
    ["places_assigned", "places_assigned_to"],
    "A school assigns places to a provider, on its request or without one",
    "placements/mail/places_assigned.txt",
    |it| format!("{} has assigned you {}", it.school, it.places)
);
share_news!(
    /// A school declined a request.
    RequestDeclined to the provider, "v",
    ["request_declined", "request_declined_to"],
    "A school declines a request for places, or withdraws the placement",
    "placements/mail/request_declined.txt",
    |it| format!("{} has declined your request for {}", it.school, it.places)
);
share_news!(
    /// A request was not answered in time.
    RequestExpired to the provider, "v",
    ["request_expired", "request_expired_to"],
    "A request for places was not answered in time",
    "placements/mail/request_expired.txt",
    |it| format!("{} has not answered your request for {}", it.school, it.places)
);
share_news!(
    /// A school took places back.
    PlacesReleased to the provider, "v",
    ["places_released", "places_released_to"],
    "A school takes assigned places back",
    "placements/mail/places_released.txt",
    |it| format!("{} has released your {}", it.school, it.places)
);
share_news!(
    /// A school said that the placement has taken place.
    PlacesCompleted to the provider, "v",
    ["places_completed", "places_completed_to"],
    "A school says that a placement has taken place, before its year is over",
    "placements/mail/places_completed.txt",
    |it| format!("{} has completed your {}", it.school, it.places)
);
share_news!(
    /// A school took back that the placement has taken place.
    PlacesReopened to the provider, "v",
    ["places_reopened", "places_reopened_to"],
    "A school takes back that a placement has taken place",
    "placements/mail/places_reopened.txt",
    |it| format!("{} has undone the completion of your {}", it.school, it.places)
);
