//! Whether the process lives, and whether it can serve.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router, routing};
use store::values;
use tokio_util::sync::CancellationToken;

use super::App;

/// Programs ask here, and are answered in plain words.
pub const ADDRESSES: [&str; 2] = ["/healthz", "/readyz"];

/// Cancelled once this node has been asked to stop: it answers still, and wants no more.
#[derive(Clone, Debug)]
pub struct Leaving(pub CancellationToken);

/// `/healthz` and `/readyz`.
pub fn routes() -> Router<App> {
    let [alive_at, ready_at] = ADDRESSES;
    Router::new().route(alive_at, routing::get(alive)).route(ready_at, routing::get(ready))
}

/// The process answers.
async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers too, and the node stays.
async fn ready(State(app): State<App>, leaving: Option<Extension<Leaving>>) -> Response {
    if leaving.is_some_and(|Extension(Leaving(stop))| stop.is_cancelled()) {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "this node is stopping\n")
            .into_response();
    }
    let answers = async {
        let mut tx = app.db.read().await?;
        tx.scalar::<i32>("select 1", values![]).await
    };
    match answers.await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "the database cannot be reached\n")
                .into_response()
        }
    }
}
