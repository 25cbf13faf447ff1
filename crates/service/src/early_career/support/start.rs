//! GET /support/early-career: cohorts with their dates, and the ways to the rest.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Colour, Html, Table, Tag};

use super::{PATH, reader};
use crate::early_career::rules::cohorts::{Cohort, Season};
use crate::early_career::store::cohorts;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::policy::Action;
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "early_career/support/start.html")]
struct StartPage {
    layout: Layout,
    cohorts: Option<Table>,
    can_keep: bool,
}

impl StartPage {
    fn add(&self) -> Button {
        Button::link("Add a cohort", format!("{PATH}/cohorts/new"))
    }
}

/// A cohort as a link to its dates.
#[derive(Template)]
#[template(path = "early_career/support/cohort_link.html")]
struct CohortLink {
    cohort: Cohort,
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let _permit = reader(&ctx)?;
    let all = cohorts::all(&mut ctx.app.db.read().await?).await?;
    let own = ctx.viewer()?.acting.as_ref().map(|it| it.id);
    let can_keep = own.is_some_and(|own| ctx.may_on(Action::ManageCohorts, own).is_ok());
    let today = london_date(ctx.now);
    let head = ["Cohort", "Opens", "Closes", "Now"];
    let table = all.iter().fold(Table::new("Cohorts").stacked().head(head), |table, cohort| {
        let name = if can_keep {
            Cell::new(Html::of(&CohortLink { cohort: *cohort }))
        } else {
            Cell::new(cohort.year.to_string())
        };
        let now = match cohort.season(today) {
            Season::Early => Tag::new("Not open yet").colour(Colour::Grey),
            Season::Open => Tag::new("Open").colour(Colour::Green),
            Season::Over => Tag::new("Closed").colour(Colour::Grey),
        };
        table.row([name, Cell::new(day(cohort.opens_on)), Cell::new(day(cohort.closes_on)), Cell::new(now)])
    });
    let view = StartPage {
        layout: ctx.layout("Early career training").back("/support"),
        cohorts: (!all.is_empty()).then_some(table),
        can_keep,
    };
    Ok(without_banner(&ctx, page(&view)?))
}
