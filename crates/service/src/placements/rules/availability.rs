//! What a school says of a year: what may follow it and what it might offer. Pure.

use std::fmt;

use chrono::NaiveDate;

use super::{Offer, What};
use crate::placements::words::{Answer, KeyStage, Phase, Subject, Word, YearGroup};
use crate::vocabulary::AcademicYear;

/// The most trainees that a school can name.
pub const MOST_TRAINEES: i64 = 9_999;

/// What might be possible, where a school is not certain. Empty is "I do not know".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Might {
    /// Phases.
    pub phases: Vec<Phase>,
    /// Primary year groups.
    pub year_groups: Vec<YearGroup>,
    /// Secondary subjects.
    pub subjects: Vec<Subject>,
    /// Key stages of pupils with special educational needs and disabilities.
    pub key_stages: Vec<KeyStage>,
    /// About how many trainees in all.
    pub trainees: Option<i32>,
}

impl Might {
    /// What it would be as placements, each with one place. A subject that needs another beside it is not among them:
    /// the school adds it by hand.
    pub fn offers(&self, year: AcademicYear) -> Vec<Offer> {
        let primary = self.year_groups.iter().map(|it| What::Primary(*it));
        let secondary = self.subjects.iter().map(|it| What::Secondary { subject: *it, additional: Vec::new() });
        let send = self.key_stages.iter().map(|it| What::Send(*it));
        let all = primary.chain(secondary).chain(send);
        all.filter(|what| what.check().is_ok()).map(|what| Offer::plain(what, year)).collect()
    }
}

/// The word by which a form names one thing that a school might offer: `primary-year_3`.
pub fn key_of(what: &What) -> String {
    let code = match what {
        What::Primary(group) => group.code(),
        What::Secondary { subject, .. } => subject.code(),
        What::Send(stage) => stage.code(),
    };
    format!("{}-{code}", what.phase().code())
}

/// Why an answer cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The year is over.
    YearEnded,
    /// Places of the year are assigned, so the school does offer some.
    StillAssigned,
    /// The school offers placements, and whoever answers may not withdraw them.
    StillOffered,
    /// Somebody else answered in between.
    OutOfStep,
    /// There is no answer to confirm.
    NotAnswered,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::YearEnded => "The academic year has ended",
            Refusal::StillAssigned => "Placements of this year are assigned, so the answer can only be “Yes”",
            Refusal::StillOffered => "Your school offers placements in this year. Sign in to change the answer",
            Refusal::OutOfStep => "Someone changed this while you were looking at it",
            Refusal::NotAnswered => "Nobody has answered yet",
        })
    }
}

/// Whether a school may give this answer.
///
/// Source: acceptance A33: it cannot change while placements are assigned.
///
/// # Errors
/// [`Refusal::YearEnded`] or [`Refusal::StillAssigned`].
pub fn may_answer(answer: Answer, year: AcademicYear, has_assigned: bool, today: NaiveDate) -> Result<(), Refusal> {
    if year.has_ended(today) {
        Err(Refusal::YearEnded)
    } else if answer != Answer::Yes && has_assigned {
        Err(Refusal::StillAssigned)
    } else {
        Ok(())
    }
}

/// The years of which a school can speak: this one and the next.
pub fn years_asked(today: NaiveDate) -> [AcademicYear; 2] {
    let this = AcademicYear::of(today);
    [this, this.next()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn only_yes_can_be_said_while_places_are_assigned() {
        let (year, today) = (AcademicYear::starting(2026), day("2026-11-02"));
        for answer in Answer::ALL {
            assert_eq!(may_answer(*answer, year, false, today), Ok(()));
        }
        assert_eq!(may_answer(Answer::Yes, year, true, today), Ok(()));
        assert_eq!(may_answer(Answer::Maybe, year, true, today), Err(Refusal::StillAssigned));
        assert_eq!(may_answer(Answer::No, year, true, today), Err(Refusal::StillAssigned));
        assert_eq!(may_answer(Answer::Yes, year, false, day("2027-08-01")), Err(Refusal::YearEnded));
    }

    #[test]
    fn what_might_be_becomes_placements_where_it_says_enough() {
        let might = Might {
            year_groups: vec![YearGroup::Year3],
            subjects: vec![Subject::Physics, Subject::ModernLanguages],
            key_stages: vec![KeyStage::Ks2],
            ..Might::default()
        };
        let offers = might.offers(AcademicYear::starting(2026));
        let keys: Vec<String> = offers.iter().map(|it| key_of(&it.what)).collect();
        assert_eq!(keys, ["primary-year_3", "secondary-physics", "send-ks2"]);
    }
}
