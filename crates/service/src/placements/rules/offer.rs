//! What a school offers: its description, its title, and when it is.

use chrono::{Datelike, Months, NaiveDate};

use super::Refusal;
use crate::placements::words::{KeyStage, Phase, Route, Setting, Subject, Term, Word, YearGroup, sentence};
use crate::vocabulary::AcademicYear;

/// What kind of teaching a placement is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// A primary class.
    Primary(YearGroup),
    /// A secondary subject.
    Secondary {
        /// The subject.
        subject: Subject,
        /// The languages of modern languages, the subjects beside physical education.
        additional: Vec<Subject>,
    },
    /// Special educational needs and disabilities.
    Send(KeyStage),
}

impl What {
    /// Its phase.
    pub fn phase(&self) -> Phase {
        match self {
            What::Primary(_) => Phase::Primary,
            What::Secondary { .. } => Phase::Secondary,
            What::Send(_) => Phase::Send,
        }
    }

    /// Its subject and additional subjects; none outside secondary.
    pub fn subjects(&self) -> Vec<Subject> {
        match self {
            What::Secondary { subject, additional } => std::iter::once(*subject).chain(additional.clone()).collect(),
            What::Primary(_) | What::Send(_) => Vec::new(),
        }
    }

    /// The name of the placement: "Primary (Year 3)", "French and Spanish", "SEND (Key stage 2)".
    pub fn title(&self) -> String {
        match self {
            What::Primary(group) => format!("Primary ({})", group.title()),
            What::Secondary { subject, additional } => {
                let titles: Vec<_> = additional.iter().map(|it| it.title()).collect();
                match (subject, titles.as_slice()) {
                    (_, []) => subject.title().to_owned(),
                    (Subject::ModernLanguages, names) => sentence(names),
                    (Subject::PhysicalEducationEbacc, names) => format!("Physical education with {}", sentence(names)),
                    (_, names) => format!("{} with {}", subject.title(), sentence(names)),
                }
            }
            What::Send(stage) => format!("SEND ({})", stage.title()),
        }
    }

    /// The word that forms send for it: `year_3`, `modern_languages+french`, `ks2`.
    pub fn code(&self) -> String {
        match self {
            What::Primary(group) => group.code().to_owned(),
            What::Secondary { .. } => self.subjects().iter().map(|it| it.code()).collect::<Vec<_>>().join("+"),
            What::Send(stage) => stage.code().to_owned(),
        }
    }

    /// What a word of a phase means, when it fits together.
    pub fn parse(phase: Phase, code: &str) -> Option<What> {
        let what = match phase {
            Phase::Primary => What::Primary(YearGroup::parse(code)?),
            Phase::Send => What::Send(KeyStage::parse(code)?),
            Phase::Secondary => {
                let mut subjects = code.split('+').map(Subject::parse).collect::<Option<Vec<_>>>()?.into_iter();
                What::Secondary { subject: subjects.next()?, additional: subjects.collect() }
            }
        };
        what.check().is_ok().then_some(what)
    }

    /// Whether subject and additional subjects belong together.
    ///
    /// # Errors
    /// [`Refusal::DoesNotFit`].
    pub fn check(&self) -> Result<(), Refusal> {
        let What::Secondary { subject, additional } = self else { return Ok(()) };
        let known = subject.additional();
        let fits = subject.stands_alone()
            && known.is_empty() == additional.is_empty()
            && additional.iter().all(|it| known.contains(it))
            && additional.iter().enumerate().all(|(at, it)| !additional[..at].contains(it));
        if fits { Ok(()) } else { Err(Refusal::DoesNotFit) }
    }
}

/// When in the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// Any time in the academic year.
    Any,
    /// One or two terms.
    Terms(Vec<Term>),
    /// From a day to a day, both included.
    Between(NaiveDate, NaiveDate),
}

impl When {
    /// The time of these terms; none or all of them mean any time.
    pub fn of_terms(terms: Vec<Term>) -> When {
        if terms.is_empty() || terms.len() == Term::ALL.len() { When::Any } else { When::Terms(terms) }
    }

    /// The terms, as the database keeps them.
    pub fn terms(&self) -> &[Term] {
        match self {
            When::Terms(terms) => terms,
            When::Any | When::Between(..) => &[],
        }
    }

