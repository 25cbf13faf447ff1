//! The mails about people's accounts. Each is put together from ids when it is handed over.

use askama::Template as _;
use chrono::{DateTime, Utc};
use serde_json::Value;
use store::{Tx, utc};

use super::first_user::mail::{AccessAsked, AccessRefused};
use super::second_factor::mail::{SecondFactorReset, SecondFactorSetUp};
use super::sign_in;
use super::store::addressees;
use crate::platform::App;
use crate::platform::clock::{day, moment};
use crate::platform::mail::{Fault, Mail, Priority, Rendered, Template, Work};
use crate::platform::secret::Purpose;

/// The link that signs a person in.
#[derive(Debug)]
pub struct SignInLink;
/// The invitation of who has never signed in.
#[derive(Debug)]
pub struct AccountCreated;
/// Word to who has an account and belongs to one organisation more.
#[derive(Debug)]
pub struct AddedToOrganisation;
/// Word to who belongs to one organisation less.
#[derive(Debug)]
pub struct RemovedFromOrganisation;

/// Every mail of this capability, for the list at the roof.
pub const TEMPLATES: &[&dyn Template] = &[
    &SignInLink,
    &AccountCreated,
    &AddedToOrganisation,
    &RemovedFromOrganisation,
    &AccessAsked,
    &AccessRefused,
    &SecondFactorSetUp,
    &SecondFactorReset,
];

#[derive(askama::Template)]
#[template(path = "accounts/mail/sign_in_link.txt", escape = "none")]
struct SignInLinkText<'a> {
    name: &'a str,
    link: String,
    until: String,
    service_url: &'a str,
}

#[derive(askama::Template)]
#[template(path = "accounts/mail/account_created.txt", escape = "none")]
struct AccountCreatedText<'a> {
    name: &'a str,
    organisation: &'a str,
    email: &'a str,
    link: String,
    until: String,
}

#[derive(askama::Template)]
#[template(path = "accounts/mail/added_to_organisation.txt", escape = "none")]
struct AddedText<'a> {
    name: &'a str,
    organisation: &'a str,
    service_url: &'a str,
}

#[derive(askama::Template)]
#[template(path = "accounts/mail/removed_from_organisation.txt", escape = "none")]
struct RemovedText<'a> {
    name: &'a str,
    organisation: &'a str,
}

const SAMPLE_URL: &str = "https://partnerships.example";

fn id(parameters: &Value, name: &str) -> i64 {
    parameters[name].as_i64().unwrap_or_default()
}

fn words<'a>(parameters: &'a Value, name: &str) -> &'a str {
    parameters[name].as_str().unwrap_or_default()
}

fn sign_in_link(to: &str, name: &str, link: String, (until, url): (DateTime<Utc>, &str)) -> Result<Mail, Fault> {
    let body = SignInLinkText { name, link, until: moment(until), service_url: url }.render()?;
    Ok(Mail::new(to, "Your link to sign in to Manage school and training partnerships", &body)?)
}

impl Template for SignInLink {
    fn name(&self) -> &'static str {
        "sign_in_link"
    }

    fn priority(&self) -> Priority {
        Priority::SignIn
    }

    fn trigger(&self) -> &'static str {
        "A person asks for a link to sign in, at most 5 times an hour."
    }

    fn recipient(&self) -> &'static str {
        "The person, when the address belongs to an account that is not disabled; otherwise nobody."
    }

    fn sample(&self) -> Option<Mail> {
        let link = format!("{SAMPLE_URL}/sign-in/link/example");
        sign_in_link("jo@example.com", "Jo Bell", link, (DateTime::UNIX_EPOCH, SAMPLE_URL)).ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let row = words(parameters, "request");
            let Some(request) = sign_in::store::find(tx, row).await? else {
                return Ok(Rendered::Nothing("the request is gone"));
            };
            if request.is_used || request.expires_at <= app.clock.now() {
                return Ok(Rendered::Nothing("the link has expired"));
            }
            let Some((name, email)) = sign_in::store::recipient(tx, row).await? else {
                return Ok(Rendered::Nothing(
                    "no account that may sign in has this address, or it was asked too often",
                ));
            };
            let token = app.secret.token(Purpose::SignIn, row, request.issue);
            let url = app.settings.public_url.as_str();
            let link = format!("{url}/sign-in/link/{token}");
            sign_in_link(&email, &name, link, (request.expires_at, url)).map(Rendered::Mail)
        })
    }
}

fn account_created(to: &str, who: (&str, &str), link: String, until: DateTime<Utc>) -> Result<Mail, Fault> {
    let (name, organisation) = who;
    let until = day(crate::vocabulary::london_date(until));
    let body = AccountCreatedText { name, organisation, email: to, link, until }.render()?;
    Ok(Mail::new(to, &format!("You have been added to {organisation}: sign in"), &body)?)
}

impl Template for AccountCreated {
    fn name(&self) -> &'static str {
        "account_created"
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "A person who has never signed in is added to an organisation, or is invited again."
    }

    fn recipient(&self) -> &'static str {
        "The person. The invitation lives 14 days and does not sign in by itself."
    }

    fn sample(&self) -> Option<Mail> {
        let link = format!("{SAMPLE_URL}/invitation/example");
        account_created("jo@example.com", ("Jo Bell", "Oak Teaching School"), link, DateTime::UNIX_EPOCH).ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let row = words(parameters, "invitation");
            let Some(found) = addressees::invited(tx, row).await? else {
                return Ok(Rendered::Nothing("the invitation has been taken back"));
            };
            let link = format!("{}/invitation/{row}", app.settings.public_url);
            let who = (found.name.as_str(), found.organisation.as_str());
            account_created(&found.email, who, link, utc(found.expires_at)).map(Rendered::Mail)
        })
    }
}

fn added(to: &str, name: &str, organisation: &str, service_url: &str) -> Result<Mail, Fault> {
    let body = AddedText { name, organisation, service_url }.render()?;
    Ok(Mail::new(to, &format!("You have been added to {organisation}"), &body)?)
}

impl Template for AddedToOrganisation {
    fn name(&self) -> &'static str {
        "added_to_organisation"
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "A person who has signed in before is added to another organisation."
    }

    fn recipient(&self) -> &'static str {
        "The person."
    }

    fn sample(&self) -> Option<Mail> {
        added("jo@example.com", "Jo Bell", "Oak Teaching School", SAMPLE_URL).ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            match addressees::of(tx, id(parameters, "person"), id(parameters, "organisation")).await? {
                Some(it) => added(&it.email, &it.name, &it.organisation, &app.settings.public_url).map(Rendered::Mail),
                None => Ok(Rendered::Nothing("the account is gone")),
            }
        })
    }
}

fn removed(to: &str, name: &str, organisation: &str) -> Result<Mail, Fault> {
    let body = RemovedText { name, organisation }.render()?;
    Ok(Mail::new(to, &format!("You have been removed from {organisation}"), &body)?)
}

impl Template for RemovedFromOrganisation {
    fn name(&self) -> &'static str {
        "removed_from_organisation"
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "A user is removed from an organisation."
    }

    fn recipient(&self) -> &'static str {
        "The person who was removed."
    }

    fn sample(&self) -> Option<Mail> {
        removed("jo@example.com", "Jo Bell", "Oak Teaching School").ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, _app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            match addressees::of(tx, id(parameters, "person"), id(parameters, "organisation")).await? {
                Some(it) => removed(&it.email, &it.name, &it.organisation).map(Rendered::Mail),
                None => Ok(Rendered::Nothing("the account is gone")),
            }
        })
    }
}
