//! The places of a provider on a placement: one machine, with a sentence for each refusal.
//!
//! `docs/rules/assignment-states.md` is printed from it by a test.

use chrono::NaiveDate;

use super::Refusal;
use crate::vocabulary::AcademicYear;

/// How places of a placement stand for a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// Nothing has been asked or assigned yet.
    New,
    /// The provider asked; the school has not answered.
    Requested {
        /// The last day on which the school can answer.
        expires_on: NaiveDate,
    },
    /// The places are the provider's.
    Assigned,
    /// The school said no.
    Declined,
    /// The school did not answer in time.
    Expired,
    /// Given up: by the school, or by the provider, who may also take a request back.
    Released,
    /// The placement has taken place.
    Completed,
}

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The provider asks for places.
    Request,
    /// The provider takes its request back.
    TakeBack,
    /// The school assigns places, on a request or without one.
    Assign,
    /// The school declines a request.
    Decline,
    /// The last day for an answer has passed.
    Expire,
    /// The school takes assigned places back.
    Release,
    /// The provider gives assigned places back.
    GiveBack,
    /// The placement has taken place.
    Complete,
    /// It was completed by mistake.
    Reopen,
}

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The school that offers the placement.
    School,
    /// The provider whose places they are, or would be.
    Provider,
    /// Background work.
    Job,
}

/// What else decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Who takes the step.
    pub by: Party,
    /// The day in London.
    pub today: NaiveDate,
    /// The placement's year.
    pub year: AcademicYear,
    /// Whether the placement is offered, and not withdrawn.
    pub is_offered: bool,
    /// The day on which the placement begins, or its year.
    pub begins_on: NaiveDate,
    /// The places that the step is about.
    pub places: i32,
    /// Places that nobody has.
    pub left: i32,
    /// How many more trainees the school takes in the year; none where it has set no cap.
    pub cap_left: Option<i32>,
    /// Whether the provider has another request for the placement that waits.
    pub has_open_request: bool,
    /// The last day for an answer to a request made today.
    pub expires_on: NaiveDate,
}

impl Step {
    /// Every step, in the order of the document.
    pub const ALL: [Step; 9] = [
        Step::Request,
        Step::TakeBack,
        Step::Assign,
        Step::Decline,
        Step::Expire,
        Step::Release,
        Step::GiveBack,
        Step::Complete,
        Step::Reopen,
    ];

    /// Who may take it.
    pub fn parties(self) -> &'static [Party] {
        match self {
            Step::Request | Step::TakeBack | Step::GiveBack => &[Party::Provider],
            Step::Assign | Step::Release | Step::Reopen => &[Party::School],
            // When a placement is withdrawn, its requests are declined with it.
            Step::Decline => &[Party::School],
            Step::Expire => &[Party::Job],
            Step::Complete => &[Party::School, Party::Job],
        }
    }

    /// What it does, in the words of the document.
    pub fn title(self) -> &'static str {
        match self {
            Step::Request => "the provider requests places",
            Step::TakeBack => "the provider takes its request back",
            Step::Assign => "the school assigns places",
            Step::Decline => "the school declines",
            Step::Expire => "the last day for an answer passes",
            Step::Release => "the school releases the places",
            Step::GiveBack => "the provider gives the places back",
            Step::Complete => "the placement has taken place",
            Step::Reopen => "the school says that it was completed by mistake",
        }
    }
}

impl Assignment {
    /// The whole machine: what follows from a step now, or why it cannot be taken.
    ///
    /// # Errors
    /// [`Refusal`]; everything stays as it is.
    pub fn take(self, step: Step, ground: &Ground) -> Result<Assignment, Refusal> {
        use Assignment::{Assigned, Completed, Declined, Expired, New, Released, Requested};
        if !step.parties().contains(&ground.by) {
            return Err(Refusal::NotYours);
        }
        match (self, step) {
            (New, Step::Request) => ground.may_request().map(|()| Requested { expires_on: ground.expires_on }),
            (Requested { .. }, Step::Request) => Err(Refusal::AlreadyRequested),
            // A further request is a new one; the old stays as it ended.
            (Assigned | Declined | Expired | Released | Completed, Step::Request) => Err(Refusal::AlreadyDecided),

            // Else the request would wait beside the places, and the places be counted twice.
            (New, Step::Assign) if ground.has_open_request => Err(Refusal::AlreadyRequested),
            (New, Step::Assign) => ground.may_assign().map(|()| Assigned),
            (Requested { expires_on }, Step::Assign) => ground.in_time(expires_on, || ground.may_assign(), Assigned),
            (Assigned | Declined | Expired | Released | Completed, Step::Assign) => Err(Refusal::AlreadyDecided),

            (Requested { expires_on }, Step::Decline) => ground.in_time(expires_on, || Ok(()), Declined),
            (Requested { .. }, Step::TakeBack) => Ok(Released),
            (Requested { expires_on }, Step::Expire) if ground.today > expires_on => Ok(Expired),
            (Requested { .. }, Step::Expire) => Err(Refusal::RequestOpen),
            (New, Step::Decline | Step::TakeBack | Step::Expire) => Err(Refusal::NotARequest),
            (Assigned | Declined | Expired | Released | Completed, Step::Decline | Step::TakeBack | Step::Expire) => {
                Err(Refusal::AlreadyDecided)
            }

            (Assigned, Step::Release | Step::GiveBack) => ground.in_year().map(|()| Released),
            (Assigned, Step::Complete) => ground.may_complete().map(|()| Completed),
            (Completed, Step::Release | Step::GiveBack | Step::Complete) => Err(Refusal::AlreadyCompleted),
            (
                New | Requested { .. } | Declined | Expired | Released,
                Step::Release | Step::GiveBack | Step::Complete | Step::Reopen,
            ) => Err(Refusal::NotAssigned),

            (Completed, Step::Reopen) => ground.in_year().map(|()| Assigned),
            (Assigned, Step::Reopen) => Err(Refusal::AlreadyDecided),
        }
    }

