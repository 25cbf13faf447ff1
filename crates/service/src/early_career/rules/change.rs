//! When a lead provider may change who trains a school's early career teachers.

use std::fmt;

/// Why not. Its sentence stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The cohort is not open today.
    CohortNotOpen,
    /// No pairing of the two counts today.
    NotPaired,
    /// The school reported an error, or has not been confirmed.
    NotConfirmed,
    /// It is the one already.
    SamePartner,
    /// Somebody else changed it in between.
    OutOfStep,
}

impl Refusal {
    /// The word for it in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::CohortNotOpen => "cohort_not_open",
            Refusal::NotPaired => "not_paired",
            Refusal::NotConfirmed => "not_confirmed",
            Refusal::SamePartner => "same_partner",
            Refusal::OutOfStep => "out_of_step",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::CohortNotOpen => "Delivery partners can be changed only while the cohort is open",
            Refusal::NotPaired => "You are not paired with this delivery partner for the cohort",
            Refusal::NotConfirmed => "The school has to be confirmed before its delivery partner can change",
            Refusal::SamePartner => "The school is with this delivery partner already",
            Refusal::OutOfStep => "Someone changed this while you were looking at it",
        })
    }
}

/// Whom the school would be with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// The present one.
    Same,
    /// One whose pairing counts today.
    Paired,
    /// Any other.
    Stranger,
}

/// What is to be known of a change.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// The cohort is open today.
    pub is_open: bool,
    /// The school is confirmed, and has not reported an error.
    pub is_confirmed: bool,
    /// The new partner.
    pub to: To,
}

/// Whether the delivery partner may be changed, first rule that fits.
///
/// Source: issue 4: only a paired partner of an open cohort can be chosen.
///
/// # Errors
/// [`Refusal`] with its sentence.
pub fn may_change(it: Change) -> Result<(), Refusal> {
    match it {
        Change { is_confirmed: false, .. } => Err(Refusal::NotConfirmed),
        Change { is_open: false, .. } => Err(Refusal::CohortNotOpen),
        Change { to: To::Same, .. } => Err(Refusal::SamePartner),
        Change { to: To::Stranger, .. } => Err(Refusal::NotPaired),
        Change { to: To::Paired, .. } => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_paired_partner_of_an_open_cohort_can_be_chosen() {
        let good = Change { is_open: true, is_confirmed: true, to: To::Paired };
        assert_eq!(may_change(good), Ok(()));
        assert_eq!(may_change(Change { is_open: false, ..good }), Err(Refusal::CohortNotOpen));
        assert_eq!(may_change(Change { to: To::Stranger, ..good }), Err(Refusal::NotPaired));
        assert_eq!(may_change(Change { is_confirmed: false, ..good }), Err(Refusal::NotConfirmed));
        assert_eq!(may_change(Change { to: To::Same, ..good }), Err(Refusal::SamePartner));
    }
}
