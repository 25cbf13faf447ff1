//! What the audit trail says of placements, as pages tell it: everything to the school, to a provider its own.

use serde_json::Value;

use crate::vocabulary::AcademicYear;

/// An event as the school reads it.
pub fn told_to_school(data: &Value) -> String {
    let (provider, places) = (word(data, "provider_name"), places(data));
    match word(data, "change") {
        "offered" => format!("Offered with {places}"),
        "edited" => format!("{} changed", word(data, "what")),
        "withdrawn" => "Withdrawn".to_owned(),
        "offered_again" => "Offered again".to_owned(),
        "requested" => format!("{provider} requested {places}"),
        "assigned" => format!("{provider} assigned {places}"),
        "declined" => format!("Request by {provider} for {places} declined"),
        "taken_back" => format!("{provider} took its request for {places} back"),
        "expired" => format!("Request by {provider} for {places} expired"),
        "released" => format!("{places} of {provider} released"),
        "given_back" => format!("{provider} gave {places} back"),
        "completed" => format!("{places} of {provider} completed"),
        "reopened" => format!("{places} of {provider} no longer completed"),
        "refused" => format!("Refused: {}", word(data, "why")),
        other => other.replace('_', " "),
    }
}

/// What a school said of a year.
pub fn told_of_year(data: &Value) -> String {
    let year = data.get("year").and_then(Value::as_i64).and_then(|it| i32::try_from(it).ok());
    let year = year.map(|it| format!(" for {}", AcademicYear::starting(it))).unwrap_or_default();
    match (word(data, "change"), word(data, "answer")) {
        ("answered", "yes") => format!("Said yes to placements{year}"),
        ("answered", "maybe") => format!("Said maybe to placements{year}"),
        ("answered", "no") => format!("Said no to placements{year}"),
        ("refused", _) => format!("Refused: {}", word(data, "why")),
        _ => format!("Said what is possible{year}"),
    }
}

/// An event as the provider with this code reads it; none where it is another provider's.
pub fn told_to_provider(data: &Value, code: &str) -> Option<String> {
    let provider = word(data, "provider");
    if word(data, "change") == "refused" || (!provider.is_empty() && provider != code) {
        return None;
    }
    let places = places(data);
    Some(match word(data, "change") {
        "requested" => format!("You requested {places}"),
        "assigned" => format!("{places} assigned to you"),
        "declined" => format!("Your request for {places} was declined"),
        "taken_back" => format!("You took your request for {places} back"),
        "expired" => format!("Your request for {places} expired"),
        "released" => format!("The school released your {places}"),
        "given_back" => format!("You gave {places} back"),
        "completed" => format!("Your {places} completed"),
        "reopened" => format!("Your {places} no longer completed"),
        _ => told_to_school(data),
    })
}

fn word<'a>(data: &'a Value, name: &str) -> &'a str {
    data.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn places(data: &Value) -> String {
    match data.get("places").and_then(Value::as_i64) {
        Some(1) => "1 place".to_owned(),
        Some(places) => format!("{places} places"),
        None => "places".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_provider_reads_of_itself_and_of_the_placement_only() {
        let event = json!({ "change": "assigned", "provider": "O1K", "provider_name": "Oakfield", "places": 2 });
        assert_eq!(told_to_school(&event), "Oakfield assigned 2 places");
        assert_eq!(told_to_provider(&event, "O1K").as_deref(), Some("2 places assigned to you"));
        assert_eq!(told_to_provider(&event, "R1V"), None);
        let edited = json!({ "change": "edited", "what": "Expected date" });
        assert_eq!(told_to_provider(&edited, "R1V").as_deref(), Some("Expected date changed"));
    }
}
