//! What a placement is, as bits: a filter is compared with it in a few instructions.

use chrono::{Datelike, NaiveDate};

use crate::placements::rules::{Offer, What, When};
use crate::placements::words::{Phase, Setting, Subject, Term, Word, YearGroup};

/// Some words of a closed set, each a bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Set(u64);

impl Set {
    /// No word.
    pub const NONE: Set = Set(0);
    /// Every word.
    pub const ALL: Set = Set(u64::MAX);

    /// These words. Words beyond the sixty-fourth would be left out; the largest set has 36.
    pub fn of<W: Word>(words: &[W]) -> Set {
        let bit =
            |word: &W| W::ALL.iter().position(|it| it == word).and_then(|at| 1_u64.checked_shl(at.try_into().ok()?));
        Set(words.iter().filter_map(bit).fold(0, |set, bit| set | bit))
    }

    /// The words of these codes.
    pub fn of_codes<'a, W: Word>(codes: impl Iterator<Item = &'a str>) -> Set {
        Set::of(&W::of_all(codes))
    }

    /// Whether there is no word in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the two have a word in common.
    pub fn meets(self, other: Set) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether a filter for these words lets the other through: an empty filter lets everything through.
    pub fn lets(self, other: Set) -> bool {
        self.is_empty() || self.meets(other)
    }
}

/// What a placement is, or what a filter wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Phases.
    pub phases: Set,
    /// Primary classes.
    pub groups: Set,
    /// Subjects, with the additional ones.
    pub subjects: Set,
    /// Where in the school.
    pub settings: Set,
    /// Terms in which it can be.
    pub terms: Set,
    /// Routes that it is open to.
    pub routes: Set,
}

impl Marks {
    /// What a school describes. What it leaves open is every word.
    pub fn of(offer: &Offer) -> Marks {
        let groups = match &offer.what {
            What::Primary(group) => Set::of(&[*group]),
            What::Secondary { .. } | What::Send(_) => Set::NONE,
        };
        Marks {
            phases: Set::of(&[offer.what.phase()]),
            groups,
            subjects: Set::of::<Subject>(&offer.what.subjects()),
            settings: Set::of(&[offer.setting]),
            terms: terms(&offer.when),
            routes: if offer.routes.is_empty() { Set::ALL } else { Set::of(&offer.routes) },
        }
    }

    /// What a school could offer of which only the register speaks.
    pub fn possible(phases: &[Phase], is_special: bool) -> Marks {
        let has = |phase: Phase| phases.contains(&phase);
        let settings: &[Setting] =
            if is_special { &[Setting::Special] } else { &[Setting::Mainstream, Setting::SenUnit] };
        Marks {
            phases: Set::of(phases),
            groups: if has(Phase::Primary) { Set::of(YearGroup::ALL) } else { Set::NONE },
            subjects: if has(Phase::Secondary) { Set::of(Subject::ALL) } else { Set::NONE },
            settings: Set::of(settings),
            terms: Set::ALL,
            routes: Set::ALL,
        }
    }

    /// Whether there is nothing wanted.
    pub fn is_empty(&self) -> bool {
        *self == Marks::default()
    }

    /// Whether a filter for these lets the other through. Year groups and subjects are one question: what is taught.
    pub fn let_through(&self, other: &Marks) -> bool {
        let is_taught = if self.groups.is_empty() || self.subjects.is_empty() {
            self.groups.lets(other.groups) && self.subjects.lets(other.subjects)
        } else {
            self.groups.meets(other.groups) || self.subjects.meets(other.subjects)
        };
        is_taught
            && self.phases.lets(other.phases)
            && self.settings.lets(other.settings)
            && self.terms.lets(other.terms)
            && self.routes.lets(other.routes)
    }
}

/// The terms that a time touches. Days are taken by their months: to December autumn, to March spring, then summer.
fn terms(when: &When) -> Set {
    match when {
        When::Any => Set::ALL,
        When::Terms(terms) => Set::of(terms),
        When::Between(first, last) => {
            let (first, last) = (term(*first), term(*last));
            let touched: Vec<Term> = Term::ALL.iter().copied().filter(|it| (first..=last).contains(it)).collect();
            Set::of(&touched)
        }
    }
}

fn term(day: NaiveDate) -> Term {
    match day.month() {
        8.. => Term::Autumn,
        1..=3 => Term::Spring,
        _ => Term::Summer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::AcademicYear;

    fn offer(what: What) -> Offer {
        Offer::plain(what, AcademicYear::starting(2026))
    }

    fn languages() -> What {
        What::Secondary { subject: Subject::ModernLanguages, additional: vec![Subject::French, Subject::Spanish] }
    }

    #[test]
    fn a_filter_lets_through_what_meets_each_of_its_groups() {
        let french = Marks::of(&offer(languages()));
        let wants = |subject| Marks { subjects: Set::of(&[subject]), ..Marks::default() };
        assert!(wants(Subject::French).let_through(&french) && wants(Subject::ModernLanguages).let_through(&french));
        assert!(!wants(Subject::German).let_through(&french));
        let primary = Marks { phases: Set::of(&[Phase::Primary]), ..wants(Subject::French) };
        assert!(!primary.let_through(&french), "both groups must be met");
        assert!(Marks::default().let_through(&french));
    }

    #[test]
    fn a_year_group_or_a_subject_is_what_is_taught() {
        let year3 = Marks::of(&offer(What::Primary(YearGroup::Year3)));
        let wants =
            Marks { groups: Set::of(&[YearGroup::Year3]), subjects: Set::of(&[Subject::Physics]), ..Marks::default() };
        assert!(wants.let_through(&year3));
        assert!(!wants.let_through(&Marks::of(&offer(What::Primary(YearGroup::Year4)))));
    }

    #[test]
    fn what_is_left_open_meets_every_filter() {
        let open = Marks::of(&offer(languages()));
        for term in Term::ALL {
            assert!(Marks { terms: Set::of(&[*term]), ..Marks::default() }.let_through(&open));
        }
        let day = |text: &str| text.parse().unwrap();
        let dated = Offer { when: When::Between(day("2026-11-02"), day("2027-02-12")), ..offer(languages()) };
        assert_eq!(Marks::of(&dated).terms, Set::of(&[Term::Autumn, Term::Spring]));
    }
}
