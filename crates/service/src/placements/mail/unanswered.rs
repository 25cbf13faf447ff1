//! To the school's users: a request expired because nobody answered it.

use askama::Template as _;
use store::Tx;

use super::share::{OfShare, Said, Told, told};
use crate::organisations::news::News;
use crate::organisations::people::Recipient;
use crate::platform::mail::{Fault, Mail};
use crate::vocabulary::OrganisationId;

#[derive(askama::Template)]
#[template(path = "placements/mail/request_unanswered.txt")]
struct Words<'a> {
    name: &'a str,
    it: &'a Said,
    service: &'a str,
}

/// A request to the school was not answered in time.
#[derive(Debug)]
pub struct RequestUnanswered;

impl News for RequestUnanswered {
    const NAME: &'static str = "request_unanswered";
    const TO: &'static str = "request_unanswered_to";
    const TRIGGER: &'static str = "A request for places was not answered in time";
    const RECIPIENTS: &'static str = "Each user of the school";
    const GONE: &'static str = "it has moved on since";
    type About = OfShare;
    type Facts = Told;

    fn key(about: &OfShare) -> String {
        format!("{}u{}", about.share, about.version)
    }

    async fn facts(tx: &mut Tx, about: &OfShare) -> Result<Option<Told>, Fault> {
        told(tx, about).await
    }

    fn organisation(facts: &Told) -> OrganisationId {
        facts.school
    }

    fn mail(facts: &Told, to: &Recipient, service: &str) -> Result<Mail, Fault> {
        let subject = format!("A request by {} has expired", facts.said.provider);
        let words = Words { name: &to.name, it: &facts.said, service };
        Ok(Mail::new(&to.email, &subject, &words.render()?)?)
    }

    fn sample() -> (Told, Recipient) {
        Told::sample_to_school()
    }
}
