//! `/support/access-requests/{id}`: one request; and the check pages before support gives or refuses an account.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, SummaryList, SummaryRow};

use super::{PATH, tag, told_by};
use crate::accounts::first_user::decide::decide as settle;
use crate::accounts::first_user::rules::{Refusal, Standing, may_grant};
use crate::accounts::first_user::store::{self as requests, Request};
use crate::organisations::people::has_users;
use crate::platform::clock::moment;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other, with_banner, without_banner};
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

#[derive(Template)]
#[template(path = "support/access_requests/request.html")]
struct RequestPage {
    layout: Layout,
    facts: SummaryList,
    /// Why no account can be given, while the request waits.
    note: Option<Refusal>,
    /// The buttons that lead to the check pages, while there is something to decide.
    buttons: Vec<Button>,
}

#[derive(Template)]
#[template(path = "support/access_requests/check.html")]
struct CheckPage {
    layout: Layout,
    id: String,
    facts: SummaryList,
    /// The last part of the form's address.
    verb: &'static str,
    next: &'static str,
    button: Button,
}

async fn request(ctx: &Ctx, id: &str) -> Result<Request, Failure> {
    requests::find(&mut ctx.app.db.read().await?, id).await?.ok_or(Failure::NotFound)
}

fn facts(request: &Request) -> SummaryList {
    let list = SummaryList::new()
        .row(SummaryRow::new("School", format!("{} (URN {})", request.school_name, request.urn)))
        .row(SummaryRow::new("Name", request.name.as_str()))
        .row(SummaryRow::new("Email address", request.email.as_str()))
        .row(SummaryRow::new("Asked", moment(request.asked_at)))
        .row(SummaryRow::new("Told by", told_by(request)))
        .row(SummaryRow::new("Status", tag(request.standing)));
    let Some(at) = request.decided_at else { return list };
    let by = if request.decided_by.as_deref() == Some("support") { "support" } else { "the address that was told" };
    list.row(SummaryRow::new("Decided", format!("{} by {by}", moment(at))))
}

/// Why no account can be given for this request now.
async fn in_the_way(ctx: &Ctx, request: &Request) -> Result<Option<Refusal>, Failure> {
    let has_users = has_users(&mut ctx.app.db.read().await?, request.school).await?;
    Ok(may_grant(request.standing, has_users, request.asked_at, None).err())
}

/// One request.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let request = request(&ctx, &id).await?;
    let is_waiting = request.standing == Standing::Waiting;
    let note = in_the_way(&ctx, &request).await?.filter(|_| is_waiting);
    let may_decide = is_waiting && ctx.may_on(Action::DecideAccess, request.school).is_ok();
    let here = format!("{PATH}/{id}");
    let grant = Button::link("Give an account", format!("{here}/grant"));
    let refuse = Button::link("Refuse", format!("{here}/refuse")).secondary();
    let buttons = [Some(grant).filter(|_| note.is_none()), Some(refuse)];
    let view = RequestPage {
        layout: ctx.layout(format!("{} for {}", request.name, request.school_name)).back(PATH),
        facts: facts(&request),
        note,
        buttons: buttons.into_iter().flatten().filter(|_| may_decide).collect(),
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// Asks whether to give the account.
pub async fn ask_grant(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    check(&ctx, &id, true).await
}

/// Asks whether to refuse.
pub async fn ask_refuse(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    check(&ctx, &id, false).await
}

async fn check(ctx: &Ctx, id: &str, is_granted: bool) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let request = request(ctx, id).await?;
    let _permit = ctx.may_on(Action::DecideAccess, request.school)?;
    let back = format!("{PATH}/{id}");
    let refusal = in_the_way(ctx, &request).await?;
    if refusal == Some(Refusal::Decided) || (is_granted && refusal.is_some()) {
        return Ok(see_other(&back));
    }
    let (title, verb, next, button) = if is_granted {
        (
            "Are you sure you want to give this person the school’s first account?",
            "grant",
            "They can see and change everything of the school, and add colleagues. We email them how to sign in. Your decision is recorded.",
            Button::new("Give an account"),
        )
    } else {
        (
            "Are you sure you want to refuse this person an account?",
            "refuse",
            "We email them that their request was refused. They can ask again.",
            Button::new("Refuse").warning(),
        )
    };
    page(&CheckPage {
        layout: ctx.layout(title).back(back),
        id: id.to_owned(),
        facts: facts(&request),
        verb,
        next,
        button: button.prevent_double_click(true),
    })
}

/// Gives the account.
pub async fn grant(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    decide(&ctx, &id, true).await
}

/// Refuses it.
pub async fn refuse(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    decide(&ctx, &id, false).await
}

async fn decide(ctx: &Ctx, id: &str, is_granted: bool) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let request = request(ctx, id).await?;
    let permit = ctx.may_on(Action::DecideAccess, request.school)?;
    let answer = see_other(&format!("{PATH}/{id}"));
    let banner = match settle(ctx, &permit, id, is_granted).await? {
        Ok(_) if is_granted => {
            Banner::new("Account given", format!("We are emailing {} how to sign in.", request.name))
        }
        Ok(_) => Banner::new("Request refused", format!("We are emailing {} that it was refused.", request.name)),
        // The request's page says how it stands now.
        Err(_) => return Ok(answer),
    };
    Ok(with_banner(ctx, answer, &banner))
}
