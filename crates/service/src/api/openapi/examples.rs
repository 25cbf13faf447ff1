//! What the guidance shows. A story holds each body against its schema, sends each request to the service, and expects
//! the answer that stands here.

use serde_json::{Value, json};

/// Public ids: of two delivery partners, and of what two schools are confirmed as.
pub const TAMAR: &str = "k3v9q2m7x1c8b5n4z6a0s2d3fg";
/// The other delivery partner.
pub const WYE: &str = "b7d4w2n8j5h1s6c9x3v0m4q7rt";
/// The first school's.
pub const MEADOW_LANE: &str = "h5w1r8t3y6u2i9o4p7l0k3j6hq";
/// The second school's.
pub const HOLLIN_CROSS: &str = "e2c6g9f4a8z1v5t7y3r0n6d2pk";

const PARTNERSHIPS: &str = "/api/v1/partnerships";

/// A request, and what is answered: in the guidance's order.
#[derive(Clone, Debug)]
pub struct Example {
    /// The name of its endpoint for programs.
    pub of: &'static str,
    /// What it is for.
    pub title: &'static str,
    /// The address, without its query.
    pub path: String,
    /// The query.
    pub query: &'static [(&'static str, &'static str)],
    /// The key of a change that is done once.
    pub key: Option<&'static str>,
    /// What is sent.
    pub body: Option<Value>,
    /// What is answered: its status.
    pub status: u16,
    /// And its body.
    pub answer: Value,
}

fn read(of: &'static str, title: &'static str, path: &str, answer: Value) -> Example {
    Example { of, title, path: path.to_owned(), query: &[], key: None, body: None, status: 200, answer }
}

/// One request of each kind, as lead providers' systems send them.
pub fn all() -> Vec<Example> {
    let meadow_lane = format!("{PARTNERSHIPS}/{MEADOW_LANE}");
    let changed = json!({ "id": WYE, "name": "Wye Teaching Hub" });
    let changed =
        with(of("Partnership"), &[("delivery_partner", changed), ("updated_at", json!("2026-11-03T10:00:00.000000Z"))]);
    vec![
        read("listDeliveryPartners", "Who you are paired with", "/api/v1/delivery-partners", of("DeliveryPartnerList")),
        read(
            "getDeliveryPartner",
            "One delivery partner",
            &format!("/api/v1/delivery-partners/{TAMAR}"),
            of("OneDeliveryPartner"),
        ),
        Example {
            query: &[("filter[cohort]", "2026"), ("filter[urn]", "900012,900013"), ("page[size]", "1")],
            ..read("listSchools", "Whether schools can still be confirmed", "/api/v1/schools", of("SchoolList"))
        },
        Example {
            query: &[("filter[cohort]", "2026")],
            ..read("getSchool", "One school", "/api/v1/schools/900012", of("OneSchool"))
        },
        Example {
            query: &[("filter[updated_since]", "2026-11-02T09:00:00Z"), ("page[size]", "1")],
            ..read("listPartnerships", "What has changed since a moment", PARTNERSHIPS, of("PartnershipList"))
        },
        read("getPartnership", "One partnership", &meadow_lane, of("OnePartnership")),
        Example {
            body: Some(several(&["900012", "900013"], true)),
            ..read("confirmSchools", "Try it: a dry run changes nothing", PARTNERSHIPS, of("DryRun"))
        },
        Example {
            key: Some("8c1f7a52-spring-list"),
            body: Some(several(&["900012", "900013"], false)),
            status: 201,
            ..read("confirmSchools", "Confirm many schools", PARTNERSHIPS, json!({ "data": confirmed() }))
        },
        Example {
            body: Some(several(&["900015", "900014"], false)),
            status: 422,
            ..read("confirmSchools", "When one of them cannot be confirmed", PARTNERSHIPS, of("Problem"))
        },
        Example {
            key: Some("8c1f7a52-meadow-lane"),
            body: Some(json!({ "delivery_partner_id": WYE })),
            ..read("changeDeliveryPartner", "Change the delivery partner", &meadow_lane, json!({ "data": changed }))
        },
    ]
}

/// The same with these members.
fn with(mut value: Value, members: &[(&str, Value)]) -> Value {
    for (name, member) in members {
        value[*name] = member.clone();
    }
    value
}

/// Two schools that have just been confirmed: nobody has been told yet.
fn confirmed() -> Value {
    let at = json!("2026-11-02T09:00:00.000000Z");
    let why = json!({
        "code": "not_told", "detail": "The school has not been told yet",
        "next_step": "Tell the school by letter"
    });
    let untold = [("told_at", Value::Null), ("told_by", Value::Null), ("report_deadline", Value::Null)];
    let first = with(with(of("Partnership"), &untold), &[("updated_at", at), ("not_payable_because", why)]);
    let second = [
        ("id", json!(HOLLIN_CROSS)),
        ("urn", json!("900013")),
        ("school_name", json!("Hollin Cross School")),
        ("early_career_teachers", Value::Null),
        ("mentors", Value::Null),
        ("has_induction_tutor", json!(false)),
    ];
    json!([first.clone(), with(first, &second)])
}

/// A list of schools that is confirmed at once.
fn several(urns: &[&str], is_dry_run: bool) -> Value {
    let row = |urn: &&str| json!({ "cohort": 2026, "urn": urn, "delivery_partner_id": TAMAR });
    let rows = Value::from(urns.iter().map(row).collect::<Vec<_>>());
    if is_dry_run { json!({ "partnerships": rows, "dry_run": true }) } else { json!({ "partnerships": rows }) }
}

/// A fictional example of a body of this schema.
pub fn of(schema: &str) -> Value {
    let partner = json!({ "id": TAMAR, "name": "Tamar Teaching Hub" });
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
        "PartnershipList" => json!({ "data": [of("Partnership")], "next": MEADOW_LANE }),
        "OnePartnership" | "Confirmed" => json!({ "data": of("Partnership") }),
        "Partnership" => json!({
            "kind": "ect", "id": MEADOW_LANE, "cohort": 2026, "urn": "900012",
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
        "DryRun" => json!({ "dry_run": true, "would_be_confirmed": 2 }),
        "Problem" => json!({
            "type": "about:blank", "title": "Unprocessable Entity", "status": 422,
            "detail": "Nothing has been changed: 1 thing is wrong",
            "errors": [{
                "pointer": "/partnerships/1/urn", "code": "other_provider",
                "detail": "Recruited by other provider. Another training provider has confirmed this school. Contact the school. If the other provider confirmed it by mistake, the school can report that"
            }]
        }),
        _ => Value::Null,
    }
}
