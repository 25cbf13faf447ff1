use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// A link to where the reader came from, above the main content.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/back_link.html")]
pub struct BackLink {
    href: String,
    content: Content,
    classes: Classes,
    attributes: Attributes,
}

impl BackLink {
    /// A link that says "Back".
    pub fn new(href: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            content: "Back".into(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }
}

setters!(BackLink {
    /// Words other than "Back".
    content: Content,
    classes: Classes,
    attributes: Attributes,
});
components!(BackLink);
