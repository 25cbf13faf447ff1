//! `/sign-in/code`: shows the code to a browser that did not ask for the link.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use govuk::Layout;
use govuk::components::{Button, WarningText};

use super::browser::Browser;
use super::follow::{carried, expired};
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::page;
use crate::platform::secret::Purpose;

#[derive(Template)]
#[template(path = "accounts/sign_in/code.html")]
struct CodePage {
    layout: Layout,
    code: String,
    warning: WarningText,
    fresh: Button,
}

/// The code, once Continue was pressed here.
pub async fn get(State(app): State<App>, ctx: Ctx, jar: CookieJar) -> Result<Response, Failure> {
    let request = carried(&app, &Browser::of(&ctx, &jar)).await?;
    let Some(request) = request else { return expired(&ctx, None) };
    if !request.takes_code(ctx.now) || !request.is_opened_elsewhere {
        return expired(&ctx, Some(&request));
    }
    let code = app.secret.code(Purpose::SignInCode, &request.public_id, request.issue);
    let (first, second) = code.split_at(code.len() / 2);
    page(&CodePage {
        layout: ctx.layout("Your code"),
        code: format!("{first} {second}"),
        warning: WarningText::new("Do not give this code to anybody. We never ask for it by phone or email."),
        fresh: Button::new("Sign in on this device instead").secondary().prevent_double_click(true),
    })
}
