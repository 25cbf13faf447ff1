//! The words of every row, from words to rows and from rows to words.

use super::entry::{Entry, class};
use super::lexicon::{Lexicon, number};
use super::postings::Postings;
use crate::organisations::folding::{canonical_into, fold, fold_into, other_ways};
use std::collections::HashMap;
use std::ops::Range;

/// What a word is to the row that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It stands in the name.
    Name,
    /// It is another way to write what stands in the name, or stands in another name.
    Alias,
    /// It stands in the town.
    Town,
    /// It stands in the locality, the local authority or the postcode.
    Place,
}

/// A word of a row: its number and its role.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot(u32);

impl Slot {
    fn new(word: u32, role: Role) -> Self {
        Self(word << 2 | role as u32)
    }

    pub fn word(self) -> u32 {
        self.0 >> 2
    }

    pub fn role(self) -> Role {
        match self.0 & 3 {
            0 => Role::Name,
            1 => Role::Alias,
            2 => Role::Town,
            _ => Role::Place,
        }
    }
}

/// Everything that is found by words.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub lexicon: Lexicon,
    /// Rows by the words of their names and aliases.
    pub named: Postings,
    /// Rows by all their words.
    pub anywhere: Postings,
    slots: Vec<Slot>,
    slot_ends: Vec<u32>,
    /// The names in one way of writing, in the order of the rows.
    names: String,
    name_ends: Vec<u32>,
    /// Where each class of rows ends: open, to be opened, closed.
    class_ends: [u32; 3],
    /// Other names in one way of writing, in order.
    aliases: Vec<(Box<str>, u32)>,
}

impl Index {
    /// From entries in their final order, with their names in one way of writing.
    pub fn of(rows: &[(&Entry, String)]) -> Self {
        let mut building = Building::default();
        for (row, (entry, name)) in rows.iter().enumerate() {
            building.add(number(row), entry, name);
        }
        building.finish(rows.len())
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.slot_ends.len()
    }

    /// The words of a row, those of its name first and in order.
    pub fn slots(&self, row: u32) -> &[Slot] {
        let at = row as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.slot_ends[before]);
        &self.slots[start as usize..self.slot_ends[at] as usize]
    }

    /// Whether a row is of a school that is open (0), that will open (1), or that is closed (2).
    pub fn class(&self, row: u32) -> u8 {
        match self.class_ends {
            [open, _, _] if row < open => 0,
            [_, opening, _] if row < opening => 1,
            _ => 2,
        }
    }

    fn name(&self, row: u32) -> &str {
        let at = row as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.name_ends[before]);
        &self.names[start as usize..self.name_ends[at] as usize]
    }

    /// For each class the rows whose names begin with this text: they lie side by side.
    pub fn names_from(&self, beginning: &str) -> [Range<u32>; 3] {
        let [open, opening, closed] = self.class_ends;
        [0..open, open..opening, opening..closed].map(|class| {
            let low = self.partition(class.clone(), |name| name < beginning);
            let high = self.partition(low..class.end, |name| name.starts_with(beginning));
            low..high
        })
    }

    fn partition(&self, mut rows: Range<u32>, is_before: impl Fn(&str) -> bool) -> u32 {
        while rows.start < rows.end {
            let middle = rows.start.midpoint(rows.end);
            if is_before(self.name(middle)) {
                rows.start = middle + 1;
            } else {
                rows.end = middle;
            }
        }
        rows.start
    }

    /// The rows for which this text is all of another name.
    pub fn by_alias(&self, name: &str) -> impl Iterator<Item = u32> {
        let start = self.aliases.partition_point(|(known, _)| known.as_ref() < name);
        self.aliases[start..].iter().take_while(move |(known, _)| known.as_ref() == name).map(|(_, row)| *row)
    }
}

#[derive(Default)]
struct Building {
    index: Index,
    numbers: HashMap<Box<str>, u32>,
    words: Vec<Box<str>>,
    folded: String,
    canonical: String,
    start: usize,
}

