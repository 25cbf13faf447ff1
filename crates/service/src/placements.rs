//! Placements: what schools offer, what providers ask for, and who has which places.

pub mod words;
pub mod rules;
pub mod events;
pub mod store;
pub mod mail;
pub mod ending;
pub mod year_shown;
pub mod seen;
mod refusals;
pub mod calendar;
mod profile;
pub mod partner_providers;
mod school;
mod provider;
mod pages;
mod availability;
mod answer;
mod ask_letters;
pub mod reminders;
mod contacts;
mod mentors;
pub mod find;

pub use school::own::Register;

use axum::{Router, routing};

use crate::platform::App;
use crate::platform::worker::DueWork;

/// Work that comes round.
pub const DUE: &[&dyn DueWork] = &[&ending::EndPlacements, &reminders::AskSchools];

/// The addresses of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/placements", routing::get(pages::start))
        .route("/placements/export.csv", routing::get(pages::export))
        .route("/placements/year", routing::post(year_shown::post))
        .route("/placements/{id}", routing::get(pages::placement))
        .merge(school::routes())
        .merge(partner_providers::routes())
        .merge(profile::routes())
        .merge(provider::routes())
        .merge(availability::routes())
        .merge(answer::routes())
        .merge(ask_letters::routes())
        .merge(contacts::routes())
        .merge(mentors::routes())
        .merge(find::routes())
}
