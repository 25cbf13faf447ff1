//! What addresses, queries and headers hold.

use serde_json::{Value, json};

use crate::api::query::{AFTER, COHORT, LARGEST_SIZE, PARTNER, SINCE, SIZE, URN, USUAL_SIZE};

fn parameter(place: &str, name: &str, (is_needed, description): (bool, &str), schema: &Value) -> Value {
    json!({ "name": name, "in": place, "required": is_needed, "description": description, "schema": schema })
}

/// Every parameter, by its name in the document.
pub(super) fn all() -> Value {
    let text = json!({ "type": "string" });
    let id = json!({ "type": "string", "pattern": "^[a-z0-9]{1,26}$" });
    let year = json!({ "type": "string", "pattern": "^[0-9]{4}$" });
    let moment = json!({ "type": "string", "format": "date-time" });
    let size = json!({ "type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": USUAL_SIZE });
    let key = json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" });
    json!({
        "Id": parameter("path", "id", (true, "What “id” of a list holds"), &text),
        "Urn": parameter("path", "urn", (true, "The school’s unique reference number"), &text),
        "Cohorts": parameter("query", COHORT, (false, "Of these cohorts: years between commas, such as 2025,2026. What is no year is passed over"), &text),
        "OneCohort": parameter("query", COHORT, (true, "For this cohort: the year in which it starts, such as 2026"), &year),
        "Urns": parameter("query", URN, (false, "These schools: URNs between commas"), &text),
        "DeliveryPartners": parameter("query", PARTNER, (false, "With these delivery partners: ids between commas"), &text),
        "UpdatedSince": parameter("query", SINCE, (false, "Changed at this moment or later: ISO 8601, such as 2026-11-02T09:00:00Z"), &moment),
        "PageAfter": parameter("query", AFTER, (false, "What “next” of the page before holds"), &id),
        "PageSize": parameter("query", SIZE, (false, "How many at most, from 1 to 1000"), &size),
        "IdempotencyKey": parameter("header", "Idempotency-Key", (false, "A key of your own for this change. Sent again within 24 hours, the request is done once and answered alike"), &key),
    })
}
