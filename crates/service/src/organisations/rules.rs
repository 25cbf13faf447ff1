//! What the register's facts mean: whether a school is open, in England, may train early career teachers, and what became of it.

use crate::vocabulary::Urn;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a school is open.
///
/// Source: Get Information About Schools, column "EstablishmentStatus (code)".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Code 1.
    Open,
    /// Code 2.
    Closed,
    /// Code 3: open, and its closing is planned.
    ProposedToClose,
    /// Code 4: not yet open.
    ProposedToOpen,
}

impl Status {
    /// The status with a code of the register; none for a code that the register does not have.
    pub fn of_code(code: i32) -> Option<Self> {
        match code {
            1 => Some(Self::Open),
            2 => Some(Self::Closed),
            3 => Some(Self::ProposedToClose),
            4 => Some(Self::ProposedToOpen),
            _ => None,
        }
    }

    /// Its code in the register.
    pub fn code(self) -> i32 {
        match self {
            Self::Open => 1,
            Self::Closed => 2,
            Self::ProposedToClose => 3,
            Self::ProposedToOpen => 4,
        }
    }

    /// True while pupils are taught there: open, or open with its closing planned.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::ProposedToClose)
    }

    /// The word for it in addresses and in JSON.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::ProposedToClose => "proposed_to_close",
            Self::ProposedToOpen => "proposed_to_open",
        }
    }

    /// The register's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Closed => "Closed",
            Self::ProposedToClose => "Open, but proposed to close",
            Self::ProposedToOpen => "Proposed to open",
        }
    }
}

/// The nine regions of England as the register names them.
const ENGLISH_REGIONS: [&str; 9] = [
    "North East",
    "North West",
    "Yorkshire and the Humber",
    "East Midlands",
    "West Midlands",
    "East of England",
    "London",
    "South East",
    "South West",
];

/// A district code that a few schools in England carry.
const DISTRICT_OF_A_FEW: &str = "9999";

/// True for a school in England: its district starts with E or is 9999; where it has none, its region is an English one.
///
/// Source: the product's ruling on eligibility; columns "DistrictAdministrative (code)" and "GOR (name)".
pub fn is_in_england(district_code: Option<&str>, region: Option<&str>) -> bool {
    match district_code {
        Some(code) => code.starts_with(['E', 'e']) || code == DISTRICT_OF_A_FEW,
        None => region.is_some_and(|name| ENGLISH_REGIONS.contains(&name)),
    }
}

/// Types of establishment whose teachers are not funded through the early career framework.
///
/// Source: the early career framework service's list of eligible types; column "TypeOfEstablishment (code)".
const TYPES_NOT_ELIGIBLE: [i32; 11] = [
    10, // other independent special school
    11, // other independent school
    24, // secure unit
    25, // offshore school
    26, // service children's education
    27, // miscellaneous
    29, // higher education institution
    30, // Welsh establishment
    37, // British school overseas
    49, // online provider
    56, // other government department
];

/// Types of which an open school is told that it is not eligible for funding, rather than for inductions.
const TYPES_WITHOUT_FUNDING: [i32; 4] = [10, 11, 30, 37];

/// What decides whether a school may be confirmed for early career training.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'row> {
    /// Whether it is open.
    pub status: Status,
    /// Its type's code.
    pub type_code: i32,
    /// True for a school in England.
    pub in_england: bool,
    /// The register's word on section 41 of the Children and Families Act 2014.
    pub section_41: Option<&'row str>,
}

/// Whether a school may be confirmed for early career training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eligibility {
    /// It may.
    Eligible,
    /// "School not eligible for funding"
    NotFunded,
    /// "School not eligible for inductions"
    NoInductions,
}

/// Judges a school for early career training. A school approved under section 41 is eligible whatever its type.
pub fn eligibility(school: Candidate<'_>) -> Eligibility {
    let is_open = school.status.is_open();
    let is_approved = school.section_41 == Some("Approved");
    let is_of_type = !TYPES_NOT_ELIGIBLE.contains(&school.type_code);
    if is_open && school.in_england && (is_of_type || is_approved) {
        Eligibility::Eligible
    } else if is_open && TYPES_WITHOUT_FUNDING.contains(&school.type_code) {
        Eligibility::NotFunded
    } else {
        Eligibility::NoInductions
    }
}

/// One line of the register's links: what `link_urn` is to `urn`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The school that the line speaks of.
    pub urn: Urn,
    /// The other school.
    pub link_urn: Urn,
    /// The register's word, such as "Successor - merged".
    pub kind: String,
}

/// What became of a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Successor {
    /// One school went on as one other: its partnerships can be carried over.
    Simple(Urn),
    /// It was merged, split or amalgamated: these schools went on, and nobody but people can say with what.
    Several(Vec<Urn>),
    /// The register names none.
    None,
}

impl Successor {
    /// Every school that went on.
    pub fn all(self) -> Vec<Urn> {
        match self {
            Self::Simple(one) => vec![one],
            Self::Several(all) => all,
            Self::None => Vec::new(),
        }
    }
}

/// The way in which one school followed another, whichever side said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    from: Urn,
    to: Urn,
    /// Not "merged", "amalgamated" or "Split School".
    is_plain: bool,
}

fn step(link: &Link) -> Option<Step> {
    let (word, manner) = link.kind.split_once(" - ").unwrap_or((&link.kind, ""));
    let is_plain = manner.trim().is_empty();
    match word.trim() {
        "Successor" => Some(Step { from: link.urn, to: link.link_urn, is_plain }),
        "Predecessor" => Some(Step { from: link.link_urn, to: link.urn, is_plain }),
        _ => None,
    }
}

/// What became of `urn`. `links` are all lines that name it or one of its successors, from either side.
///
/// Simple is only what is one to one: one plain successor, which followed no other school.
/// Source: Get Information About Schools, links file, column "LinkType".
pub fn succession(urn: Urn, links: &[Link]) -> Successor {
    let steps: BTreeSet<Step> = links.iter().filter_map(step).filter(|it| it.from != it.to).collect();
    let mut successors: BTreeMap<Urn, bool> = BTreeMap::new();
    for step in steps.iter().filter(|it| it.from == urn) {
        *successors.entry(step.to).or_insert(true) &= step.is_plain;
    }
    let mut named = successors.iter();
    match (named.next(), named.next()) {
        (None, _) => Successor::None,
        (Some((successor, true)), None) if steps.iter().all(|it| it.to != *successor || it.from == urn) => {
            Successor::Simple(*successor)
        }
        _ => Successor::Several(successors.into_keys().collect()),
    }
}

/// The schools that `urn` followed, by any kind of succession, each once.
pub fn predecessors(urn: Urn, links: &[Link]) -> Vec<Urn> {
    let from: BTreeSet<Urn> =
        links.iter().filter_map(step).filter(|it| it.to == urn && it.from != urn).map(|it| it.from).collect();
    from.into_iter().collect()
}

#[cfg(test)]
mod tests;
