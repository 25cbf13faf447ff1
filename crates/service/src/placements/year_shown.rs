//! The academic year that pages show: in the address as `year=2026`, remembered for the person.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::response::Response;
use govuk::components::Component;
use store::Tx;

use super::rules::{chosen_year, years_offered};
use super::store::{remember_year, remembered_year};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::see_other;
use crate::platform::request::{Fields, own_path};
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, london_date};

/// The year to show: that of the address, else the one that the person chose last, else the default.
pub async fn year_shown(tx: &mut Tx, ctx: &Ctx, query: &Fields) -> Result<AcademicYear, Failure> {
    let asked = query.text("year").parse().ok();
    let remembered = remembered_year(tx, ctx.viewer()?.person).await?;
    Ok(chosen_year(asked, remembered, london_date(ctx.now)))
}

/// Buttons to show another year, which is then remembered.
#[derive(Clone, Debug, Template)]
#[template(path = "placements/year_switch.html")]
pub struct YearSwitch {
    to: String,
    others: Vec<AcademicYear>,
}

impl HtmlSafe for YearSwitch {}
impl Component for YearSwitch {}

impl YearSwitch {
    /// On the page that is asked for, which shows this year.
    pub fn new(ctx: &Ctx, shown: AcademicYear) -> YearSwitch {
        let others = years_offered(london_date(ctx.now)).into_iter().filter(|year| *year != shown).collect();
        YearSwitch { to: ctx.address.clone(), others }
    }
}

/// POST /placements/year: remembers the year, and shows the page again with it.
pub(super) async fn post(ctx: Ctx, posted: Fields) -> Result<Response, Failure> {
    let permit = ctx.may(Action::ManageSelf)?;
    let to = own_path(posted.text("to"));
    let (path, query) = to.split_once('?').unwrap_or((to, ""));
    // Its buttons stand on these pages and on no others.
    let is_its_own = ["/placements", "/partner-schools/"].iter().any(|it| path.starts_with(it));
    let path = if is_its_own { path } else { "/placements" };
    let wanted = posted.text("year").parse().ok();
    let year = years_offered(london_date(ctx.now)).into_iter().find(|year| Some(year.start_year()) == wanted);
    let Some(year) = year else { return Err(Failure::BadRequest("Choose an academic year on the page before.")) };
    let mut tx = ctx.app.db.begin().await?;
    remember_year(&mut tx, &permit, year).await?;
    tx.commit().await?;
    let query = Fields::parse(query.as_bytes()).query_with("year", &year.start_year().to_string());
    let query = Fields::parse(query.trim_start_matches('?').as_bytes()).query_with("page", "");
    Ok(see_other(&format!("{path}{query}")))
}
