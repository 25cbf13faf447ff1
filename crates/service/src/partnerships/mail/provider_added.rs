//! To the provider's users: a school has added the provider to its partner providers.

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
#[template(path = "partnerships/mail/provider_added.txt")]
struct Words<'a> {
    name: &'a str,
    school: &'a str,
    urn: &'a str,
    provider: &'a str,
    page_link: String,
}

/// A school added a provider.
#[derive(Debug)]
pub struct ProviderAdded;

impl News for ProviderAdded {
    const NAME: &'static str = "provider_added";
    const TO: &'static str = "provider_added_to";
    const TRIGGER: &'static str = "A school adds a provider to its partner providers";
    const RECIPIENTS: &'static str = "Each user of the provider; nobody where it has none";
    const TOPIC: Topic = Topic::Partners;
    const GONE: &'static str = "the partnership has ended";
    type About = OfMembership;
    type Facts = NamedProvider;

    fn key(about: &OfMembership) -> String {
        format!("{}a{}", about.membership, about.report_number)
    }

    async fn facts(tx: &mut Tx, about: &OfMembership) -> Result<Option<NamedProvider>, Fault> {
        Ok(partnerships::named_provider(tx, &about.membership, about.report_number, false).await?)
    }

    fn organisation(facts: &NamedProvider) -> OrganisationId {
        OrganisationId(facts.provider)
    }

    fn subject(facts: &NamedProvider) -> String {
        format!("{} has added you to its partner providers", facts.school_name)
    }

    fn path(facts: &NamedProvider) -> String {
        format!("/partner-schools/{}", facts.urn)
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
        (named(), Recipient::sample_of_provider())
    }
}
