//! The register of schools and the providers of teacher training.

pub mod choosing;
pub mod contact_book;
pub mod contacts;
pub mod digest;
pub mod directory;
pub mod facts;
pub mod folding;
pub mod happened;
pub mod news;
pub mod notifications;
pub mod people;
pub mod profile;
pub mod provider;
pub mod providers;
pub mod register;
pub mod rules;
pub mod search;
pub mod school;
pub mod store;
pub mod find;
pub mod show;
pub mod suggest;

use axum::Router;
use axum::routing::get;

use crate::platform::App;
use crate::platform::worker::DueWork;

/// Work that comes round.
pub const DUE: &[&dyn DueWork] = &[&digest::SendDailyMails];

/// The addresses of this capability: public facts, which need no sign-in, and what an organisation was told.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/schools/suggest", get(suggest::schools))
        .route("/providers/suggest", get(suggest::providers))
        .route("/find/schools", get(find::get))
        .route("/find/schools/export.csv", get(find::export))
        .route("/organisations/{key}", get(show::get))
        .merge(notifications::routes())
}
