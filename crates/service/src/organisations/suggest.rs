//! GET /schools/suggest?q=: what the search field shows while somebody types. Public facts.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::search::store::Searching;
use crate::platform::App;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::request::Query;

/// A JSON array of at most 10 `{urn, name, town, postcode, status}`.
pub(super) async fn get(
    State(app): State<App>,
    Extension(searching): Extension<Arc<Searching>>,
    Client(client): Client,
    Query(query): Query,
) -> Result<Response, Failure> {
    app.limits.count(Kind::Suggest, client)?;
    let json = searching.now().schools.suggest_json(query.text("q"));
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}
