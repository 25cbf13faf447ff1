//! One mail to one person, in plain text. Nothing that a person typed can add a header or a recipient.

use crate::vocabulary::EmailAddress;

/// The longest subject, in characters; what is longer ends in "…".
const LONGEST_SUBJECT: usize = 200;

/// A mail: one address, one line of subject, plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    to: EmailAddress,
    subject: String,
    body: String,
}

/// Why a mail cannot be sent. The sentence never repeats the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    /// The recipient's address is not one.
    #[error("the recipient's address is not an email address")]
    Address,
    /// There is no subject.
    #[error("the mail has no subject")]
    Subject,
}

impl Mail {
    /// A mail of these parts. Control characters are taken out of the subject and the body.
    ///
    /// # Errors
    /// [`Unsendable`] when the address is not exactly one email address, or the subject is empty.
    pub fn new(to: &str, subject: &str, body: &str) -> Result<Mail, Unsendable> {
        // What reads as an address holds no space, comma, bracket or line end: it cannot name a second one.
        let to: EmailAddress = to.parse().map_err(|_| Unsendable::Address)?;
        let subject = one_line(subject);
        if subject.is_empty() {
            return Err(Unsendable::Subject);
        }
        Ok(Mail { to, subject, body: plain(body) })
    }

    /// The recipient's address.
    pub fn to(&self) -> &str {
        self.to.as_str()
    }

    /// The subject: one line.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The words, with `\n` between lines and at the end; no line is wrapped.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Recipient, subject and words as one text, for docs/rules/mails.md and for tests of the words.
    pub fn as_text(&self) -> String {
        format!("To: {}\nSubject: {}\n\n{}", self.to, self.subject, self.body)
    }
}

/// The text as one line: every run of white space and control characters is one space.
fn one_line(text: &str) -> String {
    let words = text.split(|it: char| it.is_whitespace() || it.is_control() || is_hidden(it));
    let line = words.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST_SUBJECT {
        return line;
    }
    let mut short: String = line.chars().take(LONGEST_SUBJECT - 1).collect();
    short.push('…');
    short
}

/// The text with `\n` as its only control character, and one at its end.
fn plain(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let mut kept: String = lines.chars().filter(|it| *it == '\n' || !(it.is_control() || is_hidden(*it))).collect();
    kept.truncate(kept.trim_end().len());
    kept.push('\n');
    kept
}

/// Characters that turn the direction of text around, with which a name could pass for another.
fn is_hidden(it: char) -> bool {
    matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(to: &str, subject: &str, body: &str) -> Result<Mail, Unsendable> {
        Mail::new(to, subject, body)
    }

    #[test]
    fn nothing_typed_adds_a_recipient() {
        for to in
            ["", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "A <a@b.example>", "a b@c.example"]
        {
            assert_eq!(mail(to, "Subject", "Words"), Err(Unsendable::Address), "{to}");
        }
        assert_eq!(mail("jo.o'neill+pd@example.com", "S", "W").unwrap().to(), "jo.o'neill+pd@example.com");
    }

    #[test]
    fn nothing_typed_adds_a_header() {
        let name = "St Joseph's\r\nBcc: c@d.example\r\n\r\n<b>words</b>\u{2028}more\0";
        let made = mail("a@b.example", &format!("{name} has been added"), "Words").unwrap();
        assert_eq!(made.subject(), "St Joseph's Bcc: c@d.example <b>words</b> more has been added");
        assert_eq!(mail("a@b.example", "\u{202e} \n", "Words"), Err(Unsendable::Subject));
    }

    #[test]
    fn a_long_subject_is_cut_between_characters() {
        let made = mail("a@b.example", &"é".repeat(300), "Words").unwrap();
        assert_eq!(made.subject().chars().count(), LONGEST_SUBJECT);
        assert!(made.subject().ends_with('…'));
    }

    #[test]
    fn the_words_keep_their_lines_and_nothing_else_that_controls() {
        let made = mail("a@b.example", "S", "One\r\nTwo\rThree\u{2029}\u{7}Four\u{202e}\n\n\n").unwrap();
        assert_eq!(made.body(), "One\nTwo\nThree\nFour\n");
        assert_eq!(made.as_text(), "To: a@b.example\nSubject: S\n\nOne\nTwo\nThree\nFour\n");
    }
}
