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
        _ => String::new(),
    }
}
