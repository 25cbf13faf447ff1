//! What support sees, and what is the same for everyone.

pub mod access_requests;
pub mod accessibility;
pub mod cookies;
pub mod doctor;
pub mod feedback;
pub mod help;
pub mod history;
pub mod imports;
pub mod mail;
pub mod organisations;
pub mod outbox;
pub mod performance;
pub mod privacy;
pub mod retention;
pub mod start;
pub mod stop;
pub mod subject;
pub mod uploads;
pub mod users;

use axum::Router;
use axum::routing::get;

use crate::platform::App;
use crate::platform::worker::DueWork;

/// Work that comes round.
pub const DUE: &[&dyn DueWork] = &[&retention::Purge];

/// The addresses of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(access_requests::routes())
        .merge(history::routes())
        .merge(imports::routes())
        .merge(organisations::routes())
        .merge(uploads::routes())
        .route("/accessibility", get(accessibility::get))
        .route("/cookies", get(cookies::get))
        .route("/feedback", get(feedback::get).post(feedback::post))
        .route("/feedback/thanks", get(feedback::thanks))
        .route("/help", get(help::get))
        .route("/performance", get(performance::get))
        .route("/privacy", get(privacy::get))
        .route("/outbox", get(outbox::get))
        .route("/outbox/export.csv", get(outbox::export))
        .route("/support", get(start::get))
        .route("/support/stop", get(stop::get).post(stop::post))
        .route("/support/users", get(users::get))
        .route("/support/mail", get(mail::get))
        .route("/support/mail/export.csv", get(mail::export))
        .route("/support/mail/{id}/release", get(mail::release::get).post(mail::release::post))
}
