//! GET /schools/suggest?q=, /providers/suggest?q=: what a search field shows while somebody types. Public facts.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::search::Snapshot;
use super::search::store::Searching;
use crate::platform::App;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::request::Query;

/// A JSON array of at most 10 `{urn, name, town, postcode, status}`.
pub(super) async fn schools(
    State(app): State<App>,
    Extension(searching): Extension<Arc<Searching>>,
    Client(client): Client,
    Query(query): Query,
) -> Result<Response, Failure> {
    app.limits.count(Kind::Suggest, client)?;
    Ok(json(&searching.now().schools, query.text("q")))
}

/// A JSON array of at most 10 `{code, name, town, postcode, status}`.
pub(super) async fn providers(
    State(app): State<App>,
    Extension(searching): Extension<Arc<Searching>>,
    Client(client): Client,
    Query(query): Query,
) -> Result<Response, Failure> {
    app.limits.count(Kind::Suggest, client)?;
    Ok(json(&searching.now().providers, query.text("q")))
}

fn json(snapshot: &Snapshot, typed: &str) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], snapshot.suggest_json(typed)).into_response()
}
