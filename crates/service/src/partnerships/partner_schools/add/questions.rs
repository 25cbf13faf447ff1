//! The questions of adding a partner school.

use govuk::Sought;
use govuk::journey::{Answers, Ask, Journey, Step};

use super::Facts;
use crate::partnerships::rules::Refusal;
use crate::vocabulary::EmailAddress;

pub(super) const SCHOOL: &str = "school";
pub(super) const RESULT: &str = "result";
/// The most characters of what is searched for.
const MOST: usize = 200;

pub(super) const CONTACT: &str = "contact";

/// Find a school; choose it where suggestions did not; say how it can be reached where nobody is known.
pub(super) fn journey() -> Journey<Facts> {
    Journey::new(
        "add-partner-school",
        vec![
            Step::new(
                SCHOOL,
                "School",
                |_, _| "Find a school".to_owned(),
                Ask::Search { address: "/schools/suggest", noun: "school" },
                school,
            )
            .hint("Enter a school name, URN or postcode"),
            Step::new(
                RESULT,
                "School",
                |facts, _| facts.found.heading(),
                Ask::Radios(|facts: &Facts, _| facts.found.choices()),
                result,
            )
            .when(|_, answers| typed(answers).key.is_none()),
            Step::new(
                CONTACT,
                "Email address of the school",
                |facts, _| format!("How can we reach {}?", name(facts)),
                Ask::Text { autocomplete: "off" },
                contact,
            )
            .hint(
                "An email address, so that we can tell the school that you added it. \
                 Leave this empty if you do not know one: you can print a letter instead.",
            )
            .when(|facts, _| facts.school.is_some() && facts.refusal.is_none() && !facts.is_reachable),
        ],
    )
}

fn typed(answers: &Answers) -> Sought {
    Sought::from(answers.get(SCHOOL).map_or("", String::as_str))
}

fn name(facts: &Facts) -> &str {
    facts.school.as_ref().map_or("the school", |it| it.school.name.as_str())
}

/// Source: seed 000, "Data validation rules": both sentences.
fn school(facts: &Facts, answer: &str) -> Result<(), String> {
    let sought = Sought::from(answer);
    match sought.key {
        None if sought.text.is_empty() => Err("Enter a school name, URN or postcode".to_owned()),
        None if sought.text.chars().count() > MOST => Err(format!("School must be {MOST} characters or fewer")),
        None => Ok(()),
        Some(_) => refusal(facts),
    }
}

fn refusal(facts: &Facts) -> Result<(), String> {
    match facts.refusal {
        None => Ok(()),
        Some(Refusal::AlreadyPartner) => Err(Refusal::AlreadyPartner.to_string()),
        Some(other) => Err(format!("{other}. {}", other.next_step())),
    }
}

fn result(facts: &Facts, answer: &str) -> Result<(), String> {
    if answer.is_empty() {
        return Err("Select a school".to_owned());
    }
    refusal(facts)
}

fn contact(_: &Facts, answer: &str) -> Result<(), String> {
    if answer.trim().is_empty() {
        return Ok(());
    }
    answer.parse::<EmailAddress>().map(|_| ()).map_err(|error| error.to_string())
}
