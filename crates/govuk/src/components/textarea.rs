use askama::Template;

use super::macros::{components, setters};
use super::question::{Question, question_setters};
use super::{Attributes, Classes, Label};

/// A question answered in several lines.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/textarea.html")]
pub struct Textarea {
    question: Question,
    value: String,
    rows: u32,
    spellcheck: Option<bool>,
    disabled: bool,
    autocomplete: String,
    classes: Classes,
    attributes: Attributes,
}

impl Textarea {
    /// Five lines; its id is its name.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        Self {
            question: Question::new(name, label),
            value: String::new(),
            rows: 5,
            spellcheck: None,
            disabled: false,
            autocomplete: String::new(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }
}

setters!(Textarea {
    /// What it holds at first: what was typed before.
    value: String,
    /// How many lines are shown.
    rows: u32,
    /// Whether the browser checks the spelling; it decides if not given.
    spellcheck: Option<bool>,
    /// Takes no answer; avoid it, since it does not say why.
    disabled: bool,
    /// What a browser may fill in.
    autocomplete: String,
    classes: Classes,
    attributes: Attributes,
});
question_setters!(Textarea);
components!(Textarea);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_with_its_first_empty_line() {
        let written = Textarea::new("list", "Schools").value("\n100001").to_string();
        assert!(written.contains("rows=\"5\">\n\n100001</textarea>"), "{written}");
        let written = Textarea::new("list", "Schools").value("100001").to_string();
        assert!(written.contains("rows=\"5\">100001</textarea>"), "{written}");
    }
}
