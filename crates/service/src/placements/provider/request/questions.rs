//! The questions of requesting places.

use govuk::fields::{Called, text, whole_number};
use govuk::journey::{Answers, Ask, Choice, Journey, Step};

use super::Facts;
use crate::placements::provider::own;
use crate::placements::seen::{ordinals, places_words};
use crate::placements::store::Placement;

pub(super) const PLACEMENT: &str = "placement";
pub(super) const PLACES: &str = "places";
pub(super) const MESSAGE: &str = "message";

/// The most characters of a message.
const MOST: usize = 1_000;

/// Which placement, how many places, and what the school should know.
pub(super) fn journey() -> Journey<Facts> {
    Journey::new(
        "request-places",
        vec![
            Step::new(PLACEMENT, "Placement", which, Ask::Radios(choices), placement).lapsed(lapsed),
            Step::new(PLACES, "Places", how_many, Ask::Number { digits: 3 }, places).hint("One place for each trainee"),
            Step::new(
                MESSAGE,
                "Message to the school",
                |_, _| "Is there anything that the school should know? (optional)".to_owned(),
                Ask::TextArea { most: MOST },
                message,
            )
            .hint("Do not name trainees."),
        ],
    )
}

fn which(facts: &Facts, _: &Answers) -> String {
    match &facts.placement {
        Some(placement) => format!("Which placement at {} do you want to request?", placement.school_name),
        None => "Which placement do you want to request?".to_owned(),
    }
}

fn how_many(facts: &Facts, _: &Answers) -> String {
    match facts.placement.as_ref().map_or(0, |it| it.standing().left()) {
        1 => "How many places do you want to request? 1 is left".to_owned(),
        left if left > 1 => format!("How many places do you want to request? {left} are left"),
        _ => "How many places do you want to request?".to_owned(),
    }
}

fn choices(facts: &Facts, _: &Answers) -> Vec<Choice> {
    let ordinals = ordinals(&facts.offered.iter().map(Placement::title).collect::<Vec<_>>());
    let choice = |(it, ordinal): (&Placement, String)| {
        let hint = format!("{}: {}", it.offer.when.title(), places_words(it.offer.places, it.standing().left()));
        Choice::new(it.public_id.as_str(), format!("{}{ordinal}", it.title())).hint(hint)
    };
    facts.offered.iter().zip(ordinals).map(choice).collect()
}

/// What stands in the way of the placement that was chosen.
fn lapsed(facts: &Facts, _: &[&str]) -> String {
    facts.refused.map_or_else(|| "Select a placement".to_owned(), own::words)
}

fn placement(_: &Facts, answer: &str) -> Result<(), String> {
    if answer.is_empty() { Err("Select a placement".to_owned()) } else { Ok(()) }
}

/// The number of places, as it was typed.
pub(super) fn number(answer: &str) -> Result<i32, String> {
    let number = whole_number(answer, Called::new("the number of places", "Number of places"), &(1..=999))?;
    i32::try_from(number).map_err(|error| error.to_string())
}

fn places(facts: &Facts, answer: &str) -> Result<(), String> {
    let number = number(answer)?;
    let left = facts.placement.as_ref().map_or(0, |it| it.standing().left());
    match left {
        _ if number <= left => Ok(()),
        0 => Err("There are no places left on this placement".to_owned()),
        1 => Err("Number of places must be 1, because only 1 place is left".to_owned()),
        left => Err(format!("Number of places must be {left} or fewer, because only {left} places are left")),
    }
}

fn message(_: &Facts, answer: &str) -> Result<(), String> {
    if answer.trim().is_empty() {
        return Ok(());
    }
    text::lines(answer, Called::new("a message", "Message"), MOST).map(|_| ())
}
