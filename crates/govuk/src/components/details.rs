use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// Words that most readers do not need, behind a summary that opens them.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/details.html")]
pub struct Details {
    summary: Content,
    content: Content,
    id: String,
    open: bool,
    classes: Classes,
    attributes: Attributes,
}

impl Details {
    /// `content` behind `summary`, closed.
    pub fn new(summary: impl Into<Content>, content: impl Into<Content>) -> Self {
        Self {
            summary: summary.into(),
            content: content.into(),
            id: String::new(),
            open: false,
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }
}

setters!(Details {
    /// The element's id.
    id: String,
    /// Open from the start.
    open: bool,
    classes: Classes,
    attributes: Attributes,
});
components!(Details);
