//! Codes from an app, by the clock (RFC 6238), and the codes that stand in for it. Pure.
//!
//! Source: product.md "Secrets": 6 digits, 30 seconds, one step either way, a step used once; 10 recovery codes; 15
//! minutes' wait after 5 wrong.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Duration, Utc};
use ring::hmac;
use subtle::ConstantTimeEq;

/// How long one code of the app holds.
const STEP_SECONDS: i64 = 30;
/// How many steps the app's clock may be before or behind ours.
const DRIFT: i64 = 1;
/// Bytes of an app's key: those of the digest. Source: RFC 4226 section 4, R6.
pub const KEY_BYTES: usize = 20;
/// How many recovery codes are given.
pub const RECOVERY_CODES: usize = 10;
/// Wrong codes in a row after which one waits.
pub const MOST_WRONG: i64 = 5;
/// How long.
pub const WAIT: Duration = Duration::minutes(15);

/// The step of a moment: how many times 30 seconds have passed since 1970.
pub fn step_of(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(STEP_SECONDS)
}

/// The six digits that an app with this key shows during a step.
pub fn code_at(key: &[u8], step: i64) -> String {
    // Every app reads its key so; what is known against SHA-1 does not touch HMAC.
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let digest = tag.as_ref();
    let start = usize::from(digest.last().copied().unwrap_or_default() & 15);
    let number = digest.iter().skip(start).take(4).fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

/// The step whose code was typed: ours or one beside it, and later than the last that was used.
pub fn used_step(key: &[u8], typed: &str, last_step: i64, now: DateTime<Utc>) -> Option<i64> {
    let current = step_of(now);
    let steps = (current - DRIFT).max(last_step + 1)..=current + DRIFT;
    steps.into_iter().find(|step| code_at(key, *step).as_bytes().ct_eq(typed.as_bytes()).into())
}

/// What was typed into the field for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Six digits, as an app shows them.
    OfApp(String),
    /// A recovery code: ten letters and digits.
    Recovery(String),
}

/// What was typed is no code, or not the right one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotIt {
    /// There is nothing.
    #[error("Enter the code from your app")]
    Missing,
    /// It looks like neither.
    #[error("Code must be 6 digits, or a recovery code of 10 letters and numbers")]
    Unreadable,
    /// It is not the code, or was used before.
    #[error("Code is wrong or has been used. Wait for the app to show the next one, and enter that")]
    Wrong,
    /// Too many were wrong.
    #[error("Too many codes were wrong. Try again after {0}")]
    Wait(String),
}

impl FromStr for Typed {
    type Err = NotIt;

    /// Spaces and hyphens count for nothing, nor does the case.
    fn from_str(text: &str) -> Result<Typed, NotIt> {
        let typed: String = text.chars().filter(|it| !it.is_whitespace() && *it != '-').collect();
        let is_short = typed.len() == 6 && typed.bytes().all(|it| it.is_ascii_digit());
        match typed.len() {
            0 => Err(NotIt::Missing),
            _ if is_short => Ok(Typed::OfApp(typed)),
            10 if typed.bytes().all(|it| it.is_ascii_alphanumeric()) => Ok(Typed::Recovery(typed.to_ascii_uppercase())),
            _ => Err(NotIt::Unreadable),
        }
    }
}

/// A recovery code of 50 random bits, in letters and digits that are not easily confused.
pub fn recovery_code(bytes: [u8; 10]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// Why somebody's second factor is taken off, in the words of who does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

/// What was typed is no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAReason {
    /// There is nothing.
    #[error("Enter a reason")]
    Missing,
    /// It is too long.
    #[error("Reason must be 500 characters or less")]
    TooLong,
}

impl FromStr for Reason {
    type Err = NotAReason;

