//! GET /support: where the DfE's support begins.

use askama::Template;
use axum::response::Response;
use govuk::Layout;

use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

#[derive(Template)]
#[template(path = "support/start.html")]
struct StartPage {
    layout: Layout,
}

/// Draws the links to what support can look at.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    // Whoever may not see support's pages is told nothing of them.
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    Ok(without_banner(&ctx, page(&StartPage { layout: ctx.layout("Support") })?))
}
