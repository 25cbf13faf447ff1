//! `/nominate` and `/early-career/tutor`: a school says who its induction tutor is, by a link or signed in.

mod form;
pub mod held;
mod linked;
mod signed_in;

use axum::{Router, routing};

use crate::platform::App;

/// The addresses of nominating.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/nominate", routing::get(linked::get).post(linked::post))
        .route("/nominate/again", routing::get(linked::sent).post(linked::again))
        .route("/nominate/done", routing::get(linked::done))
        .route("/nominate/{token}", routing::get(held::land))
        .route("/early-career/tutor", routing::get(signed_in::get).post(signed_in::post))
}
