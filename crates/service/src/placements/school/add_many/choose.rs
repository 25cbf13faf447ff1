//! GET, POST /placements/add-many/choose: which year groups, subjects and key stages.

use axum::response::Response;
use govuk::Problems;
use govuk::components::{Checkboxes, Choice, Fieldset};

use super::phases::{QuestionPage, caption, list};
use super::state::{Item, State, called, offered};
use crate::placements::school::own;
use crate::placements::words::{Phase, Word};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::{Fields, Query};
use crate::policy::Action;

/// The name and id of the boxes of a phase.
fn field(phase: Phase) -> String {
    format!("item-{}", phase.code())
}

fn view(ctx: &Ctx, state: &State, problems: &Problems) -> QuestionPage {
    let questions = state.phases.iter().map(|phase| {
        let choices = offered(*phase).into_iter().map(|what| {
            let item = Item { what, typed: String::new() };
            Choice::new(item.code(), item.what.title())
        });
        Checkboxes::new("item", Fieldset::new(called(*phase).0))
            .id_prefix(field(*phase))
            .hint("Select all that apply")
            .small()
            .items(choices)
            .values(state.items.iter().map(Item::code))
            .error(problems.on(&field(*phase)))
            .into()
    });
    let kept = State { items: Vec::new(), phases: state.phases.clone(), ..*state };
    QuestionPage {
        layout: ctx.layout_with("What can you offer?", problems).back(kept.address("")),
        caption: caption(state),
        heading: Some("What can you offer?"),
        hint: "",
        questions: questions.collect(),
        action: "/placements/add-many/choose".to_owned(),
        kept: kept.pairs(),
        cancel: list(state),
    }
}

/// Asks.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let _ = own::school(&ctx, Action::OfferPlacements)?;
    let state = State::of(&mut ctx.app.db.read().await?, &ctx, &query).await?;
    if state.phases.is_empty() {
        return Ok(see_other(&state.address("")));
    }
    page(&view(&ctx, &state, &Problems::default()))
}

/// Goes on, once each phase has something.
pub(super) async fn post(ctx: Ctx, posted: Fields) -> Result<Response, Failure> {
    let _ = own::school(&ctx, Action::OfferPlacements)?;
    let state = State::of(&mut ctx.app.db.read().await?, &ctx, &posted).await?;
    let mut problems = Problems::default();
    for phase in &state.phases {
        if !state.items.iter().any(|it| it.what.phase() == *phase) {
            problems.add(&field(*phase), called(*phase).1);
        }
    }
    if problems.is_empty() {
        Ok(see_other(&state.address("/quantities")))
    } else {
        page_again(&view(&ctx, &state, &problems))
    }
}
