//! Every school of the register, as the matcher looks them up. Made once for each register, then only read.

use super::likeness::{Letters, mask};
use super::places::{Places, Point, place_name};
use super::words::{Sense, name_words, sense, weight};
use crate::organisations::rules::Status;
use crate::vocabulary::{Postcode, Ukprn, Urn};
use std::collections::HashMap;

/// Whether a school takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Open, also while its closing is planned.
    Open,
    /// Not open yet.
    Proposed,
    /// Closed.
    Closed,
}

impl From<Status> for Standing {
    fn from(status: Status) -> Self {
        match status {
            Status::Open | Status::ProposedToClose => Self::Open,
            Status::ProposedToOpen => Self::Proposed,
            Status::Closed => Self::Closed,
        }
    }
}

/// What the register says of a school, as far as it helps to tell which one a person means.
///
/// Source: Get Information About Schools; a column that is empty there is empty here.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Its number.
    pub urn: Urn,
    /// Its name.
    pub name: &'a str,
    /// "Town"
    pub town: &'a str,
    /// "Locality"
    pub locality: &'a str,
    /// "LA (name)"
    pub authority: &'a str,
    /// "County (name)"
    pub county: &'a str,
    /// "DistrictAdministrative (name)"
    pub district: &'a str,
    /// "Postcode", as it stands.
    pub postcode: &'a str,
    /// "UKPRN"
    pub ukprn: Option<Ukprn>,
    /// Its DfE number: "LA (code)" and the four digits of "EstablishmentNumber", such as 2013614.
    pub dfe_number: Option<u32>,
    /// Whether it takes part.
    pub standing: Standing,
    /// Whether it is in England, by the product's ruling on eligibility.
    pub in_england: bool,
    /// The school that it became, when it is closed.
    pub successor: Option<Urn>,
    /// Easting and northing in metres; none where they are not known or 0.
    pub point: Option<(i32, i32)>,
}

/// A school's place in the index.
pub(super) type SchoolId = u32;
/// A word's place in the index.
pub(super) type WordId = u32;

/// One school.
#[derive(Debug)]
pub(super) struct School {
    pub urn: Urn,
    pub postcode: Option<Postcode>,
    pub standing: Standing,
    pub in_england: bool,
    pub successor: Option<Urn>,
    pub point: Option<Point>,
    pub words: Vec<WordId>,
    /// Town and locality.
    pub towns: Vec<u32>,
    /// Authority, county, district.
    pub areas: Vec<u32>,
}

/// One word of names.
#[derive(Debug)]
pub(super) struct Word {
    pub text: Box<str>,
    pub mask: u64,
    pub weight: f32,
    pub sense: Sense,
    /// The schools that have it in their names.
    pub schools: Vec<SchoolId>,
}

impl Word {
    pub fn letters(&self) -> Letters<'_> {
        Letters::with_mask(&self.text, self.mask)
    }
}

/// The schools of the register, ready to be matched.
#[derive(Debug, Default)]
pub struct Schools {
    pub(super) all: Vec<School>,
    pub(super) words: Vec<Word>,
    pub(super) word_ids: HashMap<Box<str>, WordId>,
    pub(super) places: Places,
    /// A point in the middle of the schools of each outward code.
    pub(super) outwards: HashMap<Box<str>, Point>,
    by_urn: HashMap<Urn, SchoolId>,
    by_ukprn: HashMap<Ukprn, Vec<SchoolId>>,
    by_dfe_number: HashMap<u32, Vec<SchoolId>>,
    by_postcode: HashMap<Postcode, Vec<SchoolId>>,
}

