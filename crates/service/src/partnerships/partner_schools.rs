//! Partner schools of an ITT provider (seed 000): list, add, details, remove, tell.

mod add;
pub mod contact;
mod export;
pub mod letter;
mod letters;
mod list;
mod remove;
mod show;

use std::sync::Arc;

use axum::extract::Path;
use axum::{Extension, Router, routing};

use crate::partnerships::store::Rosters;
use crate::platform::failure::Failure;
use crate::platform::{App, journeys};
use crate::vocabulary::Urn;

/// `/partner-schools` and what is below it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/partner-schools", routing::get(list::get))
        .route("/partner-schools/export.csv", routing::get(export::get))
        .route("/partner-schools/letters", routing::get(letters::get).post(letters::post))
        .route("/partner-schools/letters.pdf", routing::get(letters::pdf))
        .route("/partner-schools/{urn}", routing::get(show::get))
        .route("/partner-schools/{urn}/remove", routing::get(remove::get).post(remove::post))
        .route("/partner-schools/{urn}/contact", routing::get(contact::get).post(contact::post))
        .route("/partner-schools/{urn}/letter", routing::get(letter::get).post(letter::post))
        .route("/partner-schools/{urn}/letter.pdf", routing::get(letter::pdf))
        .merge(journeys::routes::<add::AddPartnerSchool>())
        .layer(Extension(Arc::new(Rosters::default())))
}

/// The school that an address names; what is no number is no page.
fn urn_of(Path(urn): Path<String>) -> Result<Urn, Failure> {
    urn.parse().map_err(|_| Failure::NotFound)
}
