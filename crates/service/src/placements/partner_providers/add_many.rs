//! /partner-providers/add-many: a list of providers, pasted or in a file, judged row by row, checked and added.
//!
//! Source: product.md decisions 6 and 15: every upload goes through one reader, pasting is an equal path, candidates
//! are shown, and nothing uncertain is taken silently.

mod check;
mod done;
mod export;
mod judge;
mod kept;
mod results;
mod rows;
mod start;

use axum::extract::DefaultBodyLimit;
use axum::{Router, routing};

use crate::platform::{App, upload};

/// Where the first page stands.
const BASE: &str = "/partner-providers/add-many";

/// `/partner-providers/add-many` and what is below it.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/partner-providers/add-many", routing::get(start::get).post(start::post))
        // Of this address alone: every other reads no more than a form.
        .route_layer(DefaultBodyLimit::max(upload::MOST_BYTES))
        .route("/partner-providers/add-many/{id}/rows", routing::get(rows::get).post(rows::post))
        .route("/partner-providers/add-many/{id}/rows/export.csv", routing::get(export::get))
        .route("/partner-providers/add-many/{id}/done", routing::get(done::get))
        .route("/partner-providers/add-many/{id}/check", routing::get(check::get).post(check::post))
}
