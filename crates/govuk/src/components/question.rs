//! What every question with one input has: a name, a label, a hint, an error message.

use super::{Attributes, Classes, ErrorMessage, Hint, Label};

/// The parts of a question around its input.
#[derive(Clone, Debug, Default)]
pub(crate) struct Question {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) label: Label,
    pub(crate) hint: Option<Hint>,
    pub(crate) error: Option<ErrorMessage>,
    pub(crate) described_by: String,
    pub(crate) classes: Classes,
    pub(crate) attributes: Attributes,
}

impl Question {
    pub(crate) fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        let name = name.into();
        Self { id: name.clone(), name, label: label.into(), ..Self::default() }
    }

    pub(crate) fn label(&self) -> Label {
        self.label.clone().target(&self.id)
    }

    pub(crate) fn hint(&self) -> Option<Hint> {
        self.hint.clone().map(|hint| hint.id(format!("{}-hint", self.id)))
    }

    pub(crate) fn error(&self) -> Option<ErrorMessage> {
        self.error.clone().map(|error| error.id(format!("{}-error", self.id)))
    }

    pub(crate) fn is_described(&self) -> bool {
        self.hint.is_some() || self.error.is_some() || !self.described_by.is_empty()
    }

    /// The ids of all that describes the input, in the order in which it is read out.
    pub(crate) fn described_by(&self) -> String {
        let mut ids = self.described_by.clone();
        let parts = [(self.hint.is_some(), "-hint"), (self.error.is_some(), "-error")];
        for (_, suffix) in parts.into_iter().filter(|(present, _)| *present) {
            if !ids.is_empty() {
                ids.push(' ');
            }
            ids.push_str(&self.id);
            ids.push_str(suffix);
        }
        ids
    }
}

/// Writes the builder methods of a component that has a `question`.
macro_rules! question_setters {
    ($($name:ident),+) => {
        $(
            impl $name {
                /// An id other than the name.
                #[must_use]
                pub fn id(mut self, id: impl Into<String>) -> Self {
                    self.question.id = id.into();
                    self
                }

                /// Help with the answer.
                #[must_use]
                pub fn hint(mut self, hint: impl Into<$crate::components::Hint>) -> Self {
                    self.question.hint = Some(hint.into());
                    self
                }

                /// What is wrong with the answer, if anything is: `.error(problems.on("email"))`.
                #[must_use]
                pub fn error(mut self, error: Option<impl Into<$crate::components::ErrorMessage>>) -> Self {
                    self.question.error = error.map(Into::into);
                    self
                }

                /// The ids of what else describes the input.
                #[must_use]
                pub fn described_by(mut self, ids: impl Into<String>) -> Self {
                    self.question.described_by = ids.into();
                    self
                }

                /// Adds classes to the group of label, hint, message and input.
                #[must_use]
                pub fn group_classes(mut self, classes: &str) -> Self {
                    self.question.classes.add(classes);
                    self
                }

                /// Adds an attribute to that group.
                #[must_use]
                pub fn group_attribute(
                    mut self,
                    name: impl Into<std::borrow::Cow<'static, str>>,
                    value: impl Into<String>,
                ) -> Self {
                    self.question.attributes.add(name, value);
                    self
                }
            }
        )+
    };
}

pub(crate) use question_setters;
