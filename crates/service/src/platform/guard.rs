//! The door: what every request passes before a page is asked, and every answer before it leaves.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::App;
use super::failure::Failure;
use super::health;

/// Headers of every answer, whatever its status. Source: trust.md S8.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("x-frame-options", "DENY"),
];

/// Refuses a change that another site's page asks for, and puts our headers on every answer.
///
/// Source: trust.md S5: every unsafe route refuses a foreign Origin or Sec-Fetch-Site.
pub async fn door<F>(app: &App, request: Request, inside: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let mut response = if is_unsafe(request.method()) && is_foreign(app, &request) {
        Failure::ForeignOrigin.into_response()
    } else {
        let is_for_machines = health::ADDRESSES.contains(&request.uri().path());
        let response = inside(request).await;
        if is_for_machines { response } else { as_page(response) }
    };
    let headers = response.headers_mut();
    headers.reserve(HEADERS.len() + 2);
    for (name, value) in HEADERS {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if app.settings.is_secure() {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    // Pages hold what only this person may see; assets say otherwise themselves.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// An error that the framework made by itself, in plain words or none, as a page of ours.
fn as_page(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_plain =
        response.headers().get(header::CONTENT_TYPE).is_none_or(|it| it.as_bytes().starts_with(b"text/plain"));
    if !(is_error && is_plain) {
        return response;
    }
    let failure = match status {
        // A path that is no text once it is decoded.
        StatusCode::BAD_REQUEST => Failure::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        StatusCode::SERVICE_UNAVAILABLE => Failure::Unavailable("a page took too long".to_owned()),
        status if status.is_server_error() => Failure::Broken(format!("the framework answered {status}")),
        _ => Failure::BadRequest("Go back to the page before and try again."),
    };
    failure.into_response()
}

fn is_unsafe(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_foreign(app: &App, request: &Request) -> bool {
    let header = |name: HeaderName| request.headers().get(name).map(|it| it.to_str().unwrap_or("?"));
    let site = header(HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return true;
    }
    let Some(origin) = header(header::ORIGIN) else { return false };
    let host = header(header::HOST).unwrap_or_default();
    let own = [app.settings.public_url.clone(), format!("http://{host}")];
    // Behind a proxy the host is the public one; on a laptop it is whatever name the browser used for us.
    let may_use_host = !app.settings.is_secure();
    origin != own[0] && !(may_use_host && origin == own[1])
}

/// The address of whoever asks: the last hop that our own proxy added, when there is a proxy.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub IpAddr);

impl FromRequestParts<App> for Client {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Client, std::convert::Infallible> {
        let peer =
            parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |it| it.0.ip());
        let forwarded = parts.headers.get("x-forwarded-for").and_then(|it| it.to_str().ok());
        // Believed only from a proxy on this machine, in front of a service that is reached over TLS.
        let behind_proxy = app.settings.is_secure() && peer.is_loopback();
        let last = forwarded.filter(|_| behind_proxy).and_then(|it| it.rsplit(',').next()?.trim().parse().ok());
        Ok(Client(last.unwrap_or(peer)))
    }
}
