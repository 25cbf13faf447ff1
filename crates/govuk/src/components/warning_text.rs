use askama::Template;

use super::macros::{components, from_content, setters};
use super::{Attributes, Classes, Content};

/// Something important that follows from what the reader does or does not do.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/warning_text.html")]
pub struct WarningText {
    content: Content,
    icon_fallback: String,
    classes: Classes,
    attributes: Attributes,
}

impl WarningText {
    /// A warning with these words.
    pub fn new(content: impl Into<Content>) -> Self {
        Self {
            content: content.into(),
            icon_fallback: "Warning".to_owned(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }
}

setters!(WarningText {
    /// What is read out in place of the icon; "Warning" if not given.
    icon_fallback: String,
    classes: Classes,
    attributes: Attributes,
});
from_content!(WarningText);
components!(WarningText);
