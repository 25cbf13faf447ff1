//! What is said of a row.

use crate::vocabulary::Urn;

/// What is said of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// One school is meant, beyond doubt.
    Matched {
        /// The school.
        urn: Urn,
        /// What says so.
        how: How,
    },
    /// The school that is meant has closed.
    Closed {
        /// The closed school.
        urn: Urn,
        /// The school that it became, to be offered and never taken silently.
        successor: Option<Urn>,
    },
    /// The school that is meant is not in England.
    NotInEngland {
        /// The school.
        urn: Urn,
    },
    /// The school that is meant is a partner already.
    AlreadyPartner {
        /// The school.
        urn: Urn,
    },
    /// The school that is meant stands on an earlier line, too.
    SameAsLine {
        /// The school.
        urn: Urn,
        /// The first line that names it.
        line: usize,
    },
    /// No school of the register has this URN.
    NotValidUrn,
    /// Some schools may be meant; a person has to choose.
    NotSure {
        /// The likeliest first; at most [`MOST_CANDIDATES`].
        candidates: Vec<Candidate>,
    },
    /// Nothing in the register is like it.
    NotFound,
}

/// The most candidates of a row.
pub const MOST_CANDIDATES: usize = 5;

/// What says that a school is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// Its URN.
    Urn,
    /// Its UKPRN or DfE number, and nothing against it.
    Number,
    /// Its postcode and its name.
    PostcodeAndName,
    /// Its name and where it is.
    NameAndPlace,
    /// Its name, which no other school in the register has.
    Name,
}

/// A school that may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The school.
    pub urn: Urn,
    /// What speaks for it.
    pub why: Why,
}

/// What speaks for a school, without deciding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// The row gives its URN, but something else of the row speaks for another school.
    Urn,
    /// The row gives its UKPRN or DfE number.
    Number,
    /// The row gives its postcode.
    Postcode,
    /// Its name and the place are like those of the row.
    NameAndPlace,
    /// Its name is like that of the row, its place is another.
    NameElsewhere,
    /// Its name is like that of the row, which gives no place.
    Name,
}

impl How {
    /// For the person who checks: "Matched by …".
    pub fn words(self) -> &'static str {
        match self {
            Self::Urn => "Matched by URN",
            Self::Number => "Matched by UKPRN or DfE number",
            Self::PostcodeAndName => "Matched by postcode and name",
            Self::NameAndPlace => "Matched by name and place",
            Self::Name => "Matched by name",
        }
    }
}

impl Why {
    /// For the person who chooses.
    pub fn words(self) -> &'static str {
        match self {
            Self::Urn => "has this URN, but the name or place is different",
            Self::Number => "has this UKPRN or DfE number",
            Self::Postcode => "has this postcode",
            Self::NameAndPlace => "has a similar name and place",
            Self::NameElsewhere => "has a similar name in another place",
            Self::Name => "has a similar name",
        }
    }
}

impl Verdict {
    /// The school that the row means, where that is known.
    pub fn urn(&self) -> Option<Urn> {
        match self {
            Self::Matched { urn, .. }
            | Self::Closed { urn, .. }
            | Self::NotInEngland { urn }
            | Self::AlreadyPartner { urn }
            | Self::SameAsLine { urn, .. } => Some(*urn),
            Self::NotValidUrn | Self::NotSure { .. } | Self::NotFound => None,
        }
    }

    /// The short words for it: heading of a group of rows, and "Result" in the file back.
    pub fn result(&self) -> &'static str {
        match self {
            Self::Matched { .. } => "Matched",
            Self::Closed { .. } => "School is closed",
            Self::NotInEngland { .. } => "School is not in England",
            Self::AlreadyPartner { .. } => "Already a partner school",
            Self::SameAsLine { .. } => "Same school as an earlier line",
            Self::NotValidUrn => "URN is not valid",
            Self::NotSure { .. } => "Not sure which school",
            Self::NotFound => "School not found",
        }
    }

    /// What is so, in a sentence. Source: seed 003 for the URN, seed 000 for the partner.
    pub fn reason(&self) -> String {
        match self {
            Self::Matched { how, .. } => how.words().to_owned(),
            Self::Closed { successor, .. } => match successor {
                Some(successor) => {
                    format!("This school has closed. Its successor is URN {successor}")
                }
                None => "This school has closed and the register names no successor".to_owned(),
            },
            Self::NotInEngland { .. } => "Only schools in England can be partner schools".to_owned(),
            Self::AlreadyPartner { .. } => "Partner school has already been added".to_owned(),
            Self::SameAsLine { line, .. } => format!("Line {line} names the same school"),
            Self::NotValidUrn => "The unique reference number (URN) does not match this school".to_owned(),
            Self::NotSure { candidates } if candidates.iter().any(|it| it.why == Why::Urn) => {
                "The school with this URN has another name or place".to_owned()
            }
            Self::NotSure { candidates } if candidates.len() == 1 => {
                "One school is similar, but not enough to add it without asking you".to_owned()
            }
            Self::NotSure { candidates } if candidates.len() < MOST_CANDIDATES => {
                format!("{} schools are similar", candidates.len())
            }
            Self::NotSure { .. } => {
                format!("{MOST_CANDIDATES} schools or more are similar; these are the likeliest")
            }
            Self::NotFound => "No school in the register is similar to this".to_owned(),
        }
    }

    /// What the person can do next.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Matched { .. } => "Check that it is the school you mean",
            Self::Closed { successor: Some(_), .. } => "Add its successor if that is your partner now",
            Self::Closed { successor: None, .. } => "Find the school that took its place, or leave it out",
            Self::NotInEngland { .. } => "Leave it out of the list",
            Self::AlreadyPartner { .. } | Self::SameAsLine { .. } => "You do not need to do anything",
            Self::NotValidUrn => "Check the URN, or find the school by its name or postcode",
            Self::NotSure { .. } => "Choose the school you mean",
            Self::NotFound => "Find the school by its URN, or check its name and postcode",
        }
    }
}
