//! Mails about the induction tutor: a school asked again to nominate one, and the person who was nominated.

use askama::Template as _;
use serde::Deserialize;
use serde_json::Value;
use store::{Tx, text_of};

use crate::early_career::nominate::held;
use crate::early_career::store::tutors::{self, Tutor};
use crate::organisations::directory;
use crate::partnerships::mail::report_link;
use crate::partnerships::store::notices;
use crate::platform::App;
use crate::platform::clock::day;
use crate::platform::mail::{Fault, Mail, Priority, Rendered, Template, Work};
use crate::vocabulary::{OrganisationId, london_date};

/// To the address of a link that has expired: another link.
pub const NOMINATE_TUTOR: &str = "nominate_tutor";
/// To whom the school nominated before: somebody else is the tutor now.
pub const TUTOR_REPLACED: &str = "tutor_replaced";
/// To the induction tutor: your school nominated you.
pub const TUTOR_NOMINATED: &str = "tutor_nominated";

#[derive(Deserialize)]
struct OfNomination {
    nomination: String,
}

#[derive(askama::Template)]
#[template(path = "early_career/mail/nominate_tutor.txt", escape = "none")]
struct AskedWords<'a> {
    school: &'a str,
    until: String,
    link: String,
}

impl AskedWords<'_> {
    fn mail(&self, to: &str) -> Result<Mail, Fault> {
        Ok(Mail::new(to, &format!("Nominate the induction tutor of {}", self.school), &self.render()?)?)
    }
}

/// Another link.
pub struct NominateTutor;

impl Template for NominateTutor {
    fn name(&self) -> &'static str {
        NOMINATE_TUTOR
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "Somebody opens a link to nominate an induction tutor that has expired, and asks for another"
    }

    fn recipient(&self) -> &'static str {
        "The address to which the expired link was sent"
    }

    fn sample(&self) -> Option<Mail> {
        let words = AskedWords {
            school: "Meadow Lane Primary School",
            until: "23 November 2026".to_owned(),
            link: "https://partnerships.example/nominate/…".to_owned(),
        };
        words.mail("office@school.example").ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let id = OfNomination::deserialize(parameters)?.nomination;
            let Some(asked) = tutors::nomination(tx, &id).await? else {
                return Ok(Rendered::Nothing("it is not known any more who was asked"));
            };
            let words = AskedWords {
                school: &asked.school_name,
                until: day(london_date(asked.expires_at)),
                link: held::link(app, &asked.public_id),
            };
            Ok(Rendered::Mail(words.mail(&asked.address)?))
        })
    }
}

#[derive(Deserialize)]
struct OfSchool {
    school: i64,
    at: String,
}

#[derive(askama::Template)]
#[template(path = "early_career/mail/tutor_nominated.txt", escape = "none")]
struct NominatedWords<'a> {
    name: &'a str,
    school: &'a str,
    /// Where users sign in; none for whoever has no account.
    link: Option<String>,
    /// Where an account can be had, while the school has been told of a confirmation.
    join: Option<String>,
}

impl NominatedWords<'_> {
    fn mail(&self, to: &str) -> Result<Mail, Fault> {
        let subject = format!("You are the induction tutor of {}", self.school);
        Ok(Mail::new(to, &subject, &self.render()?)?)
    }
}

/// To the tutor.
pub struct TutorNominated;

impl Template for TutorNominated {
    fn name(&self) -> &'static str {
        TUTOR_NOMINATED
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "A school nominates its induction tutor"
    }

    fn recipient(&self) -> &'static str {
        "The induction tutor"
    }

    fn sample(&self) -> Option<Mail> {
        let words = NominatedWords {
            name: "Sam Carter",
            school: "Meadow Lane Primary School",
            link: None,
            join: Some("https://partnerships.example/report/…".to_owned()),
        };
        words.mail("sam.carter@school.example").ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let of = OfSchool::deserialize(parameters)?;
            let tutor = tutors::of(tx, OrganisationId(of.school)).await?;
            let Some(tutor) = tutor.filter(|it| text_of(it.nominated_at) == of.at) else {
                return Ok(Rendered::Nothing("somebody else was nominated since"));
            };
            let Some(school) = directory::by_id(tx, OrganisationId(of.school)).await? else {
                return Ok(Rendered::Nothing("the school is gone"));
            };
            let has_account = tutors::has_account(tx, school.id, &tutor.email).await?;
            let notice = if has_account { None } else { notices::newest_of_school(tx, school.id).await? };
            let words = NominatedWords {
                name: &tutor.name,
                school: &school.name,
                link: has_account.then(|| format!("{}/early-career", app.settings.public_url)),
                join: notice.map(|it| report_link(app, &it)),
            };
            Ok(Rendered::Mail(words.mail(&tutor.email)?))
        })
    }
}

#[derive(askama::Template)]
#[template(path = "early_career/mail/tutor_replaced.txt", escape = "none")]
struct ReplacedWords<'a> {
    name: &'a str,
    school: &'a str,
}

impl ReplacedWords<'_> {
    fn mail(&self, to: &str) -> Result<Mail, Fault> {
        let subject = format!("You are no longer the induction tutor of {}", self.school);
        Ok(Mail::new(to, &subject, &self.render()?)?)
    }
}

/// To the tutor of before.
pub struct TutorReplaced;

/// The tutor who took the place of another in this nomination.
async fn replacing(tx: &mut Tx, of: &OfSchool) -> Result<Option<Tutor>, Fault> {
    let tutor = tutors::of(tx, OrganisationId(of.school)).await?;
    Ok(tutor.filter(|it| text_of(it.nominated_at) == of.at))
}

impl Template for TutorReplaced {
    fn name(&self) -> &'static str {
        TUTOR_REPLACED
    }

    fn priority(&self) -> Priority {
        Priority::Single
    }

    fn trigger(&self) -> &'static str {
        "A school nominates somebody else as its induction tutor"
    }

    fn recipient(&self) -> &'static str {
        "The induction tutor of before"
    }

    fn sample(&self) -> Option<Mail> {
        let words = ReplacedWords { name: "Kim Lee", school: "Meadow Lane Primary School" };
        words.mail("kim.lee@school.example").ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, _: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let of = OfSchool::deserialize(parameters)?;
            let replaced = replacing(tx, &of).await?.and_then(|it| it.before_name.zip(it.before_email));
            let Some((name, email)) = replaced else {
                return Ok(Rendered::Nothing("somebody else was nominated since"));
            };
            let Some(school) = directory::by_id(tx, OrganisationId(of.school)).await? else {
                return Ok(Rendered::Nothing("the school is gone"));
            };
            Ok(Rendered::Mail(ReplacedWords { name: &name, school: &school.name }.mail(&email)?))
        })
    }
}
