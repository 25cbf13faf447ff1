use askama::Template;

use super::macros::{components, setters};
use super::question::{Question, question_setters};
use super::{Attributes, Classes, Label};

/// A question answered with a file.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/file_upload.html")]
pub struct FileUpload {
    question: Question,
    drop_zone: bool,
    multiple: bool,
    disabled: bool,
    wrapper_classes: Classes,
    wrapper_attributes: Attributes,
    classes: Classes,
    attributes: Attributes,
}

impl FileUpload {
    /// One file; its id is its name.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        Self {
            question: Question::new(name, label),
            drop_zone: false,
            multiple: false,
            disabled: false,
            wrapper_classes: Classes::default(),
            wrapper_attributes: Attributes::default(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// Adds classes to the drop zone.
    #[must_use]
    pub fn wrapper_classes(mut self, classes: &str) -> Self {
        self.wrapper_classes.add(classes);
        self
    }

    /// Adds an attribute to the drop zone.
    #[must_use]
    pub fn wrapper_attribute(
        mut self,
        name: impl Into<std::borrow::Cow<'static, str>>,
        value: impl Into<String>,
    ) -> Self {
        self.wrapper_attributes.add(name, value);
        self
    }
}

setters!(FileUpload {
    /// Where there are scripts, a zone that files can be dropped upon.
    drop_zone: bool,
    /// Whether several files may be chosen.
    multiple: bool,
    /// Takes no answer; avoid it, since it does not say why.
    disabled: bool,
    classes: Classes,
    attributes: Attributes,
});
question_setters!(FileUpload);
components!(FileUpload);
