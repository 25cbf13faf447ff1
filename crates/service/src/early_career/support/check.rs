//! The page before each of these changes.

use askama::Template;
use govuk::components::{Button, ErrorMessage, SummaryList};
use govuk::{Layout, Problems};

use crate::platform::ctx::Ctx;

/// What is shown before a change.
pub(super) struct Before {
    /// Its heading.
    pub title: String,
    /// Where its button leads.
    pub action: String,
    /// Where the question is.
    pub back: String,
    /// What was answered.
    pub answers: Vec<(&'static str, String)>,
    /// The same, to be read.
    pub summary: SummaryList,
    /// What will happen.
    pub effect: String,
    /// The button.
    pub button: &'static str,
}

/// Drawn.
#[derive(Template)]
#[template(path = "early_career/support/check.html")]
pub(super) struct CheckPage {
    layout: Layout,
    it: Before,
    error: Option<String>,
}

impl CheckPage {
    pub(super) fn new(ctx: &Ctx, it: Before, problems: &Problems) -> CheckPage {
        CheckPage {
            layout: ctx.layout_with(it.title.as_str(), problems).back(it.back.as_str()),
            error: problems.on("check").map(str::to_owned),
            it,
        }
    }

    fn button(&self) -> Button {
        Button::new(self.it.button).prevent_double_click(true)
    }

    fn problem(&self) -> Option<ErrorMessage> {
        self.error.as_deref().map(ErrorMessage::new)
    }
}
