//! From a question to rows: by key, by the beginning of the name, by words, and at last by what was perhaps meant.

use super::index::Index;
use super::keys::Keys;
use super::lexicon::ROOT;
use super::mending::{LEFT_OUT, joined, parted, take_apart};
use super::postings::{Postings, Rows};
use super::ranking::{Asked, Meant, rank, rank_of_key, rank_of_name};
use super::similar::{Similar, errors_forgiven, similar};
use crate::organisations::folding::{canonical_into, fold_into};
use std::ops::Range;

/// So much of a question is read; no name of a school is nearly so long.
const MOST_BYTES: usize = 200;
/// So many words of it count.
const MOST_WORDS: usize = 16;
/// Fewer digits are part of a name rather than the beginning of a number.
const FEWEST_DIGITS: usize = 3;
/// With fewer letters, only the last word may be both unfinished and mistyped.
const FEWEST_OF_BEGINNING: usize = 5;
/// A word with fewer letters tells little.
const FEWEST_OF_TELLING: usize = 4;
/// A word that is in more rows tells little.
const MOST_TOLD: usize = 2_048;
/// When only the best rows are wanted and there are enough, so many are judged.
const MOST_JUDGED: usize = 256;
/// Up to so many rows it is quicker to judge each than to narrow them down first.
const FEW: usize = 192;
/// Sets of more rows than this are combined only when they are ready-made.
const TOO_MANY: usize = 16_384;
/// With fewer rows than this it is asked what was perhaps meant.
const ENOUGH: usize = 10;

/// What a search needs room for; used again by the next.
#[derive(Debug, Default)]
pub(super) struct Room {
    folded: String,
    text: String,
    other_text: String,
    asked: Vec<Asked>,
    meant: Meant,
    similar: Vec<Similar>,
    rows: Rows,
    more: Rows,
    /// The rows found: rank and row, the best first.
    pub found: Vec<(u32, u32)>,
}

/// One search under way.
pub(super) struct Search<'a> {
    pub index: &'a Index,
    pub keys: &'a Keys,
    /// So many are wanted at most.
    pub limit: usize,
    pub room: &'a mut Room,
}

