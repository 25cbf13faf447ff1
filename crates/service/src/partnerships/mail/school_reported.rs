//! To the provider's users: a school says that naming or confirming it is a mistake. Source: seed 003; acceptance ect 44.

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
#[template(path = "partnerships/mail/school_reported.txt")]
struct Words<'a> {
    name: &'a str,
    school: &'a str,
    urn: &'a str,
    provider: &'a str,
    /// The delivery partner and the cohort, where a lead provider confirmed the school.
    confirmed: Option<(&'a str, AcademicYear)>,
    reason: &'static str,
    page_link: String,
}

/// A school reported that it is a mistake to name it as a partner school, or to confirm it for early career training.
#[derive(Debug)]
pub struct SchoolReported;

impl News for SchoolReported {
    const NAME: &'static str = "school_reported";
    const TO: &'static str = "school_reported_to";
    const TRIGGER: &'static str =
        "A school reports that naming it as a partner school, or confirming it for early career training, is a mistake";
    const RECIPIENTS: &'static str = "Each user of the provider";
    const TOPIC: Topic = Topic::Partners;
    // The provider must not go on as if the school were its partner; nobody is paid for it until it is settled.
    const WAITS: bool = false;
    const GONE: &'static str = "the report is settled";
    type About = OfMembership;
    type Facts = Reported;

    fn key(about: &OfMembership) -> String {
        format!("{}r{}", about.membership, about.report_number)
    }

    async fn facts(tx: &mut Tx, about: &OfMembership) -> Result<Option<Reported>, Fault> {
        Ok(partnerships::reported(tx, &about.membership).await?)
    }

    fn organisation(facts: &Reported) -> OrganisationId {
        facts.provider
    }

    fn topic(facts: &Reported) -> Topic {
        match facts.about {
            About::Placements => Topic::Partners,
            About::EarlyCareer(_) => Topic::EarlyCareer,
        }
    }

    fn subject(facts: &Reported) -> String {
        let what = match facts.about {
            About::Placements => "naming it as a partner school",
            About::EarlyCareer(_) => "confirming it",
        };
        format!("{} says that {what} is a mistake", facts.school_name)
    }

    fn path(facts: &Reported) -> String {
        match facts.about {
            About::Placements => format!("/partner-schools/{}", facts.urn),
            About::EarlyCareer(cohort) => {
                format!("/early-career/schools/{}?cohort={}", facts.urn, cohort.start_year())
            }
        }
    }

    fn mail(facts: &Reported, to: &Recipient, service: &str) -> Result<Mail, Fault> {
        let partner = facts.delivery_partner.as_deref().unwrap_or_default();
        let words = Words {
            name: &to.name,
            school: &facts.school_name,
            urn: &facts.urn,
            provider: &facts.provider_name,
            confirmed: facts.about.cohort().map(|cohort| (partner, cohort)),
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

    fn samples() -> Vec<(Reported, Recipient)> {
        let named = Reported {
            about: About::Placements,
            provider_name: "Oakfield Teaching Alliance".to_owned(),
            delivery_partner: None,
            reason: Reason::DoNotRecognise,
            ..Self::sample().0
        };
        vec![(named, Recipient::sample_of_provider()), Self::sample()]
    }
}
