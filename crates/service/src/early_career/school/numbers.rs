//! /early-career/numbers/{year}: how many early career teachers and mentors, or none this year.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Input};
use govuk::fields::{Called, whole_number};
use govuk::{Layout, Problems};
use store::Tx;

use super::PATH;
use crate::early_career::store::cohorts;
use crate::early_career::store::numbers::{self, Numbers};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::AcademicYear;

const MOST: i64 = 9_999;
const TEACHERS: Called = Called::new("the number of early career teachers", "Number of early career teachers");
const MENTORS: Called = Called::new("the number of mentors", "Number of mentors");

#[derive(Template)]
#[template(path = "early_career/school/numbers.html")]
struct NumbersPage {
    layout: Layout,
    year: AcademicYear,
    teachers: Input,
    mentors: Input,
    save: Button,
}

impl NumbersPage {
    fn start(&self) -> i32 {
        self.year.start_year()
    }
}

fn view(ctx: &Ctx, year: AcademicYear, typed: (&str, &str), problems: &Problems) -> NumbersPage {
    let input = |name: &'static str, label: &'static str, value: &str| {
        Input::whole_number(name, label, 4).value(value.to_owned()).error(problems.on(name))
    };
    NumbersPage {
        layout: ctx.layout_with("How many early career teachers and mentors do you have?", problems).back(PATH),
        year,
        teachers: input("teachers", "Early career teachers", typed.0),
        mentors: input("mentors", "Mentors", typed.1),
        save: Button::new("Save numbers").prevent_double_click(true),
    }
}

/// The cohort of the address; an unknown one is no page.
async fn cohort(tx: &mut Tx, year: &str) -> Result<AcademicYear, Failure> {
    let year = year.parse().map_err(|_| Failure::NotFound)?;
    Ok(cohorts::find(tx, AcademicYear::starting(year)).await?.ok_or(Failure::NotFound)?.year)
}

/// Asks, with what was given.
pub(super) async fn get(ctx: Ctx, Path(year): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::GiveNumbers)?;
    let mut tx = ctx.app.db.read().await?;
    let year = cohort(&mut tx, &year).await?;
    let given = numbers::of(&mut tx, permit.on(), year).await?;
    drop(tx);
    let text = |number: Option<i32>| number.map(|it| it.to_string()).unwrap_or_default();
    let typed = (text(given.teachers), text(given.mentors));
    page(&view(&ctx, year, (&typed.0, &typed.1), &Problems::default()))
}

/// Sets both numbers.
pub(super) async fn post(ctx: Ctx, Path(year): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::GiveNumbers)?;
    let mut tx = ctx.app.db.begin().await?;
    let year = cohort(&mut tx, &year).await?;
    let typed = (fields.text("teachers"), fields.text("mentors"));
    let mut problems = Problems::default();
    let teachers = problems.keep("teachers", whole_number(typed.0, TEACHERS, &(0..=MOST)));
    let mentors = problems.keep("mentors", whole_number(typed.1, MENTORS, &(0..=MOST)));
    let (Some(teachers), Some(mentors)) = (teachers, mentors) else {
        return page_again(&view(&ctx, year, typed, &problems));
    };
    let count = |number: i64| i32::try_from(number).ok();
    let given = Numbers { teachers: count(teachers), mentors: count(mentors), not_this_year: false };
    numbers::give(&mut tx, &permit, ctx.now, year, given).await?;
    tx.commit().await?;
    let banner = Banner::new("Numbers saved", "Your lead provider sees them. Register the teachers by name next.");
    Ok(with_banner(&ctx, see_other(PATH), &banner))
}

#[derive(Template)]
#[template(path = "early_career/school/none.html")]
struct NonePage {
    layout: Layout,
    year: AcademicYear,
    say: Button,
}

impl NonePage {
    fn start(&self) -> i32 {
        self.year.start_year()
    }
}

/// Asks whether there are really none.
pub(super) async fn none(ctx: Ctx, Path(year): Path<String>) -> Result<Response, Failure> {
    let _ = ctx.may_as(Kind::School, Action::GiveNumbers)?;
    let year = cohort(&mut ctx.app.db.read().await?, &year).await?;
    page(&NonePage {
        layout: ctx
            .layout("You have no early career teachers this year")
            .back(format!("{PATH}/numbers/{}", year.start_year())),
        year,
        say: Button::new("We have none this year").prevent_double_click(true),
    })
}

/// Notes that there are none; numbers given later take its place.
pub(super) async fn say_none(ctx: Ctx, Path(year): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::GiveNumbers)?;
    let mut tx = ctx.app.db.begin().await?;
    let year = cohort(&mut tx, &year).await?;
    let none = Numbers { teachers: None, mentors: None, not_this_year: true };
    numbers::give(&mut tx, &permit, ctx.now, year, none).await?;
    tx.commit().await?;
    let next = "If that changes, give the numbers. A lead provider that has confirmed your school is not told: report a \
                mistake to tell it.";
    Ok(with_banner(&ctx, see_other(PATH), &Banner::new("Saved: none this year", next)))
}
