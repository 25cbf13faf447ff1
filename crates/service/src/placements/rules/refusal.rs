//! Why not. Each refusal's sentence is what the page shows.

use std::fmt;

use super::assignment::Party;

/// Why something cannot be done with a placement or its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Fewer places are left than are wanted.
    NotEnoughPlaces {
        /// Places left.
        left: i32,
    },
    /// The school takes no more trainees in the year than it has said.
    CapReached {
        /// How many more it takes.
        left: i32,
    },
    /// The school has withdrawn the placement.
    Withdrawn,
    /// Nothing can be arranged for a year that is over.
    YearEnded,
    /// The provider has a request for this placement that waits.
    AlreadyRequested,
    /// The request was answered, taken back or has expired.
    AlreadyDecided,
    /// The last day for an answer is over.
    RequestExpired,
    /// The last day for an answer is not over.
    RequestOpen,
    /// Nobody asked for it.
    NotARequest,
    /// The provider has no places on it.
    NotAssigned,
    /// Its places have been completed.
    AlreadyCompleted,
    /// It cannot be completed before it begins.
    NotBegun,
    /// Somebody else's step to take.
    NotYours,
    /// Fewer places than are assigned.
    PlacesTaken {
        /// Places assigned.
        assigned: i32,
    },
    /// Assigned places stand in the way.
    StillAssigned,
    /// It is offered already.
    AlreadyOffered,
    /// The dates are not in the year, or the wrong way round.
    DatesOutsideYear,
    /// The description does not fit together.
    DoesNotFit,
    /// Somebody else changed it in between.
    OutOfStep,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::NotEnoughPlaces { left: 0 } => "There are no places left on this placement",
            Refusal::NotEnoughPlaces { left: 1 } => "There is only 1 place left on this placement",
            Refusal::NotEnoughPlaces { left } => {
                return write!(f, "There are only {left} places left on this placement");
            }
            Refusal::CapReached { left: 0 } => "The school has reached its limit of trainees for the year",
            Refusal::CapReached { left: 1 } => "The school’s limit for the year leaves room for only 1 more trainee",
            Refusal::CapReached { left } => {
                return write!(f, "The school’s limit for the year leaves room for only {left} more trainees");
            }
            Refusal::Withdrawn => "The school has withdrawn this placement",
            Refusal::YearEnded => "The academic year of this placement has ended",
            Refusal::AlreadyRequested => "The provider has already asked for places on this placement",
            Refusal::AlreadyDecided => "The request has already been answered or taken back",
            Refusal::RequestExpired => "The time to answer this request has passed",
            Refusal::RequestOpen => "The request can still be answered",
            Refusal::NotARequest => "There is no request to answer",
            Refusal::NotAssigned => "The provider has no places on this placement",
            Refusal::AlreadyCompleted => "The placement has been completed",
            Refusal::NotBegun => "The placement has not begun",
            Refusal::NotYours => "This is for the other organisation to decide",
            Refusal::PlacesTaken { assigned: 1 } => "1 place is assigned or completed, so you cannot offer fewer",
            Refusal::PlacesTaken { assigned } => {
                return write!(f, "{assigned} places are assigned or completed, so you cannot offer fewer");
            }
            Refusal::StillAssigned => "Places on this placement are assigned or completed",
            Refusal::AlreadyOffered => "The placement is already offered",
            Refusal::DatesOutsideYear => "The dates must be in the academic year, and the first before the last",
            Refusal::DoesNotFit => "The description of the placement does not fit together",
            Refusal::OutOfStep => "Someone changed this while you were looking at it",
        })
    }
}

impl Refusal {
    /// The sentence, and what can be done, said to one of the two: nobody reads of themselves as of another.
    pub fn told_to(self, reader: Party) -> String {
        let (sentence, next) = match (reader, self) {
            (Party::School, Refusal::NotEnoughPlaces { .. }) => (None, "Choose fewer places, or offer more"),
            (Party::School, Refusal::CapReached { .. }) => (
                Some(self.to_string().replacen("The school", "Your school", 1)),
                "Raise the limit, or release other places first",
            ),
            (Party::School, Refusal::Withdrawn) => {
                (Some("You have withdrawn this placement".to_owned()), "Offer it again first")
            }
            (Party::School, Refusal::AlreadyRequested) => (None, "Answer its request on the placement’s page"),
            (Party::School, Refusal::AlreadyCompleted) => (None, "Undo the completion first if it is wrong"),
            (Party::Provider, Refusal::CapReached { .. }) => (None, "Choose fewer places, or ask the school"),
            (Party::Provider, Refusal::AlreadyRequested) => {
                (Some("You have already asked for places on this placement".to_owned()), self.next_step())
            }
            (Party::Provider, Refusal::NotAssigned) => {
                (Some("You have no places on this placement".to_owned()), "See on the placement’s page how it stands")
            }
            (_, Refusal::AlreadyDecided | Refusal::NotARequest) => (None, "See on the placement’s page how it stands"),
            _ => (None, self.next_step()),
        };
        format!("{}. {next}", sentence.unwrap_or_else(|| self.to_string()))
    }

    /// One of each, for documents that list them.
    pub const ALL: [Refusal; 19] = [
        Refusal::NotEnoughPlaces { left: 0 },
        Refusal::CapReached { left: 0 },
        Refusal::Withdrawn,
        Refusal::YearEnded,
        Refusal::AlreadyRequested,
        Refusal::AlreadyDecided,
        Refusal::RequestExpired,
        Refusal::RequestOpen,
        Refusal::NotARequest,
        Refusal::NotAssigned,
        Refusal::AlreadyCompleted,
        Refusal::NotBegun,
        Refusal::NotYours,
        Refusal::PlacesTaken { assigned: 1 },
        Refusal::StillAssigned,
        Refusal::AlreadyOffered,
        Refusal::DatesOutsideYear,
        Refusal::DoesNotFit,
        Refusal::OutOfStep,
    ];

    /// What the person can do about it.
    pub fn next_step(self) -> &'static str {
        match self {
            Refusal::NotEnoughPlaces { .. } => "Choose fewer places, or another placement",
            Refusal::CapReached { .. } => "The school can raise its limit, or release other places first",
            Refusal::Withdrawn => "Choose another placement, or ask the school",
            Refusal::YearEnded => "Choose a placement in this academic year or the next",
            Refusal::AlreadyRequested => "Wait for the school’s answer, or take the request back first",
            Refusal::AlreadyDecided | Refusal::NotARequest | Refusal::OutOfStep => {
                "Check what it says now, then try again"
            }
            Refusal::RequestExpired => "The school can still assign places without a request",
            Refusal::RequestOpen => "Wait for the school’s answer",
            Refusal::NotAssigned => "Check which providers have places",
            Refusal::AlreadyCompleted => "You do not need to do anything",
            Refusal::NotBegun => "Wait until its first day",
            Refusal::NotYours => "Contact the other organisation",
            Refusal::PlacesTaken { .. } | Refusal::StillAssigned => {
                "Release the assigned places first, or undo the completion if it is wrong"
            }
            Refusal::AlreadyOffered => "You do not need to do anything",
            Refusal::DatesOutsideYear => "Change the dates",
            Refusal::DoesNotFit => "Go back and answer the questions again",
        }
    }
}
