//! The questions of letting an organisation act for the school.

use govuk::fields::{Called, DateParts};
use govuk::journey::{Answers, Ask, Choice, Journey, Step};

use super::{Facts, MOST_RESULTS};
use crate::delegation::rules::Period;
use crate::delegation::store::Choice as Body;
use crate::platform::journeys::Advice;
use crate::policy::Scope;

pub(super) const WHO: &str = "who";
pub(super) const NAME: &str = "name";
pub(super) const RESULT: &str = "result";
pub(in crate::delegation) const WHAT: &str = "what";
pub(super) const FROM: &str = "from";
pub(super) const LONG: &str = "long";
pub(super) const UNTIL: &str = "until";
pub(super) const UNTIL_A_DAY: &str = "until-a-day";
const FOR_GOOD: &str = "for-good";
const OTHER: &str = "other";

pub(super) const FIRST: Called = Called::new("the first day", "First day");
const LAST: Called = Called::new("the last day", "Last day");

/// One question a page.
pub(super) fn journey() -> Journey<Facts> {
    Journey::new(
        "let-act",
        vec![
            Step::new(
                WHO,
                "Organisation",
                |_, _| "Who do you want to let act for your school?".to_owned(),
                Ask::Radios(who),
                |facts, it| chosen(facts, it, "Select who can act for your school"),
            )
            .hint("The register says that your school belongs to these")
            .when(|facts: &Facts, _| !facts.groups.is_empty()),
            Step::new(
                NAME,
                "Search",
                |_, _| "What is the name of the trust, lead partner or provider?".to_owned(),
                Ask::Text { autocomplete: "off" },
                |_, it| if it.trim().is_empty() { Err("Enter a part of its name".to_owned()) } else { Ok(()) },
            )
            .hint("Enter a part of its name")
            .when(is_searched),
            Step::new(
                RESULT,
                "Organisation",
                |facts: &Facts, _| govuk::results_found(facts.results.len(), &facts.words),
                Ask::Radios(|facts: &Facts, _| bodies(&facts.results)),
                |facts, it| chosen(facts, it, "Select an organisation"),
            )
            .when(is_searched),
            what(|_, _| "What can it do for your school?".to_owned()),
            Step::new(
                FROM,
                "First day",
                |_, _| "From which day can it act for your school?".to_owned(),
                Ask::Date,
                |facts: &Facts, it| from(facts, it),
            )
            .hint("Today or later. For example, 4 1 2027"),
            Step::new(
                LONG,
                "Until",
                |_, _| "How long can it act for your school?".to_owned(),
                Ask::Radios(|_, _| how_long()),
                |_, it| if it.is_empty() { Err("Select how long".to_owned()) } else { Ok(()) },
            ),
            Step::new(
                UNTIL,
                "Last day",
                |_, _| "What is the last day on which it can act for your school?".to_owned(),
                Ask::Date,
                |facts: &Facts, it| until(facts, it),
            )
            .hint("For example, 31 7 2027")
            .when(|_, seen| seen.get(LONG).map(String::as_str) == Some(UNTIL_A_DAY)),
        ],
    )
}

/// What may be done, as one question; also of asking a school.
pub(in crate::delegation) fn what<F: Send + Sync + 'static>(question: fn(&F, &Answers) -> String) -> Step<F> {
    let choices = |_: &F, _: &Answers| {
        Scope::ALL.into_iter().map(|it| Choice::new(it.code(), it.title()).hint(it.meaning())).collect()
    };
    Step::new(WHAT, "What for", question, Ask::Checkboxes(choices), |_, it| {
        if it.is_empty() { Err("Select at least one".to_owned()) } else { Ok(()) }
    })
    .hint("Select all that apply. It never sees your users, and never signs anything for your school")
}

fn how_long() -> Vec<Choice> {
    vec![
        Choice::new(FOR_GOOD, "Until one of us ends it"),
        Choice::new(UNTIL_A_DAY, "Until a day").hint("We will ask for it next. You can end it earlier"),
    ]
}

fn bodies(all: &[Body]) -> Vec<Choice> {
    all.iter().map(|it| Choice::new(it.key.as_str(), it.name.as_str()).hint(it.hint.as_str())).collect()
}

fn who(facts: &Facts, _: &Answers) -> Vec<Choice> {
    let mut choices = bodies(&facts.groups);
    choices.push(Choice::new(OTHER, "Another organisation").hint("Another trust, a lead partner or another provider"));
    choices
}

fn is_searched(facts: &Facts, seen: &Answers) -> bool {
    facts.groups.is_empty() || seen.get(WHO).map(String::as_str) == Some(OTHER)
}

/// The organisation that is meant, once one has been chosen.
pub(super) fn key(facts: &Facts, answers: &Answers) -> Option<String> {
    let slug = if is_searched(facts, answers) { RESULT } else { WHO };
    answers.get(slug).filter(|it| !it.is_empty()).cloned()
}

fn chosen(facts: &Facts, answer: &str, missing: &str) -> Result<(), String> {
    match (answer, facts.refusal) {
        ("", _) => Err(missing.to_owned()),
        (OTHER, _) | (_, None) => Ok(()),
        (_, Some(refusal)) => Err(refusal.to_string()),
    }
}

fn from(facts: &Facts, answer: &str) -> Result<(), String> {
    let day = DateParts::from(answer).read(FIRST)?;
    Period { starts_on: day, ends_on: None }.check(facts.today).map_err(|why| why.to_string())
}

fn until(facts: &Facts, answer: &str) -> Result<(), String> {
    let day = DateParts::from(answer).read(LAST)?;
    if day < facts.today {
        return Err("The last day must be today or later".to_owned());
    }
    let starts_on = facts.starts_on.unwrap_or(facts.today);
    Period { starts_on, ends_on: Some(day) }.check(facts.today).map_err(|why| why.to_string())
}

/// What stands under a list of results.
pub(super) fn advice(facts: &Facts, slug: &str) -> Option<Advice> {
    if slug != RESULT {
        return None;
    }
    let text = match facts.results.len() {
        0 => "Check the spelling, or use fewer words.".to_owned(),
        _ if facts.is_more => format!("Showing the first {MOST_RESULTS}. Enter more of the name to see others."),
        _ => "The organisation you are looking for is not listed?".to_owned(),
    };
    Some(Advice { text, change: (NAME, "Change your search"), is_dead_end: facts.results.is_empty() })
}
