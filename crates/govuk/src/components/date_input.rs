use askama::Template;

use super::group::{Group, group_setters};
use super::macros::{components, setters};
use super::{Attributes, Classes, Fieldset, Input};

/// A question answered with a date that the person knows.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/date_input.html")]
pub struct DateInput {
    group: Group,
    name_prefix: String,
    parts: Vec<DatePart>,
    classes: Classes,
    attributes: Attributes,
}

impl DateInput {
    /// Day, month and year of a question that stands elsewhere, or in a fieldset given later.
    pub fn bare(id: impl Into<String>) -> Self {
        Self {
            // Without this role, JAWS does not read out what describes a fieldset of text inputs.
            group: Group { role: "group", ..Group::new(id) },
            name_prefix: String::new(),
            parts: ["day", "month", "year"].map(DatePart::new).into(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// Day, month and year that answer the question in this legend, named `{name}-day` and so on, as are their ids.
    pub fn new(name: &str, fieldset: impl Into<Fieldset>) -> Self {
        Self::bare(name).name_prefix(name).fieldset(fieldset)
    }

    /// Other parts than day, month and year.
    #[must_use]
    pub fn parts(mut self, parts: impl IntoIterator<Item = DatePart>) -> Self {
        self.parts = parts.into_iter().collect();
        self
    }

    /// What the parts hold at first, in their order: what was typed before.
    #[must_use]
    pub fn values<T: Into<String>>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        for (part, value) in self.parts.iter_mut().zip(values) {
            part.value = Some(value.into());
        }
        self
    }

    /// An error message without a part named marks all parts that do not say otherwise.
    fn inputs(&self) -> Vec<Input> {
        let one_is_wrong = self.parts.iter().any(|part| part.has_error() == Some(true));
        let all_are_wrong = self.group.error.is_some() && !one_is_wrong;
        self.parts.iter().map(|part| part.input(self, all_are_wrong)).collect()
    }
}

setters!(DateInput {
    /// What the names of the parts begin with, before a hyphen.
    name_prefix: String,
    classes: Classes,
    attributes: Attributes,
});
group_setters!(DateInput);
components!(DateInput);

/// One input of a date.
#[derive(Clone, Debug, Default)]
pub struct DatePart {
    name: String,
    label: String,
    id: String,
    value: Option<String>,
    error: Option<bool>,
    pattern: String,
    keyboard: String,
    autocomplete: String,
    classes: Classes,
    attributes: Attributes,
}

impl DatePart {
    /// A part whose label is its name with a capital.
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        let label = name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1)).collect();
        Self { name, label, keyboard: "numeric".to_owned(), ..Self::default() }
    }

    fn has_error(&self) -> Option<bool> {
        if self.classes.contains("govuk-input--error") { Some(true) } else { self.error }
    }

    fn input(&self, date: &DateInput, all_are_wrong: bool) -> Input {
        let mut classes = Classes::default();
        classes.add("govuk-date-input__input");
        if self.has_error().unwrap_or(all_are_wrong) && !self.classes.contains("govuk-input--error") {
            classes.add("govuk-input--error");
        }
        if !self.classes.contains("govuk-input--width-") {
            classes.add(if self.name == "year" { "govuk-input--width-4" } else { "govuk-input--width-2" });
        }
        classes.add(self.classes.alone());
        let name = match date.name_prefix.as_str() {
            "" => self.name.clone(),
            prefix => format!("{prefix}-{}", self.name),
        };
        let id = if self.id.is_empty() { format!("{}-{}", date.group.id, self.name) } else { self.id.clone() };
        let label = super::Label::new(self.label.as_str()).classes("govuk-date-input__label");
        Input::new(name, label)
            .id(id)
            .classes(classes.alone())
            .initial(self.value.clone())
            .keyboard(&self.keyboard)
            .autocomplete(&self.autocomplete)
            .pattern(&self.pattern)
            .all_attributes(self.attributes.clone())
    }
}

setters!(DatePart {
    /// Words other than the name with a capital.
    label: String,
    /// The input's id, where it is not made from the date's.
    id: String,
    /// What it holds at first.
    value: Option<String>,
    /// Whether this part is wrong; if no part says so, an error message marks all.
    error: Option<bool>,
    /// A pattern; avoid it, since the browser's message is not ours.
    pattern: String,
    /// Which on-screen keyboard is shown; `numeric` if not given.
    keyboard: String,
    /// What a browser may fill in, such as `bday-day`.
    autocomplete: String,
    classes: Classes,
    attributes: Attributes,
});
