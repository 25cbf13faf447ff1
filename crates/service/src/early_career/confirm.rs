//! /early-career/confirm: a lead provider confirms the schools that it has recruited, thousands at once.
//!
//! Source: seed 003; acceptance 10 to 37.

mod again;
mod audience;
mod check;
mod cohort;
mod done;
mod errors;
mod example;
mod export;
mod guide;
mod judged;
mod list;
mod partner;
mod press;
mod start;
mod upload;

use axum::extract::DefaultBodyLimit;
use axum::{Router, routing};

use crate::platform::App;
use crate::platform::upload as uploads;

/// Where the first page stands.
const BASE: &str = "/early-career/confirm";

/// `/early-career/confirm` and what is below it, and the pages that anybody may read: who are you, and the guide.
pub fn routes() -> Router<App> {
    let sending = Router::new()
        .route("/early-career/confirm/{year}/{partner}/schools", routing::get(upload::get).post(upload::post))
        .route_layer(DefaultBodyLimit::max(uploads::MOST_BYTES));
    Router::new()
        .route("/early-career/confirm", routing::get(start::get))
        .route("/early-career/start", routing::get(audience::get))
        .route("/early-career/guide", routing::get(guide::get))
        .route("/early-career/confirm/example.csv", routing::get(example::get))
        .route("/early-career/confirm/cohort", routing::get(cohort::get).post(cohort::post))
        .route("/early-career/confirm/{year}/partner", routing::get(partner::get).post(partner::post))
        .route("/early-career/confirm/{year}/{partner}/again", routing::post(again::post))
        .route("/early-career/confirm/lists/{id}/errors", routing::get(errors::get).post(errors::post))
        .route("/early-career/confirm/lists/{id}/errors/export.csv", routing::get(export::get))
        .route("/early-career/confirm/lists/{id}/check", routing::get(check::get).post(check::post))
        .route("/early-career/confirm/lists/{id}/confirm", routing::post(press::post))
        .route("/early-career/confirm/lists/{id}/done", routing::get(done::get))
        .merge(sending)
}
