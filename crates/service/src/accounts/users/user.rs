//! `/organisation/users/{id}`: one user, and what can be done about them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, SummaryList, SummaryRow};

use super::{Progress, last_signed_in};
use crate::accounts::second_factor::{rules::may_reset, store as factors};
use crate::accounts::store::{self, User};
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other, with_banner, without_banner};
use crate::policy::Action;

#[derive(Template)]
#[template(path = "accounts/users/user.html")]
struct UserPage {
    layout: Layout,
    name: String,
    public_id: String,
    summary: SummaryList,
    invite: Option<Button>,
    remove: Option<Button>,
    /// Whether they have an app for codes that can be taken off.
    may_reset: bool,
}

/// The user of the organisation shown, or "page not found".
pub(in crate::accounts) async fn one(app: &App, ctx: &Ctx, id: &str) -> Result<User, Failure> {
    let organisation = ctx.organisation()?.id;
    store::user(&mut app.db.read().await?, organisation, id).await?.ok_or(Failure::NotFound)
}

/// The page.
pub async fn get(State(app): State<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let _ = ctx.may(Action::Read)?;
    let user = one(&app, &ctx, &id).await?;
    let may_change = ctx.can(Action::ManageUsers);
    let roles = SummaryRow::new("Roles", user.roles.titles());
    let change = format!("/organisation/users/{id}/roles");
    let roles = if may_change { roles.change(change, format!("what {} can do", user.name)) } else { roles };
    let may_reset = match ctx.may(Action::ManageUsers) {
        Ok(permit) => may_reset(factors::holder(&mut app.db.read().await?, &permit, user.person).await?).is_ok(),
        Err(_) => false,
    };
    let is_self = ctx.viewer()?.person == user.person;
    let view = UserPage {
        layout: ctx.layout(&user.name).back("/organisation/users"),
        summary: SummaryList::new().rows([
            SummaryRow::new("Name", user.name.as_str()),
            SummaryRow::new("Email address", user.email.as_str()),
            roles,
            SummaryRow::new("Last signed in", last_signed_in(&user)),
            SummaryRow::new("Status", Progress::of(&user, ctx.now).tag()),
        ]),
        invite: (may_change && user.last_signed_in_at.is_none())
            .then(|| Button::new("Send the invitation again").secondary().prevent_double_click(true)),
        remove: (may_change && !is_self)
            .then(|| Button::link("Remove user", format!("/organisation/users/{id}/remove")).warning()),
        may_reset,
        public_id: user.public_id,
        name: user.name,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// Sends another invitation to who has never signed in.
pub async fn invite(State(app): State<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may(Action::ManageUsers)?;
    let user = one(&app, &ctx, &id).await?;
    let back = see_other(&format!("/organisation/users/{id}"));
    if user.last_signed_in_at.is_some() {
        return Ok(with_banner(&ctx, back, &Banner::new("No invitation is needed", "This person has signed in.")));
    }
    let mut tx = app.db.begin().await?;
    store::invite_again(&mut tx, &app, &permit, ctx.now, user.person).await?;
    tx.commit().await?;
    app.wake.notify_one();
    let text = format!("We have sent an email to {}. It can be used for 14 days.", user.email);
    Ok(with_banner(&ctx, back, &Banner::new("Invitation sent", text)))
}
