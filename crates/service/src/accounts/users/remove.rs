//! `/organisation/users/{id}/remove`: asks, then removes the user from this organisation; others keep them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::components::{Button, WarningText};
use govuk::{Layout, Problems};

use super::user::one;
use crate::accounts::rules::{self, Refusal};
use crate::accounts::store::{self, NotDone, User};
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::policy::Action;

#[derive(Template)]
#[template(path = "accounts/users/remove.html")]
struct RemovePage {
    layout: Layout,
    name: String,
    email: String,
    public_id: String,
    organisation: String,
    warning: WarningText,
    /// Why it cannot be done; then there is no button.
    refused: Option<String>,
    button: Button,
}

fn view(ctx: &Ctx, user: &User, refused: Option<String>) -> Result<RemovePage, Failure> {
    let heading = format!("Remove {}", user.name);
    // A refusal is mended elsewhere; its line in the summary leads to the sentence on the page.
    let problems = refused.as_ref().map(|it| Problems::one("refusal", it)).unwrap_or_default();
    Ok(RemovePage {
        layout: ctx.layout_with(heading, &problems).back(format!("/organisation/users/{}", user.public_id)),
        name: user.name.clone(),
        email: user.email.clone(),
        public_id: user.public_id.clone(),
        organisation: ctx.organisation()?.name.clone(),
        warning: WarningText::new("Their access ends at once. We will send them an email."),
        refused,
        button: Button::new("Remove user").warning().prevent_double_click(true),
    })
}

/// The question, or why it cannot be done.
pub async fn get(State(app): State<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may(Action::ManageUsers)?;
    let user = one(&app, &ctx, &id).await?;
    let mut tx = app.db.read().await?;
    let place = store::place(&mut tx, permit.on(), &app.settings.support_domain).await?;
    let refused = rules::may_remove(&place, permit.person(), user.person).err();
    page(&view(&ctx, &user, refused.map(|it| it.to_string()))?)
}

/// Whoever it was is no user here: removed by a press before this one, or by a colleague, or never was one.
fn not_here(ctx: &Ctx) -> Response {
    let banner =
        Banner::refusal("This person is not a user", "They may have been removed before. Nothing was changed now.");
    with_banner(ctx, see_other("/organisation/users"), &banner)
}

/// Removes.
pub async fn post(State(app): State<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may(Action::ManageUsers)?;
    let user = match one(&app, &ctx, &id).await {
        Err(Failure::NotFound) => return Ok(not_here(&ctx)),
        found => found?,
    };
    let mut tx = app.db.begin().await?;
    match store::remove_user(&mut tx, &app, &permit, ctx.now, user.person).await {
        Ok(()) => tx.commit().await?,
        Err(NotDone::Refused(Refusal::Gone)) => return Ok(not_here(&ctx)),
        Err(NotDone::Refused(refusal)) => return page_again(&view(&ctx, &user, Some(refusal.to_string()))?),
        Err(NotDone::Store(error)) => return Err(error.into()),
    }
    app.wake.notify_one();
    let banner = Banner::new(
        "User removed",
        format!("{} can no longer use the service for you. We have sent them an email.", user.name),
    );
    Ok(with_banner(&ctx, see_other("/organisation/users"), &banner))
}
