//! /organisation/delegations/{id}/answer: the school lets what it was asked for, from today, or declines it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Choice, Legend, Radios, SummaryList};
use govuk::{Layout, Problems};

use super::PATH;
use super::rules::{Period, Refusal, State};
use super::show::facts;
use super::store::{self, Delegation, Wanted};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "delegation/answer.html")]
struct AnswerPage {
    layout: Layout,
    here: String,
    facts: SummaryList,
    answer: Radios,
    button: Button,
}

fn view(ctx: &Ctx, it: &Delegation, problems: &Problems) -> AnswerPage {
    let here = format!("{PATH}/{}", it.public_id);
    let question = format!("Do you want to let {} act for your school?", it.delegate.name);
    AnswerPage {
        layout: ctx.layout_with(format!("{} asks to act for your school", it.delegate.name), problems).back(&here),
        facts: facts(it, it.standing(london_date(ctx.now))),
        answer: Radios::new("answer", Legend::new(question).classes("govuk-fieldset__legend--m"))
            .item(Choice::new("yes", "Yes, from today until one of us ends it"))
            .item(Choice::new("no", "No"))
            .error(problems.on("answer")),
        here: format!("{here}/answer"),
        button: Button::new("Confirm").prevent_double_click(true),
    }
}

/// The question; what has been answered shows what became of it.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::ManageDelegations)?;
    let it = store::find(&mut ctx.app.db.read().await?, permit.on(), &id).await?.ok_or(Failure::NotFound)?;
    if it.state != State::Asked {
        return Ok(see_other(&format!("{PATH}/{id}")));
    }
    page(&view(&ctx, &it, &Problems::default()))
}

/// The answer.
pub(super) async fn post(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::ManageDelegations)?;
    let mut tx = ctx.app.db.begin().await?;
    let it = store::find(&mut tx, permit.on(), &id).await?.ok_or(Failure::NotFound)?;
    let here = format!("{PATH}/{id}");
    let name = &it.delegate.name;
    let (done, banner) = match fields.text("answer") {
        _ if it.state != State::Asked => (Err(Refusal::OutOfStep), Banner::new("", "")),
        "yes" => {
            let wanted = Wanted { other: it.delegate.id, scopes: it.scopes, is_trust_or_provider: true };
            let period = Period { starts_on: london_date(ctx.now), ends_on: None };
            let done = store::let_act(&mut tx, &ctx.app, &permit, ctx.now, (wanted, period)).await?;
            let next = "It can act for your school at once. We are emailing everyone there who uses this service.";
            (done.map(drop), Banner::new(format!("{name} can act for your school"), next))
        }
        "no" => {
            let done = store::decline(&mut tx, &ctx.app, &permit, ctx.now, &it).await?;
            let next = "It cannot act for your school. We are emailing everyone there who uses this service.";
            (done, Banner::new(format!("You have declined what {name} asked"), next))
        }
        _ => {
            let problems = Problems::one("answer", "Select yes or no");
            return page_again(&view(&ctx, &it, &problems));
        }
    };
    if let Err(refusal) = done {
        let banner = Banner::refusal("Nothing was changed", format!("{refusal}."));
        return Ok(with_banner(&ctx, see_other(&here), &banner));
    }
    tx.commit().await?;
    ctx.app.wake.notify_one();
    Ok(with_banner(&ctx, see_other(&here), &banner))
}
