use std::fmt;

/// A cell as it may be shown on a page: one line, short, and unable to reorder the text around it.
///
/// Templates escape it as they escape everything; they print it inside `<bdi>`, since letters that run from right to
/// left are text like any other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Shown(String);

/// Characters of a cell that are shown; what is longer ends in "…".
const LENGTH: usize = 40;

impl Shown {
    /// What to show of a cell. Reads no more of it than it shows.
    pub fn of(cell: &str) -> Self {
        let mut shown = String::new();
        let mut letters = trimmed(cell).chars();
        let mut after_hidden = false;
        for letter in letters.by_ref().take(LENGTH) {
            if is_hidden(letter) {
                if !after_hidden {
                    shown.push_str("[hidden character]");
                }
            } else if letter.is_whitespace() {
                shown.push(' ');
            } else {
                shown.push(letter);
            }
            after_hidden = is_hidden(letter);
        }
        if letters.next().is_some() {
            shown.push('…');
        }
        Self(shown)
    }

    /// The text to show.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

/// A cell without the blanks and the invisible characters around it.
pub(super) fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|letter: char| letter.is_whitespace() || is_harmless(letter))
}

/// Invisible characters that spreadsheets, mail programs and web pages leave around a copied value.
///
/// The two overrides are not among them: what stands inside one reads backwards, so what the person saw is not what
/// would be taken.
fn is_harmless(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202c}'
            | '\u{2060}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

fn is_hidden(letter: char) -> bool {
    let is_control = letter.is_control() && !letter.is_whitespace();
    is_control
        || is_harmless(letter)
        || matches!(letter, '\u{202d}' | '\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(cell: &str, expected: &str) {
        assert_eq!(Shown::of(cell).as_str(), expected);
    }

    #[test]
    fn a_cell_is_shown_short_and_on_one_line() {
        check(" Oak\tSchool\r\n", "Oak School");
        check(&"1".repeat(1_000_000), &format!("{}…", "1".repeat(40)));
        check(&"é".repeat(40), &"é".repeat(40));
    }

    #[test]
    fn what_would_reorder_the_page_is_named_instead() {
        check("\u{202e}100011", "[hidden character]100011");
        check("a\u{200b}\u{2066}b", "a[hidden character]b");
        check("a\u{1b}[31m", "a[hidden character][31m");
        check("\u{feff}100011\u{200e}", "100011");
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_ever_shown(cell in "(.|[\u{200b}-\u{206f}\u{feff}\t\n])*") {
            let shown = Shown::of(&cell);
            prop_assert!(!shown.as_str().chars().any(is_hidden));
            prop_assert!(!shown.as_str().contains(['\n', '\r', '\t']));
        }
    }
}
