//! Reads what a person typed or chose, and says in a sentence what is wrong with it.
//!
//! Every reader takes the posted text and gives either the value or the sentence to show. What was
//! typed is kept as it was by the caller, so that the page can be drawn again.
//!
//! Source: the error messages of the GOV.UK Design System's components.

pub mod choice;
pub mod date;
pub mod number;
pub mod text;

pub use choice::{choice, choices, chosen, yes_no};
pub use date::DateParts;
pub use number::whole_number;
pub use text::{line, lines};

/// How the messages of one field call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Called {
    /// As it follows "Enter": `your full name`.
    pub asked: &'static str,
    /// As it begins a sentence: `Full name`.
    pub named: &'static str,
}

impl Called {
    /// `Called::new("your full name", "Full name")`.
    pub const fn new(asked: &'static str, named: &'static str) -> Called {
        Called { asked, named }
    }

    fn enter(self) -> String {
        format!("Enter {}", self.asked)
    }

    fn must(self, rule: &str) -> String {
        format!("{} must {rule}", self.named)
    }
}

/// Nothing for a blank answer; otherwise what `read` makes of it.
///
/// # Errors
/// The sentence of `read`.
pub fn optional<T>(value: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    if text::tidy(value).is_empty() {
        return Ok(None);
    }
    read(value).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_answer_to_an_optional_question_is_no_answer() {
        let most = |value: &str| line(value, Called::new("a town", "Town"), 5);
        assert_eq!(optional(" \u{a0}", most), Ok(None));
        assert_eq!(optional("Leeds", most), Ok(Some("Leeds".to_owned())));
        assert_eq!(optional("Leicester", most), Err("Town must be 5 characters or less".to_owned()));
    }
}
