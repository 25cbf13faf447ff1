//! /placements/availability/answer: can your school offer placements, and what follows from the answer.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, ErrorMessage, SummaryList, WarningText};
use govuk::journey::{Answers, Journey};
use store::Tx;

use super::facts::Facts;
use super::{finish, questions};
use crate::placements::store::Placement;
use crate::placements::words::Answer;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::journeys::{Advice, Asked, Stopped, Walk};
use crate::platform::page::{page, page_again};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};

/// The journey.
pub(super) struct AnswerAvailability;

impl Walk for AnswerAvailability {
    const BASE: &'static str = "/placements/availability/answer";
    const CANCEL: &'static str = "/placements/availability";
    const ACTION: Action = Action::SetAvailability;
    const KIND: Kind = Kind::School;
    type Facts = Facts;
    type Tools = ();

    fn journey() -> Journey<Facts> {
        questions::journey()
    }

    async fn facts(ctx: &Ctx, (): &(), answers: &Answers) -> Result<Facts, Failure> {
        Facts::of(ctx, answers).await
    }

    fn advice(facts: &Facts, slug: &str) -> Option<Advice> {
        questions::advice(facts, slug)
    }

    fn check(asked: &Asked<'_, Facts>) -> Result<Response, Failure> {
        let facts = asked.facts;
        let withdrawn = match facts.answer {
            Some(Answer::Yes) | None => Vec::new(),
            Some(Answer::Maybe | Answer::No) => facts.offered.iter().map(Placement::title).collect(),
        };
        let title = format!("Check what you say of {}", facts.year);
        let view = CheckPage {
            layout: asked.ctx.layout_with(title, &asked.problems).back(asked.back.clone()),
            rows: SummaryList::from(asked.journey.review(facts, asked.answers, &asked.base)),
            action: format!("{}/check", asked.base),
            next: next(facts),
            seen: seen(facts),
            withdrawn,
            error: asked.problems.on(questions::ANSWER).map(str::to_owned),
        };
        if asked.problems.is_empty() { page(&view) } else { page_again(&view) }
    }

    async fn finish(
        ctx: &Ctx,
        (): &(),
        tx: &mut Tx,
        permit: Permit,
        answers: Answers,
    ) -> Result<Result<Response, Stopped>, Failure> {
        finish::finish(ctx, tx, &permit, &answers).await
    }
}

/// The placements that would be withdrawn.
pub(super) fn seen(facts: &Facts) -> String {
    let ids: Vec<&str> = match facts.answer {
        Some(Answer::Yes) | None => Vec::new(),
        Some(Answer::Maybe | Answer::No) => facts.offered.iter().map(|it| it.public_id.as_str()).collect(),
    };
    ids.join(" ")
}

fn next(facts: &Facts) -> &'static str {
    match facts.answer {
        Some(Answer::No) => {
            "Providers see “Not offering placements”, and neither the reason nor whom to contact. We ask you again next \
             year. You can change the answer at any time."
        }
        Some(Answer::Maybe) => {
            "Providers see “May offer placements” with what you say here and whom to contact. You can change the answer \
             at any time, and turn what might be possible into placements."
        }
        Some(Answer::Yes) if facts.offered.is_empty() => {
            "You go on to add the placements that you can offer. Providers see them as soon as they are added."
        }
        Some(Answer::Yes) | None => "Providers see the placements that you offer and whom to contact.",
    }
}

#[derive(Template)]
#[template(path = "placements/availability/check.html")]
struct CheckPage {
    layout: Layout,
    rows: SummaryList,
    action: String,
    next: &'static str,
    /// Tells the list of placements that the page shows from any other.
    seen: String,
    withdrawn: Vec<String>,
    error: Option<String>,
}

impl CheckPage {
    fn warning(&self) -> WarningText {
        WarningText::new("The placements listed here will be withdrawn, and open requests for them declined.")
    }

    fn confirm(&self) -> Button {
        let words = if self.withdrawn.is_empty() { "Save your answer" } else { "Withdraw them and save your answer" };
        Button::new(words).prevent_double_click(true)
    }

    fn problem(&self) -> Option<ErrorMessage> {
        self.error.as_deref().map(ErrorMessage::new)
    }
}
