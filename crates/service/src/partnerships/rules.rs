//! What a membership can be, what may be done with it, and why not. Pure.

mod about;
mod reasons;
mod removal;
mod standing;

use std::fmt;

use chrono::{DateTime, Utc};

pub use about::About;
pub use reasons::Reason;
pub use removal::{Assigned, blocking};
pub use standing::{Standing, standing};

/// Days within which a school can say "this is a mistake". Source: seed 003; product.md decision 4.
pub const DAYS_TO_REPORT: u64 = 14;

/// One organisation's place in a partnership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// Carried over to a successor; the hub has not yet confirmed it.
    Proposed,
    /// They work together.
    Active {
        /// Until when the school can report a mistake; none before it has been told.
        deadline: Option<DateTime<Utc>>,
    },
    /// The school said that it is a mistake.
    Reported {
        /// Why.
        reason: Reason,
    },
    /// One of the two ended it.
    Left,
}

/// What can be done with a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Add the school (again, when it had left or reported a mistake).
    Add,
    /// Note that the school has been told: the fourteen days start.
    Tell {
        /// The end of the fourteenth day in London.
        deadline: DateTime<Utc>,
    },
    /// The school says that it is a mistake.
    Report(Reason),
    /// End it.
    Remove,
    /// The hub takes the successor that we proposed.
    ConfirmSuccessor,
}

/// Why not. Its sentence is what the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Seed 000's own words.
    AlreadyPartner,
    /// The same, of a provider that a school would add.
    ProviderAlreadyAdded,
    /// The code of no provider.
    ProviderUnknown,
    /// The register's number of no school.
    UrnNotValid,
    /// Wales, overseas, offshore.
    NotInEngland,
    /// The school has closed.
    Closed,
    /// A report came in first.
    AlreadyReported,
    /// The fourteen days are over.
    TooLate,
    /// It had ended before.
    NotAPartner,
    /// Assigned places stand in the way of removal.
    PlacementsAssigned,
    /// Somebody else changed it in between.
    OutOfStep,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            // Source: seed 000, "Finding a partner school".
            Refusal::AlreadyPartner => "Partner school has already been added",
            // The mirror of seed 000, for a school.
            Refusal::ProviderAlreadyAdded => "Provider has already been added",
            Refusal::ProviderUnknown => "Provider is not on the list of providers",
            // Source: seed 003, row errors.
            Refusal::UrnNotValid => "URN is not valid",
            Refusal::NotInEngland => "School is not in England",
            Refusal::Closed => "School is closed",
            Refusal::AlreadyReported => "Someone at the school has already reported this",
            Refusal::TooLate => "The time to report this has passed",
            Refusal::NotAPartner => "The school is not one of your partner schools",
            Refusal::PlacementsAssigned => "The school has assigned you to placements in a year that has not ended",
            Refusal::OutOfStep => "Someone changed this while you were looking at it",
        })
    }
}

impl Refusal {
    /// What the person can do about it.
    pub fn next_step(self) -> &'static str {
        match self {
            Refusal::AlreadyPartner | Refusal::ProviderAlreadyAdded => "You do not need to do anything",
            Refusal::ProviderUnknown => "Check the name or the provider code, then search again",
            Refusal::UrnNotValid => "Check the number on the school’s own page in the register of schools",
            Refusal::NotInEngland => "This service is for schools in England only",
            Refusal::Closed => "Look for the school that took its place",
            Refusal::AlreadyReported | Refusal::TooLate => "Contact the provider directly",
            Refusal::NotAPartner => "Go back to your partner schools",
            Refusal::PlacementsAssigned => "Contact the school and ask it to release them",
            Refusal::OutOfStep => "Check what it says now, then try again",
        }
    }
}

impl Membership {
    /// The whole machine: what follows from a step now, or why it cannot be taken.
    ///
    /// # Errors
    /// [`Refusal`]; the membership stays as it is.
    pub fn take(self, step: Step, now: DateTime<Utc>) -> Result<Membership, Refusal> {
        use Membership::{Active, Left, Proposed, Reported};
        match (self, step) {
            (Left | Reported { .. } | Proposed, Step::Add) | (Proposed, Step::ConfirmSuccessor) => {
                Ok(Active { deadline: None })
            }
            (Active { .. }, Step::Add | Step::ConfirmSuccessor) => Err(Refusal::AlreadyPartner),
            (Left | Reported { .. }, Step::ConfirmSuccessor) => Err(Refusal::OutOfStep),

            // Told twice (a mail, then a letter): the first deadline stands.
            (Active { deadline }, Step::Tell { deadline: new }) => Ok(Active { deadline: deadline.or(Some(new)) }),
            (Proposed | Left | Reported { .. }, Step::Tell { .. }) => Err(Refusal::OutOfStep),

            (Active { deadline }, Step::Report(reason)) => {
                if deadline.is_some_and(|last| now > last) {
                    return Err(Refusal::TooLate);
                }
                Ok(Reported { reason })
            }
            (Reported { .. }, Step::Report(_)) => Err(Refusal::AlreadyReported),
            (Proposed | Left, Step::Report(_)) => Err(Refusal::NotAPartner),

            (Active { .. } | Reported { .. } | Proposed, Step::Remove) => Ok(Left),
            (Left, Step::Remove) => Err(Refusal::NotAPartner),
        }
    }

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Membership::Proposed => "proposed",
            Membership::Active { .. } => "active",
            Membership::Reported { .. } => "reported",
            Membership::Left => "left",
        }
    }
}

/// A school as the rules of adding need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// By district, or region where the district is empty.
    pub is_in_england: bool,
    /// Closed in the register.
    pub is_closed: bool,
}

/// Whether a school of the register can be added, first rule that fits.
///
/// Source: product.md "Eligibility": URN is not valid; not in England; closed; already a partner school.
/// Proposed to open and independent schools may be added.
///
/// # Errors
/// [`Refusal`] with its sentence.
pub fn may_add(school: Option<Candidate>, current: Option<Membership>) -> Result<(), Refusal> {
    let school = school.ok_or(Refusal::UrnNotValid)?;
    if !school.is_in_england {
        return Err(Refusal::NotInEngland);
    }
    if school.is_closed {
        return Err(Refusal::Closed);
    }
    match current {
        Some(Membership::Active { .. }) => Err(Refusal::AlreadyPartner),
        Some(Membership::Left | Membership::Reported { .. } | Membership::Proposed) | None => Ok(()),
    }
}

/// Whether a school can add a provider to its partner providers, first rule that fits.
///
/// The school is judged as it would be if the provider added it: what is said of one membership holds from both sides.
///
/// # Errors
/// [`Refusal`] with its sentence.
pub fn may_add_provider(is_known: bool, school: Option<Candidate>, current: Option<Membership>) -> Result<(), Refusal> {
    if !is_known {
        return Err(Refusal::ProviderUnknown);
    }
    may_add(school, current).map_err(|refusal| match refusal {
        Refusal::AlreadyPartner => Refusal::ProviderAlreadyAdded,
        other => other,
    })
}

#[cfg(test)]
mod tests;
