//! `/organisation/api-tokens/{id}/remove`: asks, then ends the token at once.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, WarningText};

use super::PATH;
use crate::api::store::{self, Kept};
use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other, with_banner};
use crate::policy::Action;

#[derive(Template)]
#[template(path = "api/tokens/remove.html")]
struct RemovePage {
    layout: Layout,
    token: Kept,
    last_used: String,
    warning: WarningText,
    button: Button,
}

/// The question.
pub async fn get(State(app): State<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may(Action::ManageTokens)?;
    let found = store::find(&mut app.db.read().await?, permit.on(), &id, ctx.now).await?;
    let token = found.ok_or(Failure::NotFound)?;
    page(&RemovePage {
        layout: ctx.layout(format!("Remove the token {}", token.name)).back(PATH),
        last_used: token
            .last_used_at
            .map_or_else(|| "It has not been used yet".to_owned(), |at| format!("It was last used on {}", moment(at))),
        token,
        warning: WarningText::new("A system that uses the token cannot use the API any more, from now on."),
        button: Button::new("Remove the token").warning().prevent_double_click(true),
    })
}

/// Removes it; a second press finds it gone.
pub async fn post(State(app): State<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may(Action::ManageTokens)?;
    let mut tx = app.db.begin().await?;
    let banner = if store::remove(&mut tx, &app, &permit, ctx.now, &id).await? {
        tx.commit().await?;
        app.wake.notify_one();
        Banner::new("Token removed", "It stopped working at once. We are emailing your organisation’s administrators.")
    } else {
        Banner::new(
            "This token does not work",
            "It may have been removed before, or has ended. Nothing was changed now.",
        )
    };
    Ok(with_banner(&ctx, see_other(PATH), &banner))
}
