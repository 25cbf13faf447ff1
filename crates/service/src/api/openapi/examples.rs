//! What the guidance shows; a story holds each against its schema.

use serde_json::{Value, json};

/// A fictional example of a body of this schema.
pub fn of(schema: &str) -> Value {
    let partner = json!({ "id": "k3v9q2m7x1c8b5n4z6a0s2d3fg", "name": "Tamar Teaching Hub" });
    match schema {
        "DeliveryPartnerList" => json!({ "data": [of("DeliveryPartner")], "next": null }),
        "OneDeliveryPartner" => json!({ "data": of("DeliveryPartner") }),
        "DeliveryPartner" => json!({
            "id": partner["id"], "name": partner["name"], "cohorts": [2025, 2026],
            "updated_at": "2026-05-10T08:30:00.000000Z"
        }),
        "SchoolList" => json!({ "data": [of("School")], "next": "900012" }),
        "OneSchool" => json!({ "data": of("School") }),
        "School" => json!({
            "urn": "900012", "name": "Meadow Lane Primary School", "cohort": 2026, "in_partnership": true,
            "in_partnership_with_you": true, "induction_programme": "provider_led",
            "updated_at": "2026-11-02T09:00:00.000000Z"
        }),
        "PartnershipList" => json!({ "data": [of("Partnership")], "next": "h5w1r8t3y6u2i9o4p7l0k3j6hq" }),
        "OnePartnership" | "Confirmed" => json!({ "data": of("Partnership") }),
        "Partnership" => json!({
            "kind": "ect", "id": "h5w1r8t3y6u2i9o4p7l0k3j6hq", "cohort": 2026, "urn": "900012",
            "school_name": "Meadow Lane Primary School", "delivery_partner": partner, "status": "active",
            "reported_reason": null, "told_at": "2026-11-02T09:01:00.000000Z", "told_by": "mail",
            "report_deadline": "2026-11-16T23:59:59.999999Z", "early_career_teachers": 3, "mentors": 2,
            "no_early_career_teachers": false, "has_induction_tutor": true, "payable": false,
            "not_payable_because": {
                "code": "can_report", "detail": "The school can still report an error",
                "next_step": "Wait until the 14 days are over"
            },
            "created_at": "2026-11-02T09:00:00.000000Z", "confirmed_at": "2026-11-02T09:00:00.000000Z",
            "updated_at": "2026-11-02T09:01:00.000000Z"
        }),
        "Confirm" => json!({ "cohort": 2026, "urn": "900012", "delivery_partner_id": partner["id"] }),
        "ChangePartner" => json!({ "delivery_partner_id": partner["id"] }),
        "DryRun" => json!({ "dry_run": true, "would_be_confirmed": 25 }),
        "Problem" => json!({
            "type": "about:blank", "title": "Unprocessable Entity", "status": 422,
            "detail": "Nothing has been changed: 1 thing is wrong",
            "errors": [{
                "pointer": "/partnerships/3/urn", "code": "other_provider",
                "detail": "Recruited by other provider. Another training provider has confirmed this school. Contact the school. If the other provider confirmed it by mistake, the school can report that"
            }]
        }),
        _ => Value::Null,
    }
}

/// A fictional example of a list that is confirmed at once.
pub fn several() -> Value {
    json!({ "partnerships": [of("Confirm")], "dry_run": true })
}
