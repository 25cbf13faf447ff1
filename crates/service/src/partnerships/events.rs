//! What the audit trail says of partner schools, as pages tell it.

use serde_json::Value;

use super::rules::{About, Reason};

/// An event as a sentence, from what was kept of it.
pub fn told_of(data: &Value) -> String {
    let word = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default();
    match word("change") {
        "added" => "Added to partner schools".to_owned(),
        "added_by_school" => "Added by the school to its partner providers".to_owned(),
        "removed" => "Removed from partner schools".to_owned(),
        "removal_refused" => format!("Removal was refused: {}", word("why")),
        "told" if word("way") == "letter" => "School told by letter".to_owned(),
        "told" => "School told by email".to_owned(),
        "reported" => {
            let reason = Reason::parse(word("reason")).map(|it| it.words(About::of_event(data))).unwrap_or_default();
            format!("School reported a mistake: {reason}")
        }
        "report_refused" => format!("Report of a mistake was refused: {}", word("why")),
        "ended_by_school" => "Ended by the school".to_owned(),
        "proposed" => "Carried over from the school that it followed".to_owned(),
        "told_again" => "Address of the school corrected: it is told again".to_owned(),
        "contact_given" => "Contact given".to_owned(),
        "letter_made" => "Letter made".to_owned(),
        "ask_letter_made" => format!("Letter about placements in {} made", word("year")),
        "ask_letter_posted" => format!("Letter about placements in {} posted", word("year")),
        other => other.replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::told_of;

    #[test]
    fn events_are_told_as_sentences() {
        assert_eq!(told_of(&json!({ "change": "added" })), "Added to partner schools");
        assert_eq!(
            told_of(&json!({ "change": "reported", "reason": "mistake" })),
            "School reported a mistake: This looks like a mistake"
        );
        assert_eq!(told_of(&json!({})), "");
    }
}
