//! Placements: what schools offer, what providers ask for, and who has which places.

pub mod words;
pub mod rules;
pub mod events;
pub mod store;
pub mod mail;
pub mod ending;
pub mod year_shown;
mod start;
pub mod find;

use axum::{Router, routing};

use crate::platform::App;
use crate::platform::worker::DueWork;

/// Work that comes round.
pub const DUE: &[&dyn DueWork] = &[&ending::EndPlacements];

/// The addresses of this capability.
pub fn routes() -> Router<App> {
    Router::new().route("/placements", routing::get(start::get)).merge(find::routes())
}
