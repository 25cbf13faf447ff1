//! GET /early-career/start: who are you? Anybody may ask.

use askama::Template;
use axum::response::Response;
use govuk::Layout;

use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::page;

#[derive(Template)]
#[template(path = "early_career/confirm/audience.html")]
struct AudiencePage {
    layout: Layout,
}

/// Shows where lead providers, schools and induction tutors go on.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    page(&AudiencePage { layout: ctx.layout("Early career training: who are you?") })
}
