//! Tokens: how they look, how long they live, how many there are. Pure.
//!
//! Source: trust.md S14.

use std::str::FromStr;

use chrono::Duration;
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};

/// How many of an organisation's tokens live at a time: the one in use, and the one that takes its place.
pub const MOST_LIVE: i64 = 2;
/// How every token begins, so that programs that look for leaked ones know it.
const PREFIX: &str = "mstp_";
/// Letters of 256 bits in base 32.
const BODY: usize = 52;

/// A token as it is shown once. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

fn checksum(body: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(body.as_bytes())[..4])
}

impl Token {
    /// A token of these random bytes.
    pub fn of(bytes: [u8; 32]) -> Token {
        let body = BASE32_NOPAD.encode(&bytes).to_lowercase();
        Token(format!("{PREFIX}{body}{}", checksum(&body)))
    }

    /// The token in a header's words; one with a slip is told apart without asking the database.
    pub fn parse(text: &str) -> Option<Token> {
        let rest = text.strip_prefix(PREFIX)?;
        let (body, sum) = rest.split_at_checked(BODY)?;
        (checksum(body) == sum).then(|| Token(text.to_owned()))
    }

    /// The token.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a token is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// What was typed is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAName {
    /// There is nothing.
    #[error("Enter a name for the token")]
    Missing,
    /// It would not fit a list.
    #[error("Name must be 60 characters or less")]
    TooLong,
}

impl FromStr for Name {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Name, NotAName> {
        let name: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.chars().count() {
            0 => Err(NotAName::Missing),
            1..=60 => Ok(Name(name)),
            _ => Err(NotAName::TooLong),
        }
    }
}

impl Name {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How long a token lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// 30 days.
    Month,
    /// 90 days.
    Quarter,
    /// 365 days.
    Year,
}

impl Life {
    /// Every life, the shortest first.
    pub const ALL: [Life; 3] = [Life::Month, Life::Quarter, Life::Year];

    /// The word of the form.
    pub fn code(self) -> &'static str {
        match self {
            Life::Month => "30",
            Life::Quarter => "90",
            Life::Year => "365",
        }
    }

    /// The words of the form.
    pub fn title(self) -> &'static str {
        match self {
            Life::Month => "30 days",
            Life::Quarter => "90 days",
            Life::Year => "1 year",
        }
    }

    /// The time.
    pub fn time(self) -> Duration {
        match self {
            Life::Month => Duration::days(30),
            Life::Quarter => Duration::days(90),
            Life::Year => Duration::days(365),
        }
    }
}

/// Why no token is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// One must go first.
    #[error("Your organisation has 2 tokens that work. Remove one before you make another")]
    TooMany,
    /// A second press, or the page was opened again: what was made then cannot be shown again.
    #[error("This token has been made already, and cannot be shown again. If you did not keep it, remove it")]
    MadeBefore,
}

/// Whether another token may be made beside those that live.
///
/// # Errors
/// [`Refusal::TooMany`].
pub fn may_make(live: i64) -> Result<(), Refusal> {
    if live >= MOST_LIVE { Err(Refusal::TooMany) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_a_prefix_and_a_checksum() {
        let token = Token::of([7; 32]);
        assert_eq!(token.as_str().len(), 65);
        assert_eq!(Token::parse(token.as_str()), Some(token.clone()));
        let slip = token.as_str().replacen('a', "b", 1);
        for bad in ["", "mstp_", "mstp_é", &slip, &token.as_str()[1..], &format!("{}0", token.as_str())] {
            assert_eq!(Token::parse(bad), None, "{bad}");
        }
        assert!(!format!("{token:?}").contains("mstp"));
    }

    #[test]
    fn two_live_and_no_more() {
        assert_eq!(may_make(1), Ok(()));
        assert_eq!(may_make(2), Err(Refusal::TooMany));
    }

    #[test]
    fn a_token_has_a_name() {
        assert_eq!(" ".parse::<Name>(), Err(NotAName::Missing));
        assert_eq!("x".repeat(61).parse::<Name>(), Err(NotAName::TooLong));
        assert_eq!(" Our  system ".parse::<Name>().unwrap().as_str(), "Our system");
    }
}
