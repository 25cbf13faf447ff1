//! Check your schools: the schools that a lead provider confirmed, by cohort (seed 003).

mod contact;
mod export;
mod letter;
mod letters;
mod list;
mod next;
mod partner;
mod seen;
mod show;
mod shown;
mod successor;

use axum::{Router, routing};

use crate::platform::App;

pub use list::orders;
pub use shown::cohort_shown;
const PATH: &str = "/early-career/schools";

/// `/early-career/schools` and what is below it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/early-career/schools", routing::get(list::get))
        .route("/early-career/schools/export.csv", routing::get(export::get))
        .route("/early-career/schools/seen", routing::post(seen::post))
        .route("/early-career/schools/next", routing::get(next::get))
        .route("/early-career/schools/next/export.csv", routing::get(next::export))
        .route("/early-career/schools/letters", routing::get(letters::get).post(letters::post))
        .route("/early-career/schools/letters.pdf", routing::get(letters::pdf))
        .route("/early-career/schools/{urn}", routing::get(show::get))
        .route("/early-career/schools/{urn}/contact", routing::get(contact::get).post(contact::post))
        .route("/early-career/schools/{urn}/letter", routing::get(letter::get).post(letter::post))
        .route("/early-career/schools/{urn}/letter.pdf", routing::get(letter::pdf))
        .route("/early-career/schools/{urn}/successor", routing::get(successor::get).post(successor::post))
        .route("/early-career/schools/{urn}/partner", routing::get(partner::get).post(partner::post))
        .route("/early-career/schools/{urn}/partner/check", routing::get(partner::check).post(partner::change))
}
