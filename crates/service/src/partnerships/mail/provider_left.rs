//! To the school's users: a provider that worked with the school has removed it.

use askama::Template as _;
use store::Tx;

use super::{OfMembership, named};
use crate::organisations::news::News;
use crate::organisations::notifications::store::Topic;
use crate::organisations::people::Recipient;
use crate::partnerships::store::{self as partnerships, NamedProvider};
use crate::platform::mail::{Fault, Mail};
use crate::vocabulary::OrganisationId;

#[derive(askama::Template)]
#[template(path = "partnerships/mail/provider_left.txt")]
struct Words<'a> {
    name: &'a str,
    school: &'a str,
    urn: &'a str,
    provider: &'a str,
    page_link: String,
}

/// A provider removed a school that knew of the partnership.
#[derive(Debug)]
pub struct ProviderLeft;

impl News for ProviderLeft {
    const NAME: &'static str = "provider_left";
    const TO: &'static str = "provider_left_to";
    const TRIGGER: &'static str =
        "A provider removes a partner school that had been told of the partnership, or had added the provider itself";
    const RECIPIENTS: &'static str = "Each user of the school";
    const TOPIC: Topic = Topic::Partners;
    const GONE: &'static str = "the partnership stands again";
    type About = OfMembership;
    type Facts = NamedProvider;

    fn key(about: &OfMembership) -> String {
        format!("{}l{}", about.membership, about.report_number)
    }

    async fn facts(tx: &mut Tx, about: &OfMembership) -> Result<Option<NamedProvider>, Fault> {
        Ok(partnerships::named_provider(tx, &about.membership, about.report_number, true).await?)
    }

    fn organisation(facts: &NamedProvider) -> OrganisationId {
        OrganisationId(facts.school)
    }

    fn subject(facts: &NamedProvider) -> String {
        format!("{} is no longer one of your partner providers", facts.provider_name)
    }

    fn path(_: &NamedProvider) -> String {
        "/partner-providers".to_owned()
    }

    fn mail(facts: &NamedProvider, to: &Recipient, service: &str) -> Result<Mail, Fault> {
        let words = Words {
            name: &to.name,
            school: &facts.school_name,
            urn: &facts.urn,
            provider: &facts.provider_name,
            page_link: format!("{service}{}", Self::path(facts)),
        };
        Ok(Mail::new(&to.email, &Self::subject(facts), &words.render()?)?)
    }

    fn sample() -> (NamedProvider, Recipient) {
        (named(), Recipient::sample_of_school())
    }
}
