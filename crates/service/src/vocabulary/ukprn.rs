use std::fmt;
use std::str::FromStr;

/// UK provider reference number: 8 digits, the first of them 1. Not unique in the register.
///
/// Source: UK Register of Learning Providers; Get Information About Schools, column "UKPRN".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ukprn(u32);

/// What was read is not a UK provider reference number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("UKPRN must be 8 digits and start with 1")]
pub struct NotAUkprn;

impl FromStr for Ukprn {
    type Err = NotAUkprn;

    fn from_str(text: &str) -> Result<Self, NotAUkprn> {
        let digits = text.trim();
        let is_plain = digits.len() == 8 && digits.starts_with('1') && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain {
            return Err(NotAUkprn);
        }
        digits.parse().map(Self).map_err(|_| NotAUkprn)
    }
}

impl fmt::Display for Ukprn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_digits_that_start_with_1() {
        assert_eq!(" 10079319 ".parse::<Ukprn>().unwrap().to_string(), "10079319");
        for text in ["", "1007931", "100793190", "20079319", "1007931a", "0"] {
            assert_eq!(text.parse::<Ukprn>(), Err(NotAUkprn), "{text}");
        }
    }
}
