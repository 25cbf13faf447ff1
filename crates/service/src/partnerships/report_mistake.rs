//! A school says "this is a mistake" of a partnership that names it, without an account. Source: seed 003.
//!
//! A mail's link or a letter's code puts a notice into the browser's keeping ([`held`]); the pages below
//! `/report` are about that notice. The same form and the same rules serve users who are signed in ([`form`]).

mod code;
mod done;
pub mod form;
pub mod held;
mod land;
mod mistake;
mod named;
mod show;
pub mod submit;

use axum::{Router, routing};

use crate::platform::App;

/// `/report` and what is below it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/report", routing::get(show::get))
        .route("/report/code", routing::get(code::get).post(code::post))
        .route("/report/mistake", routing::get(mistake::get).post(mistake::post))
        .route("/report/done", routing::get(done::get))
        .route("/report/{token}", routing::get(land::get))
}
