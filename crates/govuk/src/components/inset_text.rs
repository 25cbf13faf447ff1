use askama::Template;

use super::macros::{components, from_content, setters};
use super::{Attributes, Classes, Content};

/// Words set apart from those around them.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/inset_text.html")]
pub struct InsetText {
    content: Content,
    id: String,
    classes: Classes,
    attributes: Attributes,
}

impl InsetText {
    /// These words, set apart.
    pub fn new(content: impl Into<Content>) -> Self {
        Self {
            content: content.into(),
            id: String::new(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }
}

setters!(InsetText {
    /// The element's id.
    id: String,
    classes: Classes,
    attributes: Attributes,
});
from_content!(InsetText);
components!(InsetText);
