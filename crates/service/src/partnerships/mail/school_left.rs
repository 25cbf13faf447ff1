//! To the provider's users: a school has ended the partnership.

use askama::Template as _;
use serde::Deserialize;
use serde_json::{Value, json};
use store::Tx;

use crate::organisations::people::{Recipient, users_of};
use crate::partnerships::store as partnerships;
use crate::platform::App;
use crate::platform::mail::{self, Fault, Mail, Priority, Rendered, Template, Work};
use crate::vocabulary::OrganisationId;

/// To the provider's users: a school ended the partnership.
pub const SCHOOL_LEFT: &str = "school_left";
/// To one of the provider's users.
pub const SCHOOL_LEFT_TO: &str = "school_left_to";

#[derive(Deserialize)]
struct OfMembership {
    membership: String,
    report_number: i32,
    #[serde(default)]
    person: Option<i64>,
}

pub(super) struct SchoolLeft;

impl Template for SchoolLeft {
    fn name(&self) -> &'static str {
        SCHOOL_LEFT
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "A school removes a partner provider"
    }

    fn recipient(&self) -> &'static str {
        "Nobody: it becomes one “school_left_to” for each user of the provider"
    }

    fn sample(&self) -> Option<Mail> {
        None
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let of = OfMembership::deserialize(parameters)?;
            let Some(told) = partnerships::ended(tx, &of.membership, of.report_number).await? else {
                return Ok(Rendered::Nothing("the school was added again"));
            };
            let mut messages = Vec::new();
            for Recipient { person, .. } in users_of(tx, OrganisationId(told.provider)).await? {
                let id = format!("{}e{}p{}", of.membership, of.report_number, person.get());
                let parameters = json!({
                    "membership": of.membership, "report_number": of.report_number, "person": person.get()
                });
                messages.push(mail::message(app, &id, SCHOOL_LEFT_TO, parameters, app.clock.now())?);
            }
            Ok(Rendered::Several(messages))
        })
    }
}

#[derive(askama::Template)]
#[template(path = "partnerships/mail/school_left.txt")]
struct Words<'a> {
    name: &'a str,
    school: &'a str,
    urn: &'a str,
    provider: &'a str,
    page_link: String,
}

pub(super) struct SchoolLeftTo;

impl SchoolLeftTo {
    fn mail(to: &str, words: &Words<'_>) -> Result<Mail, Fault> {
        let subject = format!("{} is no longer one of your partner schools", words.school);
        Ok(Mail::new(to, &subject, &words.render()?)?)
    }
}

impl Template for SchoolLeftTo {
    fn name(&self) -> &'static str {
        SCHOOL_LEFT_TO
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "A school removes a partner provider"
    }

    fn recipient(&self) -> &'static str {
        "Each user of the provider"
    }

    fn sample(&self) -> Option<Mail> {
        let words = Words {
            name: "Robin Patel",
            school: "Meadow Lane Primary School",
            urn: "900001",
            provider: "Oakfield Teaching Alliance",
            page_link: "https://partnerships.example/partner-schools".to_owned(),
        };
        SchoolLeftTo::mail("robin.patel@provider.example", &words).ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let of = OfMembership::deserialize(parameters)?;
            let Some(told) = partnerships::ended(tx, &of.membership, of.report_number).await? else {
                return Ok(Rendered::Nothing("the school was added again"));
            };
            let users = users_of(tx, OrganisationId(told.provider)).await?;
            let Some(user) = users.into_iter().find(|it| Some(it.person.get()) == of.person) else {
                return Ok(Rendered::Nothing("the user has left the provider"));
            };
            let words = Words {
                name: &user.name,
                school: &told.school_name,
                urn: &told.urn,
                provider: &told.provider_name,
                page_link: format!("{}/partner-schools", app.settings.public_url),
            };
            Ok(Rendered::Mail(SchoolLeftTo::mail(&user.email, &words)?))
        })
    }
}
