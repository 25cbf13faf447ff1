//! What the audit trail says of early career training, as pages tell it.

use serde_json::Value;

/// What happened, as a sentence without its full stop; empty for an event of another kind.
pub fn told_of(data: &Value) -> String {
    let word = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default();
    match word("change") {
        "cohort_opened" => format!("Cohort {} set up", word("cohort")),
        "cohort_moved" => format!("Dates of cohort {} changed", word("cohort")),
        "body_made" => format!("{} added", word("name")),
        "confirmed" => format!("School confirmed, with {}", word("delivery_partner")),
        "paired" => format!("Paired with {} for {}", word("delivery_partner"), word("cohort")),
        "pairing_ended" => format!("Pairing with {} for {} ended", word("delivery_partner"), word("cohort")),
        "partner_changed" => format!("Delivery partner changed from {} to {}", word("from"), word("to")),
        "partner_refused" => format!("Change of delivery partner was refused: {}", word("why")),
        "tutor_nominated" => "Induction tutor nominated".to_owned(),
        "tutor_replaced" => "Induction tutor changed".to_owned(),
        "tutor_asked" => "School asked to nominate its induction tutor".to_owned(),
        "tutor_ask_refused" => format!("Another link to nominate was refused: {}", word("why")),
        "numbers_given" => "Numbers of early career teachers and mentors given".to_owned(),
        "numbers_refused" => "Numbers were not taken: somebody else had changed them".to_owned(),
        "confirm_refused" => "Confirming was refused".to_owned(),
        "not_this_year" => "No early career teachers this year".to_owned(),
        _ => String::new(),
    }
}
