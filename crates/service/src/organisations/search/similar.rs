//! Words that a typing error away mean the one that was typed: a letter too many, too few, another, or two swapped.

use super::lexicon::{Lexicon, ROOT};

/// Words that stand for a typed one in spite of errors: a range of word numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Similar {
    /// The first word.
    pub low: u32,
    /// One past the last word.
    pub high: u32,
    /// How many errors lie between.
    pub errors: u8,
    /// Whether the typed word is the whole of it, not only its beginning.
    pub is_whole: bool,
}

/// How many errors are forgiven in a word of so many letters.
pub(super) fn errors_forgiven(letters: usize) -> u8 {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Adds what is within `errors` of `typed`; words that merely begin so count when `is_open` (it is still being typed).
pub(super) fn similar(lexicon: &Lexicon, typed: &[u8], errors: u8, is_open: bool, found: &mut Vec<Similar>) {
    let start = found.len();
    let mut walk = Walk { lexicon, found, errors, is_open };
    walk.step(ROOT, typed, errors, true);
    let mut new = found.split_off(start);
    new.sort_unstable();
    new.dedup_by(|next, kept| (next.low, next.high) == (kept.low, kept.high) && !next.is_whole);
    found.append(&mut new);
}

struct Walk<'a> {
    lexicon: &'a Lexicon,
    found: &'a mut Vec<Similar>,
    errors: u8,
    is_open: bool,
}

impl Walk<'_> {
    /// `is_sure`: the letter before was typed right, so that what follows may be a beginning.
    fn step(&mut self, at: u32, rest: &[u8], left: u8, is_sure: bool) {
        if left == 0 {
            if let Some(end) = self.lexicon.descend(at, rest) {
                self.arrive(end, 0, is_sure || !rest.is_empty());
            }
            return;
        }
        let Some((&letter, after)) = rest.split_first() else {
            self.arrive(at, left, is_sure);
            // A last letter is missing.
            for child in self.lexicon.children(at) {
                self.step(child, rest, left - 1, false);
            }
            return;
        };
        // One letter too many.
        self.step(at, after, left - 1, false);
        for child in self.lexicon.children(at) {
            if self.lexicon.label(child) == letter {
                self.step(child, after, left, true);
            } else {
                // Another letter.
                self.step(child, after, left - 1, false);
            }
            // One letter too few.
            self.step(child, rest, left - 1, false);
        }
        // Two letters swapped.
        if let Some((&next, beyond)) = after.split_first()
            && next != letter
            && let Some(end) = self.lexicon.descend(at, &[next, letter])
        {
            self.step(end, beyond, left - 1, true);
        }
    }

    fn arrive(&mut self, at: u32, left: u8, is_sure: bool) {
        let node = self.lexicon.node(at);
        let errors = self.errors - left;
        if node.is_word {
            self.found.push(Similar { low: node.low, high: node.low + 1, errors, is_whole: true });
        }
        if self.is_open && is_sure {
            self.found.push(Similar { low: node.low, high: node.high, errors, is_whole: false });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 6] = ["joseph", "josephs", "mary", "oakfield", "park", "primary"];

    #[track_caller]
    fn check(typed: &str, errors: u8, is_open: bool, expected: &[&str]) {
        let lexicon = Lexicon::of(&WORDS);
        let mut found = Vec::new();
        similar(&lexicon, typed.as_bytes(), errors, is_open, &mut found);
        let mut words: Vec<&str> =
            found.iter().flat_map(|it| &WORDS[it.low as usize..it.high as usize]).copied().collect();
        words.dedup();
        assert_eq!(words, expected, "{typed}");
    }

    #[test]
    fn each_kind_of_error_is_one() {
        check("oakfeild", 1, false, &["oakfield"]);
        check("oakfild", 1, false, &["oakfield"]);
        check("oakffield", 1, false, &["oakfield"]);
        check("oakfjeld", 1, false, &["oakfield"]);
        check("akfield", 1, false, &["oakfield"]);
        check("primar", 1, false, &["primary"]);
        check("oakfieldx", 1, false, &["oakfield"]);
    }

    #[test]
    fn two_errors_are_two() {
        check("oakfjelb", 1, false, &[]);
        check("oakfjelb", 2, false, &["oakfield"]);
        check("aokfeild", 2, false, &["oakfield"]);
    }

    #[test]
    fn a_word_still_being_typed_may_have_its_error_already() {
        check("oafki", 1, true, &["oakfield"]);
        check("oafki", 1, false, &[]);
        check("jsoep", 1, true, &["joseph", "josephs"]);
        // The last letter alone is no evidence: this is not "park".
        check("pax", 1, true, &[]);
    }
}
