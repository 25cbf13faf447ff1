use askama::Template;

use super::macros::{components, from_content, setters};
use super::{Attributes, Classes, Content};

/// The state of a thing in one or two words.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/tag.html")]
pub struct Tag {
    content: Content,
    classes: Classes,
    attributes: Attributes,
}

impl Tag {
    /// A tag in the default blue.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), classes: Classes::default(), attributes: Attributes::default() }
    }

    /// The same tag in another colour, which is never the only sign of what it says.
    #[must_use]
    pub fn colour(self, colour: Colour) -> Self {
        self.classes(colour.class())
    }

    /// Puts `classes` before those the tag has.
    pub(crate) fn put_first(mut self, classes: &str) -> Self {
        self.classes.put_first(classes);
        self
    }
}

setters!(Tag { classes: Classes, attributes: Attributes });
from_content!(Tag);
components!(Tag);

/// The colours of a tag; one without is blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Grey.
    Grey,
    /// Green.
    Green,
    /// Teal.
    Teal,
    /// Purple.
    Purple,
    /// Magenta.
    Magenta,
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Yellow.
    Yellow,
}

impl Colour {
    /// The class that paints a tag so.
    pub fn class(self) -> &'static str {
        match self {
            Self::Grey => "govuk-tag--grey",
            Self::Green => "govuk-tag--green",
            Self::Teal => "govuk-tag--teal",
            Self::Purple => "govuk-tag--purple",
            Self::Magenta => "govuk-tag--magenta",
            Self::Red => "govuk-tag--red",
            Self::Orange => "govuk-tag--orange",
            Self::Yellow => "govuk-tag--yellow",
        }
    }
}
