//! The questions of adding a partner provider.

use govuk::Sought;
use govuk::journey::{Answers, Ask, Journey, Step};

use super::Facts;
use crate::partnerships::rules::Refusal;

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
            Step::new(
                RESULT,
                "Provider",
                |facts, _| facts.found.heading(),
                Ask::Radios(|facts: &Facts, _| facts.found.choices()),
                result,
            )
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

fn result(facts: &Facts, answer: &str) -> Result<(), String> {
    if answer.is_empty() {
        return Err("Select a provider".to_owned());
    }
    refusal(facts)
}
