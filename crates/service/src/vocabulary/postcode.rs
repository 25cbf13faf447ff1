use std::fmt;
use std::str::FromStr;

/// A postcode of the United Kingdom in its usual form, such as "NG22 0EA": capitals, one space.
///
/// Source: Royal Mail, Programmers' Guide: outward code A9, A99, AA9, AA99, A9A or AA9A (and GIR), inward code 9AA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode {
    /// Outward code, space, inward code; the rest is zeros.
    text: [u8; 8],
}

/// What was read is not a postcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Postcode must be a full UK postcode, like NG22 0EA")]
pub struct NotAPostcode;

impl Postcode {
    /// The postcode as it is written on an envelope.
    pub fn as_str(&self) -> &str {
        let length = self.text.iter().position(|byte| *byte == 0).unwrap_or(self.text.len());
        // Only ASCII is ever let in.
        std::str::from_utf8(&self.text[..length]).unwrap_or_default()
    }

    /// The part before the space: the postcode district, such as "NG22".
    pub fn outward(&self) -> &str {
        self.as_str().split(' ').next().unwrap_or_default()
    }

    /// The part after the space, such as "0EA".
    pub fn inward(&self) -> &str {
        self.as_str().split(' ').nth(1).unwrap_or_default()
    }
}

fn is_outward(code: &[u8]) -> bool {
    let shape: Vec<u8> = code.iter().map(|byte| if byte.is_ascii_digit() { b'9' } else { b'A' }).collect();
    matches!(shape.as_slice(), b"A9" | b"A99" | b"AA9" | b"AA99" | b"A9A" | b"AA9A") || code == b"GIR"
}

impl FromStr for Postcode {
    type Err = NotAPostcode;

    /// Any case, any or no spaces.
    fn from_str(text: &str) -> Result<Self, NotAPostcode> {
        let mut compact = Vec::with_capacity(7);
        for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
            if !letter.is_ascii_alphanumeric() || compact.len() == 7 {
                return Err(NotAPostcode);
            }
            compact.push(letter.to_ascii_uppercase() as u8);
        }
        let (outward, inward) = compact.split_at_checked(compact.len().saturating_sub(3)).ok_or(NotAPostcode)?;
        let is_inward = matches!(inward, [digit, letters @ ..] if digit.is_ascii_digit() && letters.iter().all(u8::is_ascii_uppercase));
        if !is_inward || !is_outward(outward) {
            return Err(NotAPostcode);
        }
        let mut written = [0; 8];
        let parts = outward.iter().chain(b" ").chain(inward);
        written.iter_mut().zip(parts).for_each(|(place, byte)| *place = *byte);
        Ok(Self { text: written })
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let read = text.parse::<Postcode>().map_or_else(|_| "none".to_owned(), |it| it.to_string());
        assert_eq!(read, expected, "{text}");
    }

    #[test]
    fn case_and_spaces_do_not_matter() {
        check("ng22 0ea", "NG22 0EA");
        check("Gl20 5JG", "GL20 5JG");
        check("EC3A5DE", "EC3A 5DE");
        check(" m1  1 ae ", "M1 1AE");
        check("W1A\u{a0}0AX", "W1A 0AX");
        check("gir0aa", "GIR 0AA");
    }

    #[test]
    fn what_is_none_is_none() {
        for text in
            ["", "2036", "NG22", "0EA", "NG22 0E", "NG22 0EAA", "1AA 0AA", "ABC1 1AA", "Not recorded", "NG22-0EA"]
        {
            check(text, "none");
        }
    }

    #[test]
    fn it_has_two_parts() {
        let postcode: Postcode = "ec3a 5de".parse().unwrap();
        assert_eq!((postcode.outward(), postcode.inward()), ("EC3A", "5DE"));
    }

    proptest! {
        #[test]
        fn it_reads_back_as_it_is_written(text in "[A-Za-z]{1,2}[0-9]{1,2} ?[0-9][A-Za-z]{2}") {
            let postcode: Postcode = text.parse().unwrap();
            prop_assert_eq!(postcode.to_string().parse::<Postcode>(), Ok(postcode));
            prop_assert_eq!(postcode.to_string().replace(' ', ""), text.to_uppercase().replace(' ', ""));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = text.parse::<Postcode>();
        }
    }
}
