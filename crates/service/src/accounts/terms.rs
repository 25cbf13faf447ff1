//! `/terms`: the terms of use, with their version. `/accept-terms` takes them as accepted.

pub mod accept;

use askama::Template;
use axum::response::Response;
use govuk::Layout;

use super::rules::TERMS_VERSION;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::page;

#[derive(Template)]
#[template(path = "accounts/terms.html")]
struct TermsPage {
    layout: Layout,
    version: &'static str,
}

/// The page, for everybody.
pub async fn get(ctx: Ctx) -> Result<Response, Failure> {
    page(&TermsPage { layout: ctx.layout("Terms of use"), version: TERMS_VERSION })
}
