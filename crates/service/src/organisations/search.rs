//! Search over all schools and providers, in memory: an immutable snapshot that is made anew after an import.
//!
//! A question is tried as a key (URN, UKPRN, provider code, postcode), as the beginning of a name, as words in any
//! order, and at last with typing errors mended. What was typed right comes before what was perhaps meant, open schools
//! before closed ones, exact names before names that begin so, and those before the rest.

mod aliases;
mod entry;
mod finding;
mod index;
mod keys;
mod lexicon;
mod mending;
mod nearby;
mod places;
mod postings;
mod ranking;
#[cfg(test)]
mod register;
mod similar;
pub mod store;
mod table;
#[cfg(test)]
mod tests;

pub use entry::{Codes, Entry, Hit};
pub use places::{Spot, Whereabouts};

use crate::organisations::folding::{fold, words};
use crate::vocabulary::{Postcode, Urn};
use entry::class;
use finding::{Room, Search};
use index::Index;
use keys::Keys;
use nearby::Nearby;
use places::Places;
use std::cell::RefCell;
use table::Table;

/// So many suggestions are given.
pub const SUGGESTIONS: usize = 10;

/// Everything that can be searched, as it stood at one moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    index: Index,
    keys: Keys,
    table: Table,
    nearby: Nearby,
    places: Places,
}

/// A part of a list, and how long the whole list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'a> {
    /// How many there are on all pages.
    pub total: usize,
    /// Those on this page.
    pub hits: Vec<Hit<'a>>,
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// How many come before it.
    pub skip: usize,
    /// How many it has at most.
    pub take: usize,
}

thread_local! {
    /// Room for the search that a thread is at; kept, so that searching asks for no memory.
    static ROOM: RefCell<Room> = RefCell::default();
}

impl Snapshot {
    /// A snapshot of these entries.
    pub fn build(entries: &[Entry]) -> Self {
        let mut rows: Vec<(&Entry, String)> =
            entries.iter().map(|entry| (entry, words(&entry.name).join(" "))).collect();
        rows.sort_by_cached_key(|(entry, name)| {
            (class(entry.status), name.clone(), fold(&entry.town), entry.key.clone())
        });
        let ordered = rows.iter().map(|(entry, _)| *entry);
        Self {
            keys: Keys::of(ordered.clone()),
            table: Table::of(ordered.clone()),
            places: Places::of(ordered.clone()),
            nearby: Nearby::of(ordered.map(|entry| entry.place)),
            index: Index::of(&rows),
        }
    }

    /// How many schools and providers there are.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there is nothing to be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The best answers to what has been typed so far, at most `limit`.
    pub fn suggest(&self, query: &str, limit: usize) -> Vec<Hit<'_>> {
        self.find(query, limit, |rows| rows.iter().map(|(_, row)| self.table.hit(*row)).collect())
    }

    /// The suggestions as a JSON array of `{urn, name, town, postcode, status}`; a provider has `code` for `urn`.
    /// A school outside England is none: nowhere can one be chosen.
    pub fn suggest_json(&self, query: &str) -> Vec<u8> {
        let (json, is_whole) = self.offered(query, SUGGESTIONS);
        // What cannot be offered may have taken the place of what can.
        if is_whole { json } else { self.offered(query, usize::MAX).0 }
    }

    /// The suggestions among the best answers, and whether all of those could be offered.
    fn offered(&self, query: &str, limit: usize) -> (Vec<u8>, bool) {
        self.find(query, limit, |rows| {
            let objects = rows.iter().map(|(_, row)| self.table.json(*row));
            let mut json = Vec::with_capacity(2048);
            json.push(b'[');
            for object in objects.clone().filter(|it| !it.is_empty()).take(SUGGESTIONS) {
                if json.len() > 1 {
                    json.push(b',');
                }
                json.extend_from_slice(object);
            }
            json.push(b']');
            (json, objects.take(SUGGESTIONS).all(|it| !it.is_empty()))
        })
    }

    /// A part of everything that answers the query and that `keep` wants, and how much there is of it.
    ///
    /// An empty query asks for everything: open first, by name.
    pub fn search(&self, query: &str, keep: impl Fn(&Hit<'_>) -> bool, part: Part) -> Page<'_> {
        if query.trim().is_empty() {
            return self.page(0..lexicon::number(self.len()), keep, part);
        }
        let rows = self.find(query, usize::MAX, <[_]>::to_vec);
        self.page(rows.into_iter().map(|(_, row)| row), keep, part)
    }

    fn page(&self, rows: impl Iterator<Item = u32>, keep: impl Fn(&Hit<'_>) -> bool, part: Part) -> Page<'_> {
        let mut total = 0;
        let mut hits = Vec::new();
        for hit in rows.map(|row| self.table.hit(row)).filter(|hit| keep(hit)) {
            if total >= part.skip && hits.len() < part.take {
                hits.push(hit);
            }
            total += 1;
        }
        Page { total, hits }
    }

    fn find<T>(&self, query: &str, limit: usize, read: impl FnOnce(&[(u32, u32)]) -> T) -> T {
        ROOM.with_borrow_mut(|room| {
            let mut search = Search { index: &self.index, keys: &self.keys, limit, room };
            search.run(query);
            read(&room.found)
        })
    }

    /// The school with this URN.
    pub fn by_urn(&self, urn: Urn) -> Option<Hit<'_>> {
        self.keys.by_urn(urn).next().map(|row| self.table.hit(row))
    }

    /// Everything at this postcode, open first.
    pub fn by_postcode(&self, postcode: Postcode) -> impl Iterator<Item = Hit<'_>> {
        self.keys.by_postcode(postcode).map(|row| self.table.hit(row))
    }

    /// Everything, in the order of lists.
    pub fn rows(&self) -> impl Iterator<Item = Hit<'_>> {
        (0..lexicon::number(self.len())).map(|row| self.table.hit(row))
    }

    /// Where a place is that somebody names: a postcode, its first part, a town, a local authority.
    pub fn whereabouts(&self, named: &str) -> Whereabouts {
        let places = |row: u32| self.table.hit(row).place;
        places::by_postcode(&self.keys, places, named).unwrap_or_else(|| self.places.by_name(named))
    }

    /// Everything within so many miles of a place, the nearest first, with its distance in miles.
    pub fn within(&self, easting: u32, northing: u32, miles: f64) -> Vec<(f64, Hit<'_>)> {
        self.nearby
            .within((easting, northing), miles)
            .into_iter()
            .map(|(distance, row)| (distance, self.table.hit(row)))
            .collect()
    }
}
