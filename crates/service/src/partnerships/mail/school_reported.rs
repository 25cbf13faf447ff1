//! To the provider's users: a school says that naming it is a mistake.

use askama::Template as _;
use store::Tx;

use super::OfMembership;
use crate::organisations::news::News;
use crate::organisations::notifications::store::Topic;
use crate::organisations::people::Recipient;
use crate::partnerships::rules::{About, Reason};
use crate::partnerships::store::{self as partnerships, Reported};
use crate::platform::mail::{Fault, Mail};
use crate::vocabulary::OrganisationId;

#[derive(askama::Template)]
#[template(path = "partnerships/mail/school_reported.txt")]
struct Words<'a> {
    name: &'a str,
    school: &'a str,
    urn: &'a str,
    provider: &'a str,
    reason: Reason,
    page_link: String,
}

/// A school reported that naming it as a partner school is a mistake.
#[derive(Debug)]
pub struct SchoolReported;

impl News for SchoolReported {
    const NAME: &'static str = "school_reported";
    const TO: &'static str = "school_reported_to";
    const TRIGGER: &'static str = "A school reports that naming it as a partner school is a mistake";
    const RECIPIENTS: &'static str = "Each user of the provider";
    const TOPIC: Topic = Topic::Partners;
    // The provider must not go on as if the school were its partner.
    const WAITS: bool = false;
    const GONE: &'static str = "the report is settled";
    type About = OfMembership;
    type Facts = Reported;

    fn key(about: &OfMembership) -> String {
        format!("{}r{}", about.membership, about.report_number)
    }

    async fn facts(tx: &mut Tx, about: &OfMembership) -> Result<Option<Reported>, Fault> {
        Ok(partnerships::reported(tx, &about.membership).await?.filter(|it| it.about == About::Placements))
    }

    fn organisation(facts: &Reported) -> OrganisationId {
        facts.provider
    }

    fn subject(facts: &Reported) -> String {
        format!("{} says that naming it as a partner school is a mistake", facts.school_name)
    }

    fn path(facts: &Reported) -> String {
        format!("/partner-schools/{}", facts.urn)
    }

    fn mail(facts: &Reported, to: &Recipient, service: &str) -> Result<Mail, Fault> {
        let words = Words {
            name: &to.name,
            school: &facts.school_name,
            urn: &facts.urn,
            provider: &facts.provider_name,
            reason: facts.reason,
            page_link: format!("{service}{}", Self::path(facts)),
        };
        Ok(Mail::new(&to.email, &Self::subject(facts), &words.render()?)?)
    }

    fn sample() -> (Reported, Recipient) {
        let facts = Reported {
            about: About::Placements,
            delivery_partner: None,
            provider: OrganisationId(0),
            provider_name: "Oakfield Teaching Alliance".to_owned(),
            school_name: "Meadow Lane Primary School".to_owned(),
            urn: "900001".to_owned(),
            reason: Reason::DoNotRecognise,
        };
        (facts, Recipient::sample_of_provider())
    }
}
