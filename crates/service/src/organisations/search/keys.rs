//! What is found by its number, its code or its postcode rather than by its words.

use super::entry::Entry;
use super::lexicon::number;
use crate::vocabulary::{Postcode, Urn};

/// A postcode without its space, filled up with zeros.
type Compact = [u8; 7];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    compact: Compact,
    outward: u8,
    row: u32,
}

/// Rows by key, each list in order.
#[derive(Debug, Default)]
pub(super) struct Keys {
    urns: Vec<(u32, u32)>,
    ukprns: Vec<(u32, u32)>,
    codes: Vec<(Box<str>, u32)>,
    postcodes: Vec<At>,
}

/// The most digits that a number in the register has.
const MOST_DIGITS: usize = 8;
/// From so many digits on, a UKPRN is found by its beginning.
const FEWEST_OF_UKPRN: usize = 6;

impl Keys {
    /// From entries in their final order.
    pub fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut keys = Self::default();
        for (row, entry) in entries.enumerate() {
            let row = number(row);
            if let Some(urn) = entry.urn {
                keys.urns.push((urn.number(), row));
            }
            if let Some(digits) = entry.ukprn.and_then(|ukprn| ukprn.to_string().parse().ok()) {
                keys.ukprns.push((digits, row));
            }
            if let Some(code) = entry.provider_code {
                keys.codes.push((code.as_str().to_ascii_lowercase().into(), row));
            }
            if let Ok(postcode) = entry.postcode.parse::<Postcode>() {
                keys.postcodes.push(At {
                    compact: compact(postcode),
                    outward: u8::try_from(postcode.outward().len()).unwrap_or(0),
                    row,
                });
            }
        }
        keys.urns.sort_unstable();
        keys.ukprns.sort_unstable();
        keys.codes.sort_unstable();
        keys.postcodes.sort_unstable();
        keys
    }

    /// The rows with this URN: a provider's own URN may be given to several providers.
    pub fn by_urn(&self, urn: Urn) -> impl Iterator<Item = u32> {
        range(&self.urns, urn.number(), urn.number() + 1).iter().map(|(_, row)| *row)
    }

    /// The rows with this postcode.
    pub fn by_postcode(&self, postcode: Postcode) -> impl Iterator<Item = u32> {
        let wanted = compact(postcode);
        let start = self.postcodes.partition_point(|at| at.compact < wanted);
        self.postcodes[start..].iter().take_while(move |at| at.compact == wanted).map(|at| at.row)
    }

    /// Tells of every row whose URN or UKPRN begins with these digits, and whether it is all of the number.
    pub fn numbers(&self, digits: &str, mut found: impl FnMut(u32, bool)) {
        let Some(typed) = digits.parse::<u32>().ok().filter(|it| *it > 0 && digits.len() <= MOST_DIGITS) else {
            return;
        };
        for more in 0..=(MOST_DIGITS - digits.len()) {
            let Some(scale) = 10_u32.checked_pow(number(more)) else {
                return;
            };
            if more > 0 && digits.starts_with('0') {
                return;
            }
            let (Some(low), Some(high)) = (typed.checked_mul(scale), (typed + 1).checked_mul(scale)) else {
                return;
            };
            // Nearly all UKPRNs begin with 100: few digits of one say nothing.
            let is_ukprn = digits.len() >= FEWEST_OF_UKPRN;
            let ukprns = if is_ukprn { self.ukprns.as_slice() } else { &[] };
            for list in [self.urns.as_slice(), ukprns] {
                for (_, row) in range(list, low, high) {
                    found(*row, more == 0);
                }
            }
        }
    }

    /// The row of the provider with this code, in small letters.
    pub fn by_code(&self, code: &str) -> Option<u32> {
        let at = self.codes.binary_search_by(|(known, _)| (**known).cmp(code)).ok()?;
        Some(self.codes[at].1)
    }

    /// Tells of every row whose postcode begins so, and whether that is all of the postcode or of its outward part.
    ///
    /// `typed` is in small letters; a space in it stands between outward and inward part.
    pub fn postcodes(&self, typed: &str, mut found: impl FnMut(u32, bool)) {
        let Some((wanted, length, outward)) = beginning(typed) else {
            return;
        };
        let start = self.postcodes.partition_point(|at| at.compact < wanted);
        let matching = self.postcodes[start..]
            .iter()
            .take_while(|at| at.compact[..length] == wanted[..length])
            .filter(|at| outward.is_none_or(|outward| usize::from(at.outward) == outward));
        for at in matching {
            let is_all = at.compact == wanted || usize::from(at.outward) == length;
            found(at.row, is_all);
        }
    }
}

/// The part of a list whose numbers are at least `low` and below `high`.
fn range(list: &[(u32, u32)], low: u32, high: u32) -> &[(u32, u32)] {
    let start = list.partition_point(|(known, _)| *known < low);
    let end = start + list[start..].partition_point(|(known, _)| *known < high);
    &list[start..end]
}

fn compact(postcode: Postcode) -> Compact {
    let mut compact = Compact::default();
    let letters = postcode.as_str().bytes().filter(|byte| *byte != b' ');
    compact.iter_mut().zip(letters).for_each(|(place, letter)| *place = letter);
    compact
}

/// The beginning of a postcode: its letters, how many, and the length of the outward part where a space ended it.
fn beginning(typed: &str) -> Option<(Compact, usize, Option<usize>)> {
    let mut wanted = Compact::default();
    let mut length = 0;
    let mut outward = None;
    for byte in typed.bytes() {
        if byte == b' ' {
            outward = (length >= 2 && outward.is_none()).then_some(length);
            outward?;
        } else {
            *wanted.get_mut(length)? = byte.to_ascii_uppercase();
            length += 1;
        }
    }
    let first_digit = wanted[..length].iter().position(u8::is_ascii_digit)?;
    let is_ascii = wanted[..length].iter().all(u8::is_ascii_alphanumeric);
    ((1..=2).contains(&first_digit) && is_ascii).then_some((wanted, length, outward))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_begins_with_one_or_two_letters_and_a_digit() {
        let read = |typed: &str| beginning(typed).map(|(_, length, outward)| (length, outward));
        assert_eq!(read("dh1"), Some((3, None)));
        assert_eq!(read("dh1 1"), Some((4, Some(3))));
        assert_eq!(read("dh11aa"), Some((6, None)));
        for typed in ["dh", "d h1", "2036", "abc1", "dh1 1a a", "dh11aa1aa", "é1", ""] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
