//! GET /early-career/guide: how lead providers use the service. Anybody may read it.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{SummaryList, SummaryRow};

use crate::early_career::rules::verdict::RowError;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::page;

#[derive(Template)]
#[template(path = "early_career/confirm/guide.html")]
struct GuidePage {
    layout: Layout,
    errors: SummaryList,
}

/// Shows it.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let rows =
        RowError::ALL.map(|it| SummaryRow::new(it.to_string(), format!("{}. {}.", it.sentence(), it.next_step())));
    page(&GuidePage { layout: ctx.layout("Guide for lead providers"), errors: SummaryList::new().rows(rows) })
}
