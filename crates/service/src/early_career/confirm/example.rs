//! GET /early-career/confirm/example.csv: a file as it should be.

use axum::response::Response;

use crate::platform::page::download;
use crate::platform::upload::csv;

/// Gives it to anybody. Its numbers belong to no school.
pub(super) async fn get() -> Response {
    let rows = ["URN", "9000001", "9000002", "9000003"].map(|cell| [cell]);
    download("example-schools.csv", "text/csv; charset=utf-8", csv(rows).into_bytes())
}
