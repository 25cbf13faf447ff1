//! What a provider tells its partner schools of a year: /placements/profile, and what those schools see of it.

mod check;
mod edit;
mod show;
mod shown;
mod trainees;
mod window;

use axum::{Router, routing};

pub(super) use shown::Shown;

use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::AcademicYear;

/// `/placements/profile` and what is below it.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/placements/profile", routing::get(show::get))
        .route("/placements/profile/windows.ics", routing::get(show::ics))
        .route("/placements/profile/edit/{what}", routing::get(edit::get).post(edit::post))
        .route("/placements/profile/trainees/{phase}", routing::get(trainees::get).post(trainees::post))
        .route("/placements/profile/windows/add", routing::get(window::add).post(window::post_add))
        .route("/placements/profile/windows/{id}", routing::get(window::change).post(window::post_change))
        .route("/placements/profile/windows/{id}/remove", routing::get(window::remove).post(window::post_remove))
}

/// The permit on the provider whose pages these are; another kind of organisation has no such pages.
fn provider(ctx: &Ctx, action: Action) -> Result<Permit, Failure> {
    ctx.may_as(Kind::Provider, action)
}

/// The address of the profile's page for a year.
fn address(year: AcademicYear) -> String {
    format!("/placements/profile?year={}", year.start_year())
}
