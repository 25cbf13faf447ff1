//! The questions of adding a partner provider.

use govuk::journey::{Answers, Ask, Choice, Journey, Step};
use govuk::{Sought, results_found};

use super::{Facts, MOST_RESULTS};
use crate::partnerships::rules::Refusal;
use crate::platform::journeys::Advice;

pub(super) const PROVIDER: &str = "provider";
pub(super) const RESULT: &str = "result";

/// Source: acceptance A18: blank gives an error that names what can be entered.
const BLANK: &str = "Enter a provider name, provider code, UKPRN, URN or postcode";

/// Find a provider; choose it where suggestions did not.
pub(super) fn journey() -> Journey<Facts> {
    Journey::new(
        "add-partner-provider",
        vec![
            Step::new(
                PROVIDER,
                "Provider",
                |_, _| "Find a provider".to_owned(),
                Ask::Search { address: "/providers/suggest", noun: "provider" },
                provider,
            )
            .hint(BLANK),
            Step::new(RESULT, "Provider", heading, Ask::Radios(choices), result)
                .when(|_, answers| typed(answers).key.is_none()),
        ],
    )
}

fn typed(answers: &Answers) -> Sought {
    Sought::from(answers.get(PROVIDER).map_or("", String::as_str))
}

/// The code of the provider that is meant, once one has been chosen.
pub(super) fn key(answers: &Answers) -> Option<String> {
    typed(answers).key.or_else(|| answers.get(RESULT).cloned()).filter(|it| !it.is_empty())
}

fn provider(facts: &Facts, answer: &str) -> Result<(), String> {
    let sought = Sought::from(answer);
    match sought.key {
        None if sought.text.is_empty() => Err(BLANK.to_owned()),
        None => Ok(()),
        Some(_) => refusal(facts),
    }
}

fn refusal(facts: &Facts) -> Result<(), String> {
    match facts.refusal {
        None => Ok(()),
        Some(Refusal::ProviderAlreadyAdded) => Err(Refusal::ProviderAlreadyAdded.to_string()),
        Some(other) => Err(format!("{other}. {}", other.next_step())),
    }
}

fn heading(facts: &Facts, _: &Answers) -> String {
    results_found(facts.total, &facts.words)
}

fn choices(facts: &Facts, _: &Answers) -> Vec<Choice> {
    facts.results.iter().map(|it| Choice::new(it.code.as_str(), it.name.as_str()).hint(it.place.as_str())).collect()
}

fn result(facts: &Facts, answer: &str) -> Result<(), String> {
    if answer.is_empty() {
        return Err("Select a provider".to_owned());
    }
    refusal(facts)
}

/// What stands under a list of results: what to do when the provider is not among them.
pub(super) fn advice(facts: &Facts, slug: &str) -> Option<Advice> {
    if slug != RESULT {
        return None;
    }
    let text = match facts.total {
        0 => "Check the spelling, use fewer words, or enter the provider code, the UKPRN or the postcode.".to_owned(),
        total if total > MOST_RESULTS => format!(
            "Showing the first {MOST_RESULTS} of {total} results. Narrow your search: add the town, or enter the \
             provider code or postcode."
        ),
        _ => "The provider you are looking for is not listed?".to_owned(),
    };
    Some(Advice { text, change: (PROVIDER, "Change your search"), is_dead_end: facts.total == 0 })
}
