//! `/sign-in/sent`: "Check your email", with a field for the code that another browser shows.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use govuk::components::{Button, Input};
use govuk::{Layout, Problems};

use super::arrive::arrive;
use super::browser::Browser;
use super::rules::{LINK_LIFE, Request, WRONG_CODES, WrongCode};
use super::{send, store};
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{page, page_again, see_other, with_banner, without_banner};
use crate::platform::request::{Fields, own_path};
use crate::platform::secret::Purpose;

#[derive(Template)]
#[template(path = "accounts/sign_in/sent.html")]
struct SentPage {
    layout: Layout,
    address: String,
    minutes: i64,
    code: Input,
    button: Button,
    again: Button,
    shows_outbox: bool,
}

fn sent(ctx: &Ctx, request: &Request, problems: &Problems) -> SentPage {
    SentPage {
        layout: ctx.layout_with("Check your email", problems),
        address: request.email_folded.clone(),
        minutes: LINK_LIFE.num_minutes(),
        code: Input::new("code", "Code")
            .hint("8 letters and numbers, for example ABCD 2345")
            .autocomplete("one-time-code")
            .autocapitalize("characters")
            .spellcheck(false)
            .classes("govuk-input--width-10")
            .error(problems.on("code")),
        button: Button::new("Continue").prevent_double_click(true),
        again: Button::new("Send it again").secondary().prevent_double_click(true),
        shows_outbox: ctx.app.settings.shows_outbox(),
    }
}

/// The page: for a known address and for any other.
pub async fn get(State(app): State<App>, ctx: Ctx, jar: CookieJar) -> Result<Response, Failure> {
    let Some(request) = newest(&app, &ctx, &jar).await? else { return Ok(see_other("/sign-in")) };
    if request.is_used && ctx.viewer.is_some() {
        return Ok(see_other(own_path(&request.return_to)));
    }
    Ok(without_banner(&ctx, page(&sent(&ctx, &request, &Problems::default()))?))
}

async fn newest(app: &App, ctx: &Ctx, jar: &CookieJar) -> Result<Option<Request>, Failure> {
    let browser = Browser::of(ctx, jar);
    if browser.secret.is_none() {
        return Ok(None);
    }
    let mut tx = app.db.read().await?;
    Ok(store::newest_of(&mut tx, &browser.hash(), ctx.now).await?)
}

/// Takes the code that another browser showed.
pub async fn post(
    State(app): State<App>,
    ctx: Ctx,
    (client, headers): (Client, HeaderMap),
    jar: CookieJar,
    fields: Fields,
) -> Result<Response, Failure> {
    app.limits.count(Kind::SignIn, client.0)?;
    let Some(request) = newest(&app, &ctx, &jar).await? else { return Ok(see_other("/sign-in")) };
    let again = |why: WrongCode| page_again(&sent(&ctx, &request, &Problems::one("code", why)));
    let typed = fields.text("code");
    if typed.is_empty() {
        return again(WrongCode::Missing);
    }
    let mut tx = app.db.begin().await?;
    let open = store::count_try(&mut tx, &Browser::of(&ctx, &jar).hash(), ctx.now).await?;
    let fits = |it: &&Request| app.secret.is_code(typed, Purpose::SignInCode, &it.public_id, it.issue);
    let Some(found) = open.iter().filter(|it| it.is_opened_elsewhere).find(fits) else {
        tx.commit().await?;
        let is_dead = open.iter().all(|it| it.wrong_codes >= WRONG_CODES);
        return again(if is_dead { WrongCode::Dead } else { WrongCode::NotIt });
    };
    match arrive(tx, &ctx, &headers, found).await? {
        Some(response) => Ok(response),
        None => again(WrongCode::Dead),
    }
}

/// Sends a new link to the same address.
pub async fn again(State(app): State<App>, ctx: Ctx, client: Client, jar: CookieJar) -> Result<Response, Failure> {
    app.limits.count(Kind::SignIn, client.0)?;
    let Some(request) = newest(&app, &ctx, &jar).await? else { return Ok(see_other("/sign-in")) };
    let response = send(&ctx, Browser::of(&ctx, &jar), &request.email_folded, &request.return_to).await?;
    let banner = Banner::new("Link sent again", "If the address has an account, a new link is on its way.");
    Ok(with_banner(&ctx, response, &banner))
}
