//! The questions about one placement: asked one after the other when it is offered, one by one when it is changed.

mod read;

use chrono::NaiveDate;
use govuk::fields::date::within;
use govuk::fields::{Called, DateParts, chosen, optional, text, whole_number};
use govuk::journey::{Answers, Ask, Choice, Step};

pub(super) use read::{answers_of, edit_of, offer_of};

use super::own::Register;
use crate::placements::words::{Group, KeyStage, Phase, Route, Setting, Subject, Term, Word, YearGroup};
use crate::vocabulary::AcademicYear;

pub(super) const PHASE: &str = "phase";
pub(super) const YEAR_GROUP: &str = "year-group";
pub(super) const SUBJECT: &str = "subject";
pub(super) const ADDITIONAL: &str = "additional";
pub(super) const KEY_STAGE: &str = "key-stage";
pub(super) const YEAR: &str = "year";
pub(super) const WHEN: &str = "when";
pub(super) const STARTS: &str = "starts";
pub(super) const ENDS: &str = "ends";
pub(super) const PLACES: &str = "places";
pub(super) const ITP_PLACES: &str = "itp-places";
pub(super) const ROUTES: &str = "routes";
pub(super) const SETTING: &str = "setting";
pub(super) const NOTE: &str = "note";

/// Answers to "when" that are no terms.
const ANY: &str = "any";
const DATES: &str = "dates";

/// The most characters of a note.
const NOTE_MOST: usize = 500;

/// What the questions look at.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// What the register says of the school.
    pub register: Register,
    /// The phase of a placement that is there already: it never changes.
    pub fixed: Option<Phase>,
    /// The years in which it can offer placements.
    pub years: Vec<AcademicYear>,
    /// The year that was answered.
    pub year: Option<AcademicYear>,
    /// The first day that was answered.
    pub starts: Option<NaiveDate>,
}

impl Known {
    /// With the year and the first day of these answers.
    pub fn with(mut self, answers: &Answers) -> Known {
        let start = answers.get(YEAR).and_then(|it| it.parse().ok());
        self.year = start.map(AcademicYear::starting);
        self.starts = day_of(answers.get(STARTS).map_or("", String::as_str)).ok();
        self
    }

    /// Of a placement that is there already.
    pub fn of_phase(self, phase: Phase) -> Known {
        Known { fixed: Some(phase), ..self }
    }

    /// The phase: that of the placement, the only one that there is, or the one that was answered.
    pub fn phase(&self, answers: &Answers) -> Option<Phase> {
        if self.fixed.is_some() {
            return self.fixed;
        }
        match self.register.phases().as_slice() {
            [only] => Some(*only),
            several => {
                let answered = answers.get(PHASE).and_then(|it| Phase::parse(it))?;
                several.contains(&answered).then_some(answered)
            }
        }
    }

    fn settings(&self, answers: &Answers) -> &'static [Setting] {
        self.phase(answers).map_or(&[], |phase| self.register.settings(phase))
    }
}

fn day_of(answer: &str) -> Result<NaiveDate, String> {
    DateParts::from(answer).read(Called::new("the first day", "First day"))
}

/// Journeys that ask these questions: what the questions look at is part of what theirs do.
pub(super) trait Knows: Sized + 'static {
    fn known(&self) -> &Known;
}

impl Knows for Known {
    fn known(&self) -> &Known {
        self
    }
}

fn is(answers: &Answers, slug: &str, value: &str) -> bool {
    answers.get(slug).is_some_and(|it| it.split(',').any(|key| key == value))
}

fn all<W: Word>() -> Vec<Choice> {
    W::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect()
}

fn subject(answers: &Answers) -> Option<Subject> {
    Subject::parse(answers.get(SUBJECT)?)
}

/// Every question, in order. Source of the sentences: the GOV.UK Design System, error messages.
pub(super) fn steps<F: Knows>() -> Vec<Step<F>> {
    let mut steps = what::<F>();
    steps.extend(when::<F>());
    steps.extend(how::<F>());
    steps
}

fn what<F: Knows>() -> Vec<Step<F>> {
    vec![
        Step::new(
            PHASE,
            "Phase",
            |_: &F, _| "Which phase is the placement in?".to_owned(),
            Ask::Radios(phases),
            |_, it| chosen(it, "a phase"),
        )
        .when(|facts, _| facts.known().register.phases().len() > 1),
        Step::new(
            YEAR_GROUP,
            "Year group",
            |_: &F, _| "Which year group is the placement in?".to_owned(),
            Ask::Radios(|_, _| all::<YearGroup>()),
            |_, it| chosen(it, "a year group"),
        )
        .when(|facts, answers| facts.known().phase(answers) == Some(Phase::Primary)),
        Step::new(
            SUBJECT,
            "Subject",
            |_: &F, _| "Which subject is the placement in?".to_owned(),
            Ask::Radios(subjects),
            |_, it| chosen(it, "a subject"),
        )
        .when(|facts, answers| facts.known().phase(answers) == Some(Phase::Secondary)),
        Step::new(
            ADDITIONAL,
            "Additional subjects",
            |_: &F, answers| match subject(answers) {
                Some(Subject::ModernLanguages) => "Which languages is the placement in?".to_owned(),
                _ => "Which subjects go with it?".to_owned(),
            },
            Ask::Checkboxes(|_, answers| {
                let known = subject(answers).map_or(&[][..], Subject::additional);
                known.iter().map(|it| Choice::new(it.code(), it.title())).collect()
            }),
            |_, it| chosen(it, "an additional subject"),
        )
        .hint("Select all that apply")
        .when(|facts, answers| {
            let has_any = subject(answers).is_some_and(|it| !it.additional().is_empty());
            facts.known().phase(answers) == Some(Phase::Secondary) && has_any
        }),
        Step::new(
            KEY_STAGE,
            "Key stage",
            |_: &F, _| "Which key stage is the placement in?".to_owned(),
            Ask::Radios(|_, _| all::<KeyStage>()),
            |_, it| chosen(it, "a key stage"),
        )
        .when(|facts, answers| facts.known().phase(answers) == Some(Phase::Send)),
    ]
}

