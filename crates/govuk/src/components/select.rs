use askama::Template;

use super::macros::{components, setters};
use super::question::{Question, question_setters};
use super::{Attributes, Classes, Label};

/// A question answered from a closed list that is too long for radios.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/select.html")]
pub struct Select {
    question: Question,
    items: Vec<SelectItem>,
    value: String,
    disabled: bool,
    classes: Classes,
    attributes: Attributes,
}

impl Select {
    /// A list of these answers; its id is its name.
    pub fn new(name: impl Into<String>, label: impl Into<Label>, items: impl IntoIterator<Item = SelectItem>) -> Self {
        Self {
            question: Question::new(name, label),
            items: items.into_iter().collect(),
            value: String::new(),
            disabled: false,
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    fn selects(&self, item: &SelectItem) -> bool {
        let value = item.value.as_ref().unwrap_or(&item.text);
        item.selected.unwrap_or(!self.value.is_empty() && *value == self.value)
    }
}

setters!(Select {
    /// The answer chosen at first.
    value: String,
    /// Takes no answer; avoid it, since it does not say why.
    disabled: bool,
    classes: Classes,
    attributes: Attributes,
});
question_setters!(Select);
components!(Select);

/// One answer of a list.
#[derive(Clone, Debug, Default)]
pub struct SelectItem {
    value: Option<String>,
    text: String,
    selected: Option<bool>,
    disabled: bool,
    attributes: Attributes,
}

impl SelectItem {
    /// An answer that is sent as `value`.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: Some(value.into()), ..Self::text(text) }
    }

    /// An answer that is sent as its words.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

setters!(SelectItem {
    /// Whether it is chosen at first, whatever the list's value is.
    selected: Option<bool>,
    /// Cannot be chosen.
    disabled: bool,
    attributes: Attributes,
});
