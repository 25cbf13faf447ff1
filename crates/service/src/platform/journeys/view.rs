use askama::Template;
use govuk::Layout;
use govuk::components::Content;

/// A page that asks one question.
#[derive(Template)]
#[template(path = "platform/journeys/question.html")]
pub(super) struct QuestionPage {
    pub(super) layout: Layout,
    pub(super) question: Content,
    pub(super) action: String,
    pub(super) cancel: &'static str,
    pub(super) advice: Option<(String, String, &'static str, bool)>,
}

impl QuestionPage {
    fn can_go_on(&self) -> bool {
        self.advice.as_ref().is_none_or(|(_, _, _, is_dead_end)| !is_dead_end)
    }

    fn go_on(&self) -> govuk::components::Button {
        govuk::components::Button::new("Continue").prevent_double_click(true)
    }
}
