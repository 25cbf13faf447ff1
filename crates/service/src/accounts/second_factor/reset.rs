//! `/organisation/users/{id}/second-factor`: takes a colleague's app off who has lost it, with a reason and a mail.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::components::{Button, Textarea, WarningText};
use govuk::{Layout, Problems};

use super::rules::{Reason, Refusal, may_reset};
use super::store;
use crate::accounts::store::User;
use crate::accounts::users::user::one;
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::policy::{Action, Permit};

#[derive(Template)]
#[template(path = "accounts/second_factor/reset.html")]
struct ResetPage {
    layout: Layout,
    name: String,
    public_id: String,
    /// Why it cannot be done; then there is no form.
    refused: Option<Refusal>,
    warning: WarningText,
    reason: Textarea,
    button: Button,
}

fn view(ctx: &Ctx, user: &User, typed: &str, why: Result<&Problems, Refusal>) -> ResetPage {
    let (problems, refused) = match why {
        Ok(problems) => (problems.clone(), None),
        Err(refusal) => (Problems::one("refusal", refusal), Some(refusal)),
    };
    ResetPage {
        layout: ctx
            .layout_with(format!("Remove the app of {}", user.name), &problems)
            .back(format!("/organisation/users/{}", user.public_id)),
        name: user.name.clone(),
        public_id: user.public_id.clone(),
        refused,
        warning: WarningText::new(
            "Whoever can read their email can then sign in as them and set up an app. Make sure that it is them who \
             ask, by speaking to them.",
        ),
        reason: Textarea::new("reason", "Reason")
            .hint("For example, they have lost their phone and their recovery codes")
            .value(typed)
            .error(problems.on("reason")),
        button: Button::new("Remove the app").warning().prevent_double_click(true),
    }
}

async fn facts(app: &App, ctx: &Ctx, id: &str) -> Result<(Permit, User, Result<(), Refusal>), Failure> {
    let permit = ctx.may(Action::ManageUsers)?;
    let user = one(app, ctx, id).await?;
    let holder = store::holder(&mut app.db.read().await?, &permit, user.person).await?;
    Ok((permit, user, may_reset(holder)))
}

/// The question, or why it cannot be done.
pub async fn get(State(app): State<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let (_permit, user, may) = facts(&app, &ctx, &id).await?;
    let none = Problems::default();
    page(&view(&ctx, &user, "", may.map(|()| &none)))
}

/// Takes it off.
pub async fn post(
    State(app): State<App>,
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let (permit, user, may) = facts(&app, &ctx, &id).await?;
    let typed = fields.text("reason");
    if let Err(refusal) = may {
        return page_again(&view(&ctx, &user, typed, Err(refusal)));
    }
    let reason: Reason = match typed.parse() {
        Ok(reason) => reason,
        Err(why) => return page_again(&view(&ctx, &user, typed, Ok(&Problems::one("reason", why)))),
    };
    let mut tx = app.db.begin().await?;
    if let Err(refusal) = store::reset(&mut tx, &app, &permit, ctx.now, (user.person, &reason)).await? {
        return page_again(&view(&ctx, &user, typed, Err(refusal)));
    }
    tx.commit().await?;
    app.wake.notify_one();
    let text = format!("We have sent an email to {}. They can set up another app when they sign in.", user.email);
    Ok(with_banner(&ctx, see_other(&format!("/organisation/users/{id}")), &Banner::new("App removed", text)))
}
