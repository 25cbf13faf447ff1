//! `/early-career`: a school's one page, from which it reports mistakes and gives its numbers.

mod mistake;
mod numbers;
mod show;

use axum::{Router, routing};

use crate::platform::App;

const PATH: &str = "/early-career";

/// Where teachers and mentors are registered by name: the DfE's own service. Source: "Register early career teachers",
/// which took over from "Manage training for early career teachers" in April 2026.
pub const REGISTER_TEACHERS: &str = "https://www.register-early-career-teachers.education.gov.uk/";

/// `/early-career` and what is below it for schools.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/early-career", routing::get(show::get))
        .route("/early-career/mistake/{membership}", routing::get(mistake::get).post(mistake::post))
        .route("/early-career/numbers/{year}", routing::get(numbers::get).post(numbers::post))
        .route("/early-career/numbers/{year}/none", routing::get(numbers::none).post(numbers::say_none))
}
