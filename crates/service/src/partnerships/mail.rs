//! Every message about partner schools: its trigger, its recipient and its words.

mod provider_added;
mod provider_left;
mod school_left;
mod school_reported;

use askama::Template as _;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Tx, naive, text_of};

pub use provider_added::ProviderAdded;
pub use provider_left::ProviderLeft;
pub use school_left::SchoolLeft;
pub use school_reported::SchoolReported;

use super::rules::DAYS_TO_REPORT;
use super::store::NamedProvider;
use super::store::notices::{self, Notice};
use crate::organisations::news::{ToEach, ToOne};
use crate::platform::App;
use crate::platform::clock::{day, end_of_day_after};
use crate::platform::mail::{self, Fault, Mail, Priority, Rendered, Template, Work};
use crate::platform::secret::Purpose;
use crate::policy::{Action, Actor};
use crate::vocabulary::{OrganisationId, london_date};

/// The bulk row of a run: one for all schools that were added in one go.
pub const SCHOOLS_ADDED: &str = "schools_added";
/// To a school: a provider named you.
pub const SCHOOL_ADDED: &str = "school_added";
/// To a contact of a school that had been told: the provider removed you. Users have [`ProviderLeft`].
pub const SCHOOL_REMOVED: &str = "school_removed";

/// The templates of this capability, for the roof's list.
pub const TEMPLATES: &[&dyn Template] = &[
    &SchoolsAdded,
    &SchoolAdded,
    &SchoolRemoved,
    &ToEach::<SchoolReported>::new(),
    &ToOne::<SchoolReported>::new(),
    &ToEach::<SchoolLeft>::new(),
    &ToOne::<SchoolLeft>::new(),
    &ToEach::<ProviderAdded>::new(),
    &ToOne::<ProviderAdded>::new(),
    &ToEach::<ProviderLeft>::new(),
    &ToOne::<ProviderLeft>::new(),
];

/// A provider and a school that named it, for the samples of mails.
fn named() -> NamedProvider {
    NamedProvider {
        provider: 0,
        provider_name: "Oakfield Teaching Alliance".to_owned(),
        code: "O1K".to_owned(),
        school: 0,
        school_name: "Meadow Lane Primary School".to_owned(),
        urn: "900001".to_owned(),
    }
}

/// The link of a notice, with the issue number that its membership had.
pub fn report_link(app: &App, notice: &Notice) -> String {
    let token = app.secret.token(Purpose::Report, &notice.public_id, i64::from(notice.report_number));
    format!("{}/report/{token}", app.settings.public_url)
}

/// The parameters of [`SCHOOLS_ADDED`].
pub fn run(hub: OrganisationId, at: DateTime<Utc>) -> Value {
    json!({ "hub": hub.get(), "at": text_of(naive(at)) })
}

#[derive(Deserialize)]
struct Run {
    hub: i64,
    at: String,
}

struct SchoolsAdded;

impl Template for SchoolsAdded {
    fn name(&self) -> &'static str {
        SCHOOLS_ADDED
    }

    fn priority(&self) -> Priority {
        Priority::Bulk
    }

    fn trigger(&self) -> &'static str {
        "A provider adds one school or many to its partner schools"
    }

    fn recipient(&self) -> &'static str {
        "Nobody: it becomes one “school_added” for each user or contact of each school"
    }

    fn sample(&self) -> Option<Mail> {
        None
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let run = Run::deserialize(parameters)?;
            let at = run.at.parse().or_else(|_| chrono::NaiveDateTime::parse_from_str(&run.at, "%F %T%.f"));
            let Ok(at) = at else { return Ok(Rendered::Nothing("the run has no moment")) };
            let now = app.clock.now();
            let mut messages = Vec::new();
            for id in notices::of_run(tx, run.hub, at).await? {
                messages.push(mail::message(app, &id, SCHOOL_ADDED, json!({ "notice": id }), now)?);
            }
            Ok(Rendered::Several(messages))
        })
    }
}

#[derive(Deserialize)]
struct OfNotice {
    notice: String,
}

#[derive(askama::Template)]
#[template(path = "partnerships/mail/school_added.txt")]
struct SchoolAddedText<'a> {
    name: Option<&'a str>,
    provider: &'a str,
    school: &'a str,
    urn: &'a str,
    deadline: String,
    report_link: String,
}

struct SchoolAdded;

impl SchoolAdded {
    fn mail(to: &str, text: &SchoolAddedText<'_>) -> Result<Mail, Fault> {
        let subject = format!("{} has added {} as a partner school", text.provider, text.school);
        Ok(Mail::new(to, &subject, &text.render()?)?)
    }
}

