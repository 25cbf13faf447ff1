//! A search field that suggests, and what it posts.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::components::{Component, Input};
use crate::fields::text::tidy;

/// What a search field posts: what was typed and, when a suggestion was chosen, its key.
///
/// As text it is the key, a tab and what was typed, or else what was typed alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// The key of the suggestion that was chosen.
    pub key: Option<String>,
    /// What the field says.
    pub text: String,
}

impl Sought {
    /// From the two inputs.
    pub fn new(key: &str, text: &str) -> Sought {
        let clean = |it: &str| tidy(&it.replace('\t', " ")).to_owned();
        Sought { key: Some(clean(key)).filter(|key| !key.is_empty()), text: clean(text) }
    }
}

impl fmt::Display for Sought {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(to, "{key}\t{}", self.text),
            None => to.write_str(&self.text),
        }
    }
}

impl From<&str> for Sought {
    fn from(written: &str) -> Sought {
        let (key, text) = written.split_once('\t').unwrap_or(("", written));
        Sought::new(key, text)
    }
}

/// With its thousands apart: 12,345.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let apart = |(place, digit): (usize, char)| {
        let comma = (place > 0 && (digits.len() - place).is_multiple_of(3)).then_some(',');
        comma.into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(apart).collect()
}

/// How many results a search found, as the heading of their page says it.
pub fn results_found(total: usize, words: &str) -> String {
    match total {
        0 => format!("No results found for ‘{words}’"),
        1 => format!("1 result found for ‘{words}’"),
        total => format!("{} results found for ‘{words}’", thousands(total)),
    }
}

/// A text input under which scripts show suggestions, and a hidden input for the one chosen.
///
/// The hidden input is drawn empty. The earlier choice stands beside it, and the script puts it in
/// only while the text is still its label; so without scripts no earlier choice is ever posted.
#[derive(Clone, Debug, Template)]
#[template(path = "govuk/search.html")]
pub struct Search {
    input: Input,
    key_name: String,
    address: String,
    noun: String,
    sought: Sought,
}

impl Search {
    /// Suggestions for `input` come from `address`, and the key of the one chosen is posted as
    /// `key_name`.
    ///
    /// The address answers `?q=` with a JSON array of `{urn, name, town, postcode, status}`; a provider has `code` for `urn`.
    pub fn new(input: Input, key_name: impl Into<String>, address: impl Into<String>) -> Search {
        Search {
            input: input.autocomplete("off").spellcheck(false),
            key_name: key_name.into(),
            address: address.into(),
            noun: "school".to_owned(),
            sought: Sought::default(),
        }
    }

    /// What is looked for, where it is not a school: one word that takes an "s".
    #[must_use]
    pub fn noun(self, noun: impl Into<String>) -> Search {
        Search { noun: noun.into(), ..self }
    }

    /// What was typed and chosen before.
    #[must_use]
    pub fn sought(self, sought: Sought) -> Search {
        Search { input: self.input.value(sought.text.as_str()), sought, ..self }
    }
}

impl HtmlSafe for Search {}
impl Component for Search {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_remembers_what_was_typed_and_what_was_chosen() {
        for (key, text) in [("100001", "Oak School, Leeds"), ("", "oak"), ("", ""), ("\t", "a\tb")] {
            let sought = Sought::new(key, text);
            assert_eq!(Sought::from(sought.to_string().as_str()), sought);
        }
        assert_eq!(Sought::from("oak").key, None);
    }

    #[test]
    fn an_earlier_choice_is_beside_the_hidden_input_and_never_in_it() {
        let input = Input::new("q", "School");
        let sought = Sought::new("100001", "Oak <School>");
        let html = Search::new(input, "urn", "/schools/suggest").sought(sought).to_string();
        let hidden = r#"<input type="hidden" name="urn" data-chosen="100001" data-label="Oak &#60;School&#62;">"#;
        assert!(html.contains(hidden), "{html}");
        assert!(html.contains(r#"value="Oak &#60;School&#62;""#), "{html}");
        assert!(html.contains(r#"data-suggest="/schools/suggest""#), "{html}");
    }
}
