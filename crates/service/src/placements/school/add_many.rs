//! /placements/add-many: choose what, say how many of each, check, publish; all of them or none.
//!
//! What was answered stands in the address until it is published: nothing is kept, and Back works.

mod check;
mod choose;
mod done;
mod phases;
mod quantities;
mod state;

use axum::{Router, routing};

use crate::platform::App;

/// Its addresses.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/placements/add-many", routing::get(phases::get).post(phases::post))
        .route("/placements/add-many/choose", routing::get(choose::get).post(choose::post))
        .route("/placements/add-many/quantities", routing::get(quantities::get).post(quantities::post))
        .route("/placements/add-many/check", routing::get(check::get).post(check::post))
        .route("/placements/add-many/done", routing::get(done::get))
}
