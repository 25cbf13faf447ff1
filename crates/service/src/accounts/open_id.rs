//! `/sign-in/open-id`: signing in at an OpenID Connect provider, such as DfE Sign-in, where the settings name one.
//!
//! As with a link, opening an address changes nothing: the provider sends the browser back by GET, and the person
//! presses Continue. Without a provider there are no such pages.
//!
//! Source: product.md decision 7; OpenID Connect Core 1.0, section 3.1 (authorization code), RFC 7636 (PKCE).

mod carried;
mod provider;
mod rules;
mod store;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get as on_get;
use axum_extra::extract::CookieJar;
use govuk::Layout;
use govuk::components::Button;

use super::sign_in::arrive::{Arrival, enter};
use crate::accounts::events::Way;
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{page, page_with, see_other, with_cookie};
use crate::platform::request::{Query, own_path};
use crate::platform::settings::OpenId;
use axum::http::StatusCode;
use carried::Carried;
use provider::Provider;
use rules::Refused;

const CONTINUE: &str = "/sign-in/open-id/continue";
/// Where the provider sends the browser back to: registered with it, below `PUBLIC_URL`.
const BACK: &str = "/sign-in/open-id/back";
/// Characters of a provider's code at most; they go into a cookie.
const LONGEST_CODE: usize = 2_000;

/// The addresses of signing in elsewhere.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/open-id", on_get(begin))
        .route(BACK, on_get(back))
        .route(CONTINUE, on_get(get).post(post))
}

#[derive(Template)]
#[template(path = "accounts/open_id/continue.html")]
struct ContinuePage {
    layout: Layout,
    name: String,
    button: Button,
}

#[derive(Template)]
#[template(path = "accounts/open_id/refused.html")]
struct RefusedPage {
    layout: Layout,
    why: String,
    next: String,
    name: String,
}

fn settings(ctx: &Ctx) -> Result<&OpenId, Failure> {
    ctx.app.settings.open_id.as_ref().ok_or(Failure::NotFound)
}

fn provider(ctx: &Ctx) -> Result<Provider<'_>, Failure> {
    let settings = settings(ctx)?;
    Ok(Provider { settings, back: format!("{}{BACK}", ctx.app.settings.public_url), now: ctx.now })
}

fn refused(ctx: &Ctx, why: &Refused) -> Result<Response, Failure> {
    let name = settings(ctx)?.name.clone();
    let status = if *why == Refused::NotReached { StatusCode::BAD_GATEWAY } else { StatusCode::UNPROCESSABLE_ENTITY };
    let layout = ctx.layout(format!("You are not signed in by {name}"));
    let view = RefusedPage { layout, why: why.sentence(&name), next: why.next().to_owned(), name };
    Ok(with_cookie(page_with(status, &view)?, &carried::none(ctx)))
}

/// Sends the browser to the provider, with what the answer must bring back in a cookie.
async fn begin(State(app): State<App>, ctx: Ctx, client: Client, query: Query) -> Result<Response, Failure> {
    let provider = provider(&ctx)?;
    app.limits.count(Kind::SignIn, client.0)?;
    let carried = Carried::new(&ctx, own_path(query.text("return_to")));
    match provider.address(&carried).await {
        Ok(address) => Ok(with_cookie(see_other(&address), &carried.cookie(&ctx))),
        Err(why) => refused(&ctx, &why),
    }
}

/// Takes the provider's answer out of the address bar. Uses nothing up.
async fn back(ctx: Ctx, jar: CookieJar, query: Query) -> Result<Response, Failure> {
    settings(&ctx)?;
    let Some(carried) = Carried::of(&ctx, &jar).filter(|it| it.is_state(query.text("state"))) else {
        return refused(&ctx, &Refused::NotAsked);
    };
    let code = query.text("code");
    if code.is_empty() || code.len() > LONGEST_CODE {
        let why = if query.text("error") == "access_denied" { Refused::Declined } else { Refused::Unusable };
        return refused(&ctx, &why);
    }
    Ok(with_cookie(see_other(CONTINUE), &carried.with_code(code).cookie(&ctx)))
}

/// The page with the button.
async fn get(ctx: Ctx, jar: CookieJar) -> Result<Response, Failure> {
    let name = settings(&ctx)?.name.clone();
    if Carried::of(&ctx, &jar).is_none_or(|it| it.code.is_none()) {
        return refused(&ctx, &Refused::NotAsked);
    }
    let button = Button::new("Continue").prevent_double_click(true);
    page(&ContinuePage { layout: ctx.layout("Continue to sign in"), name, button })
}

/// Changes the provider's code for who it was, and signs that person in.
async fn post(
    State(app): State<App>,
    ctx: Ctx,
    client: Client,
    headers: HeaderMap,
    jar: CookieJar,
) -> Result<Response, Failure> {
    let provider = provider(&ctx)?;
    app.limits.count(Kind::SignIn, client.0)?;
    let Some(carried) = Carried::of(&ctx, &jar) else { return refused(&ctx, &Refused::NotAsked) };
    let said = match provider.exchange(&carried).await {
        Ok(said) => said,
        Err(why) => return refused(&ctx, &why),
    };
    let email = match rules::address(&said, provider.settings.trusts_addresses) {
        Ok(email) => email,
        Err(why) => return refused(&ctx, &why),
    };
    let mut tx = app.db.begin().await?;
    let Some(person) = store::arriving(&mut tx, &email.folded(), ctx.now).await? else {
        return refused(&ctx, &Refused::NoAccount);
    };
    let arrival = Arrival { person, way: Way::OpenId, return_to: &carried.return_to };
    let response = enter(tx, &ctx, &headers, arrival).await?;
    Ok(with_cookie(response, &carried::none(&ctx)))
}
