//! The front-end files: hashed names, compressed, embedded, immutable.

use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};

use super::App;
use super::failure::Failure;

/// `/assets/…`
pub fn routes() -> Router<App> {
    Router::new().route("/assets/{*path}", routing::get(get))
}

async fn get(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let asset = govuk::assets::get(&path).ok_or(Failure::NotFound)?;
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let (encoding, bytes) = asset.encoded(accepts);
    let mut response = (
        [
            (header::CONTENT_TYPE, asset.content_type),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (header::VARY, "accept-encoding"),
        ],
        bytes,
    )
        .into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, axum::http::HeaderValue::from_static(encoding));
    }
    Ok(response)
}
