//! What a sign-in link is worth, where and when. Pure.
//!
//! Source: product.md decision 7; trust.md S1 to S3.

use chrono::{DateTime, Duration, Utc};

/// How long a link lives.
pub const LINK_LIFE: Duration = Duration::minutes(10);
/// Mails to one address within [`MAIL_WINDOW`]; more are asked for in vain, and silently.
pub const MAILS_IN_WINDOW: i64 = 5;
/// The time in which [`MAILS_IN_WINDOW`] counts.
pub const MAIL_WINDOW: Duration = Duration::hours(1);
/// Wrong tries after which a code is dead. The account never locks: the next link has another code.
pub const WRONG_CODES: i32 = 10;

/// A request for a link, as its row tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The row's public id, which stands in the token.
    pub public_id: String,
    /// The issue, which is hashed into the token.
    pub issue: i64,
    /// The digest of the asking browser's own secret; of no browser for an unbound link.
    pub browser_hash: String,
    /// Whether it signs in from any browser: only an operator makes such a link.
    pub is_unbound: bool,
    /// The end of its life.
    pub expires_at: DateTime<Utc>,
    /// Whether it has signed somebody in.
    pub is_used: bool,
    /// Whether it was opened in another browser, which then showed the code.
    pub is_opened_elsewhere: bool,
    /// Wrong codes typed so far.
    pub wrong_codes: i32,
    /// Where to go afterwards.
    pub return_to: String,
    /// The address that asked, folded.
    pub email_folded: String,
}

/// What a link does when its button is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// Signs in: this is the browser that asked.
    SignIn,
    /// Shows the code to be typed into the browser that asked.
    ShowCode,
    /// Nothing: late, used or replaced. A fresh one can be had in one step.
    Expired,
}

impl Request {
    /// What pressing Continue does in the browser with this digest.
    pub fn press(&self, browser_hash: &str, now: DateTime<Utc>) -> Press {
        if self.is_used || self.expires_at <= now {
            Press::Expired
        } else if self.is_unbound || (!browser_hash.is_empty() && self.browser_hash == browser_hash) {
            Press::SignIn
        } else {
            Press::ShowCode
        }
    }

    /// Whether a code may still be typed for it; whether it fits is the secret's to say.
    pub fn takes_code(&self, now: DateTime<Utc>) -> bool {
        !self.is_used && self.expires_at > now && self.wrong_codes < WRONG_CODES
    }
}

/// Why a code does not sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongCode {
    /// Nothing was typed.
    #[error("Enter the code")]
    Missing,
    /// It is not the code of any link that this browser asked for.
    #[error("Code is not correct. Check it and try again")]
    NotIt,
    /// It was tried too often, or its time is over.
    #[error("This code cannot be used any more. Ask for a new link")]
    Dead,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u32) -> DateTime<Utc> {
        format!("2026-11-23T09:{minute:02}:00Z").parse().unwrap()
    }

    fn request() -> Request {
        Request {
            public_id: "abc".to_owned(),
            issue: 1,
            browser_hash: "asking".to_owned(),
            is_unbound: false,
            expires_at: at(10),
            is_used: false,
            is_opened_elsewhere: false,
            wrong_codes: 0,
            return_to: "/".to_owned(),
            email_folded: "jo@example.com".to_owned(),
        }
    }

    #[test]
    fn a_link_signs_in_where_it_was_asked_for_and_shows_a_code_elsewhere() {
        assert_eq!(request().press("asking", at(9)), Press::SignIn);
        assert_eq!(request().press("another", at(9)), Press::ShowCode);
        assert_eq!(request().press("", at(9)), Press::ShowCode);
    }

    #[test]
    fn a_late_or_used_link_is_expired_everywhere() {
        for browser in ["asking", "another", ""] {
            assert_eq!(request().press(browser, at(10)), Press::Expired);
            assert_eq!(Request { is_used: true, ..request() }.press(browser, at(1)), Press::Expired);
        }
    }

    #[test]
    fn an_operators_link_signs_in_anywhere_once() {
        let unbound = Request { is_unbound: true, browser_hash: String::new(), ..request() };
        assert_eq!(unbound.press("any", at(1)), Press::SignIn);
        assert_eq!(unbound.press("", at(1)), Press::SignIn);
        assert_eq!(Request { is_used: true, ..unbound }.press("", at(1)), Press::Expired);
    }

    #[test]
    fn a_code_dies_after_ten_wrong_tries() {
        assert!(Request { wrong_codes: 9, ..request() }.takes_code(at(1)));
        assert!(!Request { wrong_codes: 10, ..request() }.takes_code(at(1)));
        assert!(!request().takes_code(at(10)));
        assert!(!Request { is_used: true, ..request() }.takes_code(at(1)));
    }
}
