use super::{Ask, Stop};
use crate::fields::Called;
use crate::fields::date::{DateParts, in_words};
use crate::search::Sought;

/// One line of "check your answers".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What was asked, in short.
    pub called: &'static str,
    /// What was answered, as shown; several lines where there are several. Empty is "Not given".
    pub answers: Vec<String>,
    /// Where "Change" leads.
    pub change: String,
    /// What follows "Change" for those who hear it alone: `phase`.
    pub suffix: String,
}

impl Row {
    pub(super) fn new<F>(stop: &Stop<'_, '_, F>, facts: &F, base: &str) -> Row {
        let called = stop.step.called;
        Row {
            called,
            answers: shown(stop, facts),
            change: format!("{base}/{}", stop.step.slug),
            suffix: inside_a_sentence(called),
        }
    }
}

fn shown<F>(stop: &Stop<'_, '_, F>, facts: &F) -> Vec<String> {
    if let Some(choices) = stop.step.choices(facts, &stop.seen) {
        let keys = stop.step.keys(stop.answer);
        let chosen = choices.into_iter().filter(|choice| keys.contains(&choice.key.as_str()));
        return chosen.map(|choice| choice.label).collect();
    }
    let text = match stop.step.ask {
        Ask::Date => {
            let parts = DateParts::from(stop.answer);
            parts.read(Called::new("", "")).map_or_else(|_| stop.answer.to_owned(), in_words)
        }
        Ask::Search { .. } => Sought::from(stop.answer).text,
        _ => stop.answer.to_owned(),
    };
    text.lines().map(str::to_owned).collect()
}

/// With a small first letter, unless it begins an abbreviation.
fn inside_a_sentence(called: &str) -> String {
    let mut letters = called.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => called.to_owned(),
    }
}
