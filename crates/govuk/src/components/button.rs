use askama::Template;

use super::macros::{components, setters};
use super::{Attributes, Classes, Content};

/// A button, or a link that looks like one.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/button.html")]
pub struct Button {
    content: Content,
    href: String,
    kind: String,
    name: String,
    value: String,
    id: String,
    disabled: bool,
    start: bool,
    prevent_double_click: Option<bool>,
    classes: Classes,
    attributes: Attributes,
}

impl Button {
    /// A button that submits its form.
    pub fn new(content: impl Into<Content>) -> Self {
        Self {
            content: content.into(),
            href: String::new(),
            kind: "submit".to_owned(),
            name: String::new(),
            value: String::new(),
            id: String::new(),
            disabled: false,
            start: false,
            prevent_double_click: None,
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// A link that looks like a button: it goes somewhere and changes nothing.
    pub fn link(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { href: href.into(), ..Self::new(content) }
    }

    /// The less likely choice of two.
    #[must_use]
    pub fn secondary(self) -> Self {
        self.classes("govuk-button--secondary")
    }

    /// A choice that does harm which is hard to undo.
    #[must_use]
    pub fn warning(self) -> Self {
        self.classes("govuk-button--warning")
    }

    /// A button on a dark ground.
    #[must_use]
    pub fn inverse(self) -> Self {
        self.classes("govuk-button--inverse")
    }
}

setters!(Button {
    /// The `type` of a button: `submit` if not given.
    kind: String,
    /// The name under which `value` is sent.
    name: String,
    /// What is sent when this button submits the form.
    value: String,
    /// The element's id.
    id: String,
    /// Takes no presses; avoid it, since it does not say why.
    disabled: bool,
    /// The button that begins a service, with its arrow.
    start: bool,
    /// Ignore a second press within a second of the first.
    prevent_double_click: Option<bool>,
    classes: Classes,
    attributes: Attributes,
});
components!(Button);
