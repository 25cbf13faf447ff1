//! To the provider's users: a school has ended the partnership.

use askama::Template as _;
use store::Tx;

use super::OfMembership;
use crate::organisations::news::News;
use crate::organisations::notifications::store::Topic;
use crate::organisations::people::Recipient;
use crate::partnerships::store::{self as partnerships, Ended};
use crate::platform::mail::{Fault, Mail};
use crate::vocabulary::OrganisationId;

#[derive(askama::Template)]
#[template(path = "partnerships/mail/school_left.txt")]
struct Words<'a> {
    name: &'a str,
    school: &'a str,
    urn: &'a str,
    provider: &'a str,
    page_link: String,
}

/// A school ended the partnership.
#[derive(Debug)]
pub struct SchoolLeft;

impl News for SchoolLeft {
    const NAME: &'static str = "school_left";
    const TO: &'static str = "school_left_to";
    const TRIGGER: &'static str = "A school removes a partner provider";
    const RECIPIENTS: &'static str = "Each user of the provider";
    const TOPIC: Topic = Topic::Partners;
    const GONE: &'static str = "the school was added again";
    type About = OfMembership;
    type Facts = Ended;

    fn key(about: &OfMembership) -> String {
        format!("{}e{}", about.membership, about.report_number)
    }

    async fn facts(tx: &mut Tx, about: &OfMembership) -> Result<Option<Ended>, Fault> {
        Ok(partnerships::ended(tx, &about.membership, about.report_number).await?)
    }

    fn organisation(facts: &Ended) -> OrganisationId {
        OrganisationId(facts.provider)
    }

    fn subject(facts: &Ended) -> String {
        format!("{} is no longer one of your partner schools", facts.school_name)
    }

    fn path(_: &Ended) -> String {
        "/placements".to_owned()
    }

    fn mail(facts: &Ended, to: &Recipient, service: &str) -> Result<Mail, Fault> {
        let words = Words {
            name: &to.name,
            school: &facts.school_name,
            urn: &facts.urn,
            provider: &facts.provider_name,
            page_link: format!("{service}{}", Self::path(facts)),
        };
        Ok(Mail::new(&to.email, &Self::subject(facts), &words.render()?)?)
    }

    fn sample() -> (Ended, Recipient) {
        let facts = Ended {
            provider: 0,
            provider_name: "Oakfield Teaching Alliance".to_owned(),
            school_name: "Meadow Lane Primary School".to_owned(),
            urn: "900001".to_owned(),
        };
        (facts, Recipient::sample_of_provider())
    }
}
