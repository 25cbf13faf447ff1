//! /placements/ask-by-letter: partner schools that no mail can ask what they can offer, and the letters that ask them.

mod export;
mod letter;
mod list;

use axum::{Router, routing};

use crate::platform::App;
use crate::vocabulary::AcademicYear;

/// Where the list stands.
const PATH: &str = "/placements/ask-by-letter";

/// `/placements/ask-by-letter` and what is below it.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/placements/ask-by-letter", routing::get(list::get))
        .route("/placements/ask-by-letter/export.csv", routing::get(export::get))
        .route("/placements/ask-by-letter/{urn}", routing::get(letter::get).post(letter::post))
        .route("/placements/ask-by-letter/{urn}/letter.pdf", routing::get(letter::pdf))
}

/// The list of a year.
fn list_of(year: AcademicYear) -> String {
    format!("{PATH}?year={}", year.start_year())
}
