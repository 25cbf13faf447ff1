//! What people are told of their second factor.

use askama::Template as _;
use serde::Deserialize;
use serde_json::Value;
use store::Tx;

use crate::accounts::store::addressees;
use crate::platform::App;
use crate::platform::mail::{Fault, Mail, Priority, Rendered, Template, Work};

/// Word that an app was set up.
#[derive(Debug)]
pub struct SecondFactorSetUp;
/// Word that it was taken off by somebody else.
#[derive(Debug)]
pub struct SecondFactorReset;

#[derive(askama::Template)]
#[template(path = "accounts/second_factor/mail/set_up.txt", escape = "none")]
struct SetUpText<'a> {
    name: &'a str,
    service_url: &'a str,
}

#[derive(askama::Template)]
#[template(path = "accounts/second_factor/mail/reset.txt", escape = "none")]
struct ResetText<'a> {
    name: &'a str,
    organisation: &'a str,
    service_url: &'a str,
}

const SAMPLE_URL: &str = "https://partnerships.example";

#[derive(Deserialize)]
struct About {
    person: i64,
    #[serde(default)]
    organisation: i64,
}

fn set_up(to: &str, name: &str, service_url: &str) -> Result<Mail, Fault> {
    let body = SetUpText { name, service_url }.render()?;
    Ok(Mail::new(to, "An app for codes has been set up for your account", &body)?)
}

impl Template for SecondFactorSetUp {
    fn name(&self) -> &'static str {
        "second_factor_set_up"
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "A person sets up an app for codes, or another one."
    }

    fn recipient(&self) -> &'static str {
        "The person."
    }

    fn sample(&self) -> Option<Mail> {
        set_up("jo@example.com", "Jo Bell", SAMPLE_URL).ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let about = About::deserialize(parameters)?;
            match addressees::person(tx, about.person).await? {
                Some(it) => set_up(&it.email, &it.name, &app.settings.public_url).map(Rendered::Mail),
                None => Ok(Rendered::Nothing("the account is gone")),
            }
        })
    }
}

fn reset(to: &str, name: &str, organisation: &str, service_url: &str) -> Result<Mail, Fault> {
    let body = ResetText { name, organisation, service_url }.render()?;
    Ok(Mail::new(to, "The app for codes has been removed from your account", &body)?)
}

impl Template for SecondFactorReset {
    fn name(&self) -> &'static str {
        "second_factor_reset"
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "An administrator, or support at an organisation’s request, removes a user’s app for codes."
    }

    fn recipient(&self) -> &'static str {
        "The user whose app was removed."
    }

    fn sample(&self) -> Option<Mail> {
        reset("jo@example.com", "Jo Bell", "Oak Teaching School", SAMPLE_URL).ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let about = About::deserialize(parameters)?;
            match addressees::of(tx, about.person, about.organisation).await? {
                Some(it) => reset(&it.email, &it.name, &it.organisation, &app.settings.public_url).map(Rendered::Mail),
                None => Ok(Rendered::Nothing("the account is gone")),
            }
        })
    }
}