    /// Whether its places are taken from those that others can have.
    pub fn holds_places(self) -> bool {
        matches!(self, Assignment::Assigned | Assignment::Completed)
    }

    /// Whether its provider is told what changes on the placement: it has asked for places, has them, or had them.
    pub fn concerns_provider(self) -> bool {
        matches!(self, Assignment::Requested { .. }) || self.holds_places()
    }

    /// The word kept in the database; none before there is a row.
    pub fn code(self) -> &'static str {
        match self {
            Assignment::New => "new",
            Assignment::Requested { .. } => "requested",
            Assignment::Assigned => "assigned",
            Assignment::Declined => "declined",
            Assignment::Expired => "expired",
            Assignment::Released => "released",
            Assignment::Completed => "completed",
        }
    }

    /// The words of its tag.
    pub fn title(self) -> &'static str {
        match self {
            Assignment::New => "New",
            Assignment::Requested { .. } => "Requested",
            Assignment::Assigned => "Assigned",
            Assignment::Declined => "Declined",
            Assignment::Expired => "Expired",
            Assignment::Released => "Released",
            Assignment::Completed => "Completed",
        }
    }

    /// The state of a word and, for a request, its last day.
    pub fn read(code: &str, expires_on: Option<NaiveDate>) -> Option<Assignment> {
        Some(match (code, expires_on) {
            ("requested", Some(expires_on)) => Assignment::Requested { expires_on },
            ("assigned", _) => Assignment::Assigned,
            ("declined", _) => Assignment::Declined,
            ("expired", _) => Assignment::Expired,
            ("released", _) => Assignment::Released,
            ("completed", _) => Assignment::Completed,
            _ => return None,
        })
    }
}

impl Ground {
    fn in_year(&self) -> Result<(), Refusal> {
        if self.year.has_ended(self.today) { Err(Refusal::YearEnded) } else { Ok(()) }
    }

    /// An answer is in time to the end of the last day; then `may` decides.
    fn in_time(
        &self,
        expires_on: NaiveDate,
        may: impl Fn() -> Result<(), Refusal>,
        to: Assignment,
    ) -> Result<Assignment, Refusal> {
        if self.today > expires_on { Err(Refusal::RequestExpired) } else { may().map(|()| to) }
    }

    fn has_room(&self) -> Result<(), Refusal> {
        self.in_year()?;
        if !self.is_offered {
            return Err(Refusal::Withdrawn);
        }
        if self.places < 1 {
            return Err(Refusal::DoesNotFit);
        }
        if self.places > self.left { Err(Refusal::NotEnoughPlaces { left: self.left }) } else { Ok(()) }
    }

    fn may_request(&self) -> Result<(), Refusal> {
        self.has_room()?;
        if self.has_open_request { Err(Refusal::AlreadyRequested) } else { Ok(()) }
    }

    fn may_assign(&self) -> Result<(), Refusal> {
        self.has_room()?;
        match self.cap_left {
            Some(left) if self.places > left => Err(Refusal::CapReached { left }),
            _ => Ok(()),
        }
    }

    /// By hand once it has begun; by the job when the year is over.
    fn may_complete(&self) -> Result<(), Refusal> {
        let is_due = match self.by {
            Party::Job => self.year.has_ended(self.today),
            Party::School | Party::Provider => self.today >= self.begins_on,
        };
        if is_due { Ok(()) } else { Err(Refusal::NotBegun) }
    }
}

#[cfg(test)]
mod tests;