impl Search<'_> {
    /// Leaves the best rows in `room.found`, at most as many as are wanted, the best first.
    pub fn run(&mut self, query: &str) {
        self.room.found.clear();
        fold_into(clip(query), &mut self.room.folded);
        if self.room.folded.is_empty() || self.index.len() == 0 || self.limit == 0 {
            return;
        }
        self.by_key();
        if self.room.found.is_empty() {
            canonical_into(&self.room.folded, &mut self.room.text);
            self.by_text();
        }
        self.room.found.sort_unstable();
        self.room.found.dedup_by_key(|(_, row)| *row);
        self.room.found.truncate(self.limit);
    }

    fn by_key(&mut self) {
        let Self { index, keys, room, .. } = self;
        let (folded, found) = (&room.folded, &mut room.found);
        let mut put = |row, is_all| found.push((rank_of_key(index.class(row), is_all), row));
        let is_number = folded.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && folded.len() >= FEWEST_DIGITS {
            keys.numbers(folded, &mut put);
        }
        if let Some(row) = keys.by_code(folded) {
            put(row, true);
        }
        keys.postcodes(folded, &mut put);
        if folded.len() > 6 {
            // A number that stands in a longer question, as in "Oakfield (123456)".
            for word in folded.split(' ').filter(|word| (6..=8).contains(&word.len())) {
                if word.bytes().all(|byte| byte.is_ascii_digit()) {
                    keys.numbers(word, |row, is_all| {
                        if is_all {
                            put(row, true);
                        }
                    });
                }
            }
        }
    }

    fn by_text(&mut self) {
        if self.by_beginning() {
            return;
        }
        self.read_words();
        self.match_words();
        if !self.is_enough() && self.mend_words(1, false) {
            self.match_anywhere();
        }
        if self.room.found.is_empty() {
            self.part_and_join();
        }
        for (errors, all) in [(2, false), (1, true)] {
            if self.room.found.is_empty() && self.mend_words(errors, all) {
                self.match_anywhere();
            }
        }
        if self.room.found.is_empty() {
            self.leave_out();
        }
        if self.room.found.is_empty() {
            self.keep_telling_words();
        }
    }

    /// Names that begin with the question; whether these are all that is wanted.
    fn by_beginning(&mut self) -> bool {
        let Self { index, room, limit, .. } = self;
        let ranges = index.names_from(&room.text);
        let is_plenty = ranges[0].len() >= *limit;
        if is_plenty {
            for row in index.by_alias(&room.text) {
                room.found.push((rank_of_name(index.class(row), true), row));
            }
            let best = ranges[0].clone().take(*limit);
            room.found.extend(best.map(|row| (rank_of_name(0, false), row)));
        }
        is_plenty
    }

    fn read_words(&mut self) {
        let Room { text, asked, meant, .. } = &mut *self.room;
        meant.whole.clear();
        meant.open.clear();
        asked.clear();
        for word in text.split(' ').take(MOST_WORDS) {
            let mut it = Asked::default();
            if let Some(at) = self.index.lexicon.descend(ROOT, word.as_bytes()) {
                let node = self.index.lexicon.node(at);
                it.low = node.low;
                it.high = node.high;
                it.node = Some(at);
                it.is_word = node.is_word;
            }
            asked.push(it);
        }
    }

    /// All words as they were typed, first in names only: those are the better rows.
    fn match_words(&mut self) {
        if self.room.asked.iter().any(|word| word.node.is_none()) {
            return;
        }
        if self.limit <= ENOUGH {
            self.match_in(&self.index.named);
        }
        if self.room.found.len() < self.limit {
            self.match_in(&self.index.anywhere);
        }
    }

    fn match_anywhere(&mut self) {
        self.match_in(&self.index.anywhere);
    }

    /// Whether what was found leaves nothing to guess: plenty, or every word but the last is a word.
    fn is_enough(&self) -> bool {
        let Room { found, asked, .. } = &*self.room;
        let before_last = &asked[..asked.len().saturating_sub(1)];
        found.len() >= ENOUGH || (!found.is_empty() && before_last.iter().all(|word| word.is_word))
    }

    /// Looks for what words with typing errors mean; whether anything was found to try.
    ///
    /// Words that exist are left alone unless `all`.
    fn mend_words(&mut self, errors: u8, all: bool) -> bool {
        let Room { text, asked, meant, similar: list, .. } = &mut *self.room;
        meant.whole.clear();
        meant.open.clear();
        let last = asked.len().saturating_sub(1);
        let mut is_any = false;
        for (at, (it, word)) in asked.iter_mut().zip(text.split(' ')).enumerate() {
            list.clear();
            let forgiven = errors_forgiven(word.len()).min(errors);
            if forgiven > 0 && (all || !it.is_word) {
                let is_open = at == last || word.len() >= FEWEST_OF_BEGINNING;
                similar(&self.index.lexicon, word.as_bytes(), forgiven, is_open, list);
            }
            let (whole, open) = (meant.whole.len(), meant.open.len());
            take_apart(list, meant);
            it.whole = whole..meant.whole.len();
            it.open = open..meant.open.len();
            is_any |= !list.is_empty();
        }
        is_any
    }

    /// "stjosephs" is two words, "oak field" is one.
    fn part_and_join(&mut self) {
        let lexicon = &self.index.lexicon;
        let Room { text, other_text, .. } = &mut *self.room;
        let is_word = |word: &str| lexicon.descend(ROOT, word.as_bytes()).is_some_and(|at| lexicon.node(at).is_word);
        let begins = |word: &str| lexicon.descend(ROOT, word.as_bytes()).is_some();
        let Some((before, after)) = joined(text, begins).or_else(|| parted(text, is_word, begins)) else {
            return;
        };
        other_text.clear();
        other_text.push_str(&before);
        other_text.push_str(&after);
        std::mem::swap(text, other_text);
        self.read_words();
        self.match_words();
        if self.room.found.is_empty() {
            let Room { text, other_text, .. } = &mut *self.room;
            std::mem::swap(text, other_text);
            self.read_words();
        }
    }

    /// Words that many leave out or put in do not matter when nothing is found with them.
    fn leave_out(&mut self) {
        let Room { text, other_text, .. } = &mut *self.room;
        other_text.clear();
        for word in text.split(' ').filter(|word| !LEFT_OUT.contains(word)) {
            if !other_text.is_empty() {
                other_text.push(' ');
            }
            other_text.push_str(word);
        }
        if other_text.is_empty() || other_text.len() == text.len() {
            return;
        }
        std::mem::swap(text, other_text);
        self.read_words();
        self.match_words();
        if self.room.found.is_empty() && self.mend_words(1, false) {
            self.match_anywhere();
        }
    }

    /// At the very last, only the longer words that mean anything, if they tell enough.
    fn keep_telling_words(&mut self) {
        self.read_words();
        self.mend_words(1, false);
        let postings = &self.index.anywhere;
        let Room { text, asked, meant, .. } = &mut *self.room;
        let mut words = text.split(' ');
        asked.retain(|it| {
            let word = words.next().unwrap_or_default();
            let is_telling = word.len() >= FEWEST_OF_TELLING && !LEFT_OUT.contains(&word);
            is_telling && count(postings, it, meant) > 0
        });
        let rarest = asked.iter().map(|it| count(postings, it, meant)).min();
        if rarest.is_some_and(|rows| rows <= MOST_TOLD) {
            self.match_anywhere();
        }
    }

    fn match_in(&mut self, postings: &Postings) {
        let Self { index, room, limit, .. } = self;
        let Room { text, asked, meant, rows, more, found, .. } = &mut **room;
        found.clear();
        let size = |word: &Asked| count(postings, word, meant);
        let Some(rarest) = (0..asked.len()).min_by_key(|at| size(&asked[*at])) else {
            return;
        };
        let rows_of_rarest = size(&asked[rarest]);
        rows.clear(index.len());
        fill(postings, &asked[rarest], meant, rows);
        if rows_of_rarest > FEW {
            for word in asked.iter().enumerate().filter(|(at, _)| *at != rarest) {
                narrow(postings, word.1, meant, (rows, more));
            }
        }
        let beginning = index.names_from(text);
        let mut judged = 0;
        for row in rows.iter() {
            let class = index.class(row);
            let begins = beginning[usize::from(class)].contains(&row);
            if let Some(rank) = rank(index, (row, class), asked, meant, begins) {
                found.push((rank, row));
            }
            judged += 1;
            if judged >= MOST_JUDGED && found.len() >= *limit {
                break;
            }
        }
        for row in index.by_alias(text) {
            found.push((rank_of_name(index.class(row), true), row));
        }
    }
}

