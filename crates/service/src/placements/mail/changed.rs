//! To the users of providers that have places on a placement, or asked for them: the school changed it.

use askama::Template as _;
use serde::Deserialize;
use store::Tx;

use super::share::{Said, Told, of_share};
use crate::organisations::news::News;
use crate::organisations::notifications::store::Topic;
use crate::organisations::people::Recipient;
use crate::platform::mail::{Fault, Mail};
use crate::vocabulary::OrganisationId;

/// The ids of a share, and what was changed of its placement.
#[derive(Debug, Deserialize)]
pub struct OfChange {
    share: String,
    placement_version: i32,
    what: String,
}

/// What changed, and the placement as it is now.
#[derive(Clone, Debug)]
pub struct Changed {
    what: String,
    told: Told,
}

#[derive(askama::Template)]
#[template(path = "placements/mail/placement_changed.txt")]
struct Words<'a> {
    name: &'a str,
    what: &'a str,
    it: &'a Said,
    service: &'a str,
}

/// A school changed a placement.
#[derive(Debug)]
pub struct PlacementChanged;

impl News for PlacementChanged {
    const NAME: &'static str = "placement_changed";
    const TO: &'static str = "placement_changed_to";
    const TRIGGER: &'static str = "A school changes a placement on which places are assigned or requested";
    const RECIPIENTS: &'static str = "Each user of each provider that has those places, or asked for them";
    const TOPIC: Topic = Topic::Placements;
    const GONE: &'static str = "the provider has no places on it any more";
    type About = OfChange;
    type Facts = Changed;

    fn key(about: &OfChange) -> String {
        format!("{}c{}", about.share, about.placement_version)
    }

    async fn facts(tx: &mut Tx, about: &OfChange) -> Result<Option<Changed>, Fault> {
        let found = of_share(tx, &about.share).await?;
        let concerned = found.filter(|(_, share)| share.state.concerns_provider());
        Ok(concerned.map(|(placement, share)| Changed { what: about.what.clone(), told: Told::of(&placement, &share) }))
    }

    fn organisation(facts: &Changed) -> OrganisationId {
        facts.told.provider
    }

    fn subject(facts: &Changed) -> String {
        format!("{} has changed a placement", facts.told.said.school)
    }

    fn path(facts: &Changed) -> String {
        facts.told.said.path.clone()
    }

    fn mail(facts: &Changed, to: &Recipient, service: &str) -> Result<Mail, Fault> {
        let words = Words { name: &to.name, what: &facts.what, it: &facts.told.said, service };
        Ok(Mail::new(&to.email, &Self::subject(facts), &words.render()?)?)
    }

    fn sample() -> (Changed, Recipient) {
        let (told, to) = Told::sample_to_provider();
        (Changed { what: "Expected date".to_owned(), told }, to)
    }
}
