//! GET /early-career/confirm: what it is about, and the four rules of the file.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Button;

use super::BASE;
use crate::early_career::store::cohorts;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other};
use crate::platform::request::Query;
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, london_date};

#[derive(Template)]
#[template(path = "early_career/confirm/start.html")]
struct StartPage {
    layout: Layout,
    next: Option<String>,
}

impl StartPage {
    fn start(&self, next: &str) -> Button {
        Button::link("Start now", next)
    }
}

/// Shows it; with `cohort=2026` the question of the cohort has been answered.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let _may = ctx.may_as(Kind::LeadProvider, Action::ConfirmSchools)?;
    let asked = query.text("cohort");
    let next = if asked.is_empty() {
        let all = cohorts::all(&mut ctx.app.db.read().await?).await?;
        let today = london_date(ctx.now);
        all.iter().any(|it| it.is_open(today)).then(|| format!("{BASE}/cohort"))
    } else {
        // One that is unknown has no page; one that is not open says so. Neither becomes another.
        let year: u16 = asked.parse().map_err(|_| Failure::NotFound)?;
        let cohort = cohorts::find(&mut ctx.app.db.read().await?, AcademicYear::starting(year.into())).await?;
        let partner = format!("{BASE}/{year}/partner");
        if !cohort.ok_or(Failure::NotFound)?.is_open(london_date(ctx.now)) {
            return Ok(see_other(&partner));
        }
        Some(partner)
    };
    page(&StartPage { layout: ctx.layout("Confirm your schools"), next })
}
