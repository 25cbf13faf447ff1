use std::str::FromStr;

/// A person's name as colleagues see it, and as mails begin with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

/// What was typed is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAName {
    /// There is nothing.
    #[error("Enter a full name")]
    Missing,
    /// It would not fit a page or a mail.
    #[error("Full name must be 100 characters or less")]
    TooLong,
    /// It holds what no name does, such as a line break, or a letter that nobody sees.
    #[error("Full name must only include letters, numbers, spaces and punctuation")]
    Unreadable,
    /// Whoever types a name chooses who gets a mail that begins with it, and mail programs make links of such words.
    #[error("Full name must not include a web address or an email address")]
    Address,
}

impl FromStr for PersonName {
    type Err = NotAName;

    /// Spaces in a row become one.
    fn from_str(text: &str) -> Result<PersonName, NotAName> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NotAName::Missing);
        }
        if text.chars().any(is_bad) {
            return Err(NotAName::Unreadable);
        }
        if text.contains(['/', '@']) || text.split(is_between).any(is_host) {
            return Err(NotAName::Address);
        }
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.chars().count() > 100 { Err(NotAName::TooLong) } else { Ok(PersonName(name)) }
    }
}

/// Letters that control, turn the direction of what follows, or cannot be seen: with them one name passes for another.
fn is_bad(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '<' | '>' | '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}')
}

/// Whether a host's name cannot hold it.
fn is_between(letter: char) -> bool {
    !(letter.is_alphanumeric() || matches!(letter, '.' | '-'))
}

/// Whether mail programs would take the word for the name of a host: "evil.example", and neither "J.K." nor "St.".
fn is_host(word: &str) -> bool {
    let word = word.trim_matches(['.', '-']);
    let Some((before, last)) = word.rsplit_once('.') else { return false };
    let before = before.rsplit('.').next().unwrap_or_default();
    let is_label = |it: &str| it.chars().count() >= 2 && it.chars().all(|it| it.is_alphanumeric() || it == '-');
    is_label(before) && is_label(last) && last.chars().all(char::is_alphabetic)
}

impl PersonName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<PersonName, NotAName> {
        text.parse()
    }

    #[test]
    fn names_are_tidied_and_must_be_readable() {
        assert_eq!(read("  Jo   O’Neill ").unwrap().as_str(), "Jo O’Neill");
        for good in ["J.K. Rowling", "Prof. Dr. A.B. Smith-Jones (maths)", "Zoë St. John", "محمد علي", "José P."]
        {
            assert_eq!(read(good).unwrap().as_str(), good);
        }
        assert_eq!(read(" "), Err(NotAName::Missing));
        assert_eq!(read(&"x".repeat(101)), Err(NotAName::TooLong));
        for bad in ["Jo\r\nBcc: x", "Jo <b>", "Jo\u{202e}lleB", "Jo\u{200b} Bell", "\u{fffd}", "Jo\u{2028}Bell"] {
            assert_eq!(read(bad), Err(NotAName::Unreadable), "{bad:?}");
        }
    }

    #[test]
    fn no_name_becomes_a_link_in_a_mail() {
        for bad in
            ["See https://evil.example", "www.evil.com", "Win at Evil.Co.Uk!", "[Jo](evil.example)", "jo@oak.example"]
        {
            assert_eq!(read(bad), Err(NotAName::Address), "{bad}");
        }
    }
}
