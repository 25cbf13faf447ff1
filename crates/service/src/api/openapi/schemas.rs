//! What bodies look like.

use serde_json::{Map, Value, json};

use super::refer;

/// An object with these members, all of them there and no others.
fn object(members: &Value) -> Value {
    let needed: Vec<String> = members.as_object().map(|it| it.keys().cloned().collect()).unwrap_or_default();
    json!({ "type": "object", "properties": members, "required": needed, "additionalProperties": false })
}

fn data(schema: &str) -> Value {
    object(&json!({ "data": refer("schemas", schema) }))
}

fn list(schema: &str) -> Value {
    object(&json!({
        "data": { "type": "array", "items": refer("schemas", schema) },
        "next": { "type": ["string", "null"], "description": "What page[after] of the next page is; null on the last" }
    }))
}

fn partnership() -> Value {
    let moment = json!({ "type": "string", "format": "date-time" });
    let moment_or_none = json!({ "type": ["string", "null"], "format": "date-time" });
    let count_or_none = json!({ "type": ["integer", "null"], "minimum": 0 });
    let truth = json!({ "type": "boolean" });
    let text = json!({ "type": "string" });
    object(&json!({
        "kind": { "type": "string", "enum": ["ect"] },
        "id": text, "cohort": { "type": "integer" }, "urn": text, "school_name": text,
        "delivery_partner": object(&json!({ "id": text, "name": text })),
        "status": { "type": "string", "enum": ["active", "reported", "proposed"] },
        "reported_reason": { "type": ["string", "null"],
            "enum": ["another_provider", "not_confirmed", "do_not_recognise", "not_this_year", "mistake", null] },
        "told_at": moment_or_none,
        "told_by": { "type": ["string", "null"], "enum": ["mail", "letter", "school", null] },
        "report_deadline": moment_or_none,
        "early_career_teachers": count_or_none, "mentors": count_or_none,
        "no_early_career_teachers": truth, "has_induction_tutor": truth, "payable": truth,
        "not_payable_because": { "oneOf": [{ "type": "null" }, object(&json!({
            "code": { "type": "string", "enum": ["reported", "to_confirm", "closed", "not_told", "can_report"] },
            "detail": text, "next_step": text
        }))] },
        "created_at": moment, "confirmed_at": moment, "updated_at": moment
    }))
}

fn school() -> Value {
    let truth = json!({ "type": "boolean" });
    object(&json!({
        "urn": { "type": "string" }, "name": { "type": "string" }, "cohort": { "type": "integer" },
        "in_partnership": truth, "in_partnership_with_you": truth,
        "induction_programme": { "type": ["string", "null"],
            "enum": ["provider_led", "no_early_career_teachers", null] },
        "updated_at": { "type": ["string", "null"], "format": "date-time" }
    }))
}

/// One partnership that is wanted; alone it may be a dry run.
fn wanted(is_alone: bool) -> Value {
    let mut schema = object(&json!({
        "cohort": { "type": "integer", "minimum": 1_900, "maximum": 2_199 },
        "urn": { "type": "string", "pattern": "^[0-9]{1,7}$" },
        "delivery_partner_id": { "type": "string", "pattern": "^[a-zA-Z0-9]{1,26}$" }
    }));
    if let Some(members) = schema["properties"].as_object_mut() {
        let settled = "What the school reported as a mistake has been settled with it";
        members.insert("resolved".to_owned(), json!({ "type": "boolean", "description": settled }));
        if is_alone {
            members.insert("dry_run".to_owned(), json!({ "type": "boolean" }));
        }
    }
    schema
}

fn problem() -> Value {
    let text = json!({ "type": "string" });
    let place = json!({ "pointer": text, "parameter": text, "header": text, "code": text, "detail": text });
    object(&json!({
        "type": text, "title": text, "status": { "type": "integer" }, "detail": text,
        "errors": { "type": "array", "items": {
            "type": "object", "properties": place, "required": ["code", "detail"], "additionalProperties": false
        } }
    }))
}

/// Every schema, by its name in the document.
pub(super) fn all() -> Value {
    let mut several = object(&json!({
        "partnerships": { "type": "array", "minItems": 1, "maxItems": 1_000, "items": wanted(false) }
    }));
    if let Some(members) = several["properties"].as_object_mut() {
        members.insert("dry_run".to_owned(), json!({ "type": "boolean" }));
    }
    let one_or_several = json!({ "oneOf": [
        refer("schemas", "Partnership"), { "type": "array", "items": refer("schemas", "Partnership") }
    ] });
    let named = [
        (
            "DeliveryPartner",
            object(&json!({
                "id": { "type": "string" }, "name": { "type": "string" },
                "cohorts": { "type": "array", "items": { "type": "integer" } },
                "updated_at": { "type": "string", "format": "date-time" }
            })),
        ),
        ("OneDeliveryPartner", data("DeliveryPartner")),
        ("DeliveryPartnerList", list("DeliveryPartner")),
        ("School", school()),
        ("OneSchool", data("School")),
        ("SchoolList", list("School")),
        ("Partnership", partnership()),
        ("OnePartnership", data("Partnership")),
        ("PartnershipList", list("Partnership")),
        ("Confirm", json!({ "oneOf": [wanted(true), several] })),
        ("Confirmed", object(&json!({ "data": one_or_several }))),
        (
            "DryRun",
            object(&json!({
                "dry_run": { "type": "boolean" }, "would_be_confirmed": { "type": "integer", "minimum": 1 }
            })),
        ),
        (
            "ChangePartner",
            object(&json!({
                "delivery_partner_id": { "type": "string", "pattern": "^[a-zA-Z0-9]{1,26}$" }
            })),
        ),
        ("Problem", problem()),
    ];
    Value::Object(named.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect::<Map<_, _>>())
}
