//! How well a row answers what was asked, as one number: the smaller, the better.

use super::index::{Index, Role};
use std::ops::Range;

/// A word of the question, and the words of the lexicon that it stands for.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// The words that begin with it.
    pub low: u32,
    /// One past them.
    pub high: u32,
    /// The node that leads to them.
    pub node: Option<u32>,
    /// Whether `low` is the very word.
    pub is_word: bool,
    /// Its part of [`Meant::whole`].
    pub whole: Range<usize>,
    /// Its part of [`Meant::open`].
    pub open: Range<usize>,
}

/// The words meant by words with typing errors in them.
#[derive(Debug, Default)]
pub(super) struct Meant {
    /// A word and the errors between; for each asked word in order.
    pub whole: Vec<(u32, u8)>,
    /// Ranges of words that begin so, and the errors between; for each asked word in order and apart.
    pub open: Vec<(u32, u32, u8)>,
}

/// How a word answers a word that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Answer {
    errors: u8,
    /// In the name, in the town, elsewhere; whole words before beginnings.
    grade: u8,
}

impl Asked {
    fn answer(&self, meant: &Meant, word: u32) -> Option<(u8, bool)> {
        if (self.low..self.high).contains(&word) {
            return Some((0, self.is_word && word == self.low));
        }
        let whole = &meant.whole[self.whole.clone()];
        if let Ok(at) = whole.binary_search_by_key(&word, |(word, _)| *word) {
            return Some((whole[at].1, true));
        }
        let open = &meant.open[self.open.clone()];
        let at = open.partition_point(|(low, _, _)| *low <= word);
        let (_, high, errors) = open[at.checked_sub(1)?];
        (word < high).then_some((errors, false))
    }
}

/// Errors count first, so that what was typed right comes before what was perhaps meant.
const ERRORS: u32 = 24;
/// Then whether the school is open.
const CLASS: u32 = 20;
/// Then how much of the name was asked for.
const TIER: u32 = 16;

/// The rank of what was asked for by its key.
pub(super) fn rank_of_key(class: u8, is_all: bool) -> u32 {
    // A number in full is meant, be the school open or closed; a beginning is a search.
    u32::from(class) << CLASS | u32::from(!is_all) << TIER
}

/// The rank of a row whose name, or another of whose names, is or begins with what was asked.
pub(super) fn rank_of_name(class: u8, is_all: bool) -> u32 {
    u32::from(class) << CLASS | if is_all { 1 } else { 2 } << TIER
}

/// The rank of a row, if it holds every word.
///
/// `begins` says whether its name begins with what was asked.
pub(super) fn rank(
    index: &Index,
    (row, class): (u32, u8),
    asked: &[Asked],
    meant: &Meant,
    begins: bool,
) -> Option<u32> {
    let slots = index.slots(row);
    let mut covered = 0_u64;
    let mut errors = 0;
    let mut grades = 0;
    let mut is_named = true;
    for word in asked {
        let (answer, at) = best_answer(word, meant, slots, covered)?;
        errors += u32::from(answer.errors);
        grades += u32::from(answer.grade);
        match slots[at].role() {
            Role::Name => covered |= 1_u64.checked_shl(super::lexicon::number(at)).unwrap_or(0),
            Role::Alias => {}
            Role::Town | Role::Place => is_named = false,
        }
    }
    let in_name = slots.iter().take_while(|slot| slot.role() == Role::Name).count();
    let left = u32::try_from(in_name).unwrap_or(u32::MAX).saturating_sub(covered.count_ones()).min(15);
    let (tier, detail) = match (left, begins, is_named) {
        (0, _, _) => (1, grades),
        (_, true, _) => (2, 0),
        (_, _, true) => (3, grades * 16 + left),
        _ => (4, grades * 16 + left),
    };
    let errors = errors.min(15);
    Some(errors << ERRORS | u32::from(class) << CLASS | tier << TIER | detail.min(0xFFFF))
}

fn best_answer(word: &Asked, meant: &Meant, slots: &[super::index::Slot], covered: u64) -> Option<(Answer, usize)> {
    let mut best: Option<(Answer, usize)> = None;
    for (at, slot) in slots.iter().enumerate() {
        let Some((errors, is_whole)) = word.answer(meant, slot.word()) else {
            continue;
        };
        let role = slot.role();
        let is_taken = role == Role::Name && at < 64 && covered >> at & 1 == 1;
        let grade = match role {
            Role::Name => 0,
            Role::Alias | Role::Town => 1,
            Role::Place => 2,
        };
        let answer = Answer { errors, grade: grade + u8::from(!is_whole) + 2 * u8::from(is_taken) };
        if best.is_none_or(|(known, _)| answer < known) {
            best = Some((answer, at));
            if (errors, answer.grade) == (0, 0) {
                break;
            }
        }
    }
    best
}