fn phases<F: Knows>(facts: &F, _: &Answers) -> Vec<Choice> {
    facts.known().register.phases().iter().map(|it| Choice::new(it.code(), it.title())).collect()
}

fn subjects<F>(_: &F, _: &Answers) -> Vec<Choice> {
    let of = |group: &Group| {
        let title = group.title();
        Subject::of_group(*group).into_iter().map(move |it| Choice::new(it.code(), it.title()).under(title))
    };
    Group::ALL.iter().flat_map(of).collect()
}

fn when<F: Knows>() -> Vec<Step<F>> {
    vec![
        Step::new(
            YEAR,
            "Academic year",
            |_: &F, _| "Which academic year is the placement in?".to_owned(),
            Ask::Radios(|facts: &F, _| {
                let years = facts.known().years.iter();
                years.map(|it| Choice::new(it.start_year().to_string(), it.to_string())).collect()
            }),
            |_, it| chosen(it, "an academic year"),
        ),
        Step::new(
            WHEN,
            "Expected date",
            |_: &F, _| "When could the placement take place?".to_owned(),
            Ask::Checkboxes(|_, _| {
                let mut choices = all::<Term>();
                choices.push(Choice::new(ANY, "Any time in the academic year"));
                choices.push(Choice::new(DATES, "Between two dates").hint("We will ask for them next"));
                choices
            }),
            |_, it| terms(it),
        )
        .hint("Select all terms that apply, or one of the others"),
        Step::new(
            STARTS,
            "First day",
            |_: &F, _| "What is the first day of the placement?".to_owned(),
            Ask::Date,
            |facts, it| in_year(facts.known(), it, Called::new("the first day", "First day"), None).map(drop),
        )
        .hint("For example, 4 1 2027")
        .when(|_, answers| is(answers, WHEN, DATES)),
        Step::new(
            ENDS,
            "Last day",
            |_: &F, _| "What is the last day of the placement?".to_owned(),
            Ask::Date,
            |facts, it| {
                let known = facts.known();
                in_year(known, it, Called::new("the last day", "Last day"), known.starts).map(drop)
            },
        )
        .hint("For example, 26 3 2027")
        .when(|_, answers| is(answers, WHEN, DATES)),
    ]
}

fn terms(answer: &str) -> Result<(), String> {
    let keys: Vec<&str> = answer.split(',').filter(|it| !it.is_empty()).collect();
    match keys.as_slice() {
        [] => Err("Select a term or any time in the academic year".to_owned()),
        [_] => Ok(()),
        several if several.contains(&ANY) || several.contains(&DATES) => {
            Err("Select either terms, or any time in the academic year, or between two dates".to_owned())
        }
        _ => Ok(()),
    }
}

/// A day of the year, not before another.
fn in_year(known: &Known, answer: &str, called: Called, from: Option<NaiveDate>) -> Result<NaiveDate, String> {
    let date = DateParts::from(answer).read(called)?;
    let Some(year) = known.year else { return Ok(date) };
    within(date, called, Some(from.unwrap_or_else(|| year.first_day())), Some(year.last_day()))
}

const PLACES_CALLED: Called = Called::new("how many trainees can come", "Number of places");
const ITP_CALLED: Called =
    Called::new("how many more trainees can come", "Number of places for intensive training and practice");

fn how<F: Knows>() -> Vec<Step<F>> {
    vec![
        Step::new(
            PLACES,
            "Places",
            |_: &F, _| "How many trainees can come?".to_owned(),
            Ask::Number { digits: 3 },
            |_, it| whole_number(it, PLACES_CALLED, &(1..=999)).map(drop),
        )
        .hint("The number of places on this placement, such as 1"),
        Step::new(
            ITP_PLACES,
            "Places for intensive training and practice",
            |_: &F, _| "How many more trainees can come for intensive training and practice?".to_owned(),
            Ask::Number { digits: 3 },
            |_, it| optional(it, |it| whole_number(it, ITP_CALLED, &(0..=999))).map(drop),
        )
        .hint("Leave this empty if there are none"),
        Step::new(
            ROUTES,
            "Routes",
            |_: &F, _| "Which routes do you accept?".to_owned(),
            Ask::Checkboxes(|_, _| all::<Route>()),
            |_, _| Ok(()),
        )
        .hint("Leave all of them empty if you accept any route"),
        Step::new(
            SETTING,
            "Setting",
            |_: &F, _| "Where in the school would the trainee be?".to_owned(),
            Ask::Radios(|facts: &F, answers| {
                let settings = facts.known().settings(answers).iter();
                settings.map(|it| Choice::new(it.code(), it.title())).collect()
            }),
            |_, it| chosen(it, "a setting"),
        )
        .when(|facts, answers| facts.known().settings(answers).len() > 1),
        Step::new(
            NOTE,
            "Note to providers",
            |_: &F, _| "What else should providers know?".to_owned(),
            Ask::TextArea { most: NOTE_MOST },
            |_, it| optional(it, |it| text::lines(it, Called::new("a note", "Note"), NOTE_MOST)).map(drop),
        )
        .hint("Do not name anybody. Leave this empty if there is nothing to add."),
    ]
}
