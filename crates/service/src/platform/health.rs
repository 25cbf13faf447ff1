//! Whether the process lives, and whether it can serve.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use store::values;

use super::App;

/// Programs ask here, and are answered in plain words.
pub const ADDRESSES: [&str; 2] = ["/healthz", "/readyz"];

/// `/healthz` and `/readyz`.
pub fn routes() -> Router<App> {
    let [alive_at, ready_at] = ADDRESSES;
    Router::new().route(alive_at, routing::get(alive)).route(ready_at, routing::get(ready))
}

/// The process answers.
async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers too.
async fn ready(State(app): State<App>) -> Response {
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
