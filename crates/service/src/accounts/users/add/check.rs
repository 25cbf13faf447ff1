//! `/organisation/users/add/check`: the answers once more, then the user is added.

use ::store::{drafts, naive};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use govuk::components::{Button, SummaryList, SummaryRow};
use govuk::{Layout, Problems};

use super::{JOURNEY, draft, form, owner, read};
use crate::accounts::store::{self, NotDone};
use crate::accounts::users::roles::is_dfe;
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::policy::Action;

#[derive(Template)]
#[template(path = "accounts/users/add/check.html")]
struct CheckPage {
    layout: Layout,
    draft: String,
    summary: SummaryList,
    button: Button,
}

/// The check page.
pub async fn get(State(app): State<App>, ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _ = ctx.may(Action::ManageUsers)?;
    let Some(draft) = draft(&app, &ctx, query.text("draft")).await? else {
        return Ok(see_other("/organisation/users/add"));
    };
    let change = format!("/organisation/users/add?draft={}", draft.id);
    let Ok(user) = read(&draft, is_dfe(&ctx)?) else { return Ok(see_other(&change)) };
    page(&CheckPage {
        layout: ctx.layout("Check your answers").back(&change),
        summary: SummaryList::new().rows([
            SummaryRow::new("Full name", user.name.as_str()).change(format!("{change}#name"), "full name"),
            SummaryRow::new("Email address", user.email.as_str()).change(format!("{change}#email"), "email address"),
            SummaryRow::new("Roles", user.roles.titles()).change(format!("{change}#role"), "what they can do"),
        ]),
        draft: draft.id,
        button: Button::new("Add user").prevent_double_click(true),
    })
}

/// Adds the user and promises the mail. The same form sent twice finds no draft, and adds nobody twice.
pub async fn post(State(app): State<App>, ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    let permit = ctx.may(Action::ManageUsers)?;
    let (id, owner) = (fields.text("draft"), owner(&ctx)?);
    let mut tx = app.db.begin().await?;
    // The second of two presses waits here for the first.
    drafts::hold(&mut tx, JOURNEY, &owner, id).await?;
    let Some(draft) = drafts::load(&mut tx, JOURNEY, &owner, id, naive(ctx.now)).await? else {
        return Ok(see_other("/organisation/users"));
    };
    let user = match read(&draft, is_dfe(&ctx)?) {
        Ok(user) => user,
        Err(problems) => return page_again(&form(&ctx, &draft, &problems)?),
    };
    let added = match store::add_user(&mut tx, &app, &permit, ctx.now, &user).await {
        Ok(added) => added,
        Err(NotDone::Refused(refusal)) => {
            return page_again(&form(&ctx, &draft, &Problems::one(refusal.field(), refusal))?);
        }
        Err(NotDone::Store(error)) => return Err(error.into()),
    };
    added.tell(&mut tx, &app, &permit, ctx.now).await?;
    drafts::remove(&mut tx, JOURNEY, &owner, &draft.id).await?;
    tx.commit().await?;
    app.wake.notify_one();
    let text = if added.is_new {
        format!("We have sent an invitation to {}. It can be used for 14 days.", user.email)
    } else {
        format!("We have sent an email to {}. They sign in as before.", user.email)
    };
    Ok(with_banner(&ctx, see_other("/organisation/users"), &Banner::new("User added", text)))
}
