use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content, Html, Tag};

/// Says that the service is young and asks for feedback.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/phase_banner.html")]
pub struct PhaseBanner {
    tag: Tag,
    content: Content,
    classes: Classes,
    attributes: Attributes,
}

impl PhaseBanner {
    /// A banner for the phase named by `tag`: "Alpha" or "Beta".
    pub fn new(tag: impl Into<Tag>, content: impl Into<Content>) -> Self {
        Self {
            tag: tag.into().put_first("govuk-phase-banner__content__tag"),
            content: content.into(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// A banner that asks for feedback on the page at `href`.
    pub fn feedback(tag: impl Into<Tag>, href: &str) -> Self {
        Self::new(tag, Html::of(&Feedback { href }))
    }
}

/// Asks for feedback on the page at `href`.
#[derive(Template)]
#[template(path = "govuk/phase_feedback.html")]
struct Feedback<'a> {
    href: &'a str,
}

setters!(PhaseBanner { classes: Classes, attributes: Attributes });
components!(PhaseBanner);
