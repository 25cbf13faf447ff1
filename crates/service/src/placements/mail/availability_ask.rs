//! To a school: what can you offer, and is what you said still right?

use askama::Template as _;
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use store::Tx;

use crate::placements::store::asks::{self, Asked, Kind};
use crate::placements::store::availability::availability;
use crate::placements::words::{Answer, Word};
use crate::platform::App;
use crate::platform::clock::day;
use crate::platform::mail::{self, Mail, Priority, Rendered, Template, Work};
use crate::platform::secret::Purpose;
use crate::vocabulary::london_date;

/// The bulk row of a round.
pub const AVAILABILITY_ASKS: &str = "availability_asks";
/// To one person or address.
const AVAILABILITY_ASK: &str = "availability_ask";

/// The code of an asking, as people read it: `ABCD-EFGH`.
pub fn code_of(app: &App, asked: &Asked) -> String {
    let code = app.secret.code(Purpose::Availability, &asked.public_id, 0);
    format!("{}-{}", &code[..4], &code[4..])
}

#[derive(Deserialize)]
struct Run {
    at: String,
}

/// The bulk row.
pub struct AvailabilityAsks;

impl Template for AvailabilityAsks {
    fn name(&self) -> &'static str {
        AVAILABILITY_ASKS
    }

    fn priority(&self) -> Priority {
        Priority::Bulk
    }

    fn trigger(&self) -> &'static str {
        "A round of asking schools for their availability begins, or a school comes to it later"
    }

    fn recipient(&self) -> &'static str {
        "Nobody: it becomes one “availability_ask” for each coordinator of each school, or for its contact"
    }

    fn sample(&self) -> Option<Mail> {
        None
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let run = Run::deserialize(parameters)?;
            let at = run.at.parse().or_else(|_| NaiveDateTime::parse_from_str(&run.at, "%F %T%.f"));
            let Ok(at) = at else { return Ok(Rendered::Nothing("the round has no moment")) };
            let mut messages = Vec::new();
            for id in asks::of_run(tx, at).await? {
                messages.push(mail::message(app, &id, AVAILABILITY_ASK, json!({ "ask": id }), app.clock.now())?);
            }
            Ok(Rendered::Several(messages))
        })
    }
}

#[derive(Deserialize)]
struct OfAsk {
    ask: String,
}

#[derive(askama::Template)]
#[template(path = "placements/mail/availability_ask.txt")]
struct Words<'a> {
    name: Option<&'a str>,
    school: &'a str,
    urn: &'a str,
    year: String,
    before: String,
    kind: Kind,
    said: Option<&'static str>,
    since: Option<String>,
    link: String,
    code_page: String,
    code: String,
}

impl Words<'_> {
    fn mail(&self, to: &str) -> Result<Mail, mail::Fault> {
        let subject = match self.kind {
            Kind::Termly => format!("Is what {} said about placements still right?", self.school),
            Kind::First | Kind::NextYear => {
                format!("Can {} offer placements for trainee teachers in {}?", self.school, self.year)
            }
        };
        Ok(Mail::new(to, &subject, &self.render()?)?)
    }
}

/// The mail to one person or address.
pub struct AvailabilityAsk;

impl Template for AvailabilityAsk {
    fn name(&self) -> &'static str {
        AVAILABILITY_ASK
    }

    fn priority(&self) -> Priority {
        Priority::Bulk
    }

    fn trigger(&self) -> &'static str {
        "From 1 March: nobody has said what the school can offer in the next year. From 1 October, 15 January and 1 May: \
         what it said has not been changed or confirmed this term. Once in each round, on weekdays from 9am to 5pm"
    }

    fn recipient(&self) -> &'static str {
        "Each coordinator of the school who has not stopped reminders; without one the school’s contact for placements, \
         for teacher training or in general"
    }

    fn sample(&self) -> Option<Mail> {
        let words = Words {
            name: Some("Sam Carter"),
            school: "Meadow Lane Primary School",
            urn: "900001",
            year: "2027 to 2028".to_owned(),
            before: "2026 to 2027".to_owned(),
            kind: Kind::First,
            said: None,
            since: None,
            link: "https://partnerships.example/a/…".to_owned(),
            code_page: "https://partnerships.example/a".to_owned(),
            code: "ABCD-EFGH".to_owned(),
        };
        words.mail("sam.carter@school.example").ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let id = OfAsk::deserialize(parameters)?.ask;
            let Some(asked) = asks::by_public_id(tx, &id).await? else {
                return Ok(Rendered::Nothing("it is not known any more who was asked"));
            };
            let Some(to) = &asked.address else { return Ok(Rendered::Nothing("the address was taken off")) };
            let said = availability(tx, asked.school, asked.year).await?;
            let since = said.as_ref().and_then(|it| it.confirmed_at.or(it.answered_at));
            if since.is_some_and(|at| at >= asked.queued_at) {
                return Ok(Rendered::Nothing("the school has answered in the meantime"));
            }
            let token = app.secret.token(Purpose::Availability, &asked.public_id, 0);
            let service = &app.settings.public_url;
            let words = Words {
                name: asked.name.as_deref(),
                school: &asked.school_name,
                urn: &asked.urn,
                year: asked.year.to_string(),
                before: asked.year.previous().to_string(),
                kind: asked.kind,
                said: said.as_ref().and_then(|it| it.answer).map(Answer::title),
                since: since.map(|at| day(london_date(at))),
                link: format!("{service}/a/{token}"),
                code_page: format!("{service}/a"),
                code: code_of(app, &asked),
            };
            Ok(Rendered::Mail(words.mail(to)?))
        })
    }

    fn handed_over<'a>(&'a self, tx: &'a mut Tx, parameters: &'a Value, now: DateTime<Utc>) -> Work<'a, ()> {
        Box::pin(async move {
            let id = OfAsk::deserialize(parameters)?.ask;
            Ok(asks::handed_over(tx, &id, now).await?)
        })
    }
}