    /// The days, when it has days.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        match self {
            When::Between(first, last) => Some((*first, *last)),
            When::Any | When::Terms(_) => None,
        }
    }

    /// "Autumn and spring terms", "1 October 2026 to 18 December 2026", "Any time in the academic year".
    pub fn title(&self) -> String {
        match self {
            When::Any => "Any time in the academic year".to_owned(),
            When::Terms(terms) => match terms.as_slice() {
                [one] => one.title().to_owned(),
                several => {
                    let names: Vec<_> = several.iter().map(|it| it.title().trim_end_matches(" term")).collect();
                    let mut title = sentence(&names).to_lowercase();
                    // The first letter is an ASCII capital in every set of terms.
                    if let Some(first) = title.get_mut(..1) {
                        first.make_ascii_uppercase();
                    }
                    format!("{title} terms")
                }
            },
            When::Between(first, last) => format!("{} to {}", written(*first), written(*last)),
        }
    }

    /// The day on which it begins: its first day, else that of its first term, else that of the year.
    pub fn begins_on(&self, year: AcademicYear) -> NaiveDate {
        match self {
            When::Any => year.first_day(),
            When::Terms(terms) => terms.iter().map(|it| first_day_of(*it, year)).min().unwrap_or(year.first_day()),
            When::Between(first, _) => *first,
        }
    }

    /// Whether the days are in the year, the first not after the last.
    ///
    /// # Errors
    /// [`Refusal::DatesOutsideYear`].
    pub fn check(&self, year: AcademicYear) -> Result<(), Refusal> {
        match self.days() {
            Some((first, last)) if first < year.first_day() || last > year.last_day() || last < first => {
                Err(Refusal::DatesOutsideYear)
            }
            _ => Ok(()),
        }
    }
}

/// The first day of a term, by its month as the finding of placements has it: August, January, April.
fn first_day_of(term: Term, year: AcademicYear) -> NaiveDate {
    let months = match term {
        Term::Autumn => 0,
        Term::Spring => 5,
        Term::Summer => 8,
    };
    year.first_day().checked_add_months(Months::new(months)).unwrap_or(year.first_day())
}

/// A placement as a school describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What kind of teaching.
    pub what: What,
    /// The academic year; never changed afterwards.
    pub year: AcademicYear,
    /// When in it.
    pub when: When,
    /// How many trainees can come, 1 to 999.
    pub places: i32,
    /// How many more can come for intensive training and practice, 0 to 999.
    pub itp_places: i32,
    /// The routes that the school accepts; none chosen is any.
    pub routes: Vec<Route>,
    /// Where in the school.
    pub setting: Setting,
    /// What the school adds in its own words; may be empty.
    pub note: String,
}

impl Offer {
    /// One place of this kind in this year, and nothing else said.
    pub fn plain(what: What, year: AcademicYear) -> Offer {
        let setting = Setting::Mainstream;
        Offer {
            what,
            year,
            when: When::Any,
            places: 1,
            itp_places: 0,
            routes: Vec::new(),
            setting,
            note: String::new(),
        }
    }

    /// Whether it may be offered today.
    ///
    /// # Errors
    /// [`Refusal`] with its sentence.
    pub fn check(&self, today: NaiveDate) -> Result<(), Refusal> {
        if self.year.has_ended(today) {
            return Err(Refusal::YearEnded);
        }
        let is_counted = (1..=999).contains(&self.places) && (0..=999).contains(&self.itp_places);
        if !is_counted {
            return Err(Refusal::DoesNotFit);
        }
        self.what.check()?;
        self.when.check(self.year)
    }

    /// The same in the next academic year; days move on by twelve months.
    #[must_use]
    pub fn in_next_year(&self) -> Offer {
        let year = self.year.next();
        let on = |day: NaiveDate| day.checked_add_months(Months::new(12)).unwrap_or(day);
        let when = match &self.when {
            When::Between(first, last) => {
                When::Between(on(*first).max(year.first_day()), on(*last).min(year.last_day()))
            }
            other => other.clone(),
        };
        Offer { year, when, ..self.clone() }
    }

    /// The routes as a sentence: "Any route", "Fee-funded and salaried".
    pub fn routes_title(&self) -> String {
        routes_title(&self.routes)
    }
}

/// The routes as a sentence.
fn routes_title(routes: &[Route]) -> String {
    match routes {
        [] => "Any route".to_owned(),
        [first, rest @ ..] => {
            let rest: Vec<String> = rest.iter().map(|it| it.title().to_lowercase()).collect();
            let names: Vec<&str> = std::iter::once(first.title()).chain(rest.iter().map(String::as_str)).collect();
            sentence(&names)
        }
    }
}

