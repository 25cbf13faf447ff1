//! The API: tokens that an organisation's administrators make, and the JSON that systems read and write with them.
//!
//! Rules and writes are those of the pages; here is only how they are asked and answered.

pub mod mail;
pub mod rules;
pub mod store;
pub mod tokens;

use axum::Router;

use crate::platform::App;

/// The addresses of this capability.
pub fn routes() -> Router<App> {
    tokens::routes()
}
