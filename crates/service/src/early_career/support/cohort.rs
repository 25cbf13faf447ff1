//! /support/early-career/cohorts/{year}: set a cohort up (`new`), or change its dates; a check page, then the change.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use govuk::components::{Button, DateInput, Input, SummaryList, SummaryRow};
use govuk::fields::{Called, DateParts, number};
use govuk::{Layout, Problems};

use super::check::{Before, CheckPage};
use super::{PATH, dates, keeper};
use crate::early_career::rules::cohorts::{Cohort, Wrong};
use crate::early_career::store::cohorts;
use crate::platform::clock::day;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::vocabulary::{AcademicYear, OrganisationId};

const NEW: &str = "new";
const OPENS: &str = "opens";
const CLOSES: &str = "closes";
/// What the check page says that the dates were.
const STOOD: &str = "stood";
/// The cohorts that the table can hold.
const YEARS: std::ops::RangeInclusive<i64> = 2020..=2099;

/// What was typed.
struct Typed {
    year: String,
    opens: DateParts,
    closes: DateParts,
}

#[derive(Template)]
#[template(path = "early_career/support/cohort.html")]
struct CohortPage {
    layout: Layout,
    action: String,
    is_new: bool,
    typed: Typed,
    problems: Problems,
}

impl CohortPage {
    fn year(&self) -> Input {
        Input::new("year", "Year in which the cohort starts")
            .hint("For example, 2026 for the cohort 2026 to 2027")
            .value(self.typed.year.as_str())
            .error(self.problems.on("year"))
    }

    fn opens(&self) -> DateInput {
        dates::input(OPENS, "First day on which schools can be confirmed", &self.typed.opens, self.problems.on(OPENS))
    }