impl Building {
    fn add(&mut self, row: u32, entry: &Entry, name: &str) {
        self.start = self.index.slots.len();
        for word in name.split(' ').filter(|word| !word.is_empty()) {
            let number = self.number(word);
            self.index.slots.push(Slot::new(number, Role::Name));
        }
        for word in name.split(' ') {
            for other in other_ways(word) {
                self.put(other, Role::Alias);
            }
        }
        for joined in hyphened(&entry.name) {
            self.put(&joined, Role::Alias);
        }
        for alias in &entry.aliases {
            self.put_all(alias, Role::Alias);
            if !self.canonical.is_empty() {
                self.index.aliases.push((self.canonical.as_str().into(), row));
            }
        }
        self.put_all(&entry.town, Role::Town);
        self.put_all(&entry.locality, Role::Place);
        self.put_all(&entry.authority, Role::Place);
        self.put_all(&entry.postcode, Role::Place);
        self.index.slot_ends.push(number(self.index.slots.len()));
        self.index.names.push_str(name);
        self.index.name_ends.push(number(self.index.names.len()));
        for class in usize::from(class(entry.status))..3 {
            self.index.class_ends[class] = row + 1;
        }
    }

    /// Leaves the text in one way of writing in `canonical`.
    fn put_all(&mut self, text: &str, role: Role) {
        fold_into(text, &mut self.folded);
        let mut canonical = std::mem::take(&mut self.canonical);
        canonical_into(&self.folded, &mut canonical);
        for word in canonical.split(' ').filter(|word| !word.is_empty()) {
            self.put(word, role);
        }
        self.canonical = canonical;
    }

    /// Each word once in each role; a place has nothing to add to a town.
    fn put(&mut self, word: &str, role: Role) {
        let number = self.number(word);
        let is_known = self.index.slots[self.start..].iter().any(|slot| {
            let same_role = slot.role() == role || (slot.role(), role) == (Role::Town, Role::Place);
            slot.word() == number && same_role
        });
        if !is_known {
            self.index.slots.push(Slot::new(number, role));
        }
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(known) = self.numbers.get(word) {
            return *known;
        }
        let new = number(self.words.len());
        self.words.push(word.into());
        self.numbers.insert(word.into(), new);
        new
    }

    /// Words were numbered as they came; now they are numbered in order.
    fn finish(self, rows: usize) -> Index {
        let Self { mut index, words, .. } = self;
        let mut order: Vec<u32> = (0..number(words.len())).collect();
        order.sort_unstable_by(|one, other| words[*one as usize].cmp(&words[*other as usize]));
        let mut places = vec![0; words.len()];
        for (place, old) in order.iter().enumerate() {
            places[*old as usize] = number(place);
        }
        for slot in &mut index.slots {
            *slot = Slot::new(places[slot.word() as usize], slot.role());
        }
        let sorted: Vec<&[u8]> = order.iter().map(|old| words[*old as usize].as_bytes()).collect();
        index.lexicon = Lexicon::of(&sorted);
        index.aliases.sort_unstable();
        let pairs = |is_wanted: fn(Role) -> bool| {
            let index = &index;
            (0..number(rows)).flat_map(move |row| {
                let slots = index.slots(row);
                slots.iter().enumerate().filter_map(move |(at, slot)| {
                    let is_first = slots[..at].iter().all(|it| it.word() != slot.word() || !is_wanted(it.role()));
                    (is_wanted(slot.role()) && is_first).then_some((slot.word(), row))
                })
            })
        };
        let in_name = |role| matches!(role, Role::Name | Role::Alias);
        let named = Postings::of(pairs(in_name), words.len(), rows, &index.lexicon);
        let anywhere = Postings::of(pairs(|_| true), words.len(), rows, &index.lexicon);
        Index { named, anywhere, ..index }
    }
}

/// "Co-operative" is also found as "cooperative".
fn hyphened(name: &str) -> impl Iterator<Item = String> {
    name.split_whitespace()
        .filter(|word| word.contains(['-', '\u{2013}', '\u{2010}', '\u{2011}']))
        .map(|word| fold(word).replace(' ', ""))
        .filter(|joined| !joined.is_empty())
}
