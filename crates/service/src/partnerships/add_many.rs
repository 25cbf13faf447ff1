//! /partner-schools/add-many: a list of schools, pasted or in a file, judged row by row, checked and added.
//!
//! Source: product.md decisions 6 and 15: every upload goes through one reader, pasting is an equal path, candidates
//! are shown, and nothing uncertain is taken silently.

mod check;
mod columns;
mod confirm;
mod done;
mod export;
mod judged;
mod kept;
mod read;
mod row;
mod rows;
mod start;
mod store;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::{Extension, Router, routing};

use crate::partnerships::store::Matching;
use crate::platform::{App, upload};

/// Where the first page stands.
const BASE: &str = "/partner-schools/add-many";

/// `/partner-schools/add-many` and what is below it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/partner-schools/add-many", routing::get(start::get).post(start::post))
        // Of this address alone: every other reads no more than a form.
        .route_layer(DefaultBodyLimit::max(upload::MOST_BYTES))
        .route("/partner-schools/add-many/{id}/columns", routing::get(columns::get).post(columns::post))
        .route("/partner-schools/add-many/{id}/rows", routing::get(rows::get).post(rows::post))
        .route("/partner-schools/add-many/{id}/rows/export.csv", routing::get(export::get))
        .route("/partner-schools/add-many/{id}/rows/{line}", routing::get(row::get).post(row::post))
        .route("/partner-schools/add-many/{id}/check", routing::get(check::get).post(check::post))
        .route("/partner-schools/add-many/{id}/confirm", routing::post(confirm::post))
        .route("/partner-schools/add-many/{id}/done", routing::get(done::get))
        .layer(Extension(Arc::new(Matching::default())))
}
