//! What all schools offer and say, in memory: immutable, by academic year, each list ready in each order.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::kind::SchoolType;
use super::marks::{Marks, Set};
use crate::organisations::search::{self, Hit};
use crate::placements::rules::{Answer, left, phases_asked};
use crate::placements::store::Placement;
use crate::placements::store::offered::{Held, Said};
use crate::vocabulary::{AcademicYear, OrganisationId, Urn};

/// Below every school of the register.
const LAST: u32 = u32::MAX;

/// A placement that is offered.
#[derive(Clone, Debug)]
pub struct Offered {
    /// Its public id.
    pub public_id: Box<str>,
    /// Its name.
    pub title: Box<str>,
    /// What it is, for filters.
    pub marks: Marks,
    /// Places in all.
    pub places: i32,
    /// Places assigned or completed.
    pub assigned: i32,
    held: Box<[(OrganisationId, i32)]>,
}

impl Offered {
    /// Places that nobody has.
    pub fn left(&self) -> i32 {
        (self.places - self.assigned).max(0)
    }

    /// How many of its places a provider has. Never show another's.
    pub fn held_by(&self, provider: OrganisationId) -> i32 {
        self.held.iter().find(|(its, _)| *its == provider).map_or(0, |(_, places)| *places)
    }
}

/// A school in a year.
#[derive(Clone, Debug)]
pub struct School {
    /// Its number.
    pub urn: Urn,
    /// Its name.
    pub name: Box<str>,
    /// Its place in the order of names.
    pub rank: u32,
    /// Easting and northing in metres, where the register knows them.
    pub place: Option<(u32, u32)>,
    /// Its type.
    pub kind: SchoolType,
    /// What it could offer, where it offers nothing: as it says, else as the register does.
    pub possible: Marks,
    /// What it answered.
    pub answer: Option<Answer>,
    /// The most trainees that it takes in the year.
    pub cap: Option<i32>,
    /// What it offers, by title.
    pub offered: Vec<Offered>,
    /// When it last changed what it offers, answered, or said that it is still right.
    pub updated: Option<DateTime<Utc>>,
}

impl School {
    /// Places left over all that it offers.
    pub fn left(&self) -> i64 {
        self.left_of(self.offered.iter())
    }

    /// Places left over these of its placements, as far as it takes more trainees.
    pub fn left_of<'a>(&self, offered: impl Iterator<Item = &'a Offered>) -> i64 {
        let free = offered.map(|it| i64::from(it.left())).sum();
        let assigned = || self.offered.iter().map(|it| i64::from(it.assigned)).sum();
        self.cap.map_or(free, |cap| left(free, Some(i64::from(cap)), assigned()))
    }

    fn of(urn: Urn, name: &str, register: &search::Snapshot, ranks: &HashMap<Urn, u32>) -> School {
        let rank = ranks.get(&urn).copied().unwrap_or(LAST);
        if let Some(hit) = register.by_urn(urn) {
            return School::silent(urn, &hit, rank);
        }
        let possible = Marks::possible(&phases_asked(None, false), false);
        School {
            urn,
            name: name.into(),
            rank,
            place: None,
            kind: SchoolType::Other,
            possible,
            answer: None,
            cap: None,
            offered: Vec::new(),
            updated: None,
        }
    }

    /// A school of the register that has said nothing.
    fn silent(urn: Urn, hit: &Hit<'_>, rank: u32) -> School {
        let phase = match hit.phase_code {
            1..=3 => Some("primary"),
            4..=6 => Some("secondary"),
            _ => None,
        };
        let kind = SchoolType::of_code(hit.type_code);
        School {
            urn,
            name: hit.name.into(),
            rank,
            place: hit.place,
            kind,
            possible: Marks::possible(&phases_asked(phase, false), kind == SchoolType::Special),
            answer: None,
            cap: None,
            offered: Vec::new(),
            updated: None,
        }
    }

    fn hears(&mut self, said: &Said) {
        self.answer = said.answer;
        self.updated = self.updated.max(said.at);
        if said.answer != Some(Answer::Maybe) {
            return;
        }
        let narrow = |known: Set, might: Set| if might.is_empty() { known } else { might };
        self.possible.phases = narrow(self.possible.phases, Set::of(&said.phases));
        self.possible.groups = narrow(self.possible.groups, Set::of(&said.year_groups));
        self.possible.subjects = narrow(self.possible.subjects, Set::of(&said.subjects));
    }
}

