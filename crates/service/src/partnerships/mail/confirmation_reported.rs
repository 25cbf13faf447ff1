//! To the lead provider's users: a school says that its confirmation is a mistake. Source: seed 003; acceptance ect 44.

use askama::Template as _;
use store::Tx;

use super::OfMembership;
use crate::organisations::news::News;
use crate::organisations::notifications::store::Topic;
use crate::organisations::people::Recipient;
use crate::partnerships::rules::{About, Reason};
use crate::partnerships::store::{self as partnerships, Reported};
use crate::platform::mail::{Fault, Mail};
use crate::vocabulary::{AcademicYear, OrganisationId};

#[derive(askama::Template)]
#[template(path = "partnerships/mail/confirmation_reported.txt")]
struct Words<'a> {
    name: &'a str,
    school: &'a str,
    urn: &'a str,
    provider: &'a str,
    delivery_partner: &'a str,
    year: String,
    reason: &'static str,
    page_link: String,
}

/// A school reported that its confirmation for early career training is a mistake.
#[derive(Debug)]
pub struct ConfirmationReported;

impl News for ConfirmationReported {
    const NAME: &'static str = "confirmation_reported";
    const TO: &'static str = "confirmation_reported_to";
    const TRIGGER: &'static str = "A school reports that its confirmation for early career training is a mistake";
    const RECIPIENTS: &'static str = "Each user of the lead provider";
    const TOPIC: Topic = Topic::EarlyCareer;
    // Nobody is paid for the school until it is settled.
    const WAITS: bool = false;
    const GONE: &'static str = "the report is settled";
    type About = OfMembership;
    type Facts = Reported;

    fn key(about: &OfMembership) -> String {
        format!("{}r{}", about.membership, about.report_number)
    }

    async fn facts(tx: &mut Tx, about: &OfMembership) -> Result<Option<Reported>, Fault> {
        Ok(partnerships::reported(tx, &about.membership).await?.filter(|it| it.about != About::Placements))
    }

    fn organisation(facts: &Reported) -> OrganisationId {
        facts.provider
    }

    fn subject(facts: &Reported) -> String {
        format!("{} says that confirming it is a mistake", facts.school_name)
    }

    fn path(facts: &Reported) -> String {
        let cohort = facts.about.cohort().map_or(0, AcademicYear::start_year);
        format!("/early-career/schools/{}?cohort={cohort}", facts.urn)
    }

    fn mail(facts: &Reported, to: &Recipient, service: &str) -> Result<Mail, Fault> {
        let cohort = facts.about.cohort();
        let words = Words {
            name: &to.name,
            school: &facts.school_name,
            urn: &facts.urn,
            provider: &facts.provider_name,
            delivery_partner: facts.delivery_partner.as_deref().unwrap_or_default(),
            year: cohort.map(|it| it.to_string()).unwrap_or_default(),
            reason: facts.reason.words(facts.about),
            page_link: format!("{service}{}", Self::path(facts)),
        };
        Ok(Mail::new(&to.email, &Self::subject(facts), &words.render()?)?)
    }

    fn sample() -> (Reported, Recipient) {
        let facts = Reported {
            about: About::EarlyCareer(AcademicYear::starting(2026)),
            provider: OrganisationId(0),
            provider_name: "Ashdown Institute".to_owned(),
            delivery_partner: Some("Tamar Teaching Hub".to_owned()),
            school_name: "Meadow Lane Primary School".to_owned(),
            urn: "900001".to_owned(),
            reason: Reason::NotThisYear,
        };
        (facts, Recipient::sample_of_provider())
    }
}
