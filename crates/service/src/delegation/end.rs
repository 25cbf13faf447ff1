//! /organisation/delegations/{id}/end and /act-for/{id}/end: either side ends it, at once, with a reason if it wants to give one.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Label, SummaryList, Textarea, WarningText};
use govuk::fields::{Called, text};
use govuk::{Layout, Problems};

use super::rules::Standing;
use super::show::facts;
use super::store::{self, Delegation};
use super::{PATH, act_for};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::london_date;

/// The longest reason, in letters.
const LONGEST: usize = 500;
const REASON: Called = Called::new("a reason", "Reason");

#[derive(Template)]
#[template(path = "delegation/end.html")]
struct EndPage {
    layout: Layout,
    here: String,
    back: String,
    facts: SummaryList,
    reason: Textarea,
    warning: WarningText,
    button: Button,
}

/// Whose page it is: what the policy said, the list to go back to, and the page's own address.
struct Place {
    permit: Permit,
    list: &'static str,
    here: String,
}

fn at_school(ctx: &Ctx, id: &str) -> Result<Place, Failure> {
    let permit = ctx.may_as(Kind::School, Action::ManageDelegations)?;
    Ok(Place { permit, list: PATH, here: format!("{PATH}/{id}/end") })
}

fn at_delegate(ctx: &Ctx, id: &str) -> Result<Place, Failure> {
    let permit = ctx.may_on(Action::ActFor, act_for::own(ctx)?.id)?;
    Ok(Place { permit, list: act_for::PATH, here: format!("{}/{id}/end", act_for::PATH) })
}

fn view(ctx: &Ctx, place: &Place, it: &Delegation, (typed, problems): (&str, &Problems)) -> EndPage {
    let standing = it.standing(london_date(ctx.now));
    let (title, button) = if standing == Standing::Asked {
        (format!("Take back what you asked {}", it.school.name), "Take it back")
    } else {
        (format!("End that {} acts for {}", it.delegate.name, it.school.name), "End it now")
    };
    EndPage {
        layout: ctx.layout_with(title, problems).back(place.list),
        here: place.here.clone(),
        back: place.list.to_owned(),
        facts: facts(it, standing),
        reason: Textarea::new("reason", Label::new("Reason (optional)"))
            .hint("The other side sees this. Do not name pupils or trainees. At most 500 characters")
            .rows(3_u32)
            .value(typed)
            .error(problems.on("reason")),
        warning: WarningText::new("This counts at once. Whoever is acting for the school now can go no further."),
        button: Button::new(button).warning().prevent_double_click(true),
    }
}

async fn ask(ctx: &Ctx, place: Place, id: &str) -> Result<Response, Failure> {
    let found = store::find(&mut ctx.app.db.read().await?, place.permit.on(), id).await?;
    let it = found.ok_or(Failure::NotFound)?;
    if !it.standing(london_date(ctx.now)).is_live() {
        return Ok(see_other(place.list));
    }
    page(&view(ctx, &place, &it, ("", &Problems::default())))
}

async fn end(ctx: &Ctx, place: Place, id: &str, fields: &Fields) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let it = store::find(&mut tx, place.permit.on(), id).await?.ok_or(Failure::NotFound)?;
    let typed = fields.text("reason");
    let reason = if typed.trim().is_empty() { Ok(String::new()) } else { text::lines(typed, REASON, LONGEST) };
    let reason = match reason {
        Ok(reason) => reason,
        Err(problem) => {
            return page_again(&view(ctx, &place, &it, (typed, &Problems::one("reason", problem))));
        }
    };
    let banner = match store::end(&mut tx, &ctx.app, &place.permit, ctx.now, (&it, &reason)).await? {
        Ok(()) => {
            tx.commit().await?;
            ctx.app.wake.notify_one();
            let other = it.other(place.permit.on());
            let next = format!("We are emailing everyone at {} who uses this service.", other.name);
            Banner::new(format!("{} does not act for {} any more", it.delegate.name, it.school.name), next)
        }
        Err(refusal) => Banner::refusal("Nothing was changed", format!("{refusal}.")),
    };
    Ok(with_banner(ctx, see_other(place.list), &banner))
}

/// The school's question.
pub(super) async fn of_school(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let place = at_school(&ctx, &id)?;
    ask(&ctx, place, &id).await
}

/// The school ends it.
pub(super) async fn by_school(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let place = at_school(&ctx, &id)?;
    end(&ctx, place, &id, &fields).await
}

/// The question to who acts.
pub(super) async fn of_delegate(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let place = at_delegate(&ctx, &id)?;
    ask(&ctx, place, &id).await
}

/// Who acts ends it.
pub(super) async fn by_delegate(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let place = at_delegate(&ctx, &id)?;
    end(&ctx, place, &id, &fields).await
}
