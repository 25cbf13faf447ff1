//! A whole number.

use std::ops::RangeInclusive;

use super::{Called, text};

/// A whole number within `range`, with or without commas or spaces between the thousands.
///
/// # Errors
/// The sentence to show when it is blank, not a whole number, or out of range.
pub fn whole_number(value: &str, called: Called, range: &RangeInclusive<i64>) -> Result<i64, String> {
    let typed: String = text::tidy(value).chars().filter(|it| *it != ',' && !it.is_whitespace()).collect();
    if typed.is_empty() {
        return Err(called.enter());
    }
    let digits = typed.strip_prefix(['-', '+']).unwrap_or(&typed);
    if digits.is_empty() || !digits.chars().all(|it| it.is_ascii_digit()) {
        let fraction = typed.parse::<f64>().is_ok_and(f64::is_finite);
        return Err(called.must(if fraction { "be a whole number" } else { "be a number" }));
    }
    let outside = || {
        let (least, most) = (range.start(), range.end());
        called.must(&match (*least, *most) {
            (_, i64::MAX) => format!("be {least} or more"),
            (i64::MIN, _) => format!("be {most} or fewer"),
            _ => format!("be between {least} and {most}"),
        })
    };
    // Too many digits for the type are out of any range.
    let number = typed.parse().map_err(|_| outside())?;
    if range.contains(&number) { Ok(number) } else { Err(outside()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: Called = Called::new("how many places you offer", "Number of places");

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (value, number) in [("7", 7), (" 007 ", 7), ("1,000", 1000), ("1 000", 1000), ("+3", 3)] {
            assert_eq!(whole_number(value, PLACES, &(1..=5000)), Ok(number), "{value}");
        }
    }

    #[test]
    fn what_is_not_a_number_in_range_is_said_so() {
        let most = i64::MAX;
        for (value, range, sentence) in [
            ("", 1..=20, "Enter how many places you offer"),
            ("two", 1..=20, "Number of places must be a number"),
            ("-", 1..=20, "Number of places must be a number"),
            ("nan", 1..=20, "Number of places must be a number"),
            ("٣", 1..=20, "Number of places must be a number"),
            ("2.5", 1..=20, "Number of places must be a whole number"),
            ("-1", 0..=most, "Number of places must be 0 or more"),
            ("21", i64::MIN..=20, "Number of places must be 20 or fewer"),
            ("0", 1..=20, "Number of places must be between 1 and 20"),
            ("99999999999999999999", 1..=20, "Number of places must be between 1 and 20"),
        ] {
            assert_eq!(whole_number(value, PLACES, &range), Err(sentence.to_owned()), "{value}");
        }
    }
}
