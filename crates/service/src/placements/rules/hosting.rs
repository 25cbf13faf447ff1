//! How a school's year is told in a word, from what it answered and what it offers.

pub use crate::placements::words::Answer;
use crate::placements::words::words;

words! {
    /// How a school's year is told.
    Hosting {
        Available "available" "Placements available"
        Full "full" "No placements available"
        Maybe "maybe" "May offer placements"
        No "no" "Not offering placements"
        Unknown "unknown" "Placement availability unknown"
    }
}

/// What goes for a school in a year: what it offers goes before what it answered.
///
/// A placement that is offered says more than an answer of another day. `left` are the places that can still be had: none
/// once the school has as many trainees as it takes in the year.
pub fn hosting(answer: Option<Answer>, places: i64, left: i64) -> Hosting {
    match (places, answer) {
        (1.., _) if left > 0 => Hosting::Available,
        (1.., _) => Hosting::Full,
        // Who said yes and has described nothing yet may offer something; nobody can ask for it so far.
        (_, Some(Answer::Maybe | Answer::Yes)) => Hosting::Maybe,
        (_, Some(Answer::No)) => Hosting::No,
        (_, None) => Hosting::Unknown,
    }
}

impl Hosting {
    /// Whether providers see whom to contact. Source: acceptance A34.
    pub fn shows_contact(self) -> bool {
        self != Hosting::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_goes_before_what_was_answered() {
        assert_eq!(hosting(None, 2, 1), Hosting::Available);
        assert_eq!(hosting(Some(Answer::No), 2, 0), Hosting::Full);
        assert_eq!(hosting(Some(Answer::Maybe), 0, 0), Hosting::Maybe);
        assert_eq!(hosting(Some(Answer::No), 0, 0), Hosting::No);
        assert_eq!(hosting(Some(Answer::Yes), 0, 0), Hosting::Maybe);
        assert_eq!(hosting(None, 0, 0), Hosting::Unknown);
    }
}
