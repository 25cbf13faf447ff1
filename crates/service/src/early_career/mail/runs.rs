//! The bulk rows of a confirmation: one becomes a mail for each school at once, the other a reminder after a week.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use store::Tx;
use store::outbox::Message;

use super::{SCHOOL_CONFIRMED, SCHOOL_CONFIRMED_REMINDER};
use crate::early_career::store::notices::{self, CONFIRMATION_REMINDERS, SCHOOLS_CONFIRMED};
use crate::early_career::store::told;
use crate::platform::App;
use crate::platform::mail::{self, Fault, Mail, Priority, Rendered, Template, Work};

#[derive(Deserialize)]
struct OfConfirmation {
    confirmation: String,
}

/// One message a notice, with an id fixed by it: expanding the row twice adds nothing.
fn messages(
    app: &App,
    (template, ending): (&str, &str),
    notices: Vec<String>,
    now: DateTime<Utc>,
) -> Result<Rendered, Fault> {
    let message = |id: String| mail::message(app, &format!("{id}{ending}"), template, json!({ "notice": id }), now);
    let messages: Result<Vec<Message>, _> = notices.into_iter().map(message).collect();
    Ok(Rendered::Several(messages?))
}

/// At once.
pub struct SchoolsConfirmed;

impl Template for SchoolsConfirmed {
    fn name(&self) -> &'static str {
        SCHOOLS_CONFIRMED
    }

    fn priority(&self) -> Priority {
        Priority::Bulk
    }

    fn trigger(&self) -> &'static str {
        "A lead provider confirms one school or many for a cohort"
    }

    fn recipient(&self) -> &'static str {
        "Nobody: it becomes one “school_confirmed” for each school that mail can reach"
    }

    fn sample(&self) -> Option<Mail> {
        None
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let of = OfConfirmation::deserialize(parameters)?;
            let notices = notices::of_confirmation(tx, &of.confirmation).await?;
            messages(app, (SCHOOL_CONFIRMED, ""), notices, app.clock.now())
        })
    }
}

/// After a week.
pub struct Reminders;

impl Template for Reminders {
    fn name(&self) -> &'static str {
        CONFIRMATION_REMINDERS
    }

    fn priority(&self) -> Priority {
        Priority::Bulk
    }

    fn trigger(&self) -> &'static str {
        "A lead provider confirmed one school or many for a cohort 7 days ago"
    }

    fn recipient(&self) -> &'static str {
        "Nobody: it becomes one “school_confirmed_reminder” for each school that has not reported a mistake and was not \
         confirmed again"
    }

    fn sample(&self) -> Option<Mail> {
        None
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let of = OfConfirmation::deserialize(parameters)?;
            let notices = told::to_remind(tx, &of.confirmation).await?;
            messages(app, (SCHOOL_CONFIRMED_REMINDER, "r"), notices, app.clock.now())
        })
    }
}
