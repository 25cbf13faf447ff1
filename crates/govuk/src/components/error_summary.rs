use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// Every problem of a page at its top, each linked to the input that has it.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/error_summary.html")]
pub struct ErrorSummary {
    title: Content,
    description: Content,
    problems: Vec<ErrorLink>,
    disable_auto_focus: Option<bool>,
    classes: Classes,
    attributes: Attributes,
}

impl ErrorSummary {
    /// A summary of these problems under "There is a problem".
    pub fn new(problems: impl IntoIterator<Item = ErrorLink>) -> Self {
        Self {
            title: "There is a problem".into(),
            description: Content::default(),
            problems: problems.into_iter().collect(),
            disable_auto_focus: None,
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }
}

setters!(ErrorSummary {
    /// A title other than "There is a problem".
    title: Content,
    /// Words between the title and the list.
    description: Content,
    /// Leave focus where it is.
    disable_auto_focus: Option<bool>,
    classes: Classes,
    attributes: Attributes,
});
components!(ErrorSummary);

/// One problem in a summary.
#[derive(Clone, Debug, Default)]
pub struct ErrorLink {
    content: Content,
    href: String,
    attributes: Attributes,
}

impl ErrorLink {
    /// A problem of the input whose id is `field`.
    pub fn new(field: &str, content: impl Into<Content>) -> Self {
        Self::to(format!("#{field}"), content)
    }

    /// A problem that can be put right at `href`.
    pub fn to(href: impl Into<String>, content: impl Into<Content>) -> Self {
        Self { href: href.into(), ..Self::text(content) }
    }

    /// A problem that belongs to no input.
    pub fn text(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

setters!(ErrorLink { attributes: Attributes });
