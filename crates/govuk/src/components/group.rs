//! What every question with several inputs has: a fieldset, a hint, an error message.

use super::{Attributes, Classes, ErrorMessage, Fieldset, Hint};

/// The parts of a question around its inputs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) fieldset: Option<Fieldset>,
    /// The fieldset's role.
    pub(crate) role: &'static str,
    pub(crate) hint: Option<Hint>,
    pub(crate) error: Option<ErrorMessage>,
    pub(crate) described_by: String,
    pub(crate) classes: Classes,
    pub(crate) attributes: Attributes,
}

impl Group {
    pub(crate) fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// The fieldset, told what describes it.
    pub(crate) fn fieldset(&self) -> Option<Fieldset> {
        self.fieldset.clone().map(|fieldset| fieldset.role(self.role).described_by(self.described_by()))
    }

    pub(crate) fn hint(&self) -> Option<Hint> {
        self.hint.clone().map(|hint| hint.id(format!("{}-hint", self.id)))
    }

    pub(crate) fn error(&self) -> Option<ErrorMessage> {
        self.error.clone().map(|error| error.id(format!("{}-error", self.id)))
    }

    /// The ids of all that describes the inputs, in the order in which it is read out.
    pub(crate) fn described_by(&self) -> String {
        let given = self.fieldset.as_ref().map(|fieldset| fieldset.described_by.as_str()).filter(|ids| !ids.is_empty());
        let mut ids = vec![given.unwrap_or(&self.described_by).to_owned()];
        if self.hint.is_some() {
            ids.push(format!("{}-hint", self.id));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id));
        }
        ids.join(" ").trim_start().to_owned()
    }
}

/// Writes the builder methods of a component that has a `group`.
macro_rules! group_setters {
    ($($name:ident),+) => {
        $(
            impl $name {
                /// The question, as the legend of a fieldset.
                #[must_use]
                pub fn fieldset(mut self, fieldset: impl Into<$crate::components::Fieldset>) -> Self {
                    self.group.fieldset = Some(fieldset.into());
                    self
                }

                /// Help with the answer.
                #[must_use]
                pub fn hint(mut self, hint: impl Into<$crate::components::Hint>) -> Self {
                    self.group.hint = Some(hint.into());
                    self
                }

                /// What is wrong with the answer, if anything is: `.error(problems.on("phase"))`.
                #[must_use]
                pub fn error(mut self, error: Option<impl Into<$crate::components::ErrorMessage>>) -> Self {
                    self.group.error = error.map(Into::into);
                    self
                }

                /// The ids of what else describes the inputs.
                #[must_use]
                pub fn described_by(mut self, ids: impl Into<String>) -> Self {
                    self.group.described_by = ids.into();
                    self
                }

                /// Adds classes to the group of legend, hint, message and inputs.
                #[must_use]
                pub fn group_classes(mut self, classes: &str) -> Self {
                    self.group.classes.add(classes);
                    self
                }

                /// Adds an attribute to that group.
                #[must_use]
                pub fn group_attribute(
                    mut self,
                    name: impl Into<std::borrow::Cow<'static, str>>,
                    value: impl Into<String>,
                ) -> Self {
                    self.group.attributes.add(name, value);
                    self
                }
            }
        )+
    };
}

pub(crate) use group_setters;
