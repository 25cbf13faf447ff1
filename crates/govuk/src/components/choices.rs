//! Radios and checkboxes: one template, one list of choices.

use askama::Template;

use super::group::{Group, group_setters};
use super::macros::{components, setters};
use super::{Attributes, Classes, Content, Fieldset, Hint, Label};

/// A question of which one answer is chosen.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/choices.html")]
pub struct Radios {
    group: Group,
    name: String,
    items: Vec<ChoiceItem>,
    value: String,
    classes: Classes,
    attributes: Attributes,
}

impl Radios {
    /// The answers to a question that stands elsewhere, or in a fieldset given later. The first input's id is the name.
    pub fn bare(name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            group: Group::new(&name),
            name,
            items: Vec::new(),
            value: String::new(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// The answers to the question in this legend. The first input's id is the name.
    pub fn new(name: impl Into<String>, fieldset: impl Into<Fieldset>) -> Self {
        Self::bare(name).fieldset(fieldset)
    }

    /// Side by side: only for two short answers such as yes and no.
    #[must_use]
    pub fn inline(self) -> Self {
        self.classes("govuk-radios--inline")
    }

    const KIND: &'static str = "radios";
    const INPUT_TYPE: &'static str = "radio";

    fn name_of<'a>(&'a self, _: &Choice) -> &'a str {
        &self.name
    }

    /// The hint alone: the fieldset is told of the rest.
    fn description_of(_: &Group, choice: &Choice, id: &str) -> String {
        choice.hint.as_ref().map(|_| hint_id(id)).unwrap_or_default()
    }

    fn is_checked(&self, choice: &Choice) -> bool {
        choice.checked.unwrap_or(!self.value.is_empty() && choice.value == self.value)
    }
}

setters!(Radios {
    /// The answer chosen at first.
    value: String,
    classes: Classes,
    attributes: Attributes,
});

/// A question of which any number of answers is chosen.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/choices.html")]
pub struct Checkboxes {
    group: Group,
    name: String,
    items: Vec<ChoiceItem>,
    values: Vec<String>,
    classes: Classes,
    attributes: Attributes,
}

impl Checkboxes {
    /// The answers to a question that stands elsewhere, or in a fieldset given later. The first input's id is the name.
    pub fn bare(name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            group: Group::new(&name),
            name,
            items: Vec::new(),
            values: Vec::new(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// The answers to the question in this legend. The first input's id is the name.
    pub fn new(name: impl Into<String>, fieldset: impl Into<Fieldset>) -> Self {
        Self::bare(name).fieldset(fieldset)
    }

    /// Small boxes, for filters and lists to tick from.
    #[must_use]
    pub fn small(self) -> Self {
        self.classes("govuk-checkboxes--small")
    }

    /// The answers chosen at first.
    #[must_use]
    pub fn values<T: Into<String>>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self.values = values.into_iter().map(Into::into).collect();
        self
    }

    const KIND: &'static str = "checkboxes";
    const INPUT_TYPE: &'static str = "checkbox";

    fn name_of<'a>(&'a self, choice: &'a Choice) -> &'a str {
        if choice.name.is_empty() { &self.name } else { &choice.name }
    }

    /// Without a fieldset, each box is told of all that describes it.
    fn description_of(group: &Group, choice: &Choice, id: &str) -> String {
        let hint = choice.hint.as_ref().map(|_| hint_id(id)).unwrap_or_default();
        let group = if group.fieldset.is_none() { group.described_by() } else { String::new() };
        format!("{group} {hint}").trim().to_owned()
    }

    /// A box that is set to unchecked is still checked by neither itself nor the values.
    fn is_checked(&self, choice: &Choice) -> bool {
        choice.checked.unwrap_or_else(|| self.values.contains(&choice.value))
    }
}

setters!(Checkboxes { classes: Classes, attributes: Attributes });

macro_rules! choices {
    ($($name:ident),+) => {
        $(
            impl $name {
                /// Adds an answer or a divider.
                #[must_use]
                pub fn item(mut self, item: impl Into<ChoiceItem>) -> Self {
                    self.items.push(item.into());
                    self
                }

                /// Adds answers and dividers.
                #[must_use]
                pub fn items<T: Into<ChoiceItem>>(mut self, items: impl IntoIterator<Item = T>) -> Self {
                    self.items.extend(items.into_iter().map(Into::into));
                    self
                }

                /// What the ids begin with, where it is not the name; the first input has it as it is.
                #[must_use]
                pub fn id_prefix(mut self, prefix: impl Into<String>) -> Self {
                    self.group.id = prefix.into();
                    self
                }

                /// The first id has no number, so that an error summary can link to it by the question's name.
                fn id_of(&self, choice: &Choice, index: &usize) -> String {
                    match (choice.id.is_empty(), *index) {
                        (false, _) => choice.id.clone(),
                        (true, 1) => self.group.id.clone(),
                        (true, _) => format!("{}-{index}", self.group.id),
                    }
                }
            }
        )+
    };
}

choices!(Radios, Checkboxes);
group_setters!(Radios, Checkboxes);
components!(Radios, Checkboxes);

/// One line of the answers.
#[derive(Clone, Debug)]
pub enum ChoiceItem {
    /// An answer.
    Choice(Box<Choice>),
    /// A word between answers, such as "or".
    Divider(String),
}

impl ChoiceItem {
    /// A word between answers, such as "or".
    pub fn divider(words: impl Into<String>) -> Self {
        Self::Divider(words.into())
    }
}

impl From<Choice> for ChoiceItem {
    fn from(choice: Choice) -> Self {
        Self::Choice(Box::new(choice))
    }
}

/// One answer.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    value: String,
    label: Label,
    hint: Option<Hint>,
    id: String,
    name: String,
    checked: Option<bool>,
    disabled: bool,
    exclusive: bool,
    attributes: Attributes,
}

impl Choice {
    /// An answer that is sent as `value`.
    pub fn new(value: impl Into<String>, label: impl Into<Label>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    fn shown_label(&self, kind: &str, id: &str) -> Label {
        self.label.clone().put_first(&format!("govuk-{kind}__label")).target(id)
    }

    fn shown_hint(&self, kind: &str, id: &str) -> Option<Hint> {
        let hint = self.hint.clone()?;
        Some(hint.put_first(&format!("govuk-{kind}__hint")).id(hint_id(id)))
    }
}

setters!(Choice {
    /// Help with this answer.
    hint: Option<Hint>,
    /// The input's id, where it is not made from the name.
    id: String,
    /// The name of this checkbox, where it is not that of the others.
    name: String,
    /// Whether it is chosen at first, whatever the question's value is.
    checked: Option<bool>,
    /// Cannot be chosen.
    disabled: bool,
    /// A checkbox such as "None of these", which unchecks the others.
    exclusive: bool,
    attributes: Attributes,
});

fn hint_id(id: &str) -> String {
    format!("{id}-item-hint")
}

impl From<(&str, &str)> for ChoiceItem {
    fn from((value, label): (&str, &str)) -> Self {
        Choice::new(value, Label::new(Content::from(label))).into()
    }
}
