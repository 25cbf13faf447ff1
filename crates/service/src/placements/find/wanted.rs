//! What a provider looks for, as the address says it.

use std::collections::HashSet;

use super::kind::SchoolType;
use super::marks::{Marks, Set};
use crate::placements::rules::Hosting;
use crate::placements::words::{Phase, Route, Setting, Subject, Term, Word, YearGroup};
use crate::platform::request::Fields;
use crate::vocabulary::Urn;

/// The distances that can be asked for, in miles.
pub const MILES: [u32; 7] = [1, 5, 10, 15, 20, 25, 50];
/// The distance where none is asked for.
pub const USUAL_MILES: u32 = 10;
/// What `hosted` says for schools that have not had trainees.
pub const NEVER: &str = "never";

/// The orders of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name, A to Z.
    #[default]
    Name,
    /// The nearest first; as by name where no place was asked for.
    Nearest,
    /// The most places left first.
    Places,
    /// The last updated first.
    Updated,
}

/// A place, and how far from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near {
    /// Easting and northing in metres.
    pub place: (u32, u32),
    /// Miles.
    pub miles: u32,
}

impl Near {
    /// The square of the distance in metres, where it is near enough.
    pub fn distance(&self, place: Option<(u32, u32)>) -> Option<u64> {
        let place = place?;
        let square = |one: u32, two: u32| u64::from(one.abs_diff(two)).pow(2);
        let distance = square(place.0, self.place.0) + square(place.1, self.place.1);
        // A mile is 1,609.344 metres; in thousandths of a metre, everything is a whole number.
        let reach = (u64::from(self.miles) * 1_609_344).pow(2);
        (distance.checked_mul(1_000_000)? <= reach).then_some(distance)
    }

    /// How far a place is, in miles.
    pub fn miles_to(&self, place: (u32, u32)) -> f64 {
        let apart = |one: u32, two: u32| f64::from(one) - f64::from(two);
        apart(place.0, self.place.0).hypot(apart(place.1, self.place.1)) / 1_609.344
    }
}

/// What is looked for; empty is everything that is known of the year.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What the placement must be.
    pub marks: Marks,
    /// How the school's year must stand.
    pub statuses: Vec<Hosting>,
    /// Types of school.
    pub types: Vec<SchoolType>,
    /// The last year in which the school had trainees; none for never.
    pub hosted: Vec<Option<i32>>,
    /// Whether only partner schools are wanted.
    pub only_partners: bool,
    /// The partner schools, where only they are wanted.
    pub partners: HashSet<Urn>,
    /// The schools that the words name, where there are words.
    pub named: Option<HashSet<Urn>>,
    /// Where.
    pub near: Option<Near>,
    /// The order.
    pub order: Order,
}

impl Wanted {
    /// What the address asks for, as far as it can be read without the database and the register.
    pub fn read(query: &Fields) -> Wanted {
        let hosted =
            query.all("hosted").filter_map(|it| if it == NEVER { Some(None) } else { it.parse().ok().map(Some) });
        Wanted {
            marks: Marks {
                phases: Set::of_codes::<Phase>(query.all("phase")),
                groups: Set::of_codes::<YearGroup>(query.all("year_group")),
                subjects: Set::of_codes::<Subject>(query.all("subject")),
                settings: Set::of_codes::<Setting>(query.all("setting")),
                terms: Set::of_codes::<Term>(query.all("term")),
                routes: Set::of_codes::<Route>(query.all("route")),
            },
            statuses: Hosting::of_all(query.all("status")),
            types: SchoolType::of_all(query.all("type")),
            hosted: hosted.collect(),
            only_partners: query.all("partners").any(|it| it == "mine"),
            partners: HashSet::new(),
            named: None,
            near: None,
            order: match query.text("order") {
                "name" => Order::Name,
                "places" => Order::Places,
                "updated" => Order::Updated,
                _ => Order::Nearest,
            },
        }
    }

    /// Whether nothing narrows the list.
    pub fn is_plain(&self) -> bool {
        self.marks.is_empty()
            && self.statuses.is_empty()
            && self.types.is_empty()
            && self.hosted.is_empty()
            && !self.only_partners
            && self.named.is_none()
            && self.near.is_none()
    }

    /// Whether schools that have said nothing are wanted too: asked for, or the provider's own.
    pub fn with_silent(&self) -> bool {
        if self.statuses.is_empty() { self.only_partners } else { self.statuses.contains(&Hosting::Unknown) }
    }
}

/// The address without values that its filters do not have: they narrow nothing, and must not look as if they did.
pub fn known(query: &Fields) -> Fields {
    query.only(|name, value| match name {
        "phase" => is_word::<Phase>(value),
        "year_group" => is_word::<YearGroup>(value),
        "subject" => is_word::<Subject>(value),
        "setting" => is_word::<Setting>(value),
        "term" => is_word::<Term>(value),
        "route" => is_word::<Route>(value),
        "status" => is_word::<Hosting>(value),
        "type" => is_word::<SchoolType>(value),
        "partners" => value == "mine",
        "hosted" => value == NEVER || value.parse::<i32>().is_ok(),
        _ => true,
    })
}

fn is_word<W: Word>(value: &str) -> bool {
    !W::of_all(std::iter::once(value)).is_empty()
}

/// The miles that an address asks for.
pub fn miles(query: &Fields) -> u32 {
    query.text("within").parse().ok().filter(|it| MILES.contains(it)).unwrap_or(USUAL_MILES)
}
