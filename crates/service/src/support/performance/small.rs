//! Small numbers are hidden, so that nobody can be made out behind them. Source: trust.md P3.

use crate::vocabulary::grouped;

/// The fewest of which a percentage is shown.
const FEWEST: u64 = 6;

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Share {
    /// How many have what is measured; at most the whole.
    pub part: u64,
    /// How many there are.
    pub whole: u64,
}

fn is_small(count: u64) -> bool {
    (1..FEWEST).contains(&count)
}

impl Share {
    /// In whole percent, rounded to the nearest; none when the whole, the part or what is left is too small to show.
    pub fn percent(self) -> Option<u64> {
        let rest = self.whole.saturating_sub(self.part);
        let is_hidden = self.whole < FEWEST || is_small(self.part) || is_small(rest);
        (!is_hidden).then(|| (self.part * 200 + self.whole) / (self.whole * 2))
    }

    /// The whole, or `c` for 1 to 5.
    pub fn whole_shown(self) -> String {
        if is_small(self.whole) { "c".to_owned() } else { grouped(self.whole) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_hidden_when_it_would_tell_of_a_few() {
        let percent = |part, whole| Share { part, whole }.percent();
        assert_eq!(percent(0, 0), None);
        assert_eq!(percent(5, 5), None);
        assert_eq!(percent(5, 20), None, "a small part");
        assert_eq!(percent(16, 20), None, "a small rest");
        assert_eq!(percent(6, 12), Some(50));
        assert_eq!(percent(6, 6), Some(100));
        assert_eq!(percent(0, 6), Some(0));
        assert_eq!(percent(20, 30), Some(67));
    }

    #[test]
    fn counts_of_one_to_five_are_not_shown() {
        let shown = |whole| Share { part: 0, whole }.whole_shown();
        assert_eq!([0, 1, 5, 6, 999, 1_000, 1_234_567].map(shown), ["0", "c", "c", "6", "999", "1,000", "1,234,567"]);
    }
}
