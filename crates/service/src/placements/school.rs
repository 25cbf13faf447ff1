//! Placements of a school: offer, change, assign, answer.

pub(super) mod export;
pub(super) mod list;
pub(super) mod own;
pub(super) mod show;
mod add;
mod add_many;
mod answer;
mod assign;
mod confirm;
mod copy;
mod edit;
mod preview;
mod questions;
mod steps;
mod withdraw;

use axum::{Router, routing};

use crate::platform::{App, journeys};

/// The addresses of a school's own pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .merge(journeys::routes::<add::AddPlacement>())
        .merge(add_many::routes())
        .merge(copy::routes())
        .merge(assign::routes())
        .route("/placements/{id}/edit/{question}", routing::get(edit::get).post(edit::post))
        .route("/placements/{id}/preview", routing::get(preview::get))
        .route("/placements/{id}/withdraw", routing::get(withdraw::get).post(withdraw::post))
        .route("/placements/{id}/offer-again", routing::get(withdraw::get_again).post(withdraw::post_again))
        .route("/placements/{id}/requests/{share}/answer", routing::get(answer::get).post(answer::post))
        .route("/placements/{id}/assignments/{share}/{step}", routing::get(steps::get).post(steps::post))
}
