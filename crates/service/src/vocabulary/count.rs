//! Numbers as pages write them.

/// A number with its thousands apart: 12,345.
pub fn grouped(number: impl Into<u128>) -> String {
    let digits = number.into().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and what is counted, called so: one, several.
pub fn counted(number: usize, (one, several): (&str, &str)) -> String {
    format!("{} {}", grouped(number as u128), if number == 1 { one } else { several })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let numbers = [0_u64, 7, 999, 1_000, 24_750, 1_000_000].map(grouped);
        assert_eq!(numbers, ["0", "7", "999", "1,000", "24,750", "1,000,000"]);
    }

    #[test]
    fn one_is_called_as_one() {
        assert_eq!([0, 1, 1_200].map(|it| counted(it, ("row", "rows"))), ["0 rows", "1 row", "1,200 rows"]);
    }
}
