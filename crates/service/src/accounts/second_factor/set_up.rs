//! `/account/second-factor/set-up`: the key as a picture and as text, and its first code; then the recovery codes, once.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use govuk::components::{Button, Input, WarningText};
use govuk::{Layout, Problems};

use super::ask::field;
use super::rules::{NotIt, Typed};
use super::{qr, store};
use crate::platform::App;
use crate::platform::ctx::{Ctx, session_cookie};
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{SERVICE, cookie, page, page_again, see_other, with_cookie};
use crate::platform::request::{Fields, Query, own_path};
use crate::platform::sessions;
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

#[derive(Template)]
#[template(path = "accounts/second_factor/set_up.html")]
struct SetUpPage {
    layout: Layout,
    return_to: String,
    /// The path of the dark squares and the side of the picture.
    picture: Option<(String, i32)>,
    key: String,
    code: Input,
    button: Button,
}

#[derive(Template)]
#[template(path = "accounts/second_factor/codes.html")]
struct CodesPage {
    layout: Layout,
    codes: Vec<String>,
    warning: WarningText,
    go_on: Button,
}

fn form(ctx: &Ctx, key: &[u8], return_to: &str, problems: &Problems) -> Result<SetUpPage, Failure> {
    let address = qr::address(&ctx.viewer()?.email, SERVICE, key);
    Ok(SetUpPage {
        layout: ctx.layout_with("Set up an app for codes", problems).back("/account/second-factor"),
        return_to: own_path(return_to).to_owned(),
        picture: qr::squares(&address),
        key: qr::spelled(key),
        code: field("The 6 digits that the app shows now, for example 123 456", problems),
        button: Button::new("Continue").prevent_double_click(true),
    })
}

/// The recovery codes, which no page shows again.
pub(super) fn codes_page(ctx: &Ctx, codes: &[String], go_on: &str) -> Result<Response, Failure> {
    page(&CodesPage {
        layout: ctx.layout("Keep your recovery codes"),
        codes: codes.iter().map(|code| format!("{} {}", &code[..5], &code[5..])).collect(),
        warning: WarningText::new("We cannot show these codes again. Earlier recovery codes do not work any more."),
        go_on: Button::link("I have kept the codes", go_on),
    })
}

/// The page.
pub async fn get(State(app): State<App>, ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let state = store::state(&mut app.db.read().await?, &app, ctx.viewer()?.person).await?;
    match state.pending {
        Some(key) => page(&form(&ctx, &key, query.text("return_to"), &Problems::default())?),
        None => Ok(see_other("/account/second-factor")),
    }
}

/// Takes the first code, and with it the app into use; this session has given its code.
pub async fn post(State(app): State<App>, ctx: Ctx, client: Client, fields: Fields) -> Result<Response, Failure> {
    app.limits.count(Kind::SignIn, client.0)?;
    let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
    let viewer = ctx.viewer()?;
    let state = store::state(&mut app.db.read().await?, &app, viewer.person).await?;
    let Some(key) = state.pending else { return Ok(see_other("/account/second-factor")) };
    if state.set_up_at.is_some() {
        // Who has an app gives its code before another takes its place.
        ctx.second_factor()?;
    }
    let return_to = own_path(fields.text("return_to"));
    let again = |why: NotIt| page_again(&form(&ctx, &key, return_to, &Problems::one("code", why))?);
    let typed: Typed = match fields.text("code").parse() {
        Ok(typed) => typed,
        Err(why) => return again(why),
    };
    let mut tx = app.db.begin().await?;
    let codes = match store::finish(&mut tx, &app, &permit, (&typed, ctx.now)).await? {
        Ok(codes) => codes,
        Err(why) => {
            // The try counts, whatever else is rolled back.
            tx.commit().await?;
            return again(why);
        }
    };
    let token = sessions::pass_second_factor(&mut tx, &permit, &app.chance, (viewer.session.as_str(), ctx.now)).await?;
    tx.commit().await?;
    app.wake.notify_one();
    let is_secure = app.settings.is_secure();
    let response = codes_page(&ctx, &codes, return_to)?;
    Ok(with_cookie(response, &cookie(is_secure, session_cookie(is_secure), token)))
}
