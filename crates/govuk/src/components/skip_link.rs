use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// The first link of a page: past the header, to the main content.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/skip_link.html")]
pub struct SkipLink {
    content: Content,
    href: String,
    classes: Classes,
    attributes: Attributes,
}

impl SkipLink {
    /// A link with these words to `#content`.
    pub fn new(content: impl Into<Content>) -> Self {
        Self {
            content: content.into(),
            href: "#content".to_owned(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }
}

setters!(SkipLink {
    /// Where it leads; `#content` if not given.
    href: String,
    classes: Classes,
    attributes: Attributes,
});
components!(SkipLink);