fn clip(query: &str) -> &str {
    &query[..query.floor_char_boundary(MOST_BYTES)]
}

fn count(postings: &Postings, word: &Asked, meant: &Meant) -> usize {
    let whole = meant.whole[word.whole.clone()].iter();
    let open = meant.open[word.open.clone()].iter();
    postings.rows(word.low, word.high).len()
        + whole.map(|(word, _)| postings.rows(*word, word + 1).len()).sum::<usize>()
        + open.map(|(low, high, _)| postings.rows(*low, *high).len()).sum::<usize>()
}

/// Adds the rows that hold the word, in any way that it may be meant.
fn fill(postings: &Postings, word: &Asked, meant: &Meant, rows: &mut Rows) {
    match word.node.and_then(|node| postings.ready(node)) {
        Some(ready) => rows.add(ready),
        None => insert(postings, word.low..word.high, rows),
    }
    for (word, _) in &meant.whole[word.whole.clone()] {
        insert(postings, *word..word + 1, rows);
    }
    for (low, high, _) in &meant.open[word.open.clone()] {
        insert(postings, *low..*high, rows);
    }
}

fn insert(postings: &Postings, words: Range<u32>, rows: &mut Rows) {
    for row in postings.rows(words.start, words.end) {
        rows.insert(*row);
    }
}

/// Keeps the rows that hold this word too, where that is quickly said.
fn narrow(postings: &Postings, word: &Asked, meant: &Meant, (rows, more): (&mut Rows, &mut Rows)) {
    let is_as_typed = word.whole.is_empty() && word.open.is_empty();
    let ready = word.node.and_then(|node| postings.ready(node));
    match ready {
        Some(ready) if is_as_typed => rows.retain(ready),
        _ if count(postings, word, meant) <= TOO_MANY => {
            more.clear_like(rows);
            fill(postings, word, meant, more);
            rows.retain(more.bits());
        }
        _ => {}
    }
}
