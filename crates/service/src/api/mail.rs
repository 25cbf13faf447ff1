//! What administrators are told of their organisation's tokens.

use askama::Template as _;
use chrono::NaiveDateTime;
use serde::Deserialize;
use store::{FromQueryResult, StoreError, Tx, utc, values};

use crate::organisations::news::{News, ToEach, ToOne};
use crate::organisations::notifications::store::Topic;
use crate::organisations::people::Recipient;
use crate::platform::clock::moment;
use crate::platform::mail::{Fault, Mail, Template};
use crate::policy::Role;
use crate::vocabulary::OrganisationId;

/// A token was made, or removed.
#[derive(Debug)]
pub struct TokenNews<const IS_MADE: bool>;
/// A token was made.
pub type TokenMade = TokenNews<true>;
/// A token was removed.
pub type TokenRemoved = TokenNews<false>;

/// Every mail of this capability, for the list at the roof.
pub const TEMPLATES: &[&dyn Template] = &[
    &ToEach::<TokenMade>::new(),
    &ToOne::<TokenMade>::new(),
    &ToEach::<TokenRemoved>::new(),
    &ToOne::<TokenRemoved>::new(),
];

/// Which token, by its public id.
#[derive(Debug, Deserialize)]
pub struct OfToken {
    token: String,
}

/// What the mails say of a token.
#[derive(Debug, FromQueryResult)]
pub struct Facts {
    organisation: OrganisationId,
    organisation_name: String,
    name: String,
    may_write: bool,
    made_by: Option<String>,
    removed_by: Option<String>,
    expires_at: NaiveDateTime,
}

async fn facts(tx: &mut Tx, of: &OfToken) -> Result<Option<Facts>, StoreError> {
    let sql = "select t.organisation, o.name as organisation_name, t.name, t.may_write, m.name as made_by,
                 r.name as removed_by, t.expires_at
               from api_token t join organisation o on o.id = t.organisation
               left join person m on m.id = t.made_by left join person r on r.id = t.removed_by
               where t.public_id = $1";
    tx.one(sql, values![of.token.as_str()]).await
}

fn sample() -> (Facts, Recipient) {
    let facts = Facts {
        organisation: OrganisationId(0),
        organisation_name: "Northern Lead Provider".to_owned(),
        name: "Our records system".to_owned(),
        may_write: true,
        made_by: Some("Ada Mensah".to_owned()),
        removed_by: Some("Ada Mensah".to_owned()),
        expires_at: NaiveDateTime::default(),
    };
    (facts, Recipient::sample_of_provider())
}

#[derive(askama::Template)]
#[template(path = "api/mail/token_made.txt", escape = "none")]
struct MadeText<'a> {
    name: &'a str,
    facts: &'a Facts,
    until: String,
    link: String,
}

#[derive(askama::Template)]
#[template(path = "api/mail/token_removed.txt", escape = "none")]
struct RemovedText<'a> {
    name: &'a str,
    facts: &'a Facts,
    link: String,
}

impl<const IS_MADE: bool> News for TokenNews<IS_MADE> {
    const NAME: &'static str = if IS_MADE { "api_token_made" } else { "api_token_removed" };
    const TO: &'static str = if IS_MADE { "api_token_made_to" } else { "api_token_removed_to" };
    const TRIGGER: &'static str = if IS_MADE {
        "An administrator makes a token of the API"
    } else {
        "An administrator removes a token of the API"
    };
    const RECIPIENTS: &'static str = "Each administrator of the organisation";
    const ONLY: Option<Role> = Some(Role::Administrator);
    const TOPIC: Topic = Topic::Organisation;
    // Whoever did not make or remove it has to know at once.
    const WAITS: bool = false;
    const GONE: &'static str = "the token is gone";
    type About = OfToken;
    type Facts = Facts;

    fn key(about: &OfToken) -> String {
        format!("{}{}", about.token, if IS_MADE { "m" } else { "r" })
    }

    async fn facts(tx: &mut Tx, about: &OfToken) -> Result<Option<Facts>, Fault> {
        Ok(facts(tx, about).await?)
    }

    fn organisation(facts: &Facts) -> OrganisationId {
        facts.organisation
    }

    fn subject(facts: &Facts) -> String {
        if IS_MADE {
            format!("An API token has been made for {}", facts.organisation_name)
        } else {
            format!("An API token of {} has been removed", facts.organisation_name)
        }
    }

    fn path(_: &Facts) -> String {
        "/organisation/api-tokens".to_owned()
    }

    fn mail(facts: &Facts, to: &Recipient, service: &str) -> Result<Mail, Fault> {
        let link = format!("{service}{}", Self::path(facts));
        let body = if IS_MADE {
            MadeText { name: &to.name, facts, until: moment(utc(facts.expires_at)), link }.render()?
        } else {
            RemovedText { name: &to.name, facts, link }.render()?
        };
        Ok(Mail::new(&to.email, &Self::subject(facts), &body)?)
    }

    fn sample() -> (Facts, Recipient) {
        sample()
    }
}
