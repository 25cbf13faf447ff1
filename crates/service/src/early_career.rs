//! Early career training: lead providers confirm the schools that they have recruited, and schools say so if that is wrong.

pub mod rules;
pub mod events;
pub mod store;
pub mod mail;
pub mod telling;
mod payable;
mod schools;
mod support;
mod confirm;
pub mod nominate;
mod school;
mod contact;

use std::sync::Arc;

use axum::{Extension, Router, routing};

use crate::platform::App;
use crate::platform::worker::DueWork;
use store::judge::Register;

/// Work that comes round.
pub const DUE: &[&dyn DueWork] = &[&telling::TellReachable];

/// The addresses of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(schools::routes())
        .merge(payable::routes())
        .merge(support::routes())
        .merge(confirm::routes())
        .merge(nominate::routes())
        .merge(school::routes())
        .route("/early-career/contact", routing::get(contact::get).post(contact::post))
        .layer(Extension(Arc::new(Register::default())))
}
