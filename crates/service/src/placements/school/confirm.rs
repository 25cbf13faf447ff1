//! The page that asks before a change, or says what stands in its way.

use askama::Template;
use govuk::Layout;
use govuk::components::{Button, Textarea};

/// A page of one decision.
#[derive(Template)]
#[template(path = "placements/school/confirm.html")]
pub(super) struct ConfirmPage {
    pub layout: Layout,
    /// What it is about.
    pub caption: String,
    /// What stands in the way or follows, line by line, after the first paragraph.
    pub lines: Vec<String>,
    /// What happens: the first stands before the lines, the others after them.
    pub paragraphs: Vec<String>,
    /// What is asked beside yes or no.
    pub input: Option<Textarea>,
    /// None where there is nothing to decide.
    pub button: Option<Button>,
    pub action: String,
    pub cancel: String,
}

impl ConfirmPage {
    fn first(&self) -> &str {
        self.paragraphs.first().map_or("", String::as_str)
    }

    fn others(&self) -> &[String] {
        self.paragraphs.get(1..).unwrap_or_default()
    }
}

/// What the page says about telling a provider.
pub(super) fn telling(provider: &str, has_users: bool) -> String {
    if has_users {
        format!("We will email everyone at {provider} who uses this service.")
    } else {
        format!("Nobody at {provider} uses this service yet, so we cannot tell it. Contact it yourself.")
    }
}
