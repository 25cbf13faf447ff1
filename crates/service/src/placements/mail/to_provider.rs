//! To the provider's users: what became of its request or of its places.

use askama::Template as _;
use store::Tx;

use super::share::{OfShare, Said, Told, told};
use crate::organisations::news::News;
use crate::organisations::people::Recipient;
use crate::platform::mail::{Fault, Mail};
use crate::vocabulary::OrganisationId;

/// Declares news about a share for its provider: names, trigger, words, subject.
macro_rules! news {
    ($(#[$note:meta])* $name:ident, $code:literal, $to:literal, $trigger:literal, $path:literal, $subject:expr) => {
        $(#[$note])*
        #[derive(Debug)]
        pub struct $name;

        impl News for $name {
            const NAME: &'static str = $code;
            const TO: &'static str = $to;
            const TRIGGER: &'static str = $trigger;
            const RECIPIENTS: &'static str = "Each user of the provider";
            const GONE: &'static str = "it has moved on since";
            type About = OfShare;
            type Facts = Told;

            fn key(about: &OfShare) -> String {
                format!("{}v{}", about.share, about.version)
            }

            async fn facts(tx: &mut Tx, about: &OfShare) -> Result<Option<Told>, Fault> {
                told(tx, about).await
            }

            fn organisation(facts: &Told) -> OrganisationId {
                facts.provider
            }

            fn mail(facts: &Told, to: &Recipient, service: &str) -> Result<Mail, Fault> {
                #[derive(askama::Template)]
                #[template(path = $path)]
                struct Words<'a> {
                    name: &'a str,
                    it: &'a Said,
                    service: &'a str,
                }
                let subject: fn(&Said) -> String = $subject;
                let words = Words { name: &to.name, it: &facts.said, service };
                Ok(Mail::new(&to.email, &subject(&facts.said), &words.render()?)?)
            }

            fn sample() -> (Told, Recipient) {
                Told::sample_to_provider()
            }
        }
    };
}

news!(
    /// A school assigned places, on a request or without one.
    PlacesAssigned,
    "places_assigned",
    "places_assigned_to",
    "A school assigns places to a provider, on its request or without one",
    "placements/mail/places_assigned.txt",
    |it| format!("{} has assigned you {}", it.school, it.places)
);
news!(
    /// A school declined a request.
    RequestDeclined,
    "request_declined",
    "request_declined_to",
    "A school declines a request for places, or withdraws the placement",
    "placements/mail/request_declined.txt",
    |it| format!("{} has declined your request for {}", it.school, it.places)
);
news!(
    /// A request was not answered in time.
    RequestExpired,
    "request_expired",
    "request_expired_to",
    "A request for places was not answered in time",
    "placements/mail/request_expired.txt",
    |it| format!("{} has not answered your request for {}", it.school, it.places)
);
news!(
    /// A school took places back.
    PlacesReleased,
    "places_released",
    "places_released_to",
    "A school takes assigned places back",
    "placements/mail/places_released.txt",
    |it| format!("{} has released your {}", it.school, it.places)
);
news!(
    /// A school said that the placement has taken place.
    PlacesCompleted,
    "places_completed",
    "places_completed_to",
    "A school says that a placement has taken place, before its year is over",
    "placements/mail/places_completed.txt",
    |it| format!("{} has completed your {}", it.school, it.places)
);
