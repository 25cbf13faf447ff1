use std::fmt;
use std::str::FromStr;

/// Unique reference number of a school: 1 to 7 digits, without leading zeros.
///
/// "020001" and "20001" are one school. Five digits are real: children's centres have them, so length alone
/// refuses nothing. In the database and in addresses it is text.
///
/// Source: Get Information About Schools, column "URN".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Urn(u32);

/// What was read is not a unique reference number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("URN must be 1 to 7 digits")]
pub struct NotAUrn;

impl Urn {
    /// The number itself, for tables that are indexed by it.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl FromStr for Urn {
    type Err = NotAUrn;

    fn from_str(text: &str) -> Result<Self, NotAUrn> {
        let digits = text.trim();
        let is_plain = (1..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain {
            return Err(NotAUrn);
        }
        match digits.parse() {
            Ok(0) | Err(_) => Err(NotAUrn),
            Ok(number) => Ok(Self(number)),
        }
    }
}

impl fmt::Display for Urn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zeros_in_front_do_not_make_another_school() {
        assert_eq!("020001".parse::<Urn>(), "20001".parse());
        assert_eq!("020001".parse::<Urn>().unwrap().to_string(), "20001");
    }

    #[test]
    fn what_merely_holds_digits_is_no_urn() {
        for text in ["", "0", "000", "10A0001", "100 001", "-100001", "+100001", "100001.0", "12345678", "१००००१"]
        {
            assert_eq!(text.parse::<Urn>(), Err(NotAUrn), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_urn_reads_back_as_it_is_written(number in 1_u32..=9_999_999) {
            let urn: Urn = format!(" {number:07} ").parse().unwrap();
            prop_assert_eq!(urn.number(), number);
            prop_assert_eq!(urn.to_string().parse::<Urn>(), Ok(urn));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            if let Ok(urn) = text.parse::<Urn>() {
                prop_assert_eq!(urn.to_string(), text.trim().trim_start_matches('0'));
            }
        }
    }
}
