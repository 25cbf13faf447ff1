//! Prometheus metrics on a port of their own. They count; they name nobody.

use std::net::SocketAddr;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use axum::{Router, routing};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Counts a request under its route's pattern, never its address: addresses hold numbers and tokens.
pub async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().to_string();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    let labels = [("route", route), ("method", method), ("status", status)];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels[..2]).record(started.elapsed().as_secs_f64());
    response
}

/// Serves `/metrics` on its own address.
///
/// # Errors
/// A sentence when the address cannot be listened on.
pub async fn serve(address: SocketAddr, stop: CancellationToken) -> Result<(), String> {
    let handle: PrometheusHandle =
        PrometheusBuilder::new().install_recorder().map_err(|error| format!("metrics cannot be kept: {error}"))?;
    let pages = Router::new().route("/metrics", routing::get(move || std::future::ready(handle.render())));
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("{address} cannot be listened on for metrics: {error}"))?;
    tokio::spawn(async move {
        let served = axum::serve(listener, pages).with_graceful_shutdown(async move { stop.cancelled().await });
        if let Err(error) = served.await {
            tracing::error!(%error, "metrics are no longer served");
        }
    });
    Ok(())
}
