//! What a school says of a year: yes, maybe or no; shown, answered, confirmed, and on a sheet that it can send.

mod ask;
mod confirm;
mod facts;
mod finish;
mod questions;
mod sheet;
mod show;

pub(super) use show::might;

use axum::extract::Path;
use axum::{Router, routing};

use crate::platform::failure::Failure;
use crate::platform::{App, journeys};
use crate::vocabulary::AcademicYear;

/// `/placements/availability` and what is below it.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/placements/availability", routing::get(show::start))
        .route("/placements/availability/{year}", routing::get(show::get).post(show::post))
        .route("/placements/availability/{year}/confirm", routing::post(confirm::post))
        .route("/placements/availability/{year}/sheet", routing::get(sheet::get))
        .route("/placements/availability/{year}/sheet.pdf", routing::get(sheet::pdf))
        .merge(journeys::routes::<ask::AnswerAvailability>())
}

/// The year that an address names; what is none that pages speak of is no page.
fn year_of(Path(year): Path<String>) -> Result<AcademicYear, Failure> {
    let start: i32 = year.parse().map_err(|_| Failure::NotFound)?;
    if (2000..2100).contains(&start) { Ok(AcademicYear::starting(start)) } else { Err(Failure::NotFound) }
}

/// The address of a year's page.
pub(super) fn page_of(year: AcademicYear) -> String {
    format!("/placements/availability/{}", year.start_year())
}
