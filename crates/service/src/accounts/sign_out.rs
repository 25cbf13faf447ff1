//! `/sign-out`: GET asks, POST does, so that no other page can sign anybody out by naming the address.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Button;

use super::store;
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx, session_cookie};
use crate::platform::failure::Failure;
use crate::platform::page::{cookie, page, see_other, with_banner, with_cookie};
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

#[derive(Template)]
#[template(path = "accounts/sign_out.html")]
struct SignOutPage {
    layout: Layout,
    button: Button,
}

/// The page with the button.
pub async fn get(ctx: Ctx) -> Result<Response, Failure> {
    if ctx.viewer.is_none() {
        return Ok(see_other("/sign-in"));
    }
    page(&SignOutPage { layout: ctx.layout("Sign out"), button: Button::new("Sign out") })
}

/// Ends this session.
pub async fn post(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    if let Some(viewer) = &ctx.viewer {
        let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
        let mut tx = app.db.begin().await?;
        store::end_session(&mut tx, &permit, &viewer.session, ctx.now).await?;
        tx.commit().await?;
    }
    Ok(signed_out(&ctx, &Banner::new("You have signed out", "To use the service again, sign in.")))
}

/// On to the sign-in page, without the session's cookie.
pub(super) fn signed_out(ctx: &Ctx, banner: &Banner) -> Response {
    let is_secure = ctx.app.settings.is_secure();
    let mut gone = cookie(is_secure, session_cookie(is_secure), String::new());
    gone.make_removal();
    with_cookie(with_banner(ctx, see_other("/sign-in"), banner), &gone)
}
