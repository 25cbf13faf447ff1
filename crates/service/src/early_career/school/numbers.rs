//! /early-career/numbers/{year}: how many early career teachers and mentors, the check, and the change.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Input, SummaryList, SummaryRow};
use govuk::fields::{Called, whole_number};
use govuk::{Layout, Problems};
use serde_json::json;
use store::Tx;

use super::PATH;
use crate::early_career::store::cohorts;
use crate::early_career::store::numbers::{self, Change, Numbers};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::AcademicYear;

const MOST: i64 = 9_999;
const TEACHERS: Called = Called::new("the number of early career teachers", "Number of early career teachers");
const MENTORS: Called = Called::new("the number of mentors", "Number of mentors");
/// Said when somebody else was faster.
const OUT_OF_STEP: &str = "Someone at your school changed the numbers while you were looking at them. Check them again";

#[derive(Template)]
#[template(path = "early_career/school/numbers.html")]
struct NumbersPage {
    layout: Layout,
    year: AcademicYear,
    version: i32,
    teachers: Input,
    mentors: Input,
    go_on: Button,
}

impl NumbersPage {
    fn start(&self) -> i32 {
        self.year.start_year()
    }
}

fn view(ctx: &Ctx, (year, version): (AcademicYear, i32), typed: (&str, &str), problems: &Problems) -> NumbersPage {
    let input = |name: &'static str, label: &'static str, value: &str| {
        Input::whole_number(name, label, 4).value(value.to_owned()).error(problems.on(name))
    };
    NumbersPage {
        layout: ctx.layout_with("How many early career teachers and mentors do you have?", problems).back(PATH),
        year,
        version,
        teachers: input("teachers", "Early career teachers", typed.0),
        mentors: input("mentors", "Mentors", typed.1),
        go_on: Button::new("Continue").prevent_double_click(true),
    }
}

/// The cohort of the address; an unknown one is no page.
async fn cohort(tx: &mut Tx, year: &str) -> Result<AcademicYear, Failure> {
    let year = year.parse().map_err(|_| Failure::NotFound)?;
    Ok(cohorts::find(tx, AcademicYear::starting(year)).await?.ok_or(Failure::NotFound)?.year)
}

/// The form with the numbers of now, and what stands in the way of others, if anything does.
async fn shown(
    tx: &mut Tx,
    ctx: &Ctx,
    permit: &Permit,
    (year, problems): (AcademicYear, &Problems),
) -> Result<NumbersPage, Failure> {
    let (given, version) = numbers::with_version(tx, permit.on(), year).await?;
    let typed = (written(given.teachers), written(given.mentors));
    Ok(view(ctx, (year, version), (&typed.0, &typed.1), problems))
}

fn written(number: Option<i32>) -> String {
    number.map(|it| it.to_string()).unwrap_or_default()
}

/// What stands now, in a sentence.
fn stand(now: Numbers) -> String {
    match (now.not_this_year, now.teachers, now.mentors) {
        (true, ..) => "It now says that there are none this year".to_owned(),
        (false, Some(teachers), Some(mentors)) => format!("They are now {teachers} and {mentors}"),
        (false, ..) => "None are given now".to_owned(),
    }
}

/// Asks, with what was given.
pub(super) async fn get(ctx: Ctx, Path(year): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::GiveNumbers)?;
    let mut tx = ctx.app.db.read().await?;
    let year = cohort(&mut tx, &year).await?;
    page(&shown(&mut tx, &ctx, &permit, (year, &Problems::default())).await?)
}

#[derive(Template)]
#[template(path = "early_career/school/numbers_check.html")]
struct CheckPage {
    layout: Layout,
    year: AcademicYear,
    teachers: i64,
    mentors: i64,
    version: i32,
    facts: SummaryList,
    save: Button,
    change: Button,
}

impl CheckPage {
    fn of(ctx: &Ctx, (year, version): (AcademicYear, i32), (teachers, mentors): (i64, i64)) -> CheckPage {
        CheckPage {
            layout: ctx.layout("Check the numbers"),
            year,
            teachers,
            mentors,
            version,
            facts: SummaryList::new()
                .row(SummaryRow::new("Early career teachers", teachers.to_string()))
                .row(SummaryRow::new("Mentors", mentors.to_string())),
            save: Button::new("Save numbers").name("step").value("confirm").prevent_double_click(true),
            change: Button::new("Change").name("step").value("change").secondary(),
        }
    }

