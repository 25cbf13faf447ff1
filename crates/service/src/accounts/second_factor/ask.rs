//! `/second-factor`: asks for the code, and goes on to the page that needed it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use govuk::components::{Button, Input};
use govuk::{Layout, Problems};

use super::rules::{NotIt, Typed};
use super::store;
use crate::accounts::rules::with_return;
use crate::platform::App;
use crate::platform::ctx::{Ctx, session_cookie};
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{cookie, page, page_again, see_other, with_cookie};
use crate::platform::request::{Fields, Query, own_path};
use crate::platform::sessions;
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

#[derive(Template)]
#[template(path = "accounts/second_factor/ask.html")]
struct AskPage {
    layout: Layout,
    return_to: String,
    code: Input,
    button: Button,
}

/// The field for a code.
pub(super) fn field(hint: &str, problems: &Problems) -> Input {
    Input::new("code", "Code")
        .hint(hint)
        .autocomplete("one-time-code")
        .spellcheck(false)
        .classes("govuk-input--width-10")
        .error(problems.on("code"))
}

fn form(ctx: &Ctx, return_to: &str, problems: &Problems) -> AskPage {
    AskPage {
        layout: ctx.layout_with("Enter the code from your app", problems),
        return_to: own_path(return_to).to_owned(),
        code: field("6 digits, for example 123 456, or one of your recovery codes", problems),
        button: Button::new("Continue").prevent_double_click(true),
    }
}

/// Whether there is nothing to ask: it was given, or there is no app yet. Then where to go instead.
async fn elsewhere(app: &App, ctx: &Ctx, return_to: &str) -> Result<Option<String>, Failure> {
    let viewer = ctx.viewer()?;
    if ctx.second_factor().is_ok() {
        return Ok(Some(own_path(return_to).to_owned()));
    }
    let state = store::state(&mut app.db.read().await?, app, viewer.person).await?;
    Ok(state.set_up_at.is_none().then(|| with_return("/account/second-factor", own_path(return_to))))
}

/// The page.
pub async fn get(State(app): State<App>, ctx: Ctx, query: Query) -> Result<Response, Failure> {
    if let Some(address) = elsewhere(&app, &ctx, query.text("return_to")).await? {
        return Ok(see_other(&address));
    }
    page(&form(&ctx, query.text("return_to"), &Problems::default()))
}

/// Takes the code; the session gets a new token. Source: trust.md S4.
pub async fn post(State(app): State<App>, ctx: Ctx, client: Client, fields: Fields) -> Result<Response, Failure> {
    app.limits.count(Kind::SignIn, client.0)?;
    let return_to = own_path(fields.text("return_to"));
    if let Some(address) = elsewhere(&app, &ctx, return_to).await? {
        return Ok(see_other(&address));
    }
    let again = |why: NotIt| page_again(&form(&ctx, return_to, &Problems::one("code", why)));
    let typed: Typed = match fields.text("code").parse() {
        Ok(typed) => typed,
        Err(why) => return again(why),
    };
    let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
    let mut tx = app.db.begin().await?;
    match store::give(&mut tx, &app, &permit, (&typed, ctx.now)).await? {
        Ok(()) => {
            let session = (ctx.viewer()?.session.as_str(), ctx.now);
            let token = sessions::pass_second_factor(&mut tx, &permit, &app.chance, session).await?;
            tx.commit().await?;
            let is_secure = app.settings.is_secure();
            Ok(with_cookie(see_other(return_to), &cookie(is_secure, session_cookie(is_secure), token)))
        }
        Err(why) => {
            // The try counts, whatever else is rolled back.
            tx.commit().await?;
            again(why)
        }
    }
}
