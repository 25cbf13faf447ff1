//! `/accept-terms`: the terms are accepted once a version, before anything is changed.

use askama::Template;
use axum::body::to_bytes;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::http::uri::PathAndQuery;
use axum::response::{IntoResponse, Response};
use govuk::components::{Button, Checkboxes, Legend};
use govuk::{Layout, Problems};

use crate::accounts::rules::{TERMS_VERSION, with_return};
use crate::accounts::store;
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::drawn_for;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::{Fields, Query, own_path};
use crate::platform::sent::sent;
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

/// Changes that need no terms: to read them, to leave, to say what is wrong.
const FREE: &[&str] = &[
    "/accept-terms",
    "/sign-in",
    "/sign-out",
    "/sign-out-everywhere",
    "/choose-organisation",
    "/account",
    "/second-factor",
    "/feedback",
    "/support/stop",
    "/act-for/stop",
];

/// The most that is kept of a form: half of what a form of ours may hold, since the page sends it encoded once more.
const MOST_KEPT: usize = 64 * 1024;

#[derive(Template)]
#[template(path = "accounts/terms/accept.html")]
struct AcceptPage {
    layout: Layout,
    version: &'static str,
    return_to: String,
    /// The form that was sent before the terms were accepted, as it was sent; empty where there was none.
    kept: String,
    /// A file was sent with it, which is not kept.
    has_file: bool,
    accept: Checkboxes,
    button: Button,
}

/// The form that was kept goes on from here: a page cannot send it by itself.
#[derive(Template)]
#[template(path = "accounts/terms/go_on.html")]
struct GoOnPage {
    layout: Layout,
    action: String,
    fields: Fields,
    button: Button,
}

/// Where to go on after accepting, and the form to go on with; empty where there was none.
struct After<'a> {
    return_to: &'a str,
    kept: &'a str,
    has_file: bool,
}

fn form(ctx: &Ctx, after: &After<'_>, problems: &Problems) -> AcceptPage {
    let question = Legend::new("Do you accept the terms of use?").classes("govuk-fieldset__legend--m");
    AcceptPage {
        layout: ctx.layout_with("Accept the terms of use", problems),
        version: TERMS_VERSION,
        return_to: own_path(after.return_to).to_owned(),
        kept: after.kept.to_owned(),
        has_file: after.has_file,
        accept: Checkboxes::new("accept", question)
            .item(("yes", "I have read and accept the terms of use"))
            .error(problems.on("accept")),
        button: Button::new("Continue"),
    }
}

/// The terms, and the box to tick.
pub async fn get(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    if has_accepted(&ctx)? {
        return Ok(see_other(own_path(query.text("return_to"))));
    }
    let after = After { return_to: query.text("return_to"), kept: "", has_file: false };
    page(&form(&ctx, &after, &Problems::default()))
}

fn has_accepted(ctx: &Ctx) -> Result<bool, Failure> {
    Ok(ctx.viewer()?.terms_version.as_deref() == Some(TERMS_VERSION))
}

/// Takes them as accepted, with version and time.
pub async fn post(State(app): State<App>, ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    ctx.viewer()?;
    let after = After { return_to: own_path(fields.text("return_to")), kept: fields.text("kept"), has_file: false };
    if fields.text("accept") != "yes" {
        let problems = Problems::one("accept", "Select that you accept the terms of use");
        return page_again(&form(&ctx, &after, &problems));
    }
    let permit = ctx.may_on(Action::AcceptTerms, OrganisationId::SERVICE)?;
    let mut tx = app.db.begin().await?;
    store::accept_terms(&mut tx, &permit, ctx.now).await?;
    tx.commit().await?;
    if after.kept.is_empty() {
        return Ok(see_other(after.return_to));
    }
    page(&GoOnPage {
        layout: ctx.layout("You have accepted the terms of use"),
        action: after.return_to.to_owned(),
        fields: Fields::parse(after.kept.as_bytes()),
        button: Button::new("Continue").prevent_double_click(true),
    })
}

/// The terms, to whoever sent a form before accepting them; what the form held is kept in the page, but for a file.
async fn terms_first(app: &App, ctx: &Ctx, request: Request) -> Response {
    let uri = request.uri().clone();
    let address = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let kind = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let (kept, has_file) = if kind.starts_with("multipart/form-data") {
        sent(request, app).await.map(|it| (it.without_file(), !it.file.is_empty())).unwrap_or_default()
    } else {
        let body = to_bytes(request.into_body(), MOST_KEPT).await.unwrap_or_default();
        (String::from_utf8(body.into()).unwrap_or_default(), false)
    };
    let kept = if kept.len() > MOST_KEPT { "" } else { kept.as_str() };
    if kept.is_empty() && !has_file {
        return see_other(&with_return("/accept-terms", own_path(uri.path()))).into_response();
    }
    // Where a file was sent, one chooses it again on the page that asked for it.
    let return_to = if has_file { uri.path() } else { address };
    let after = After { return_to, kept: if has_file { "" } else { kept }, has_file };
    page(&form(ctx, &after, &Problems::default())).into_response()
}

/// Sends who has not accepted the terms in force to them, before anything is changed; and changes nothing with a form
/// that was drawn for another organisation than the one that is acted for now.
///
/// What is only read is let through unasked: the page reads for itself who asks, once.
pub async fn gate<F>(app: &App, request: Request, inside: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut request = request;
    let drawn_for = if is_change { drawn_for::taken_off(request.uri_mut()) } else { None };
    let path = request.uri().path();
    let is_free = FREE.iter().any(|it| path == *it || path.strip_prefix(it).is_some_and(|rest| rest.starts_with('/')));
    if !is_change || is_free {
        return inside(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let ctx = match Ctx::from_request_parts(&mut parts, app).await {
        Ok(ctx) => ctx,
        Err(failure) => return failure.into_response(),
    };
    if ctx.viewer.is_some() && matches!(has_accepted(&ctx), Ok(false)) {
        return terms_first(app, &ctx, Request::from_parts(parts, body)).await;
    }
    let is_another = |viewer| drawn_for.is_some_and(|it| drawn_for::mark(viewer).as_ref() != Some(&it));
    if ctx.viewer.as_ref().is_some_and(is_another) {
        let now = ctx.organisation().map_or_else(|_| String::new(), |it| it.name.clone());
        return Failure::ChangedOver(now).into_response();
    }
    // Read for this request, so that the page need not read it again.
    parts.extensions.insert(ctx);
    inside(Request::from_parts(parts, body)).await
}
