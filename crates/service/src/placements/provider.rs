//! Placements of a provider: what it has and has asked for, asking, taking back and giving back.

pub(super) mod export;
pub(super) mod list;
mod own;
mod partner;
mod request;
pub(super) mod show;
mod step;

use axum::{Router, routing};

use crate::platform::{App, journeys};

/// The addresses of a provider's own pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/partner-schools/{urn}/placements", routing::get(partner::get))
        .route("/placements/{id}/request", routing::get(request::begin))
        .route("/placements/{id}/requests/{share}/withdraw", routing::get(step::withdraw).post(step::post_withdraw))
        .route(
            "/placements/{id}/assignments/{share}/give-back",
            routing::get(step::give_back).post(step::post_give_back),
        )
        .merge(journeys::routes::<request::RequestPlaces>())
}
