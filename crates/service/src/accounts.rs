//! People: signing in, one's own account, the users of an organisation, the terms of use.
//!
//! Read `rules` and `sign_in/rules` first: they say everything that docs/rules/sign-in.md says.

pub mod account;
pub mod choose_organisation;
pub mod events;
pub mod first_user;
pub mod first_steps;
pub mod invitation;
pub mod mail;
pub mod open_id;
pub mod rules;
pub mod second_factor;
pub mod sign_in;
pub mod sign_out;
pub mod store;
pub mod terms;
pub mod users;

use axum::Router;
use axum::routing::{get, post};

use crate::platform::App;
pub use rules::TERMS_VERSION;

/// The addresses of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(sign_in::routes())
        .merge(open_id::routes())
        .merge(first_user::routes())
        .merge(second_factor::routes())
        .merge(users::routes())
        .route("/invitation/{id}", get(invitation::get))
        .route("/sign-out", get(sign_out::get).post(sign_out::post))
        .route("/choose-organisation", get(choose_organisation::get).post(choose_organisation::post))
        .route("/terms", get(terms::get))
        .route("/accept-terms", get(terms::accept::get).post(terms::accept::post))
        .route("/account", get(account::get).post(account::post))
        .route("/account/sessions", get(account::sessions::get))
        .route("/account/sessions/end", post(account::sessions::end))
        .route("/sign-out-everywhere", post(account::sessions::end_all))
}