    fn closes(&self) -> DateInput {
        dates::input(CLOSES, "Last day on which schools can be confirmed", &self.typed.closes, self.problems.on(CLOSES))
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

impl Typed {
    fn read(&self) -> Result<Cohort, Problems> {
        let mut problems = Problems::default();
        let year = number::whole_number(&self.year, Called::new("the year in which the cohort starts", "Year"), &YEARS);
        let year = problems.keep("year", year).and_then(|it| i32::try_from(it).ok());
        let opens = problems.keep(OPENS, self.opens.read(Called::new("the first day", "First day")));
        let closes = problems.keep(CLOSES, self.closes.read(Called::new("the last day", "Last day")));
        let cohort = || Some(cohort(year?, opens?, closes?));
        match cohort().map(|it| it.check()) {
            Some(Err(wrong @ Wrong::OpensOutside(..))) => problems.add(OPENS, wrong),
            Some(Err(wrong)) => problems.add(CLOSES, wrong),
            Some(Ok(())) | None => {}
        }
        problems.finish(cohort)
    }
}

fn cohort(year: i32, opens_on: NaiveDate, closes_on: NaiveDate) -> Cohort {
    Cohort { year: AcademicYear::starting(year), opens_on, closes_on }
}

/// The cohort of an address; `new` is none yet.
async fn known(ctx: &Ctx, key: &str) -> Result<Option<Cohort>, Failure> {
    if key == NEW {
        return Ok(None);
    }
    let year = key.parse().map_err(|_| Failure::NotFound)?;
    let found = cohorts::find(&mut ctx.app.db.read().await?, AcademicYear::starting(year)).await?;
    found.map(Some).ok_or(Failure::NotFound)
}

fn form(ctx: &Ctx, key: &str, typed: Typed, problems: Problems) -> CohortPage {
    let title = if key == NEW { "Add a cohort".to_owned() } else { "Change the dates of a cohort".to_owned() };
    CohortPage {
        layout: ctx.layout_with(title, &problems).back(PATH),
        action: format!("{PATH}/cohorts/{key}"),
        is_new: key == NEW,
        typed,
        problems,
    }
}

/// The form, with what is known or what the check page came from.
pub(super) async fn get(ctx: Ctx, Path(key): Path<String>, query: Query) -> Result<Response, Failure> {
    let _permit = keeper(&ctx, OrganisationId::SERVICE)?;
    let known = known(&ctx, &key).await?;
    let date = |name: &str, own: Option<NaiveDate>| {
        dates::of_address(&query, name).or(own).map_or_else(|| DateParts::new("", "", ""), dates::parts)
    };
    let typed = Typed {
        year: known.map_or_else(|| query.text("year").to_owned(), |it| it.year.start_year().to_string()),
        opens: date(OPENS, known.map(|it| it.opens_on)),
        closes: date(CLOSES, known.map(|it| it.closes_on)),
    };
    page(&form(&ctx, &key, typed, Problems::default()))
}

/// On to the check page, or the form again.
pub(super) async fn post(ctx: Ctx, Path(key): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let _permit = keeper(&ctx, OrganisationId::SERVICE)?;
    let known = known(&ctx, &key).await?;
    let year = known.map_or_else(|| fields.text("year").to_owned(), |it| it.year.start_year().to_string());
    let typed = Typed { year, opens: dates::typed(&fields, OPENS), closes: dates::typed(&fields, CLOSES) };
    let mut read = typed.read();
    if let (Ok(cohort), None) = (&read, known)
        && cohorts::find(&mut ctx.app.db.read().await?, cohort.year).await?.is_some()
    {
        read = Err(Problems::one("year", format!("The cohort {} has been set up already", cohort.year)));
    }
    match read {
        Ok(cohort) => Ok(see_other(&format!("{PATH}/cohorts/{key}/check{}", address(&cohort)))),
        Err(problems) => page_again(&form(&ctx, &key, typed, problems)),
    }
}

fn address(cohort: &Cohort) -> String {
    format!("?year={}&opens={}&closes={}", cohort.year.start_year(), cohort.opens_on, cohort.closes_on)
}

/// The cohort that a check page is about.
fn asked(key: &str, fields: &Fields) -> Option<Cohort> {
    let year = fields.text("year").parse::<i32>().ok().filter(|it| YEARS.contains(&i64::from(*it)))?;
    let (opens, closes) = (dates::of_address(fields, OPENS)?, dates::of_address(fields, CLOSES)?);
    let cohort = cohort(year, opens, closes);
    (cohort.check().is_ok() && (key == NEW || key == year.to_string())).then_some(cohort)
}

/// Everything before the change.
pub(super) async fn check(ctx: Ctx, Path(key): Path<String>, query: Query) -> Result<Response, Failure> {
    let _permit = keeper(&ctx, OrganisationId::SERVICE)?;
    let known = known(&ctx, &key).await?;
    let Some(cohort) = asked(&key, &query) else { return Ok(see_other(&format!("{PATH}/cohorts/{key}"))) };
    let written = |before: Option<NaiveDate>, after: NaiveDate| match before {
        Some(before) if before != after => format!("{} (now {})", day(after), day(before)),
        _ => day(after),
    };
    let before = Before {
        title: "Check the dates of the cohort".to_owned(),
        action: format!("{PATH}/cohorts/{key}/check"),
        back: format!("{PATH}/cohorts/{key}{}", address(&cohort)),
        answers: vec![
            ("year", cohort.year.start_year().to_string()),
            (OPENS, cohort.opens_on.to_string()),
            (CLOSES, cohort.closes_on.to_string()),
            (STOOD, stood(known)),
        ],
        summary: SummaryList::new()
            .row(SummaryRow::new("Cohort", cohort.year.to_string()))
            .row(SummaryRow::new("Opens", written(known.map(|it| it.opens_on), cohort.opens_on)))
            .row(SummaryRow::new("Closes", written(known.map(|it| it.closes_on), cohort.closes_on))),
        effect: "Lead providers can confirm schools for the cohort on these days and on those between them.".to_owned(),
        button: "Save the dates",
    };
    page(&CheckPage::new(&ctx, before, &Problems::default()))
}

/// The dates of now, as the check page hands them back: a colleague may give others meanwhile.
fn stood(known: Option<Cohort>) -> String {
    known.map_or_else(|| "none".to_owned(), |it| format!("{} {}", it.opens_on, it.closes_on))
}

/// The form with what was typed, and what the dates are now.
fn changed_meanwhile(ctx: &Ctx, wanted: Cohort, now: Option<Cohort>) -> Result<Response, Failure> {
    let dates = now.map(|it| format!("{} to {}", day(it.opens_on), day(it.closes_on))).unwrap_or_default();
    let sentence = format!(
        "Someone changed these dates while you were looking at them. They are now {dates}. Check yours, and continue"
    );
    let typed = Typed {
        year: wanted.year.start_year().to_string(),
        opens: dates::parts(wanted.opens_on),
        closes: dates::parts(wanted.closes_on),
    };
    page_again(&form(ctx, &wanted.year.start_year().to_string(), typed, Problems::one(OPENS, sentence)))
}

/// Keeps the dates.
pub(super) async fn keep(ctx: Ctx, Path(key): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let permit = keeper(&ctx, OrganisationId::SERVICE)?;
    let _known = known(&ctx, &key).await?;
    let Some(cohort) = asked(&key, &fields) else { return Ok(see_other(&format!("{PATH}/cohorts/{key}"))) };
    let mut tx = ctx.app.db.begin().await?;
    let now = cohorts::find_held(&mut tx, cohort.year).await?;
    if !fields.saw(STOOD, &stood(now)) && now != Some(cohort) {
        drop(tx);
        return changed_meanwhile(&ctx, cohort, now);
    }
    cohorts::keep(&mut tx, &permit, ctx.now, cohort).await?;
    tx.commit().await?;
    let text =
        format!("Lead providers can confirm schools from {} to {}.", day(cohort.opens_on), day(cohort.closes_on));
    Ok(with_banner(&ctx, see_other(PATH), &Banner::new(format!("Cohort {} saved", cohort.year), text)))
}