    fn from_str(text: &str) -> Result<Reason, NotAReason> {
        match text.trim() {
            "" => Err(NotAReason::Missing),
            reason if reason.chars().count() > 500 => Err(NotAReason::TooLong),
            reason => Ok(Reason(reason.to_owned())),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why somebody's second factor stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// They lost nothing, or somebody was before.
    #[error("This person has not set up an app")]
    NotSetUp,
    /// Somebody else must be convinced.
    #[error("You cannot do this for yourself. Ask another administrator of your organisation, or the DfE’s support")]
    Yourself,
    /// An administrator elsewhere would open the DfE's pages to whoever reads the person's mail.
    #[error("This person looks or acts for the DfE: only an administrator of the DfE can do this")]
    OfTheDfe,
}

/// What is known of the person whose second factor is to be taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts")]
pub struct Holder {
    /// Whether they have set one up.
    pub has_one: bool,
    /// Whether they ask for themselves.
    pub is_self: bool,
    /// Whether they are support or regulator.
    pub is_of_the_desk: bool,
    /// Whether whoever takes it off does so as the DfE's own administrator.
    pub by_the_dfe: bool,
}

/// Whether it may be taken off.
///
/// # Errors
/// [`Refusal`], in the page's words.
pub fn may_reset(holder: Holder) -> Result<(), Refusal> {
    match holder {
        Holder { is_self: true, .. } => Err(Refusal::Yourself),
        Holder { is_of_the_desk: true, by_the_dfe: false, .. } => Err(Refusal::OfTheDfe),
        Holder { has_one: false, .. } => Err(Refusal::NotSetUp),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// RFC 6238, appendix B: the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let cases = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, code) in cases {
            assert_eq!(code_at(KEY, step_of(at(seconds))), code, "{seconds}");
        }
    }

    #[test]
    fn a_code_is_taken_one_step_either_way_and_once() {
        let now = at(1_000_000_000);
        let step = step_of(now);
        let used = |of: i64, last: i64| used_step(KEY, &code_at(KEY, step + of), last, now);
        assert_eq!(used(0, 0), Some(step));
        assert_eq!(used(-1, 0), Some(step - 1));
        assert_eq!(used(1, 0), Some(step + 1));
        assert_eq!(used(-2, 0), None);
        assert_eq!(used(2, 0), None);
        assert_eq!(used(0, step), None, "used");
        assert_eq!(used(-1, step), None, "older than one that was used");
        assert_eq!(used(1, step), Some(step + 1));
        // The clock was set back: nothing that was used lives again.
        assert_eq!(used(0, step + 100), None);
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let read = |text: &str| text.parse::<Typed>();
        assert_eq!(read(" 123 456 "), Ok(Typed::OfApp("123456".to_owned())));
        assert_eq!(read("abcde-fghjk"), Ok(Typed::Recovery("ABCDEFGHJK".to_owned())));
        assert_eq!(read("  "), Err(NotIt::Missing));
        for bad in ["12345", "1234567", "١٢٣٤٥٦", "12345a", "abcde-fghj!"] {
            assert_eq!(read(bad), Err(NotIt::Unreadable), "{bad}");
        }
        let code = recovery_code([0, 31, 32, 255, 7, 8, 9, 10, 11, 12]);
        assert_eq!(read(&code), Ok(Typed::Recovery(code)));
    }

    #[test]
    fn somebody_else_resets_and_the_dfes_own_by_the_dfe() {
        let holder = Holder { has_one: true, is_self: false, is_of_the_desk: false, by_the_dfe: false };
        assert_eq!(may_reset(holder), Ok(()));
        assert_eq!(may_reset(Holder { is_self: true, ..holder }), Err(Refusal::Yourself));
        assert_eq!(may_reset(Holder { has_one: false, ..holder }), Err(Refusal::NotSetUp));
        assert_eq!(may_reset(Holder { is_of_the_desk: true, ..holder }), Err(Refusal::OfTheDfe));
        assert_eq!(may_reset(Holder { is_of_the_desk: true, by_the_dfe: true, ..holder }), Ok(()));
    }

    #[test]
    fn a_reason_is_given_in_500_characters() {
        assert_eq!("  ".parse::<Reason>(), Err(NotAReason::Missing));
        assert_eq!("é".repeat(501).parse::<Reason>(), Err(NotAReason::TooLong));
        assert_eq!(" Lost phone ".parse::<Reason>().unwrap().to_string(), "Lost phone");
    }
}