/// "22 April 2027"
pub fn written(day: NaiveDate) -> String {
    format!("{} {}", day.day(), day.format("%B %Y"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn secondary(subject: Subject, additional: &[Subject]) -> What {
        What::Secondary { subject, additional: additional.to_vec() }
    }

    #[test]
    fn a_placement_is_named_for_what_it_is() {
        use Subject::{French, History, ModernLanguages, PhysicalEducationEbacc, Physics, Spanish};
        assert_eq!(What::Primary(YearGroup::Year3).title(), "Primary (Year 3)");
        assert_eq!(What::Send(KeyStage::Ks2).title(), "SEND (Key stage 2)");
        assert_eq!(secondary(Physics, &[]).title(), "Physics");
        assert_eq!(secondary(ModernLanguages, &[French, Spanish]).title(), "French and Spanish");
        assert_eq!(secondary(PhysicalEducationEbacc, &[History]).title(), "Physical education with History");
    }

    #[test]
    fn a_placement_begins_with_its_first_day_its_first_term_or_its_year() {
        let year = AcademicYear::starting(2026);
        let begins = |when: When| when.begins_on(year).to_string();
        assert_eq!(begins(When::Any), "2026-08-01");
        assert_eq!(begins(When::Terms(vec![Term::Autumn])), "2026-08-01");
        assert_eq!(begins(When::Terms(vec![Term::Summer, Term::Spring])), "2027-01-01");
        assert_eq!(begins(When::Terms(vec![Term::Summer])), "2027-04-01");
        assert_eq!(begins(When::Between(day("2026-11-02"), day("2026-12-18"))), "2026-11-02");
    }

    #[test]
    fn additional_subjects_are_those_of_the_subject() {
        use Subject::{French, ModernLanguages, Physics};
        assert_eq!(secondary(Physics, &[]).check(), Ok(()));
        assert_eq!(secondary(ModernLanguages, &[French]).check(), Ok(()));
        let wrong = [
            secondary(Physics, &[French]),
            secondary(ModernLanguages, &[]),
            secondary(ModernLanguages, &[French, French]),
            secondary(ModernLanguages, &[Physics]),
            secondary(French, &[]),
        ];
        assert!(wrong.iter().all(|it| it.check() == Err(Refusal::DoesNotFit)));
    }

    #[test]
    fn a_word_of_a_form_means_what_it_was_made_from() {
        let languages = secondary(Subject::ModernLanguages, &[Subject::French, Subject::German]);
        for what in [What::Primary(YearGroup::Mixed), What::Send(KeyStage::Ks5), languages] {
            assert_eq!(What::parse(what.phase(), &what.code()), Some(what));
        }
        for (phase, code) in
            [(Phase::Primary, "ks1"), (Phase::Secondary, "french"), (Phase::Secondary, ""), (Phase::Send, "")]
        {
            assert_eq!(What::parse(phase, code), None, "{code}");
        }
    }

    #[test]
    fn all_terms_and_none_are_any_time() {
        assert_eq!(When::of_terms(vec![]), When::Any);
        assert_eq!(When::of_terms(Term::ALL.to_vec()), When::Any);
        assert_eq!(When::of_terms(vec![Term::Spring]).title(), "Spring term");
        assert_eq!(When::of_terms(vec![Term::Autumn, Term::Summer]).title(), "Autumn and summer terms");
    }

    #[test]
    fn days_are_in_the_year() {
        let year = AcademicYear::starting(2026);
        let between = |first, last| When::Between(day(first), day(last)).check(year);
        assert_eq!(between("2026-08-01", "2027-07-31"), Ok(()));
        assert_eq!(between("2026-10-01", "2026-10-01"), Ok(()));
        assert_eq!(between("2026-07-31", "2026-10-01"), Err(Refusal::DatesOutsideYear));
        assert_eq!(between("2027-07-01", "2027-08-01"), Err(Refusal::DatesOutsideYear));
        assert_eq!(between("2026-10-02", "2026-10-01"), Err(Refusal::DatesOutsideYear));
        let dates = When::Between(day("2026-10-01"), day("2026-12-18"));
        assert_eq!(dates.title(), "1 October 2026 to 18 December 2026");
    }

    #[test]
    fn nothing_is_offered_for_a_year_that_is_over() {
        let offer = Offer::plain(What::Primary(YearGroup::Mixed), AcademicYear::starting(2025));
        assert_eq!(offer.check(day("2026-07-31")), Ok(()));
        assert_eq!(offer.check(day("2026-08-01")), Err(Refusal::YearEnded));
        assert_eq!(Offer { places: 0, ..offer }.check(day("2026-07-31")), Err(Refusal::DoesNotFit));
    }

    #[test]
    fn what_was_offered_can_be_offered_a_year_later() {
        let when = When::Between(day("2028-02-29"), day("2028-07-31"));
        let offer = Offer { when, places: 3, ..Offer::plain(What::Send(KeyStage::Ks1), AcademicYear::starting(2027)) };
        let next = offer.in_next_year();
        assert_eq!(next.when, When::Between(day("2029-02-28"), day("2029-07-31")));
        assert_eq!((next.year.start_year(), next.places), (2028, 3));
        assert_eq!(next.check(day("2028-09-01")), Ok(()));
    }

    #[test]
    fn routes_are_said_as_a_sentence() {
        let routes = |routes: &[Route]| routes_title(routes);
        assert_eq!(routes(&[]), "Any route");
        assert_eq!(routes(&[Route::Salaried]), "Salaried");
        assert_eq!(routes(Route::ALL), "Fee-funded, salaried and apprenticeship");
    }
}
