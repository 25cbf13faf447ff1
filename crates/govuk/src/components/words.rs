//! The words of a question: label, legend, hint and error message.

use askama::Template;

use super::macros::{components, from_content, setters};
use super::{Attributes, Classes, Content};

/// The question that one input asks.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "govuk/label.html")]
pub struct Label {
    content: Content,
    target: String,
    page_heading: bool,
    classes: Classes,
    attributes: Attributes,
}

impl Label {
    /// A label with these words.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// A label that is the page's `h1`, in large type: for a page that asks one question.
    pub fn heading(content: impl Into<Content>) -> Self {
        Self::new(content).page_heading(true).classes("govuk-label--l")
    }

    /// Puts `classes` before those the label has.
    pub(crate) fn put_first(mut self, classes: &str) -> Self {
        self.classes.put_first(classes);
        self
    }
}

setters!(Label {
    /// The id of the input.
    target: String,
    /// Whether the label is the page's `h1`.
    page_heading: bool,
    classes: Classes,
    attributes: Attributes,
});

/// Help with an answer, between the question and the input.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/hint.html")]
pub struct Hint {
    content: Content,
    id: String,
    classes: Classes,
    attributes: Attributes,
}

impl Hint {
    /// A hint with these words.
    pub fn new(content: impl Into<Content>) -> Self {
        Self {
            content: content.into(),
            id: String::new(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// Puts `classes` before those the hint has.
    pub(crate) fn put_first(mut self, classes: &str) -> Self {
        self.classes.put_first(classes);
        self
    }
}

setters!(Hint {
    /// The element's id; a question gives its hint one by itself.
    id: String,
    classes: Classes,
    attributes: Attributes,
});

/// What is wrong with an answer, above the input.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/error_message.html")]
pub struct ErrorMessage {
    content: Content,
    prefix: String,
    id: String,
    classes: Classes,
    attributes: Attributes,
}

impl ErrorMessage {
    /// A message with these words.
    pub fn new(content: impl Into<Content>) -> Self {
        Self {
            content: content.into(),
            prefix: "Error".to_owned(),
            id: String::new(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }
}

setters!(ErrorMessage {
    /// What is read out before the message; "Error" if not given.
    prefix: String,
    /// The element's id; a question gives its message one by itself.
    id: String,
    classes: Classes,
    attributes: Attributes,
});

/// Several inputs that answer one question, which is the legend.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "govuk/fieldset.html")]
pub struct Fieldset {
    pub(crate) legend: Legend,
    pub(crate) content: Content,
    pub(crate) role: String,
    pub(crate) described_by: String,
    pub(crate) classes: Classes,
    pub(crate) attributes: Attributes,
}

impl Fieldset {
    /// A fieldset that asks `legend`.
    pub fn new(legend: impl Into<Legend>) -> Self {
        Self { legend: legend.into(), ..Self::default() }
    }
}

setters!(Fieldset {
    /// The inputs.
    content: Content,
    /// The element's role.
    role: String,
    /// The ids of what describes it.
    described_by: String,
    classes: Classes,
    attributes: Attributes,
});

/// The question that several inputs answer together.
#[derive(Clone, Debug, Default)]
pub struct Legend {
    pub(crate) content: Content,
    pub(crate) page_heading: bool,
    pub(crate) classes: Classes,
}

impl Legend {
    /// A legend with these words.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// A legend that is the page's `h1`, in large type: for a page that asks one question.
    pub fn heading(content: impl Into<Content>) -> Self {
        Self::new(content).page_heading(true).classes("govuk-fieldset__legend--l")
    }
}

setters!(Legend {
    /// Whether the legend is the page's `h1`.
    page_heading: bool,
    classes: Classes,
});

impl<T: Into<Legend>> From<T> for Fieldset {
    fn from(legend: T) -> Self {
        Self::new(legend)
    }
}

from_content!(Label, Hint, ErrorMessage, Legend);
components!(Label, Hint, ErrorMessage, Fieldset);
