//! The second factor: a code from an app besides the link, for the DfE's desk and for what needs more than a link.
//!
//! Source: product.md decision 7 and "Secrets". Whether it is asked for stands in `platform/ctx.rs`.

pub mod ask;
pub mod mail;
mod own;
mod qr;
pub mod reset;
pub mod rules;
pub mod set_up;
pub mod store;

use axum::Router;
use axum::routing::{get, post};

use crate::platform::App;

/// The addresses of the second factor.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/second-factor", get(ask::get).post(ask::post))
        .route("/account/second-factor", get(own::get).post(own::begin))
        .route("/account/second-factor/set-up", get(set_up::get).post(set_up::post))
        .route("/account/second-factor/recovery-codes", post(own::renew))
        .route("/organisation/users/{id}/second-factor", get(reset::get).post(reset::post))
}
