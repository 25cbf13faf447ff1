//! GET, POST /placements/{id}/assign/places: how many.

use axum::extract::Path;
use axum::response::Response;
use govuk::Problems;
use govuk::components::{Input, Label};
use govuk::fields::{Called, whole_number};

use super::choose::QuestionPage;
use super::{Here, named};
use crate::organisations::provider::Provider;
use crate::placements::rules::Refusal;
use crate::placements::school::own;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::{Fields, Query};

fn view(ctx: &Ctx, here: &Here, provider: &Provider, (value, problems): (&str, &Problems)) -> QuestionPage {
    let question = format!("How many places do you assign to {}?", provider.name);
    let left = here.placement.standing().left();
    let input = Input::whole_number("places", Label::heading(question.as_str()), 3)
        .hint(format!("Places left on this placement: {left}"))
        .value(value)
        .error(problems.on("places"));
    QuestionPage {
        layout: ctx.layout_with(question, problems).back(here.address("")),
        caption: here.caption(),
        question: input.into(),
        advice: String::new(),
        action: here.address_with("/places", provider),
        cancel: own::address(&here.placement),
    }
}

/// Asks; where one place is left there is nothing to ask.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let here = Here::at(&ctx, &mut tx, &id).await?;
    let Some((provider, _)) = named(&mut tx, &query).await? else { return Ok(see_other(&here.address(""))) };
    if here.placement.standing().left() == 1 {
        return Ok(see_other(&format!("{}&places=1", here.address_with("/check", &provider))));
    }
    let value = if query.has("places") { query.text("places") } else { "1" };
    page(&view(&ctx, &here, &provider, (value, &Problems::default())))
}

/// Goes on.
pub(super) async fn post(
    ctx: Ctx,
    Path(id): Path<String>,
    Query(query): Query,
    posted: Fields,
) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let here = Here::at(&ctx, &mut tx, &id).await?;
    let Some((provider, _)) = named(&mut tx, &query).await? else { return Ok(see_other(&here.address(""))) };
    let typed = posted.text("places");
    let left = here.placement.standing().left();
    let called = Called::new("how many places you assign", "Number of places");
    let read = whole_number(typed, called, &(1..=999)).and_then(|places| {
        if places > i64::from(left) { Err(own::words(Refusal::NotEnoughPlaces { left })) } else { Ok(places) }
    });
    match read {
        Ok(places) => {
            let check = format!("{}&places={places}", here.address_with("/check", &provider));
            Ok(see_other(&own::with_run(&ctx, &check)))
        }
        Err(problem) => page_again(&view(&ctx, &here, &provider, (typed, &Problems::one("places", problem)))),
    }
}
