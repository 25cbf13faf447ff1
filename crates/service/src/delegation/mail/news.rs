//! The four pieces of news: each says to whom it is told, and when it is not wanted any more.

use store::Tx;

use super::{Facts, OfDelegation, facts, mail, sample};
use crate::organisations::news::News;
use crate::organisations::notifications::store::Topic;
use crate::organisations::people::Recipient;
use crate::platform::mail::{Fault, Mail};
use crate::vocabulary::OrganisationId;

/// A school lets an organisation act for it.
#[derive(Debug)]
pub struct DelegationGiven;
/// An organisation asks a school to let it.
#[derive(Debug)]
pub struct DelegationAsked;
/// A school said no.
#[derive(Debug)]
pub struct DelegationDeclined;
/// One of the two ended it.
#[derive(Debug)]
pub struct DelegationEnded;

impl News for DelegationGiven {
    const NAME: &'static str = "delegation_given";
    const TO: &'static str = "delegation_given_to";
    const TRIGGER: &'static str = "An administrator of a school lets a trust or provider act for it";
    const RECIPIENTS: &'static str = "Each user of the trust or provider";
    const TOPIC: Topic = Topic::Organisation;
    // Whoever may act for whom has to be known at once.
    const WAITS: bool = false;
    const GONE: &'static str = "the school does not let it any more";
    type About = OfDelegation;
    type Facts = Facts;

    fn key(about: &OfDelegation) -> String {
        format!("{}g", about.delegation)
    }

    async fn facts(tx: &mut Tx, about: &OfDelegation) -> Result<Option<Facts>, Fault> {
        Ok(facts(tx, about, "open").await?)
    }

    fn organisation(facts: &Facts) -> OrganisationId {
        facts.delegate
    }

    fn subject(facts: &Facts) -> String {
        format!("{} has let your organisation act for it", facts.school_name)
    }

    fn path(facts: &Facts) -> String {
        facts.page(Self::organisation(facts))
    }

    fn mail(facts: &Facts, to: &Recipient, service: &str) -> Result<Mail, Fault> {
        mail(facts, to, &Self::subject(facts), format!("{service}{}", Self::path(facts)))
    }

    fn sample() -> (Facts, Recipient) {
        sample("open")
    }
}

impl News for DelegationAsked {
    const NAME: &'static str = "delegation_asked";
    const TO: &'static str = "delegation_asked_to";
    const TRIGGER: &'static str = "A trust or provider asks a school to let it act for it";
    const RECIPIENTS: &'static str = "Each user of the school";
    const TOPIC: Topic = Topic::Organisation;
    // Whoever may act for whom has to be known at once.
    const WAITS: bool = false;
    const GONE: &'static str = "the school has answered, or it was taken back";
    type About = OfDelegation;
    type Facts = Facts;

    fn key(about: &OfDelegation) -> String {
        format!("{}a", about.delegation)
    }

    async fn facts(tx: &mut Tx, about: &OfDelegation) -> Result<Option<Facts>, Fault> {
        Ok(facts(tx, about, "asked").await?)
    }

    fn organisation(facts: &Facts) -> OrganisationId {
        facts.school
    }

    fn subject(facts: &Facts) -> String {
        format!("{} asks to act for your school", facts.delegate_name)
    }

    fn path(facts: &Facts) -> String {
        facts.page(Self::organisation(facts))
    }

    fn mail(facts: &Facts, to: &Recipient, service: &str) -> Result<Mail, Fault> {
        mail(facts, to, &Self::subject(facts), format!("{service}{}", Self::path(facts)))
    }

    fn sample() -> (Facts, Recipient) {
        sample("asked")
    }
}

impl News for DelegationDeclined {
    const NAME: &'static str = "delegation_declined";
    const TO: &'static str = "delegation_declined_to";
    const TRIGGER: &'static str = "An administrator of a school declines to let a trust or provider act for it";
    const RECIPIENTS: &'static str = "Each user of the trust or provider";
    const TOPIC: Topic = Topic::Organisation;
    // Whoever may act for whom has to be known at once.
    const WAITS: bool = false;
    const GONE: &'static str = "it is not declined any more";
    type About = OfDelegation;
    type Facts = Facts;

    fn key(about: &OfDelegation) -> String {
        format!("{}d", about.delegation)
    }

    async fn facts(tx: &mut Tx, about: &OfDelegation) -> Result<Option<Facts>, Fault> {
        Ok(facts(tx, about, "declined").await?)
    }

    fn organisation(facts: &Facts) -> OrganisationId {
        facts.delegate
    }

    fn subject(facts: &Facts) -> String {
        format!("{} has declined to let your organisation act for it", facts.school_name)
    }

    fn path(facts: &Facts) -> String {
        facts.page(Self::organisation(facts))
    }

    fn mail(facts: &Facts, to: &Recipient, service: &str) -> Result<Mail, Fault> {
        mail(facts, to, &Self::subject(facts), format!("{service}{}", Self::path(facts)))
    }

    fn sample() -> (Facts, Recipient) {
        sample("declined")
    }
}

impl News for DelegationEnded {
    const NAME: &'static str = "delegation_ended";
    const TO: &'static str = "delegation_ended_to";
    const TRIGGER: &'static str = "A school, or who acts for it, ends that";
    const RECIPIENTS: &'static str = "Each user of the other of the two";
    const TOPIC: Topic = Topic::Organisation;
    // Whoever may act for whom has to be known at once.
    const WAITS: bool = false;
    const GONE: &'static str = "it has not ended";
    type About = OfDelegation;
    type Facts = Facts;

    fn key(about: &OfDelegation) -> String {
        format!("{}e", about.delegation)
    }

    async fn facts(tx: &mut Tx, about: &OfDelegation) -> Result<Option<Facts>, Fault> {
        Ok(facts(tx, about, "ended").await?)
    }

    fn organisation(facts: &Facts) -> OrganisationId {
        facts.told()
    }

    fn subject(facts: &Facts) -> String {
        if facts.starts_on.is_none() {
            return format!("{} no longer asks to act for your school", facts.delegate_name);
        }
        format!("{} has ended that {} acts for {}", facts.ender(), facts.delegate_name, facts.school_name)
    }

    fn path(facts: &Facts) -> String {
        facts.page(Self::organisation(facts))
    }

    fn mail(facts: &Facts, to: &Recipient, service: &str) -> Result<Mail, Fault> {
        mail(facts, to, &Self::subject(facts), format!("{service}{}", Self::path(facts)))
    }

    fn sample() -> (Facts, Recipient) {
        sample("ended")
    }
}