/// The schools that offer or have said something in a year.
#[derive(Debug, Default)]
pub struct Year {
    /// By name.
    pub schools: Vec<Arc<School>>,
    /// Those with the most places left first.
    pub by_places: Vec<Arc<School>>,
    /// Those that changed last first.
    pub by_updated: Vec<Arc<School>>,
    urns: HashMap<Urn, u32>,
}

impl Year {
    fn of(mut schools: Vec<Arc<School>>) -> Year {
        schools.sort_by_key(|it| (it.rank, it.urn));
        let (mut by_places, mut by_updated) = (schools.clone(), schools.clone());
        by_places.sort_by_cached_key(|it| -it.left());
        by_updated.sort_by_key(|it| std::cmp::Reverse(it.updated));
        let urns = schools.iter().zip(0..).map(|(it, at)| (it.urn, at)).collect();
        Year { schools, by_places, by_updated, urns }
    }

    /// The school with this number, where it has said something.
    pub fn school(&self, urn: Urn) -> Option<&Arc<School>> {
        self.urns.get(&urn).and_then(|at| self.schools.get(*at as usize))
    }
}

/// What the database has of some schools or of all.
#[derive(Debug, Default)]
pub struct Parts {
    /// What is offered.
    pub offered: Vec<Placement>,
    /// Who has places of it.
    pub held: Vec<Held>,
    /// What is said of years.
    pub said: Vec<Said>,
}

/// What a snapshot takes from the register.
#[derive(Debug, Default)]
struct Register {
    version: i64,
    ranks: HashMap<Urn, u32>,
    /// Every open school in England, as one that has said nothing, by name.
    silent: Vec<Arc<School>>,
}

/// Everything that find asks, as it stood at one moment.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The newest event that it knows of.
    pub number: i64,
    is_begun: bool,
    register: Arc<Register>,
    years: BTreeMap<i32, Arc<Year>>,
    /// The years in which schools had trainees, by school; in order.
    hosted: Arc<HashMap<Urn, Vec<i32>>>,
    years_hosted: Arc<[i32]>,
}

impl Snapshot {
    /// Made of everything.
    pub fn build(number: i64, register: &search::Snapshot, version: i64, parts: &Parts) -> Snapshot {
        let mut own = Register { version, ..Register::default() };
        for (rank, hit) in (0..).zip(register.rows()) {
            let Some(urn) = hit.urn else { continue };
            own.ranks.insert(urn, rank);
            let district = Some(hit.district_code).filter(|it| !it.is_empty());
            let region = Some(hit.region).filter(|it| !it.is_empty());
            if hit.status.is_open() && crate::organisations::rules::is_in_england(district, region) {
                own.silent.push(Arc::new(School::silent(urn, &hit, rank)));
            }
        }
        let none = Snapshot { register: Arc::new(own), ..Snapshot::default() };
        none.with(number, register, &HashSet::new(), parts)
    }