impl Schools {
    /// The index of these schools.
    pub fn of<'a>(facts: impl IntoIterator<Item = Facts<'a>>) -> Self {
        let mut schools = Self::default();
        for school in facts {
            schools.add(school);
        }
        let all = schools.all.len();
        for word in &mut schools.words {
            word.weight = weight(&word.text, word.schools.len(), all);
        }
        schools.outwards = middles(&schools.all);
        schools
    }

    /// How many schools there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True without any school.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn add(&mut self, facts: Facts<'_>) {
        let id = SchoolId::try_from(self.all.len()).unwrap_or(SchoolId::MAX);
        let postcode = facts.postcode.parse::<Postcode>().ok();
        let words = self.words_of(facts.name, id);
        let mut place = |name: &str| self.places.note(name, facts.point);
        let towns = [facts.town, facts.locality].into_iter().filter_map(&mut place);
        let towns = towns.collect();
        let areas = [facts.authority, facts.county, facts.district];
        let areas = areas.into_iter().filter_map(&mut place).collect();
        self.by_urn.insert(facts.urn, id);
        if let Some(ukprn) = facts.ukprn {
            self.by_ukprn.entry(ukprn).or_default().push(id);
        }
        if let Some(number) = facts.dfe_number {
            self.by_dfe_number.entry(number).or_default().push(id);
        }
        if let Some(postcode) = postcode {
            self.by_postcode.entry(postcode).or_default().push(id);
        }
        self.all.push(School {
            urn: facts.urn,
            postcode,
            standing: facts.standing,
            in_england: facts.in_england,
            successor: facts.successor,
            point: facts.point,
            words,
            towns,
            areas,
        });
    }

    fn words_of(&mut self, name: &str, school: SchoolId) -> Vec<WordId> {
        let mut ids = Vec::new();
        for text in name_words(name) {
            let id = self.word_ids.get(text.as_str()).copied().unwrap_or_else(|| {
                let id = WordId::try_from(self.words.len()).unwrap_or(WordId::MAX);
                self.word_ids.insert(text.as_str().into(), id);
                self.words.push(Word {
                    mask: mask(&text),
                    weight: 0.0,
                    sense: sense(&text),
                    schools: Vec::new(),
                    text: text.into(),
                });
                id
            });
            self.words[id as usize].schools.push(school);
            ids.push(id);
        }
        ids
    }

    pub(super) fn school(&self, id: SchoolId) -> &School {
        &self.all[id as usize]
    }

    pub(super) fn word(&self, id: WordId) -> &Word {
        &self.words[id as usize]
    }

    pub(super) fn with_urn(&self, urn: Urn) -> Option<SchoolId> {
        self.by_urn.get(&urn).copied()
    }

    pub(super) fn with_ukprn(&self, ukprn: Ukprn) -> &[SchoolId] {
        self.by_ukprn.get(&ukprn).map_or(&[], Vec::as_slice)
    }

    pub(super) fn with_dfe_number(&self, number: u32) -> &[SchoolId] {
        self.by_dfe_number.get(&number).map_or(&[], Vec::as_slice)
    }

    pub(super) fn at(&self, postcode: Postcode) -> &[SchoolId] {
        self.by_postcode.get(&postcode).map_or(&[], Vec::as_slice)
    }

    /// The school that a closed one has become in the end: open or about to be. A school that is not closed is its own.
    pub(super) fn heir(&self, id: SchoolId) -> Option<SchoolId> {
        const GENERATIONS: usize = 8;
        let mut at = id;
        for _ in 0..GENERATIONS {
            let school = self.school(at);
            if school.standing != Standing::Closed {
                return Some(at);
            }
            at = self.with_urn(school.successor?)?;
        }
        None
    }
}

/// The middle of the schools of each outward code.
fn middles(schools: &[School]) -> HashMap<Box<str>, Point> {
    let mut sums: HashMap<Box<str>, (i64, i64, i64)> = HashMap::new();
    for school in schools {
        let (Some(postcode), Some(point)) = (school.postcode, school.point) else {
            continue;
        };
        let sum = sums.entry(postcode.outward().into()).or_default();
        *sum = (sum.0 + i64::from(point.0), sum.1 + i64::from(point.1), sum.2 + 1);
    }
    let middle = |(east, north, count): (i64, i64, i64)| {
        Some((i32::try_from(east / count).ok()?, i32::try_from(north / count).ok()?))
    };
    sums.into_iter().filter_map(|(outward, sum)| Some((outward, middle(sum)?))).collect()
}

/// What a cell of somebody's table looks like, beside the register.
impl Schools {
    /// True for the outward code of some school's postcode.
    pub(super) fn is_outward(&self, cell: &str) -> bool {
        self.outwards.contains_key(cell.to_ascii_uppercase().as_str())
    }

    /// True for the name of a town, authority, county or district.
    pub(super) fn is_place(&self, cell: &str) -> bool {
        self.places.named(&place_name(cell)).is_some()
    }

    /// True for text in which some word is one of schools' names.
    pub(super) fn is_like_a_name(&self, cell: &str) -> bool {
        const LEAST: usize = 20;
        let has_letters = cell.chars().filter(|letter| letter.is_alphabetic()).count() >= 3;
        has_letters
            && name_words(cell).iter().any(|word| {
                let id = self.word_ids.get(word.as_str());
                id.is_some_and(|id| self.word(*id).schools.len() >= LEAST)
            })
    }
}
