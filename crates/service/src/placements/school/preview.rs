//! GET /placements/{id}/preview: what every provider sees of a placement.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{InsetText, SummaryList, Tag};

use super::own;
use crate::placements::seen;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::page;
use crate::policy::Action;

#[derive(Template)]
#[template(path = "placements/school/preview.html")]
struct PreviewPage {
    layout: Layout,
    base: String,
    status: Tag,
    facts: SummaryList,
}

impl PreviewPage {
    fn notice(&self) -> InsetText {
        InsetText::new(
            "This is a preview. Providers see this. A provider that has places is told so; no provider sees which \
             others have.",
        )
    }
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let placement = own::placement(&mut tx, &permit, &id).await?;
    let facts = seen::facts_of(&mut tx, &placement).await?;
    drop(tx);
    let base = own::address(&placement);
    page(&PreviewPage {
        layout: ctx.layout(format!("Preview of {}", placement.title())).back(base.as_str()),
        base,
        status: seen::tag(placement.standing().to_provider(0)),
        facts,
    })
}
