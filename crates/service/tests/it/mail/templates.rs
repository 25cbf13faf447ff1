//! Templates of the stories' own.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use service::platform::App;
use service::platform::mail::{self, Mail, Priority, Rendered, Template, Work};
use store::{Tx, fact};

pub const TEMPLATES: &[&dyn Template] = &[
    &Story { name: "sign_in", priority: Priority::SignIn },
    &Story { name: "single", priority: Priority::Single },
    &Story { name: "bulk", priority: Priority::Bulk },
    &Run,
    &Poison,
    &Unwanted,
    &Unnoted,
];

/// Goes to the address in `to`; notes each hand-over.
struct Story {
    name: &'static str,
    priority: Priority,
}

impl Template for Story {
    fn name(&self) -> &'static str {
        self.name
    }

    fn priority(&self) -> Priority {
        self.priority
    }

    fn trigger(&self) -> &'static str {
        "A story"
    }

    fn recipient(&self) -> &'static str {
        "Whoever the story names"
    }

    fn sample(&self) -> Option<Mail> {
        Mail::new("a@story.example", "A story", "Words").ok()
    }

    fn render<'a>(&'a self, _: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let to = parameters["to"].as_str().unwrap_or_default();
            let body =
                format!("Dear Zoë,\n\n{}/a-page\n\n.\nA line of {}", app.settings.public_url, "words ".repeat(40));
            Ok(Rendered::Mail(Mail::new(to, "St Zoë’s has been added\r\nBcc: x@story.example", &body)?))
        })
    }

    fn handed_over<'a>(&'a self, tx: &'a mut Tx, parameters: &'a Value, _: DateTime<Utc>) -> Work<'a, ()> {
        Box::pin(async move { note(tx, parameters).await })
    }
}

/// Counts a hand-over to this address.
async fn note(tx: &mut Tx, parameters: &Value) -> Result<(), mail::Fault> {
    let name = format!("told {}", parameters["to"].as_str().unwrap_or_default());
    let count: u32 = fact::get(tx, &name).await?.and_then(|it| it.parse().ok()).unwrap_or(0);
    Ok(fact::set(tx, &name, &(count + 1).to_string()).await?)
}

macro_rules! plain {
    ($type:ident, $name:literal) => {
        fn name(&self) -> &'static str {
            $name
        }

        fn priority(&self) -> Priority {
            Priority::Bulk
        }

        fn trigger(&self) -> &'static str {
            "A story"
        }

        fn recipient(&self) -> &'static str {
            "Nobody"
        }

        fn sample(&self) -> Option<Mail> {
            None
        }
    };
}

/// A bulk row of `count` mails.
struct Run;

impl Template for Run {
    plain!(Run, "run");

    fn render<'a>(&'a self, _: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let count = parameters["count"].as_i64().unwrap_or_default();
            let one = |number: i64| {
                let to = json!({ "to": format!("p{number}@story.example") });
                mail::message(app, &format!("run1p{number}"), "bulk", to, app.clock.now())
            };
            let messages: Result<Vec<_>, _> = (0..count).map(one).collect();
            Ok(Rendered::Several(messages?))
        })
    }
}

/// Cannot be rendered, ever.
struct Poison;

impl Template for Poison {
    plain!(Poison, "poison");

    fn render<'a>(&'a self, tx: &'a mut Tx, _: &'a App, _: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let _: Option<i64> = tx.scalar("select secret from nowhere_at_all", store::values![]).await?;
            Ok(Rendered::Nothing("never reached"))
        })
    }
}

/// Is not wanted any more.
struct Unwanted;

impl Template for Unwanted {
    plain!(Unwanted, "unwanted");

    fn render<'a>(&'a self, _: &'a mut Tx, _: &'a App, _: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async { Ok(Rendered::Nothing("the link has expired")) })
    }
}

/// What follows from it cannot be written.
struct Unnoted;

impl Template for Unnoted {
    plain!(Unnoted, "unnoted");

    fn render<'a>(&'a self, _: &'a mut Tx, _: &'a App, _: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async { Ok(Rendered::Mail(Mail::new("a@story.example", "Subject", "Words")?)) })
    }

    fn handed_over<'a>(&'a self, tx: &'a mut Tx, _: &'a Value, _: DateTime<Utc>) -> Work<'a, ()> {
        Box::pin(async move {
            tx.execute("update nowhere_at_all set x = 1", store::values![]).await?;
            Ok(())
        })
    }
}
