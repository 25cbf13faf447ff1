//! Free text: one line or several.

use super::Called;

/// One line of text, trimmed, with every run of blanks made one space.
///
/// `most` is in characters.
///
/// # Errors
/// The sentence to show when it is blank, too long, or holds characters that cannot be seen.
pub fn line(value: &str, called: Called, most: usize) -> Result<String, String> {
    let words: Vec<_> = value.split(is_blank).filter(|word| !word.is_empty()).collect();
    judged(words.join(" "), called, most)
}

/// Several lines of text: line ends become `\n`, blank lines at either end go.
///
/// # Errors
/// As [`line()`].
pub fn lines(value: &str, called: Called, most: usize) -> Result<String, String> {
    let value = value.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    let lines: Vec<_> = value.split('\n').map(|line| line.trim_end_matches(is_blank)).collect();
    judged(lines.join("\n").trim_matches(is_blank).to_owned(), called, most)
}

/// The text without the blanks around it, among them those that come with pasting.
pub(crate) fn tidy(value: &str) -> &str {
    value.trim_matches(is_blank)
}

fn judged(text: String, called: Called, most: usize) -> Result<String, String> {
    if text.is_empty() {
        return Err(called.enter());
    }
    if text.chars().any(is_hidden) {
        return Err(called.must("not include characters that cannot be seen"));
    }
    if text.chars().count() > most {
        return Err(called.must(&format!("be {most} characters or less")));
    }
    Ok(text)
}

fn is_blank(it: char) -> bool {
    it.is_whitespace() || matches!(it, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Control characters, and those that turn the direction of the text that follows.
fn is_hidden(it: char) -> bool {
    let turns = matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    // What stands where the bytes were no text.
    turns || it == '\u{fffd}' || (it.is_control() && it != '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Called = Called::new("your full name", "Full name");

    #[test]
    fn a_line_is_read_as_a_person_would() {
        assert_eq!(line("  Ada\u{a0}\t Lovelace \r\n", NAME, 12), Ok("Ada Lovelace".to_owned()));
        assert_eq!(line("\u{feff}Zoë", NAME, 3), Ok("Zoë".to_owned()));
        for (value, sentence) in [
            ("", "Enter your full name"),
            (" \t\u{200b}", "Enter your full name"),
            ("Augusta Ada", "Full name must be 9 characters or less"),
            ("Ada\u{0}", "Full name must not include characters that cannot be seen"),
            ("\u{202e}adA", "Full name must not include characters that cannot be seen"),
        ] {
            assert_eq!(line(value, NAME, 9), Err(sentence.to_owned()), "{value:?}");
        }
    }

    #[test]
    fn lines_keep_their_breaks() {
        assert_eq!(lines("\r\n one \r\ntwo\r\rthree\n ", NAME, 30), Ok("one\ntwo\n\nthree".to_owned()));
        assert_eq!(lines("\n \n", NAME, 30), Err("Enter your full name".to_owned()));
    }
}
