//! /placements/mentors: how many mentors a school has, and how many of them are trained. Source: product.md decision 14.

mod change;
mod list;
mod lines;

use axum::{Router, routing};

use crate::platform::App;

/// `/placements/mentors` and what is below it.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/placements/mentors", routing::get(list::get))
        .route("/placements/mentors/change", routing::get(change::get).post(change::post))
}
