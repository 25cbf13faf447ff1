//! To a school: a lead provider confirmed you. Source: seed 003, the mail to the school; acceptance ect 42 and 43.

use askama::Template as _;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use store::Tx;

use super::{SCHOOL_CONFIRMED, SCHOOL_CONFIRMED_REMINDER};
use crate::early_career::nominate::held;
use crate::early_career::rules::nominations::DAYS_TO_NOMINATE;
use crate::early_career::store::{told, tutors};
use crate::partnerships::mail::report_link;
use crate::partnerships::rules::{About, DAYS_TO_REPORT};
use crate::partnerships::store::notices::{self, Notice};
use crate::platform::App;
use crate::platform::clock::{day, end_of_day_after};
use crate::platform::mail::{Fault, Mail, Priority, Rendered, Template, Work};
use crate::policy::{Action, Actor};
use crate::vocabulary::{AcademicYear, london_date};

#[derive(Deserialize)]
struct OfNotice {
    notice: String,
}

#[derive(askama::Template)]
#[template(path = "early_career/mail/school_confirmed.txt", escape = "none")]
struct Words<'a> {
    /// The induction tutor's name; none for anybody else.
    tutor: Option<&'a str>,
    /// The tutor is a user of the school.
    has_account: bool,
    is_reminder: bool,
    lead_provider: &'a str,
    delivery_partner: &'a str,
    school: &'a str,
    urn: &'a str,
    year: i32,
    /// Where the tutor goes on, or where one is nominated.
    link: String,
    nominate_until: String,
    deadline: String,
    report_link: String,
}

impl Words<'_> {
    fn mail(&self, to: &str) -> Result<Mail, Fault> {
        let subject = if self.is_reminder {
            format!("Reminder: {} has confirmed {} for early career training", self.lead_provider, self.school)
        } else {
            format!("{} has confirmed {} for early career training", self.lead_provider, self.school)
        };
        Ok(Mail::new(to, &subject, &self.render()?)?)
    }
}

/// The mail at once, or the one a week later, which says the same to whoever is to be told then.
pub struct SchoolConfirmed {
    /// A week later.
    pub is_reminder: bool,
}

/// Whom it goes to now.
struct To {
    address: String,
    tutor: Option<String>,
    has_account: bool,
}

impl SchoolConfirmed {
    /// The nomination that the mail's link is for.
    fn nomination(&self, notice: &Notice) -> String {
        format!("{}{}", notice.public_id, if self.is_reminder { "r" } else { "" })
    }

    async fn to(&self, tx: &mut Tx, notice: &Notice) -> Result<Option<To>, Fault> {
        let tutor = tutors::of(tx, notice.school).await?;
        let address = match &tutor {
            // Decided again: the school may have nominated somebody in the meantime.
            Some(tutor) if self.is_reminder => Some(tutor.email.clone()),
            None if self.is_reminder => told::contact(tx, notice.school).await?,
            Some(_) | None => notice.address.clone(),
        };
        let Some(address) = address else { return Ok(None) };
        let has_account = tutors::has_account(tx, notice.school, &address).await?;
        let tutor = tutor.filter(|it| it.is_at(&address)).map(|it| it.name);
        Ok(Some(To { address, tutor, has_account }))
    }
}

impl Template for SchoolConfirmed {
    fn name(&self) -> &'static str {
        if self.is_reminder { SCHOOL_CONFIRMED_REMINDER } else { SCHOOL_CONFIRMED }
    }

    fn priority(&self) -> Priority {
        Priority::Bulk
    }

    fn trigger(&self) -> &'static str {
        if self.is_reminder {
            "Seven days after a lead provider confirmed a school, unless the school reported a mistake or was confirmed again"
        } else {
            "A lead provider confirms a school for a cohort"
        }
    }

    fn recipient(&self) -> &'static str {
        "The school’s induction tutor; without one its contact for early career teachers, else its general contact"
    }

    fn sample(&self) -> Option<Mail> {
        let words = Words {
            tutor: self.is_reminder.then_some("Sam Carter"),
            has_account: true,
            is_reminder: self.is_reminder,
            lead_provider: "Ashdown Institute",
            delivery_partner: "Tamar Teaching Hub",
            school: "Meadow Lane Primary School",
            urn: "900001",
            year: 2026,
            link: if self.is_reminder {
                "https://partnerships.example/early-career".to_owned()
            } else {
                "https://partnerships.example/nominate/…".to_owned()
            },
            nominate_until: "23 November 2026".to_owned(),
            deadline: "16 November 2026".to_owned(),
            report_link: "https://partnerships.example/report/…".to_owned(),
        };
        words.mail("sam.carter@school.example").ok()
    }

    fn render<'a>(&'a self, tx: &'a mut Tx, app: &'a App, parameters: &'a Value) -> Work<'a, Rendered> {
        Box::pin(async move {
            let id = OfNotice::deserialize(parameters)?.notice;
            let Some(notice) = notices::by_public_id(tx, &id).await? else {
                return Ok(Rendered::Nothing("the notice is gone"));
            };
            let About::EarlyCareer(cohort) = notice.about else {
                return Ok(Rendered::Nothing("the notice is not about early career training"));
            };
            if notice.status != "active" || notice.report_number != notice.current_report_number {
                return Ok(Rendered::Nothing("the school reported a mistake, or was confirmed again"));
            }
            let Some(to) = self.to(tx, &notice).await? else {
                return Ok(Rendered::Nothing("there is no address"));
            };
            Ok(Rendered::Mail(words(app, &notice, cohort, (self, &to)).mail(&to.address)?))
        })
    }

    fn handed_over<'a>(&'a self, tx: &'a mut Tx, parameters: &'a Value, now: DateTime<Utc>) -> Work<'a, ()> {
        Box::pin(async move {
            let id = OfNotice::deserialize(parameters)?.notice;
            let Some(notice) = notices::by_public_id(tx, &id).await? else { return Ok(()) };
            if let Ok(permit) = Actor::Job.may(Action::HandOver, notice.provider) {
                notices::handed_over(tx, &permit, now, &notice).await?;
            }
            let to = self.to(tx, &notice).await?.filter(|it| it.tutor.is_none());
            if let (Some(to), Ok(permit)) = (to, Actor::Job.may(Action::HandOver, notice.school)) {
                tutors::ask(tx, &permit, now, (&self.nomination(&notice), &to.address)).await?;
            }
            Ok(())
        })
    }
}

fn words<'a>(
    app: &App,
    notice: &'a Notice,
    cohort: AcademicYear,
    (template, to): (&SchoolConfirmed, &'a To),
) -> Words<'a> {
    let now = app.clock.now();
    let service = &app.settings.public_url;
    // The first notice handed over starts the clock; until then it would end so.
    let deadline = notice.deadline.unwrap_or_else(|| end_of_day_after(now, DAYS_TO_REPORT));
    let link = match to.tutor {
        Some(_) => format!("{service}/early-career"),
        None => held::link(app, &template.nomination(notice)),
    };
    Words {
        tutor: to.tutor.as_deref(),
        has_account: to.has_account,
        is_reminder: template.is_reminder,
        lead_provider: &notice.provider_name,
        delivery_partner: notice.delivery_partner.as_deref().unwrap_or("A delivery partner"),
        school: &notice.school_name,
        urn: &notice.urn,
        year: cohort.start_year(),
        link,
        nominate_until: day(london_date(end_of_day_after(now, DAYS_TO_NOMINATE))),
        deadline: day(london_date(deadline)),
        report_link: report_link(app, notice),
    }
}
