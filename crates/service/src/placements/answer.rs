//! A school answers from its mail, on one page, without an account: yes, maybe or no.
//!
//! A mail's link or its code puts the asking into the browser's keeping ([`held`]); the pages below `/a` are about it.

mod code;
mod done;
mod held;
mod land;
mod show;
mod stop;
mod submit;

use axum::{Router, routing};

use crate::platform::App;

/// `/a` and what is below it.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/a", routing::get(show::get).post(show::post))
        .route("/a/code", routing::get(code::get).post(code::post))
        .route("/a/confirm", routing::post(show::confirm))
        .route("/a/done", routing::get(done::get))
        .route("/a/stop", routing::get(stop::get).post(stop::post))
        .route("/a/{token}", routing::get(land::get))
}
