//! `/help`: how the first things are done, and whom to ask.

use askama::Template;
use axum::response::Response;
use govuk::Layout;

use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};

#[derive(Template)]
#[template(path = "support/help.html")]
struct HelpPage {
    layout: Layout,
    contact: String,
}

/// The page, for everybody.
pub async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let view = HelpPage { layout: ctx.layout("Help"), contact: ctx.app.settings.contact_email.clone() };
    Ok(without_banner(&ctx, page(&view)?))
}
