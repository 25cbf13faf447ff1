//! GET, POST /placements/add-many/quantities: how many of each.

use axum::response::Response;
use govuk::Problems;
use govuk::components::Input;

use super::phases::{QuestionPage, caption, list};
use super::state::{Item, State};
use crate::placements::school::own;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::{Fields, Query};
use crate::policy::Action;

/// Everything but what was typed for the numbers, which the inputs hold.
fn kept(state: &State) -> State {
    let items = state.items.iter().map(|it| Item { typed: String::new(), ..it.clone() }).collect();
    State { items, phases: state.phases.clone(), ..*state }
}

fn view(ctx: &Ctx, state: &State, problems: &Problems) -> QuestionPage {
    let questions = state.items.iter().map(|item| {
        Input::whole_number(item.field(), item.what.title(), 2)
            .value(item.typed.as_str())
            .error(problems.on(&item.field()))
            .into()
    });
    let heading = "How many placements can you offer?";
    QuestionPage {
        layout: ctx.layout_with(heading, problems).back(kept(state).address("/choose")),
        caption: caption(state),
        heading: Some(heading),
        hint: "Each placement is for one trainee. You can say more about each of them afterwards.",
        questions: questions.collect(),
        action: "/placements/add-many/quantities".to_owned(),
        kept: kept(state).pairs(),
        cancel: list(state),
    }
}

/// Asks.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let _ = own::school(&ctx, Action::OfferPlacements)?;
    let state = State::of(&mut ctx.app.db.read().await?, &ctx, &query).await?;
    if state.items.is_empty() {
        return Ok(see_other(&state.address("/choose")));
    }
    page(&view(&ctx, &state, &Problems::default()))
}

/// Goes on, once each has a number.
pub(super) async fn post(ctx: Ctx, posted: Fields) -> Result<Response, Failure> {
    let _ = own::school(&ctx, Action::OfferPlacements)?;
    let state = State::of(&mut ctx.app.db.read().await?, &ctx, &posted).await?;
    match state.numbers() {
        Ok(_) => Ok(see_other(&own::with_run(&ctx, &state.address("/check")))),
        Err(problems) => page_again(&view(&ctx, &state, &problems)),
    }
}
