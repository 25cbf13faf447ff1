//! The API: tokens that an organisation's administrators make, and the JSON that systems read and write with them.
//!
//! Rules and writes are those of the pages; here is only how they are asked and answered.

pub mod mail;
pub mod rules;
pub mod store;
pub mod tokens;

pub mod docs;
pub mod problem;
pub mod query;
pub mod body;
pub mod caller;
pub mod once;
pub mod shown;
mod delivery_partners;
mod partnerships;
mod schools;
pub mod openapi;

use std::sync::Arc;

use axum::{Extension, Router, routing};

use crate::early_career::store::judge::Register;
use crate::platform::App;

/// The addresses of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/delivery-partners", routing::get(delivery_partners::list))
        .route("/api/v1/delivery-partners/{id}", routing::get(delivery_partners::one))
        .route("/api/v1/schools", routing::get(schools::list))
        .route("/api/v1/schools/{urn}", routing::get(schools::one))
        .merge(partnerships::routes())
        .layer(Extension(Arc::new(Register::default())))
        .merge(docs::routes())
        .merge(tokens::routes())
}
