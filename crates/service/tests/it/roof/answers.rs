//! What every answer has, and what one broken request does to the others. Trust S8, S17.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::get;
use service::platform::failure::Failure;
use service::platform::settings;
use service::router::{routes, under_roof};
use store::{StoreError, both};
use tower::ServiceExt as _;

use crate::world::World;

/// The service over TLS, with addresses that fail in every way.
fn service_of(world: &World) -> Router {
    let settings = "public_url = \"https://partnerships.example\"\nlimits = false";
    let settings = Arc::new(settings::read_from(std::iter::empty(), settings).unwrap());
    let mut app = world.app.clone();
    app.settings = settings;
    let fails = |error: fn() -> StoreError| get(move || async move { Err::<(), _>(Failure::from(error())) });
    let routes = routes()
        .route("/fails/panic", get(panics))
        .route("/fails/busy", fails(|| StoreError::Busy))
        .route("/fails/away", fails(|| StoreError::Unavailable))
        .route("/fails/full", fails(|| StoreError::Full))
        .route("/fails/broken", fails(|| StoreError::Refused("why".to_owned())))
        .route("/fails/slow", get(async || StatusCode::SERVICE_UNAVAILABLE))
        .route("/fails/often", get(async || Failure::TooMany { seconds: 7 }))
        .route("/fails/{number}", get(async |_: axum::extract::Path<u8>| "a number"));
    under_roof(routes, app, world.searching.clone(), world.finding.clone())
}

async fn panics() -> &'static str {
    panic!("why: unwrap")
}

async fn asked(service: &Router, request: Request<Body>) -> (u16, HeaderMap, String) {
    let answer = service.clone().oneshot(request).await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, headers, String::from_utf8_lossy(&bytes).into_owned())
}

async fn got(service: &Router, path: &str) -> (u16, HeaderMap, String) {
    asked(service, Request::get(path).body(Body::empty()).unwrap()).await
}

/// Source: trust.md S8.
const EVERYWHERE: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
];

fn has_all(path: &str, headers: &HeaderMap) {
    let header = |name: &str| headers.get(name).map(|it| it.to_str().unwrap()).unwrap_or_default();
    for (name, value) in EVERYWHERE {
        assert_eq!(header(name), value, "{path}: {name}");
    }
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    let sources: Vec<&str> = policy.split(['\'', ';', ' ']).filter(|it| !it.is_empty()).collect();
    for banned in ["unsafe-inline", "unsafe-eval", "*", "data:", "https:", "http:"] {
        assert!(!sources.contains(&banned) && !policy.contains("nonce-"), "{path}: {policy}");
    }
    let is_asset = path.starts_with("/assets/") && header("content-type").starts_with("text/css");
    let kept = if is_asset { "public, max-age=31536000, immutable" } else { "no-store" };
    assert_eq!(header("cache-control"), kept, "{path}");
}

both! {
    async fn every_answer_has_the_headers_that_protect_it(world) {
        let service = service_of(world);
        let home = got(&service, "/sign-in").await.2;
        let style = home.split('"').find(|it| it.starts_with("/assets/") && it.contains(".css")).unwrap();
        for (path, status) in [
            ("/sign-in", 200), (style, 200), ("/healthz", 200), ("/find/schools/export.csv", 200),
            ("/", 200), ("/account", 303), ("/partner-schools", 303), ("/organisation", 303),
            ("/nothing", 404), ("/assets/nothing.css", 404), ("/partner-schools/%ff", 404), ("/organisations/a%00b", 404),
            ("/fails/often", 429), ("/fails/panic", 500), ("/fails/broken", 500),
            ("/fails/busy", 503), ("/fails/away", 503), ("/fails/full", 503), ("/fails/slow", 503), ("/fails/x", 404),
        ] {
            let (found, headers, _) = got(&service, path).await;
            assert_eq!(found, status, "{path}");
            has_all(path, &headers);
        }
        let post = |path: &str| Request::post(path).header("sec-fetch-site", "same-origin");
        let large = Body::from("x=1&".repeat(100_000));
        for (request, status) in [
            (post("/sign-in").body(Body::from("email=")).unwrap(), 422),
            (post("/sign-in").body(large).unwrap(), 413),
            (post("/partner-schools").body(Body::empty()).unwrap(), 400),
            (post("/nothing").body(Body::empty()).unwrap(), 404),
            (post("/sign-in").header("origin", "https://evil.example").body(Body::empty()).unwrap(), 403),
        ] {
            let path = request.uri().path().to_owned();
            let (found, headers, _) = asked(&service, request).await;
            assert_eq!(found, status, "{path}");
            has_all(&path, &headers);
        }
    }

    async fn every_failure_is_a_page_that_says_what_to_do(world) {
        let service = service_of(world);
        for (path, heading) in [
            ("/nothing", "Page not found"),
            ("/partner-schools/%ff/remove", "Page not found"),
            ("/fails/often", "Too many requests"),
            ("/fails/busy", "The service is busy"),
            ("/fails/slow", "The service is busy"),
            ("/fails/full", "Nothing can be saved at the moment"),
            ("/fails/panic", "Sorry, there is a problem with the service"),
        ] {
            let (status, headers, html) = got(&service, path).await;
            assert!(headers["content-type"].to_str().unwrap().starts_with("text/html"), "{path}");
            assert!(html.contains(&format!("<h1 class=\"govuk-heading-l\">{heading}</h1>")), "{path}: {html}");
            assert!(!html.contains("why") && !html.contains("unwrap"), "causes are logged and not shown: {html}");
            assert_eq!(headers.contains_key("retry-after"), [429, 503].contains(&status), "{path}");
        }
    }

    async fn a_panic_in_one_request_harms_no_other(world) {
        let service = service_of(world);
        let asking = (0..50).map(|number| {
            let service = service.clone();
            tokio::spawn(async move { got(&service, if number % 2 == 0 { "/fails/panic" } else { "/readyz" }).await.0 })
        });
        let answers: Vec<_> = asking.collect();
        for (number, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.await.unwrap(), if number % 2 == 0 { 500 } else { 200 });
        }
        assert_eq!(got(&service, "/readyz").await.0, 200);
    }
}
