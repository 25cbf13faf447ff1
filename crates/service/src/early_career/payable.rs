//! The payable list of a cohort: for the lead provider's finance role, and for the DfE over all lead providers.

mod desk;
mod list;

use axum::{Router, routing};

use crate::platform::App;

const PATH: &str = "/early-career/payable";
const DESK: &str = "/support/early-career/payable";

/// The addresses of these pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/early-career/payable", routing::get(list::get))
        .route("/early-career/payable/export.csv", routing::get(list::export))
        .route("/support/early-career/payable", routing::get(desk::get))
        .route("/support/early-career/payable/export.csv", routing::get(desk::export))
}
