//! GET /partner-providers/add-many/{id}/done: what came of the list; the same page however often it is opened.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, Panel, Table};

use super::check::said;
use super::kept::{self, Kept};
use super::results::Said;
use super::rows::called;
use crate::organisations::search::store::Searching;
use crate::placements::partner_providers::school;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other};
use crate::policy::Action;

#[derive(Template)]
#[template(path = "placements/partner_providers/add_many/done.html")]
struct DonePage {
    layout: Layout,
    left_out: Option<Table>,
    has_added: bool,
    file: String,
}

impl DonePage {
    fn panel(&self) -> Panel {
        Panel::new(self.layout.title.as_str())
    }
}

fn left_out(kept: &Kept, said: &[Said]) -> Option<Table> {
    let mut table = Table::new("Rows that were left out").stacked().caption_classes("govuk-table__caption--m");
    table = table.head(["In your list", "Result", "Reason"].map(Cell::new));
    let mut is_any = false;
    for (row, it) in kept.rows.iter().zip(said).filter(|(_, it)| it.is_left_out()) {
        is_any = true;
        table = table.row([called(row), it.result.to_owned(), it.reason.clone()].map(Cell::new));
    }
    is_any.then_some(table)
}

/// Shows how many were added, which rows were not and why, and what happens next.
pub(super) async fn get(
    ctx: Ctx,
    Extension(searching): Extension<Arc<Searching>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (permit, urn) = school(&ctx, Action::ChangePartners)?;
    let mut tx = ctx.app.db.read().await?;
    let kept = kept::find(&mut tx, permit.on(), &id, ctx.now, false).await?.ok_or(Failure::NotFound)?;
    let Some(outcome) = &kept.outcome else { return Ok(see_other(&kept.at("rows"))) };
    let said = said(&mut tx, (&permit, urn), &searching, &kept).await?;
    drop(tx);
    let title = match outcome.added.len() {
        1 => "1 partner provider added".to_owned(),
        number => format!("{number} partner providers added"),
    };
    page(&DonePage {
        layout: ctx.layout(title),
        left_out: left_out(&kept, &said),
        has_added: !outcome.added.is_empty(),
        file: kept.at("rows/export.csv"),
    })
}
