//! What is said of a school that a lead provider names: it can be confirmed, or the first rule that forbids it.

use std::fmt;

use crate::organisations::rules::Eligibility;

/// Who trains the school's teachers in the cohort, as far as it is agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Nobody. What was reported as a mistake, or has ended, holds nobody.
    Free,
    /// The lead provider that asks.
    Ours,
    /// Another lead provider.
    Other,
}

/// Why a row cannot be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowError {
    /// No school has this number.
    UrnNotValid,
    /// Open, and of a type that the DfE does not fund.
    NotFunded,
    /// Closed, not yet open, outside England, or of another type that cannot have inductions.
    NoInductions,
    /// We have confirmed it for this cohort.
    AlreadyOurs,
    /// Another lead provider has.
    OtherProvider,
}

impl RowError {
    /// Every error, in the order in which they are looked for.
    pub const ALL: [RowError; 5] = [
        RowError::UrnNotValid,
        RowError::NotFunded,
        RowError::NoInductions,
        RowError::AlreadyOurs,
        RowError::OtherProvider,
    ];

    /// The word for it in files and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            RowError::UrnNotValid => "urn_not_valid",
            RowError::NotFunded => "not_funded",
            RowError::NoInductions => "no_inductions",
            RowError::AlreadyOurs => "already_ours",
            RowError::OtherProvider => "other_provider",
        }
    }

    /// The error with this word.
    pub fn parse(code: &str) -> Option<RowError> {
        RowError::ALL.into_iter().find(|it| it.code() == code)
    }

    /// What it means. Source: seed 003, "Checking errors and updating your CSV"; "URL" there is a slip for URN.
    pub fn sentence(self) -> &'static str {
        match self {
            RowError::UrnNotValid => "The unique reference number (URN) does not match a school",
            RowError::NotFunded => {
                "This school is not eligible to receive funding from the DfE. It can only use the accredited materials"
            }
            RowError::NoInductions => {
                "School is not an eligible establishment type, or is not in England, or is not open in the register of schools"
            }
            RowError::AlreadyOurs => "You have already confirmed this school and it is on your list",
            RowError::OtherProvider => "Another training provider has confirmed this school",
        }
    }

    /// What the person can do about it.
    pub fn next_step(self) -> &'static str {
        match self {
            RowError::UrnNotValid => {
                "Check the number in the register of schools, and write it without letters or spaces"
            }
            RowError::NotFunded => "Take it off your list",
            RowError::NoInductions => "Check whether the school has closed or has become an academy with a new URN",
            RowError::AlreadyOurs => "You do not need to do anything",
            RowError::OtherProvider => {
                "Contact the school. If the other provider confirmed it by mistake, the school can report that"
            }
        }
    }
}

/// The titles are those of seed 003, letter by letter.
impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RowError::UrnNotValid => "URN is not valid",
            RowError::NotFunded => "School not eligible for funding",
            RowError::NoInductions => "School not eligible for inductions",
            RowError::AlreadyOurs => "Your school - already confirmed",
            RowError::OtherProvider => "Recruited by other provider",
        })
    }
}

/// Judges a school; none is a number that the register does not know. The first rule that fits.
///
/// Source: product.md decision 5.
///
/// # Errors
/// [`RowError`]; the school cannot be confirmed.
pub fn verdict(school: Option<Eligibility>, held: Held) -> Result<(), RowError> {
    match (school, held) {
        (None, _) => Err(RowError::UrnNotValid),
        (Some(Eligibility::NotFunded), _) => Err(RowError::NotFunded),
        (Some(Eligibility::NoInductions), _) => Err(RowError::NoInductions),
        (Some(Eligibility::Eligible), Held::Ours) => Err(RowError::AlreadyOurs),
        (Some(Eligibility::Eligible), Held::Other) => Err(RowError::OtherProvider),
        (Some(Eligibility::Eligible), Held::Free) => Ok(()),
    }
}

/// Why nothing can be confirmed, whatever the schools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such cohort, or it is not open today.
    CohortNotOpen,
    /// The delivery partner is not paired with the lead provider for the cohort today.
    NotPaired,
}

impl Refusal {
    /// The word for it in the audit trail and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::CohortNotOpen => "cohort_not_open",
            Refusal::NotPaired => "not_paired",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::CohortNotOpen => "Schools cannot be confirmed for this cohort today",
            Refusal::NotPaired => "The delivery partner is not paired with you for this cohort any more",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn schools() -> impl Strategy<Value = Option<Eligibility>> {
        prop::sample::select(vec![
            None,
            Some(Eligibility::Eligible),
            Some(Eligibility::NotFunded),
            Some(Eligibility::NoInductions),
        ])
    }

    #[test]
    fn the_first_rule_that_fits_is_told() {
        assert_eq!(verdict(None, Held::Ours), Err(RowError::UrnNotValid));
        assert_eq!(verdict(Some(Eligibility::NotFunded), Held::Ours), Err(RowError::NotFunded));
        assert_eq!(verdict(Some(Eligibility::NoInductions), Held::Other), Err(RowError::NoInductions));
        assert_eq!(verdict(Some(Eligibility::Eligible), Held::Ours), Err(RowError::AlreadyOurs));
        assert_eq!(verdict(Some(Eligibility::Eligible), Held::Other), Err(RowError::OtherProvider));
        assert_eq!(verdict(Some(Eligibility::Eligible), Held::Free), Ok(()));
    }

    #[test]
    fn every_error_is_found_by_its_word_and_says_something_of_its_own() {
        for error in RowError::ALL {
            assert_eq!(RowError::parse(error.code()), Some(error));
            let same = |it: &&RowError| it.to_string() == error.to_string() || it.sentence() == error.sentence();
            assert_eq!(RowError::ALL.iter().filter(same).count(), 1, "{error}");
        }
        assert_eq!(RowError::parse("anything"), None);
    }

    proptest! {
        #[test]
        fn only_an_eligible_school_that_nobody_has_is_confirmed(
            school in schools(),
            held in prop::sample::select(vec![Held::Free, Held::Ours, Held::Other]),
        ) {
            let is_good = school == Some(Eligibility::Eligible) && held == Held::Free;
            prop_assert_eq!(verdict(school, held).is_ok(), is_good);
        }
    }
}
