//! Acting for many schools: a school lets its trust, a lead partner or another provider do a part of its work for it.

pub mod mail;
pub mod rules;
pub mod store;
mod listed;
mod list;
mod show;
mod add;
mod answer;
mod end;
mod history;
mod act_for;

pub use act_for::is_delegate;

use axum::{Router, routing};

use crate::platform::App;
use crate::platform::journeys;

/// The address of a school's list.
const PATH: &str = "/organisation/delegations";

/// The addresses of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/organisation/delegations", routing::get(list::get))
        .route("/organisation/delegations/export.csv", routing::get(list::export))
        .route("/organisation/delegations/{id}", routing::get(show::get))
        .route("/organisation/delegations/{id}/answer", routing::get(answer::get).post(answer::post))
        .route("/organisation/delegations/{id}/end", routing::get(end::of_school).post(end::by_school))
        .route("/organisation/delegations/{id}/history", routing::get(history::get))
        .route("/organisation/delegations/{id}/history/export.csv", routing::get(history::export))
        .merge(journeys::routes::<add::LetAct>())
        .merge(act_for::routes())
}