impl Template for SchoolAdded {
    fn name(&self) -> &'static str {
        SCHOOL_ADDED
    }

    fn priority(&self) -> Priority {
        Priority::Bulk
    }

    fn trigger(&self) -> &'static str {
        "A provider adds a school to its partner schools"
    }

    fn recipient(&self) -> &'static str {
        "Each user of the school who can edit or administer; without users, the school’s contact"
    }

    fn sample(&self) -> Option<Mail> {
        let text = SchoolAddedText {
            name: Some("Sam Carter"),
            provider: "Oakfield Teaching Alliance",
            school: "Meadow Lane Primary School",
            urn: "900001",
            deadline: "16 November 2026".to_owned(),
            report_link: "https://partnerships.example/report/…".to_owned(),
        };
        SchoolAdded::mail("sam.carter@school.example", &text).ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let id = OfNotice::deserialize(parameters)?.notice;
            let Some(notice) = notices::by_public_id(tx, &id).await? else {
                return Ok(Rendered::Nothing("the notice is gone"));
            };
            if notice.status != "active" || notice.report_number != notice.current_report_number {
                return Ok(Rendered::Nothing("the school is no longer a partner school"));
            }
            let Some(to) = &notice.address else { return Ok(Rendered::Nothing("there is no address")) };
            // The first notice handed over starts the clock; until then it would end so.
            let deadline = notice.deadline.unwrap_or_else(|| end_of_day_after(app.clock.now(), DAYS_TO_REPORT));
            let text = SchoolAddedText {
                name: notice.person_name.as_deref(),
                provider: &notice.provider_name,
                school: &notice.school_name,
                urn: &notice.urn,
                deadline: day(london_date(deadline)),
                report_link: report_link(app, &notice),
            };
            Ok(Rendered::Mail(SchoolAdded::mail(to, &text)?))
        })
    }

    fn handed_over<'a>(&'a self, tx: &'a mut Tx, parameters: &'a Value, now: DateTime<Utc>) -> Work<'a, ()> {
        Box::pin(async move {
            let id = OfNotice::deserialize(parameters)?.notice;
            let Some(notice) = notices::by_public_id(tx, &id).await? else { return Ok(()) };
            if let Ok(permit) = Actor::Job.may(Action::HandOver, notice.provider) {
                notices::handed_over(tx, &permit, now, &notice).await?;
            }
            Ok(())
        })
    }
}

/// A membership, and the time of adding that a message is about.
#[derive(Debug, Deserialize)]
pub struct OfMembership {
    membership: String,
    report_number: i32,
}

#[derive(askama::Template)]
#[template(path = "partnerships/mail/school_removed.txt")]
struct SchoolRemovedText<'a> {
    name: Option<&'a str>,
    provider: &'a str,
    school: &'a str,
    urn: &'a str,
}

struct SchoolRemoved;

impl SchoolRemoved {
    fn mail(to: &str, text: &SchoolRemovedText<'_>) -> Result<Mail, Fault> {
        let subject = format!("{} has removed {} from its partner schools", text.provider, text.school);
        Ok(Mail::new(to, &subject, &text.render()?)?)
    }
}

impl Template for SchoolRemoved {
    fn name(&self) -> &'static str {
        SCHOOL_REMOVED
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "A provider removes a school that had been told of the partnership"
    }

    fn recipient(&self) -> &'static str {
        "The contact of the school that had been told; its users have “provider_left”"
    }

    fn sample(&self) -> Option<Mail> {
        let text = SchoolRemovedText {
            name: Some("Sam Carter"),
            provider: "Oakfield Teaching Alliance",
            school: "Meadow Lane Primary School",
            urn: "900001",
        };
        SchoolRemoved::mail("sam.carter@school.example", &text).ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, _: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let id = OfNotice::deserialize(parameters)?.notice;
            let Some(notice) = notices::by_public_id(tx, &id).await? else {
                return Ok(Rendered::Nothing("the notice is gone"));
            };
            let (Some(to), "left") = (&notice.address, notice.status.as_str()) else {
                return Ok(Rendered::Nothing("the school is a partner school again"));
            };
            let text = SchoolRemovedText {
                name: notice.person_name.as_deref(),
                provider: &notice.provider_name,
                school: &notice.school_name,
                urn: &notice.urn,
            };
            Ok(Rendered::Mail(SchoolRemoved::mail(to, &text)?))
        })
    }
}
