//! To the school: a provider asked for places, took its request back or gave places back.
//!
//! Each user of the school is told. Where it has none, its contact for placements is: the school's half works alone.

use std::marker::PhantomData;

use askama::Template as _;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use store::{StoreError, Tx};

use super::about;
use super::share::{OfShare, Said, Told, told};
use crate::organisations::contact_book;
use crate::organisations::news::{self, News};
use crate::organisations::notifications::store::Topic;
use crate::organisations::people::{self, Recipient};
use crate::placements::store::Share;
use crate::platform::App;
use crate::platform::mail::{self, Fault, Mail, Priority, Rendered, Template, Work};
use crate::vocabulary::{OrganisationId, PersonId};

/// News for a school, which also goes to its contact where nobody there uses the service.
pub trait ToSchool: News<About = OfShare, Facts = Told> {
    /// The template of the mail to the contact; never changed once used.
    const CONTACT: &'static str;
}

/// The mail to the contact of a school that has no users.
#[derive(Debug, Default)]
pub struct ToContact<N>(PhantomData<N>);

impl<N> ToContact<N> {
    /// For a list of templates.
    pub const fn new() -> ToContact<N> {
        ToContact(PhantomData)
    }
}

/// Promises news about a share to the users of the school, or else to its contact.
///
/// # Errors
/// Those of the database.
pub async fn tell_school<N: ToSchool>(
    tx: &mut Tx,
    app: &App,
    now: DateTime<Utc>,
    share: &Share,
) -> Result<(), StoreError> {
    news::tell::<N>(tx, app, now, about(share)).await?;
    mail::queue(tx, app, N::CONTACT, about(share), now).await.map(drop)
}

impl<N: ToSchool> Template for ToContact<N> {
    fn name(&self) -> &'static str {
        N::CONTACT
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        N::TRIGGER
    }

    fn recipient(&self) -> &'static str {
        "Where the school has no users: its contact for placements, else for teacher training, else the general one"
    }

    fn sample(&self) -> Option<Mail> {
        let (facts, _) = N::sample();
        let to = Recipient {
            person: PersonId(0),
            name: "ITT coordinator".to_owned(),
            email: "office@school.example".to_owned(),
        };
        N::mail(&facts, &to, "https://partnerships.example").ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let about = OfShare::deserialize(parameters)?;
            let Some(facts) = N::facts(tx, &about).await? else { return Ok(Rendered::Nothing(N::GONE)) };
            let school = N::organisation(&facts);
            if !people::users_of(tx, school).await?.is_empty() {
                return Ok(Rendered::Nothing("the school has users, who are told"));
            }
            let mut contacts = contact_book::of(tx, school).await?;
            contacts.sort_by_key(|it| it.purpose != "placements");
            let Some(contact) = contacts.into_iter().next() else {
                return Ok(Rendered::Nothing("the school has no contact"));
            };
            let name = if contact.post.is_empty() { "colleague".to_owned() } else { contact.post };
            let to = Recipient { person: PersonId(0), name, email: contact.address };
            Ok(Rendered::Mail(N::mail(&facts, &to, &app.settings.public_url)?))
        })
    }
}

share_news!(
    /// A provider asked for places.
    PlacesRequested to the school, "s",
    ["places_requested", "places_requested_to"],
    "A provider requests places on a placement",
    "placements/mail/places_requested.txt",
    |it| format!("{} asks for {}", it.provider, it.places)
);
share_news!(
    /// A provider took its request back.
    RequestWithdrawn to the school, "s",
    ["request_withdrawn", "request_withdrawn_to"],
    "A provider withdraws its request for places",
    "placements/mail/request_withdrawn.txt",
    |it| format!("{} no longer asks for {}", it.provider, it.places)
);
share_news!(
    /// A provider gave places back.
    PlacesGivenBack to the school, "s",
    ["places_given_back", "places_given_back_to"],
    "A provider gives assigned places back",
    "placements/mail/places_given_back.txt",
    |it| format!("{} has given {} back", it.provider, it.places)
);

share_news!(
    /// A provider that acts for the school decided about places that are its own.
    DecidedForSelf to the school, "d",
    ["decided_for_self", "decided_for_self_to"],
    "A provider that acts for a school assigns, declines, releases or completes places that it has or asked for itself",
    "placements/mail/decided_for_self.txt",
    |it| format!("{} has decided for your school about {} of its own", it.provider, it.places)
);

impl ToSchool for PlacesRequested {
    const CONTACT: &'static str = "places_requested_contact";
}

impl ToSchool for RequestWithdrawn {
    const CONTACT: &'static str = "request_withdrawn_contact";
}

impl ToSchool for PlacesGivenBack {
    const CONTACT: &'static str = "places_given_back_contact";
}
