//! GET /placements/mentors: the counts of a year.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, Table};

use super::lines::lines;
use crate::placements::store::mentors::mentors;
use crate::placements::year_shown::year_shown;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::platform::request::Query;
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, london_date};

#[derive(Template)]
#[template(path = "placements/mentors/list.html")]
struct ListPage {
    layout: Layout,
    year: AcademicYear,
    table: Option<Table>,
    updated: Option<String>,
    can_change: bool,
}

impl ListPage {
    fn start(&self) -> i32 {
        self.year.start_year()
    }
}

/// Draws the counts; what nobody has given is said so.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let lines = lines(&mut tx, &ctx).await?;
    let counted = mentors(&mut tx, permit.on(), year).await?;
    drop(tx);
    let head = [Cell::new("Phase or subject"), Cell::numeric("Mentors"), Cell::numeric("Trained")];
    let mut table = Table::new("Mentors").stacked().hidden_caption().head(head);
    for line in &lines {
        let count = counted.mentors.iter().find(|it| (it.phase, it.subject) == (line.phase, line.subject));
        // A school with thirty subjects reads those that it has counted, and the rest in one line.
        if count.is_none() && line.subject.is_some() {
            continue;
        }
        let shown = |number: Option<i32>| number.map_or_else(|| "Not given yet".to_owned(), |it| it.to_string());
        let (all, trained) = (count.map(|it| it.headcount), count.map(|it| it.trained));
        table = table.row([Cell::new(line.title()), Cell::numeric(shown(all)), Cell::numeric(shown(trained))]);
    }
    let updated = counted.changed_at.map(|at| {
        let who = counted.changed_by.as_deref().unwrap_or("somebody whose account has gone");
        format!("Last updated on {} by {who}.", day(london_date(at)))
    });
    let view = ListPage {
        layout: ctx.layout("Mentors").back("/placements"),
        year,
        table: (!counted.mentors.is_empty()).then_some(table),
        updated,
        can_change: ctx.can(Action::CountMentors),
    };
    Ok(without_banner(&ctx, page(&view)?))
}
