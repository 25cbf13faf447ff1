use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// What a confirmation page says first.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/panel.html")]
pub struct Panel {
    title: Content,
    content: Content,
    heading_level: u8,
    interruption: bool,
    classes: Classes,
    attributes: Attributes,
}

impl Panel {
    /// A panel whose title is the page's `h1`.
    pub fn new(title: impl Into<Content>) -> Self {
        Self {
            title: title.into(),
            content: Content::default(),
            heading_level: 1,
            interruption: false,
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// A panel that stops the reader to make sure, instead of confirming.
    pub fn interruption(title: impl Into<Content>) -> Self {
        Self { interruption: true, ..Self::new(title).classes("govuk-panel--interruption") }
    }
}

setters!(Panel {
    /// What stands below the title, such as a reference number.
    content: Content,
    /// The level of the title's heading; 1 if not given.
    heading_level: u8,
    classes: Classes,
    attributes: Attributes,
});
components!(Panel);
