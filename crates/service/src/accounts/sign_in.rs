//! `/sign-in`: asks for a link. What follows is the same to see, and the same work, whoever's the address is.

pub(super) mod arrive;
pub mod browser;
pub mod code;
pub mod follow;
pub mod rules;
pub mod sent;
pub mod store;

use ::store::Tx;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get as on_get, post as on_post};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};
use govuk::components::{Button, Input};
use govuk::{Layout, Problems};
use serde_json::json;

use crate::accounts::events;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{page, page_again, see_other, with_cookie, without_banner};
use crate::platform::request::{Fields, Query, own_path};
use crate::platform::secret::Purpose;
use crate::platform::{App, mail as outbox};
use crate::policy::Permit;
use crate::vocabulary::EmailAddress;
use browser::Browser;

/// The addresses of signing in.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", on_get(get).post(post))
        .route("/sign-in/sent", on_get(sent::get).post(sent::post))
        .route("/sign-in/again", on_post(sent::again))
        .route("/sign-in/link", on_get(follow::land))
        .route("/sign-in/link/", on_get(follow::land))
        .route("/sign-in/link/{*token}", on_get(follow::land))
        .route("/sign-in/continue", on_get(follow::get).post(follow::post))
        .route("/sign-in/fresh", on_post(follow::fresh))
        .route("/sign-in/code", on_get(code::get))
}

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    layout: Layout,
    return_to: String,
    email: Input,
    button: Button,
    /// The other way, where the settings name one.
    elsewhere: Option<Button>,
}

fn form(ctx: &Ctx, return_to: &str, typed: &str, problems: &Problems) -> SignInPage {
    SignInPage {
        layout: ctx.layout_with("Sign in", problems),
        return_to: own_path(return_to).to_owned(),
        email: Input::email("email", "Email address")
            .hint("We will send you a link to sign in. You do not need a password.")
            .error(problems.on("email"))
            .value(typed),
        button: Button::new("Send me a link").prevent_double_click(true),
        elsewhere: ctx.app.settings.open_id.as_ref().map(|it| {
            let query: String = form_urlencoded::byte_serialize(own_path(return_to).as_bytes()).collect();
            let address = format!("/sign-in/open-id?return_to={query}");
            Button::link(format!("Sign in with {}", it.name), address).secondary()
        }),
    }
}

/// The form.
pub async fn get(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    if ctx.viewer.is_some() {
        return Ok(see_other(own_path(query.text("return_to"))));
    }
    let view = form(&ctx, query.text("return_to"), "", &Problems::default());
    Ok(without_banner(&ctx, page(&view)?))
}

/// Asks for a link.
pub async fn post(
    State(app): State<App>,
    ctx: Ctx,
    client: Client,
    jar: CookieJar,
    fields: Fields,
) -> Result<Response, Failure> {
    app.limits.count(Kind::SignIn, client.0)?;
    let return_to = own_path(fields.text("return_to"));
    match fields.text("email").parse::<EmailAddress>() {
        Ok(email) => send(&ctx, Browser::of(&ctx, &jar), &email.folded(), return_to).await,
        Err(why) => {
            let typed: String = fields.text("email").chars().take(320).collect();
            page_again(&form(&ctx, return_to, &typed, &Problems::one("email", why)))
        }
    }
}

/// Keeps the request, queues its mail, and goes on to "Check your email" in the browser that may use the link.
pub(super) async fn send(
    ctx: &Ctx,
    browser: Browser,
    email_folded: &str,
    return_to: &str,
) -> Result<Response, Failure> {
    let app = &ctx.app;
    let (secret, cookie) = browser.or_new(ctx);
    let public_id = app.chance.public_id();
    let ask = store::Ask {
        public_id: &public_id,
        email_folded,
        browser_hash: &browser::hash(&secret),
        return_to: own_path(return_to),
    };
    let mut tx = app.db.begin().await?;
    store::ask(&mut tx, ctx.now, ask).await?;
    // Queued for nobody too: what an address is known for shows in no work that this request does.
    outbox::queue(&mut tx, app, "sign_in_link", json!({ "request": public_id }), ctx.now).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(with_cookie(see_other("/sign-in/sent"), &cookie))
}

/// Makes a link that signs a person in from any browser, once, within 10 minutes: for an operator at the server.
///
/// Gives the whole address, or nothing when no enabled account has the email address. It is recorded.
///
/// # Errors
/// Those of the database.
pub async fn issue_unbound_link(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<Option<String>, ::store::StoreError> {
    let public_id = app.chance.public_id();
    let Some(person) = store::ask_unbound(tx, now, &public_id, &email.folded()).await? else { return Ok(None) };
    tx.record(events::account(permit, person, "sign_in_link_issued", now));
    let token = app.secret.token(Purpose::SignIn, &public_id, 1);
    Ok(Some(format!("{}/sign-in/link/{token}", app.settings.public_url)))
}
