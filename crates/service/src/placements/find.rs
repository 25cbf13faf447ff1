//! Find placements: what schools offer, for providers; answered from memory.
//!
//! Read in this order: `marks` (what a placement is, as bits), `kind`, `snapshot` (everything by year), `finding` (how it
//! is kept up with the database), `wanted` (what is looked for), `answer` (who answers), then the pages.

mod marks;
mod kind;
mod snapshot;
pub mod finding;
mod wanted;
mod answer;
mod asked;
mod line;
mod list;
mod export;
mod drawing;
mod map;
mod offers;
mod school;
#[cfg(test)]
mod tests;

use axum::{Router, routing};

use crate::platform::App;

/// `/placements/find` and what is below it.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/placements/find", routing::get(list::get))
        .route("/placements/find/export.csv", routing::get(export::get))
        .route("/placements/find/map", routing::get(map::get))
        .route("/placements/find/{urn}", routing::get(school::get))
}
