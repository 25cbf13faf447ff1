use askama::Template;

use super::macros::{components, from_content, setters};
use super::question::{Question, question_setters};
use super::{Attributes, Classes, Content, Label};

/// A question answered in one line.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/input.html")]
pub struct Input {
    question: Question,
    kind: String,
    value: Option<String>,
    spellcheck: Option<bool>,
    disabled: bool,
    autocomplete: String,
    autocapitalize: String,
    pattern: String,
    keyboard: String,
    prefix: Option<Affix>,
    suffix: Option<Affix>,
    wrapper_classes: Classes,
    wrapper_attributes: Attributes,
    classes: Classes,
    attributes: Attributes,
}

impl Input {
    /// A line of text; its id is its name.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        Self {
            question: Question::new(name, label),
            kind: "text".to_owned(),
            value: None,
            spellcheck: None,
            disabled: false,
            autocomplete: String::new(),
            autocapitalize: String::new(),
            pattern: String::new(),
            keyboard: String::new(),
            prefix: None,
            suffix: None,
            wrapper_classes: Classes::default(),
            wrapper_attributes: Attributes::default(),
            classes: Classes::default(),
            attributes: Attributes::default(),
        }
    }

    /// An email address, which browsers can fill in.
    pub fn email(name: impl Into<String>, label: impl Into<Label>) -> Self {
        Self::new(name, label).kind("email").autocomplete("email").spellcheck(false)
    }

    /// A whole number of at most `digits` digits.
    ///
    /// Source: GOV.UK Design System, text input, "Asking for whole numbers".
    pub fn whole_number(name: impl Into<String>, label: impl Into<Label>, digits: u8) -> Self {
        let width = [2, 3, 4, 5, 10].into_iter().find(|&width| width >= digits).unwrap_or(20);
        Self::new(name, label).keyboard("numeric").spellcheck(false).classes(&format!("govuk-input--width-{width}"))
    }

    /// Adds classes to what holds the input with its prefix and suffix.
    #[must_use]
    pub fn wrapper_classes(mut self, classes: &str) -> Self {
        self.wrapper_classes.add(classes);
        self
    }

    /// Adds an attribute to what holds the input with its prefix and suffix.
    #[must_use]
    pub fn wrapper_attribute(
        mut self,
        name: impl Into<std::borrow::Cow<'static, str>>,
        value: impl Into<String>,
    ) -> Self {
        self.wrapper_attributes.add(name, value);
        self
    }

    /// What the input holds at first, if anything.
    pub(crate) fn initial(mut self, value: Option<String>) -> Self {
        self.value = value;
        self
    }

    /// All further attributes at once.
    pub(crate) fn all_attributes(mut self, attributes: Attributes) -> Self {
        self.attributes = attributes;
        self
    }

    fn is_wrapped(&self) -> bool {
        self.prefix.is_some() || self.suffix.is_some()
    }
}

setters!(Input {
    /// The `type` of the input; `text` if not given.
    kind: String,
    /// What the input holds at first: what was typed before.
    value: Option<String>,
    /// Whether the browser checks the spelling; it decides if not given.
    spellcheck: Option<bool>,
    /// Takes no answer; avoid it, since it does not say why.
    disabled: bool,
    /// What a browser may fill in, such as `email` or `name`.
    autocomplete: String,
    /// How an on-screen keyboard capitalises.
    autocapitalize: String,
    /// A pattern; avoid it, since the browser's message is not ours.
    pattern: String,
    /// Which on-screen keyboard is shown.
    keyboard: String,
    /// What stands before the input, such as a currency.
    prefix: Option<Affix>,
    /// What stands after the input, such as a unit.
    suffix: Option<Affix>,
    classes: Classes,
    attributes: Attributes,
});
question_setters!(Input);
components!(Input);

/// What stands before or after an input; it is not read out, so the label must say it too.
#[derive(Clone, Debug, Default)]
pub struct Affix {
    content: Content,
    classes: Classes,
    attributes: Attributes,
}

impl Affix {
    /// A prefix or suffix.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

setters!(Affix { classes: Classes, attributes: Attributes });
from_content!(Affix);
