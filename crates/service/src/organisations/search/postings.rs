//! Which rows hold which words, and sets of rows.

use super::lexicon::{Lexicon, number};

/// From so many rows on, a set of all rows is quicker to combine than a list is to walk.
const MANY: usize = 4096;
const NONE: u32 = u32::MAX;

/// A set of rows, one bit each.
#[derive(Debug, Default, Clone)]
pub(super) struct Rows {
    bits: Vec<u64>,
}

impl Rows {
    /// Makes the set empty, with room for so many rows.
    pub fn clear(&mut self, rows: usize) {
        self.bits.clear();
        self.bits.resize(rows.div_ceil(64), 0);
    }

    /// Makes the set empty, with as much room as another.
    pub fn clear_like(&mut self, other: &Self) {
        self.bits.clear();
        self.bits.resize(other.bits.len(), 0);
    }

    pub fn insert(&mut self, row: u32) {
        self.bits[(row >> 6) as usize] |= 1 << (row & 63);
    }

    pub fn retain(&mut self, other: &[u64]) {
        self.bits.iter_mut().zip(other).for_each(|(mine, theirs)| *mine &= theirs);
    }

    pub fn add(&mut self, other: &[u64]) {
        self.bits.iter_mut().zip(other).for_each(|(mine, theirs)| *mine |= theirs);
    }

    pub fn bits(&self) -> &[u64] {
        &self.bits
    }

    /// The rows in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.bits.iter().enumerate().flat_map(|(word, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                if left == 0 {
                    return None;
                }
                let bit = left.trailing_zeros();
                left &= left - 1;
                Some(number(word * 64) + bit)
            })
        })
    }
}

/// For each word the rows that hold it, in order; words that follow each other lie side by side.
#[derive(Debug, Default)]
pub(super) struct Postings {
    starts: Vec<u32>,
    rows: Vec<u32>,
    /// For each node of the lexicon the place of its ready-made set, or `NONE`.
    ready: Vec<u32>,
    sets: Vec<u64>,
    width: usize,
}

impl Postings {
    /// From pairs of word and row; a word's rows are kept in the order in which they come, each once.
    pub fn of(pairs: impl Iterator<Item = (u32, u32)> + Clone, words: usize, rows: usize, lexicon: &Lexicon) -> Self {
        let mut starts = vec![0_u32; words + 1];
        for (word, _) in pairs.clone() {
            starts[word as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut ends = starts.clone();
        let mut held = vec![0; starts[words] as usize];
        for (word, row) in pairs {
            let end = &mut ends[word as usize];
            held[*end as usize] = row;
            *end += 1;
        }
        let mut postings =
            Self { starts, rows: held, ready: vec![NONE; lexicon.len()], sets: Vec::new(), width: rows.div_ceil(64) };
        postings.make_ready(lexicon);
        postings
    }

    fn make_ready(&mut self, lexicon: &Lexicon) {
        for at in 0..lexicon.len() {
            let node = lexicon.node(number(at));
            if self.rows(node.low, node.high).len() < MANY {
                continue;
            }
            let mut set = vec![0_u64; self.width];
            for row in self.rows(node.low, node.high) {
                set[(row >> 6) as usize] |= 1 << (row & 63);
            }
            self.ready[at] = number(self.sets.len() / self.width);
            self.sets.append(&mut set);
        }
    }

    /// The rows of a range of words; not in order, and some twice, when there are several words.
    pub fn rows(&self, low: u32, high: u32) -> &[u32] {
        &self.rows[self.starts[low as usize] as usize..self.starts[high as usize] as usize]
    }

    /// The ready-made set of all words below a node, where it is large.
    pub fn ready(&self, node: u32) -> Option<&[u64]> {
        let at = *self.ready.get(node as usize)?;
        (at != NONE).then(|| &self.sets[at as usize * self.width..][..self.width])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisations::search::lexicon::ROOT;

    #[test]
    fn words_side_by_side_have_their_rows_side_by_side() {
        let lexicon = Lexicon::of(&["a", "ab", "b"]);
        let pairs = [(0, 0), (2, 0), (1, 1), (2, 1), (1, 2)];
        let postings = Postings::of(pairs.into_iter(), 3, 3, &lexicon);
        assert_eq!(postings.rows(0, 1), [0]);
        assert_eq!(postings.rows(0, 2), [0, 1, 2]);
        assert_eq!(postings.rows(2, 3), [0, 1]);
        assert_eq!(postings.ready(ROOT), None);
    }

    #[test]
    fn what_many_rows_hold_is_ready_made() {
        let lexicon = Lexicon::of(&["school"]);
        let postings = Postings::of((0..5000).map(|row| (0, row)), 1, 5001, &lexicon);
        let mut all = Rows::default();
        all.clear(5001);
        all.insert(5000);
        all.insert(70);
        all.retain(postings.ready(ROOT).unwrap());
        assert_eq!(all.iter().collect::<Vec<_>>(), [70]);
    }
}
