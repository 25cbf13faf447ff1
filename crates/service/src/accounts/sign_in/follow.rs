//! `/sign-in/link/{token}` and `/sign-in/continue`: opened by GET, which uses nothing up; used by POST.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum_extra::extract::CookieJar;
use govuk::Layout;
use govuk::components::Button;

use super::arrive::arrive;
use super::browser::{Browser, link_cookie, no_link_cookie};
use super::rules::{Press, Request};
use super::{send, store};
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{page, see_other, with_cookie};
use crate::platform::request::own_path;
use crate::platform::secret::{Purpose, row_of};

#[derive(Template)]
#[template(path = "accounts/sign_in/continue.html")]
struct ContinuePage {
    layout: Layout,
    button: Button,
}

#[derive(Template)]
#[template(path = "accounts/sign_in/expired.html")]
struct ExpiredPage {
    layout: Layout,
    /// Sends a fresh link in one step; nothing when we cannot tell to whom.
    fresh: Option<Button>,
}

/// Takes the token out of the address bar. Uses nothing up: mail scanners follow links, too.
pub async fn land(ctx: Ctx, uri: Uri) -> Response {
    let token = uri.path().strip_prefix("/sign-in/link/").unwrap_or_default();
    let cookie = if row_of(token).is_some() { link_cookie(&ctx, token) } else { no_link_cookie(&ctx) };
    with_cookie(see_other("/sign-in/continue"), &cookie)
}

/// The request of the link that this browser carries, when the link is one of ours.
pub(super) async fn carried(app: &App, browser: &Browser) -> Result<Option<Request>, Failure> {
    let Some(token) = &browser.token else { return Ok(None) };
    let Some(row) = row_of(token) else { return Ok(None) };
    let mut tx = app.db.read().await?;
    let request = store::find(&mut tx, row).await?;
    Ok(request.filter(|it| app.secret.fits(Purpose::SignIn, token, &it.public_id, it.issue)))
}

pub(super) fn expired(ctx: &Ctx, request: Option<&Request>) -> Result<Response, Failure> {
    let fresh = request.map(|_| Button::new("Send me a new link").prevent_double_click(true));
    page(&ExpiredPage { layout: ctx.layout("This link has expired"), fresh })
}

/// The page with the button.
pub async fn get(State(app): State<App>, ctx: Ctx, jar: CookieJar) -> Result<Response, Failure> {
    let browser = Browser::of(&ctx, &jar);
    let Some(request) = carried(&app, &browser).await? else { return expired(&ctx, None) };
    if request.is_used && ctx.viewer.is_some() {
        return Ok(see_other(own_path(&request.return_to)));
    }
    match request.press(&browser.hash(), ctx.now) {
        Press::Expired => expired(&ctx, Some(&request)),
        Press::SignIn | Press::ShowCode => {
            let button = Button::new("Continue").prevent_double_click(true);
            page(&ContinuePage { layout: ctx.layout("Continue to sign in"), button })
        }
    }
}

/// Signs in where the link was asked for; elsewhere shows the code.
pub async fn post(State(app): State<App>, ctx: Ctx, headers: HeaderMap, jar: CookieJar) -> Result<Response, Failure> {
    let browser = Browser::of(&ctx, &jar);
    let Some(request) = carried(&app, &browser).await? else { return expired(&ctx, None) };
    match request.press(&browser.hash(), ctx.now) {
        Press::Expired => expired(&ctx, Some(&request)),
        Press::ShowCode => {
            let mut tx = app.db.begin().await?;
            store::note_opened_elsewhere(&mut tx, &request.public_id, ctx.now).await?;
            tx.commit().await?;
            Ok(see_other("/sign-in/code"))
        }
        Press::SignIn => match arrive(app.db.begin().await?, &ctx, &headers, &request).await? {
            Some(response) => Ok(response),
            None => expired(&ctx, Some(&request)),
        },
    }
}

/// Sends a fresh link to the address that the old one was for, to be used in this browser.
pub async fn fresh(State(app): State<App>, ctx: Ctx, client: Client, jar: CookieJar) -> Result<Response, Failure> {
    app.limits.count(Kind::SignIn, client.0)?;
    let browser = Browser::of(&ctx, &jar);
    match carried(&app, &browser).await? {
        Some(request) => send(&ctx, browser, &request.email_folded, &request.return_to).await,
        None => Ok(see_other("/sign-in")),
    }
}
