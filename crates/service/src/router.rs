//! The roof: every capability's routes, messages and background work, in one list each.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::accounts::terms::accept;
use crate::api::problem::{self, Problem};
use crate::organisations::search::store::Searching;
use crate::placements::find::finding::{self, Finding};
use crate::platform::failure::Failure;
use crate::platform::mail::Templates;
use crate::platform::worker::{self, DueList};
use crate::platform::{App, assets, guard, health, metrics};
use crate::{accounts, api, delegation, early_career, home, organisations, partnerships, placements, support};

/// The most that we read of a form: more than any of ours holds. Where uploads go, `upload::MOST_BYTES` is read.
const MOST_BYTES: usize = 128 * 1024;
/// The longest that a page may take; a bulk change of 30,000 rows takes a small part of it.
const LONGEST: Duration = Duration::from_mins(1);

/// All pages of the service.
pub fn router(app: App, searching: Arc<Searching>, finding: Arc<Finding>) -> Router {
    under_roof(routes(), app, searching, finding)
}

/// Every address of the service, without the roof.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(assets::routes())
        .merge(health::routes())
        .merge(home::routes())
        .merge(organisations::routes())
        .merge(partnerships::routes())
        .merge(placements::routes())
        .merge(early_career::routes())
        .merge(accounts::routes())
        .merge(support::routes())
        .merge(delegation::routes())
        .merge(api::routes())
}

/// These addresses under the roof: what every request passes and every answer gets, whatever becomes of it.
///
/// In one layer over all of them: with a layer for each, every request would copy each with all that lies within it.
pub fn under_roof(routes: Router<App>, app: App, searching: Arc<Searching>, finding: Arc<Finding>) -> Router {
    let roof = Roof { app: app.clone(), searching: Arc::clone(&searching), finding: Arc::clone(&finding) };
    let layers = ServiceBuilder::new()
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(roof, pass))
        .layer(CatchPanicLayer::custom(|_| -> Response {
            Failure::Broken("a request panicked".to_owned()).into_response()
        }))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(Extension(finding))
        .layer(Extension(searching));
    // Nobody pays for counting where nobody reads it.
    let is_counted = app.settings.metrics_listen.is_some();
    let routes = if is_counted { routes.route_layer(middleware::from_fn(metrics::count)) } else { routes };
    routes.fallback(async || Failure::NotFound).method_not_allowed_fallback(wrong_method).layer(layers).with_state(app)
}

/// What the roof itself needs of every request.
#[derive(Clone)]
struct Roof {
    app: App,
    searching: Arc<Searching>,
    finding: Arc<Finding>,
}

/// A change goes to its end from its first step: the session itself is read from the database.
async fn pass(State(roof): State<Roof>, request: Request, next: Next) -> Response {
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD);
    let answered = inside(roof, request, next, is_change);
    if is_change { to_its_end(answered).await } else { answered.await }
}

/// Systems are answered as systems, the door, the terms, and what follows a change.
async fn inside(roof: Roof, request: Request, next: Next, is_change: bool) -> Response {
    let app = roof.app.clone();
    let answered = async move |request| {
        if is_change { changed(roof, request, next).await } else { next.run(request).await }
    };
    let asked_first = |request| accept::gate(&app, request, answered);
    problem::only(request, |request| guard::door(&app, request, asked_first)).await
}

/// A change, and what follows from it on this node.
async fn changed(roof: Roof, request: Request, next: Next) -> Response {
    let Roof { app, searching, finding } = &roof;
    let response = next.run(request).await;
    if !response.status().is_server_error() {
        finding::follow(&app.db, searching, finding).await;
    }
    response
}

/// Goes on when whoever asked has closed the browser: what they come back to is done, and not given up halfway.
async fn to_its_end(work: impl Future<Output = Response> + Send + 'static) -> Response {
    let done = tokio::spawn(work).await;
    done.unwrap_or_else(|error| Failure::Broken(format!("a change did not end: {error}")).into_response())
}

/// No page of ours asks so; a system is told which methods there are.
async fn wrong_method(address: Uri) -> Response {
    if problem::is_below(address.path()) {
        return Problem::of_status(StatusCode::METHOD_NOT_ALLOWED).into_response();
    }
    Failure::BadRequest("Go back to the page before and try again.").into_response()
}

/// Every message that the service can send.
pub fn templates() -> Templates {
    Templates::of(accounts::mail::TEMPLATES)
        .and(organisations::digest::TEMPLATES)
        .and(partnerships::mail::TEMPLATES)
        .and(placements::mail::TEMPLATES)
        .and(api::mail::TEMPLATES)
        .and(early_career::mail::TEMPLATES)
        .and(delegation::mail::TEMPLATES)
}

/// All the work that comes round.
pub fn background() -> DueList {
    DueList::of(worker::WORKS)
        .and(organisations::DUE)
        .and(partnerships::DUE)
        .and(placements::DUE)
        .and(early_career::DUE)
        .and(support::DUE)
}
