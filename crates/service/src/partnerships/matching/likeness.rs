//! How alike two written words are.

/// A word with what makes comparing it quick.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letters<'a> {
    pub text: &'a str,
    mask: u64,
}

impl<'a> Letters<'a> {
    pub fn of(text: &'a str) -> Self {
        Self { text, mask: mask(text) }
    }

    /// With the [`mask`] of the text, worked out before.
    pub fn with_mask(text: &'a str, mask: u64) -> Self {
        Self { text, mask }
    }

    /// The slips of the hand (a letter wrong, missing, added, or two swapped) that make one word of the other: 0, 1 or
    /// 2; nothing where there are more than a word of this length is allowed.
    pub fn slips_to(self, other: Letters<'_>) -> Option<usize> {
        let (shorter, longer) = (self.text.len().min(other.text.len()), self.text.len().max(other.text.len()));
        let allowed = match shorter {
            0..=3 => 0,
            4..=7 => 1,
            _ => 2,
        };
        if self.text == other.text {
            return Some(0);
        }
        // Each slip changes at most two bits of the mask.
        if longer - shorter > allowed || (self.mask ^ other.mask).count_ones() as usize > 2 * allowed {
            return None;
        }
        let slips = distance(self.text.as_bytes(), other.text.as_bytes());
        (slips <= allowed).then_some(slips)
    }
}

/// One bit for each letter or digit that a word holds.
pub(super) fn mask(text: &str) -> u64 {
    text.bytes().fold(0, |mask, byte| mask | 1 << (byte & 63))
}

/// Damerau and Levenshtein's distance, with swaps of neighbours; words longer than 40 bytes are far from all.
pub(super) fn distance(one: &[u8], other: &[u8]) -> usize {
    const LONGEST: usize = 40;
    if one.len() > LONGEST || other.len() > LONGEST {
        return LONGEST;
    }
    let mut rows = [[0_usize; LONGEST + 1]; 3];
    for (column, cell) in rows[0].iter_mut().enumerate() {
        *cell = column;
    }
    for (row, letter) in one.iter().enumerate() {
        let [above, now, before] = [row % 3, (row + 1) % 3, (row + 2) % 3];
        rows[now][0] = row + 1;
        for (column, opposite) in other.iter().enumerate() {
            let change = rows[above][column] + usize::from(letter != opposite);
            let step = 1 + rows[above][column + 1].min(rows[now][column]);
            let mut least = change.min(step);
            let is_swap = row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *opposite;
            if is_swap {
                least = least.min(rows[before][column - 1] + 1);
            }
            rows[now][column + 1] = least;
        }
    }
    rows[one.len() % 3][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, expected: Option<usize>) {
        assert_eq!(Letters::of(one).slips_to(Letters::of(other)), expected, "{one} {other}");
    }

    #[test]
    fn slips_are_counted_and_short_words_have_none() {
        check("thornton", "thornton", Some(0));
        check("thorton", "thornton", Some(1));
        check("thortnon", "thornton", Some(1));
        check("thronton", "thornton", Some(1));
        check("thorntons", "thorntno", Some(2));
        check("hall", "hill", Some(1));
        check("oak", "oat", None);
        check("oakfield", "ashfields", None);
        check("", "", Some(0));
    }
}
