//! GET /early-career: who trains our teachers, whether that is agreed, and what next.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{SummaryList, SummaryRow};
use store::Tx;

use super::{PATH, REGISTER_TEACHERS};
use crate::early_career::rules::cohorts::shown_first;
use crate::early_career::store::numbers::{self, Numbers};
use crate::early_career::store::of_school::{self, Training};
use crate::early_career::store::{cohorts, tutors};
use crate::organisations::contact_book;
use crate::partnerships::rules::{About, Standing, standing};
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other, without_banner};
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, OrganisationId, london_date};

/// A lead provider's confirmation, as the page shows it.
struct Shown {
    lead_name: String,
    facts: SummaryList,
    /// Where it is reported, while it can be.
    mistake: Option<String>,
}

/// A cohort: who confirmed the school, and what the school said.
struct Year {
    cohort: AcademicYear,
    trainings: Vec<Shown>,
    has_numbers: bool,
    numbers: SummaryList,
    /// Where the numbers are given, for whoever may.
    give: Option<String>,
}

#[derive(Template)]
#[template(path = "early_career/school/show.html")]
struct ShowPage {
    layout: Layout,
    years: Vec<Year>,
    tutor: Option<String>,
    can_nominate: bool,
    register: &'static str,
}

/// Draws the page; lead providers go on to their schools.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    match ctx.organisation()?.kind {
        Kind::School => {}
        Kind::LeadProvider => return Ok(see_other("/early-career/schools")),
        _ => return Err(Failure::NotFound),
    }
    let permit = ctx.may(Action::ReadEarlyCareer)?;
    let mut tx = ctx.app.db.read().await?;
    let years = years(&mut tx, &ctx, permit.on()).await?;
    let tutor = tutors::of(&mut tx, permit.on()).await?;
    drop(tx);
    let view = ShowPage {
        layout: ctx.layout("Early career teacher training"),
        years,
        tutor: tutor.map(|it| format!("{}, {}", it.name, it.email)),
        can_nominate: ctx.can(Action::NominateTutor),
        register: REGISTER_TEACHERS,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// The cohort that is on, and every other for which somebody confirmed the school; newest first.
async fn years(tx: &mut Tx, ctx: &Ctx, school: OrganisationId) -> Result<Vec<Year>, Failure> {
    let now = shown_first(&cohorts::all(tx).await?, london_date(ctx.now)).map(|it| it.year);
    let trainings = of_school::of_school(tx, school).await?;
    let mut all: Vec<AcademicYear> = trainings.iter().map(|it| it.cohort).chain(now).collect();
    all.sort_unstable_by(|one, other| other.cmp(one));
    all.dedup();
    let mut years = Vec::with_capacity(all.len());
    for year in all {
        let mut shown = Vec::new();
        for training in trainings.iter().filter(|it| it.cohort == year) {
            let contact = contact_book::of(tx, training.lead_provider).await?.into_iter().next().map(|it| it.address);
            shown.push(show(ctx, training, contact));
        }
        let numbers = numbers::of(tx, school, year).await?;
        years.push(Year {
            cohort: year,
            trainings: shown,
            has_numbers: numbers.are_given(),
            numbers: said(numbers),
            give: ctx.can(Action::GiveNumbers).then(|| format!("{PATH}/numbers/{}", year.start_year())),
        });
    }
    Ok(years)
}

fn show(ctx: &Ctx, training: &Training, contact: Option<String>) -> Shown {
    let written = |at| day(london_date(at));
    let mut list = SummaryList::new()
        .row(SummaryRow::new("Lead provider", training.lead_name.as_str()))
        .row(SummaryRow::new("Delivery partner", training.delivery_partner.as_str()))
        .row(SummaryRow::new("Confirmed", written(training.confirmed_at)));
    let standing = standing(true, training.state, ctx.now);
    list = match standing {
        Standing::Open { deadline: Some(deadline) } => list
            .row(SummaryRow::new("Status", "Confirmed by the lead provider"))
            .row(SummaryRow::new("Report a mistake", format!("Until the end of {}", written(deadline)))),
        Standing::Open { deadline: None } => list
            .row(SummaryRow::new("Status", "Confirmed by the lead provider"))
            .row(SummaryRow::new("Report a mistake", "Within 14 days of being told")),
        Standing::Reported { reason } => list
            .row(SummaryRow::new("Status", "Reported as a mistake"))
            .row(SummaryRow::new("Reason given", reason.words(About::EarlyCareer(training.cohort))))
            .row(SummaryRow::new("What next", "The lead provider may contact you. You do not need to do anything")),
        Standing::Expired { deadline } => list
            .row(SummaryRow::new("Status", "Agreed: nobody reported a mistake"))
            .row(SummaryRow::new("Report a mistake", format!("Possible until {}", written(deadline)))),
        Standing::Ended | Standing::Superseded => list,
    };
    let contact = contact.unwrap_or_else(|| "Use the address that you know".to_owned());
    let may_report = matches!(standing, Standing::Open { .. }) && ctx.can(Action::ReportMistake);
    Shown {
        facts: list.row(SummaryRow::new("Contact", contact)),
        mistake: may_report.then(|| format!("{PATH}/mistake/{}", training.public_id)),
        lead_name: training.lead_name.clone(),
    }
}

fn said(numbers: Numbers) -> SummaryList {
    let number = |it: Option<i32>| match (it, numbers.not_this_year) {
        (_, true) => "None this year".to_owned(),
        (Some(number), false) => number.to_string(),
        (None, false) => "Not given yet".to_owned(),
    };
    SummaryList::new()
        .row(SummaryRow::new("Early career teachers", number(numbers.teachers)))
        .row(SummaryRow::new("Mentors", number(numbers.mentors)))
}
