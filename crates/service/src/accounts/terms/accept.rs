//! `/accept-terms`: the terms are accepted once a version, before anything is changed.

use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
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

#[derive(Template)]
#[template(path = "accounts/terms/accept.html")]
struct AcceptPage {
    layout: Layout,
    version: &'static str,
    return_to: String,
    accept: Checkboxes,
    button: Button,
}

fn form(ctx: &Ctx, return_to: &str, problems: &Problems) -> AcceptPage {
    let question = Legend::new("Do you accept the terms of use?").classes("govuk-fieldset__legend--m");
    AcceptPage {
        layout: ctx.layout_with("Accept the terms of use", problems),
        version: TERMS_VERSION,
        return_to: own_path(return_to).to_owned(),
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
    page(&form(&ctx, query.text("return_to"), &Problems::default()))
}

fn has_accepted(ctx: &Ctx) -> Result<bool, Failure> {
    Ok(ctx.viewer()?.terms_version.as_deref() == Some(TERMS_VERSION))
}

/// Takes them as accepted, with version and time.
pub async fn post(State(app): State<App>, ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    ctx.viewer()?;
    let return_to = own_path(fields.text("return_to"));
    if fields.text("accept") != "yes" {
        let problems = Problems::one("accept", "Select that you accept the terms of use");
        return page_again(&form(&ctx, return_to, &problems));
    }
    let permit = ctx.may_on(Action::AcceptTerms, OrganisationId::SERVICE)?;
    let mut tx = app.db.begin().await?;
    store::accept_terms(&mut tx, &permit, ctx.now).await?;
    tx.commit().await?;
    Ok(see_other(return_to))
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
        return see_other(&with_return("/accept-terms", own_path(parts.uri.path()))).into_response();
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
