//! What a school says of a year, and why not.

use super::words;

words! {
    /// Whether a school can offer placements in a year.
    Answer {
        Yes "yes" "Yes"
        Maybe "maybe" "Maybe"
        No "no" "No"
    }
}

words! {
    /// Why a school offers no placements in a year.
    ///
    /// Source: placements-peer.md 2.7: six reasons and another one in the school's own words.
    Reason {
        NoMentors "no_mentors" "We do not have enough mentors"
        NoTime "no_time" "Our staff do not have the time this year"
        Staffing "staffing" "Our staff or leaders are changing"
        NoSpace "no_space" "We do not have the space or the right classes"
        Inspection "inspection" "We are working on what an inspection found"
        OtherArrangements "other_arrangements" "We have already arranged all the trainees that we can take"
        Other "other" "Another reason"
    }
}
