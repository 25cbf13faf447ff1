//! Beginning to act for a school, and stopping: GET asks, POST does, as for signing out.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Button;

use super::{PATH, own};
use crate::accounts::store::{begin_for, end_visit};
use crate::delegation::rules::Standing;
use crate::delegation::store::find;
use crate::platform::ctx::{Banner, Ctx, session_cookie};
use crate::platform::failure::Failure;
use crate::platform::page::{cookie, page, see_other, with_banner, with_cookie};
use crate::platform::sessions::Acting;
use crate::policy::{Action, Manner};
use crate::vocabulary::{OrganisationId, london_date};

/// Makes the session act for the school, if that lets it today; the session gets another token.
pub(super) async fn start(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_on(Action::ActFor, own(&ctx)?.id)?;
    let mut tx = ctx.app.db.begin().await?;
    let it = find(&mut tx, permit.on(), &id).await?.ok_or(Failure::NotFound)?;
    let name = &it.school.name;
    if it.delegate.id != permit.on() || it.standing(london_date(ctx.now)) != Standing::Open {
        let banner =
            Banner::refusal(format!("You cannot act for {name} now"), "It does not let your organisation today.");
        return Ok(with_banner(&ctx, see_other(PATH), &banner));
    }
    let token = begin_for(&mut tx, &ctx.app, &permit, &ctx.viewer()?.session, it.school.id).await?;
    tx.commit().await?;
    let banner = Banner::new(
        format!("You are acting for {name}"),
        "What you change is recorded as done by you for the school, and it sees that. Stop when you have finished.",
    );
    Ok(with_banner(&ctx, renewed(&ctx, see_other("/"), token), &banner))
}

fn renewed(ctx: &Ctx, response: Response, token: String) -> Response {
    let is_secure = ctx.app.settings.is_secure();
    with_cookie(response, &cookie(is_secure, session_cookie(is_secure), token))
}

#[derive(Template)]
#[template(path = "delegation/act_for/stop.html")]
struct StopPage {
    layout: Layout,
    school: String,
    button: Button,
}

/// The school for which the session acts, or acted until it was ended.
fn acted_for(ctx: &Ctx) -> Result<Option<&Acting>, Failure> {
    let viewer = ctx.viewer()?;
    let is_delegated = matches!(viewer.manner, Manner::Delegated(_));
    Ok(viewer.lapsed.as_ref().or(viewer.on_behalf_of.as_ref().filter(|_| is_delegated)))
}

/// The page with the button.
pub(super) async fn ask_to_stop(ctx: Ctx) -> Result<Response, Failure> {
    let Some(school) = acted_for(&ctx)? else { return Ok(see_other("/")) };
    let words = format!("Stop acting for {}", school.name);
    page(&StopPage { layout: ctx.layout(words), school: school.name.clone(), button: Button::new("Stop acting") })
}

/// Stops; the session gets another token.
pub(super) async fn stop(ctx: Ctx) -> Result<Response, Failure> {
    let Some(school) = acted_for(&ctx)? else { return Ok(see_other("/")) };
    let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
    let mut tx = ctx.app.db.begin().await?;
    let token = end_visit(&mut tx, &ctx.app, &permit, &ctx.viewer()?.session).await?;
    tx.commit().await?;
    let banner = Banner::new(
        format!("You have stopped acting for {}", school.name),
        "What you do now is for your own organisation.",
    );
    Ok(with_banner(&ctx, renewed(&ctx, see_other(PATH), token), &banner))
}
