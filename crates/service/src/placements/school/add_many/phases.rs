//! GET, POST /placements/add-many: which phases.

use askama::Template;
use axum::response::Response;
use govuk::components::{Checkboxes, Choice, Content, Legend};
use govuk::{Layout, Problems};

use super::state::State;
use crate::placements::school::own::{self, Register};
use crate::placements::words::{Phase, Word};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::{Fields, Query};
use crate::policy::Action;

/// A page of this journey that asks something.
#[derive(Template)]
#[template(path = "placements/school/add_many/question.html")]
pub(super) struct QuestionPage {
    pub layout: Layout,
    pub caption: String,
    /// The heading, where no question is one.
    pub heading: Option<&'static str>,
    pub hint: &'static str,
    pub questions: Vec<Content>,
    pub action: String,
    /// Answers of the pages before.
    pub kept: Vec<(String, String)>,
    pub cancel: String,
}

impl QuestionPage {
    fn go_on(&self) -> govuk::components::Button {
        govuk::components::Button::new("Continue").prevent_double_click(true)
    }
}

/// The list to which "Cancel" leads.
pub(super) fn list(state: &State) -> String {
    format!("/placements?year={}", state.year.start_year())
}

/// The line above each heading.
pub(super) fn caption(state: &State) -> String {
    format!("Add many placements, {}", state.year)
}

fn view(ctx: &Ctx, state: &State, chosen: &[Phase], problems: &Problems) -> QuestionPage {
    let question = "Which phases can you offer placements in?";
    let boxes = Checkboxes::new("phase", Legend::heading(question))
        .hint("Select all that apply")
        .items(Phase::ALL.iter().map(|it| Choice::new(it.code(), it.title())))
        .values(chosen.iter().map(|it| it.code()))
        .error(problems.on("phase"));
    QuestionPage {
        layout: ctx.layout_with(question, problems).back(list(state)),
        caption: caption(state),
        heading: None,
        hint: "",
        questions: vec![boxes.into()],
        action: "/placements/add-many".to_owned(),
        kept: vec![("year".to_owned(), state.year.start_year().to_string())],
        cancel: list(state),
    }
}

/// Asks.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::OfferPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    if let Some(elsewhere) = own::contact_first(&mut tx, &ctx, &permit).await? {
        return Ok(elsewhere);
    }
    let state = State::of(&mut tx, &ctx, &query).await?;
    let register = Register::of(&mut tx, permit.on()).await?;
    drop(tx);
    let likely = match register.phases().as_slice() {
        [only] => vec![*only],
        _ => state.phases.clone(),
    };
    let chosen = if state.phases.is_empty() { &likely } else { &state.phases };
    page(&view(&ctx, &state, chosen, &Problems::default()))
}

/// Goes on.
pub(super) async fn post(ctx: Ctx, posted: Fields) -> Result<Response, Failure> {
    let _ = own::school(&ctx, Action::OfferPlacements)?;
    let state = State::of(&mut ctx.app.db.read().await?, &ctx, &posted).await?;
    if state.phases.is_empty() {
        return page_again(&view(&ctx, &state, &[], &Problems::one("phase", "Select a phase")));
    }
    Ok(see_other(&state.address("/choose")))
}