    /// The same with these schools as they are now; `parts` is of them and of no others.
    #[must_use]
    pub fn with(&self, number: i64, register: &search::Snapshot, changed: &HashSet<Urn>, parts: &Parts) -> Snapshot {
        let drafts = drafts(register, &self.register.ranks, parts);
        if changed.is_empty() && drafts.is_empty() {
            // Most events are about something else.
            return Snapshot { number, is_begun: true, ..self.clone() };
        }
        let mut years: BTreeMap<i32, Vec<Arc<School>>> = BTreeMap::new();
        let touches = |year: &Year| changed.iter().any(|urn| year.urns.contains_key(urn));
        for (start, year) in self.years.iter().filter(|(_, year)| touches(year)) {
            let kept = year.schools.iter().filter(|it| !changed.contains(&it.urn));
            years.insert(*start, kept.cloned().collect());
        }
        let mut hosted = HashMap::clone(&self.hosted);
        for urn in changed {
            hosted.remove(urn);
        }
        for (start, school) in drafts {
            if school.offered.iter().any(|it| it.assigned > 0) {
                hosted.entry(school.urn).or_default().push(start);
            }
            let schools = years.entry(start).or_insert_with(|| self.year(start).schools.clone());
            schools.push(Arc::new(school));
        }
        let mut all = self.years.clone();
        all.extend(years.into_iter().map(|(start, schools)| (start, Arc::new(Year::of(schools)))));
        let years_hosted: BTreeSet<i32> = hosted.values().flatten().copied().collect();
        Snapshot {
            number,
            is_begun: true,
            register: Arc::clone(&self.register),
            years: all,
            hosted: Arc::new(hosted),
            years_hosted: years_hosted.into_iter().rev().collect(),
        }
    }

    /// Whether it was made of a database, and is not the empty one before that.
    pub fn is_begun(&self) -> bool {
        self.is_begun
    }

    /// Whether it was made of this version of the register.
    pub fn is_of(&self, version: i64) -> bool {
        self.register.version == version
    }

    /// What stands for a year.
    pub fn year(&self, start: i32) -> Arc<Year> {
        self.years.get(&start).cloned().unwrap_or_default()
    }

    /// Every open school in England as one that has said nothing.
    pub fn silent(&self) -> &[Arc<School>] {
        &self.register.silent
    }

    /// The last year before this one in which the school had trainees, as far as this service knows.
    pub fn last_hosted(&self, urn: Urn, year: AcademicYear) -> Option<i32> {
        let years = self.hosted.get(&urn)?;
        years.iter().rev().copied().find(|it| *it < year.start_year())
    }

    /// The years in which any school had trainees, the last first.
    pub fn years_hosted(&self) -> &[i32] {
        &self.years_hosted
    }
}

/// Each school that offers or has said something, in each year; the years of a school in order.
fn drafts(register: &search::Snapshot, ranks: &HashMap<Urn, u32>, parts: &Parts) -> Vec<(i32, School)> {
    let mut held: HashMap<i64, Vec<(OrganisationId, i32)>> = HashMap::new();
    for it in &parts.held {
        held.entry(it.placement).or_default().push((it.provider, it.places));
    }
    let mut drafts: BTreeMap<(i32, Urn), School> = BTreeMap::new();
    let mut draft = |year: i32, urn: &str, name: &str, tell: &mut dyn FnMut(&mut School)| {
        let Ok(urn) = urn.parse::<Urn>() else { return };
        tell(drafts.entry((year, urn)).or_insert_with(|| School::of(urn, name, register, ranks)));
    };
    for said in parts.said.iter().filter(|it| it.answer.is_some()) {
        draft(said.year, &said.urn, &said.school_name, &mut |school| school.hears(said));
    }
    let caps: HashMap<(i32, &str), i32> =
        parts.said.iter().filter_map(|it| Some(((it.year, it.urn.as_str()), it.cap?))).collect();
    for it in &parts.offered {
        let offered = Offered {
            public_id: it.public_id.as_str().into(),
            title: it.title().into(),
            marks: Marks::of(&it.offer),
            places: it.offer.places,
            assigned: it.assigned,
            held: held.remove(&it.id).unwrap_or_default().into(),
        };
        let mut offered = Some(offered);
        draft(it.offer.year.start_year(), &it.urn, &it.school_name, &mut |school| {
            school.offered.extend(offered.take());
            school.updated = school.updated.max(Some(it.changed_at));
            school.cap = caps.get(&(it.offer.year.start_year(), it.urn.as_str())).copied();
        });
    }
    let sorted = |((year, _), mut school): ((i32, Urn), School)| {
        school.offered.sort_by(|one, two| one.title.cmp(&two.title).then_with(|| one.public_id.cmp(&two.public_id)));
        (year, school)
    };
    drafts.into_iter().map(sorted).collect()
}