    fn start(&self) -> i32 {
        self.year.start_year()
    }
}

/// The version that a page was made from; 0 when there were no numbers.
fn version(fields: &Fields) -> i32 {
    fields.text("version").parse().unwrap_or(0)
}

/// Reads both numbers, shows them to be checked, then sets them.
pub(super) async fn post(ctx: Ctx, Path(year): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::GiveNumbers)?;
    let year = cohort(&mut ctx.app.db.read().await?, &year).await?;
    let (typed, version) = ((fields.text("teachers"), fields.text("mentors")), version(&fields));
    let mut problems = Problems::default();
    if fields.text("step") == "change" {
        return page(&view(&ctx, (year, version), typed, &problems));
    }
    let teachers = problems.keep("teachers", whole_number(typed.0, TEACHERS, &(0..=MOST)));
    let mentors = problems.keep("mentors", whole_number(typed.1, MENTORS, &(0..=MOST)));
    let (Some(teachers), Some(mentors)) = (teachers, mentors) else {
        return page_again(&view(&ctx, (year, version), typed, &problems));
    };
    if fields.text("step") != "confirm" {
        return page(&CheckPage::of(&ctx, (year, version), (teachers, mentors)));
    }
    let count = |number: i64| i32::try_from(number).ok();
    let given = Numbers { teachers: count(teachers), mentors: count(mentors), not_this_year: false };
    let banner = Banner::new("Numbers saved", "Your lead provider sees them. Register the teachers by name next.");
    give(&ctx, &permit, (year, version), (given, &banner)).await
}

/// Sets the numbers as long as nobody else has since the page was made; the same numbers again change nothing.
async fn give(
    ctx: &Ctx,
    permit: &Permit,
    (year, version): (AcademicYear, i32),
    (given, banner): (Numbers, &Banner),
) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    if numbers::give(&mut tx, permit, ctx.now, (year, version), given).await? == Change::OutOfStep {
        drop(tx);
        let data = json!({ "change": "numbers_refused", "cohort": year.start_year(), "why": "out_of_step" });
        ctx.record_alone(permit.entry(ctx.now, numbers::subject(permit.on(), year), data)).await?;
        let mut tx = ctx.app.db.read().await?;
        if given.not_this_year {
            let problems = Problems::one("teachers", OUT_OF_STEP);
            return page_again(&shown(&mut tx, ctx, permit, (year, &problems)).await?);
        }
        // What was typed stays, and what stands now is said beside it.
        let (now, version) = numbers::with_version(&mut tx, permit.on(), year).await?;
        let problems = Problems::one("teachers", format!("{OUT_OF_STEP}. {}", stand(now)));
        let [teachers, mentors] = [given.teachers, given.mentors].map(written);
        return page_again(&view(ctx, (year, version), (&teachers, &mentors), &problems));
    }
    tx.commit().await?;
    Ok(with_banner(ctx, see_other(PATH), banner))
}

#[derive(Template)]
#[template(path = "early_career/school/none.html")]
struct NonePage {
    layout: Layout,
    year: AcademicYear,
    version: i32,
    say: Button,
}

impl NonePage {
    fn start(&self) -> i32 {
        self.year.start_year()
    }
}

/// Asks whether there are really none.
pub(super) async fn none(ctx: Ctx, Path(year): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::GiveNumbers)?;
    let mut tx = ctx.app.db.read().await?;
    let year = cohort(&mut tx, &year).await?;
    let (_, version) = numbers::with_version(&mut tx, permit.on(), year).await?;
    page(&NonePage {
        layout: ctx
            .layout("You have no early career teachers this year")
            .back(format!("{PATH}/numbers/{}", year.start_year())),
        year,
        version,
        say: Button::new("We have none this year").prevent_double_click(true),
    })
}

/// Notes that there are none; numbers given later take its place.
pub(super) async fn say_none(ctx: Ctx, Path(year): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::GiveNumbers)?;
    let year = cohort(&mut ctx.app.db.read().await?, &year).await?;
    let none = Numbers { teachers: None, mentors: None, not_this_year: true };
    let next = "If that changes, give the numbers. A lead provider that has confirmed your school is not told: report a \
                mistake to tell it.";
    let banner = Banner::new("Saved: none this year", next);
    give(&ctx, &permit, (year, version(&fields)), (none, &banner)).await
}
