//! `/support/stop`: ends a visit; GET asks, POST does, as for signing out.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Button;

use crate::accounts::store::end_visit;
use crate::organisations::directory;
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx, session_cookie};
use crate::platform::failure::Failure;
use crate::platform::page::{cookie, page, see_other, with_banner, with_cookie};
use crate::platform::sessions::Acting;
use crate::policy::{Action, Manner};
use crate::vocabulary::OrganisationId;

#[derive(Template)]
#[template(path = "support/stop.html")]
struct StopPage {
    layout: Layout,
    organisation: String,
    is_acting: bool,
    button: Button,
}

/// The organisation that is visited.
fn visited(ctx: &Ctx) -> Result<Option<&Acting>, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    Ok(ctx.viewer()?.on_behalf_of.as_ref())
}

fn is_acting(ctx: &Ctx) -> bool {
    ctx.viewer.as_ref().is_some_and(|it| it.manner == Manner::Acting)
}

/// The page with the button.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let Some(organisation) = visited(&ctx)? else { return Ok(see_other("/support")) };
    let is_acting = is_acting(&ctx);
    let words = if is_acting { "Stop acting" } else { "Stop looking" };
    page(&StopPage {
        layout: ctx.layout(words),
        organisation: organisation.name.clone(),
        is_acting,
        button: Button::new(words),
    })
}

/// Ends the visit; the session gets another token.
pub(super) async fn post(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    let Some(organisation) = visited(&ctx)? else { return Ok(see_other("/support")) };
    let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
    let mut tx = app.db.begin().await?;
    let key = directory::key_of(&mut tx, organisation.id).await?;
    let token = end_visit(&mut tx, &app, &permit, &ctx.viewer()?.session).await?;
    tx.commit().await?;
    let is_secure = app.settings.is_secure();
    let from = format!("/support/organisations/{key}");
    let response = with_cookie(see_other(&from), &cookie(is_secure, session_cookie(is_secure), token));
    let heading = if is_acting(&ctx) {
        format!("You have stopped acting for {}", organisation.name)
    } else {
        format!("You have stopped looking at {}", organisation.name)
    };
    let banner = Banner::new(heading, "The organisation sees who it was, when, why, and what was changed.");
    Ok(with_banner(&ctx, response, &banner))
}
