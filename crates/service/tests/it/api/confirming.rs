//! Confirming schools and changing their delivery partner (acceptance ect 58).

use axum::http::Request;
use serde_json::{Value, json};
use service::vocabulary::OrganisationId;
use store::{both, values};

use super::system::System;
use crate::world::World;
use crate::world::early_career::Confirmed;

/// A system of "Ashdown Institute" that can write; the delivery partner's id.
pub async fn ashdown(world: &World) -> (System, OrganisationId, String) {
    let (_, lead, partner) = world.ashdown().await;
    for (urn, name) in [("100001", "Oak School"), ("100002", "Elm School"), ("100003", "Ash School")] {
        world.school(urn, name).await;
    }
    (world.system(lead, true).await, lead, world.public_id(partner).await)
}

pub fn row(urn: &str, partner: &str) -> Value {
    json!({ "cohort": 2026, "urn": urn, "delivery_partner_id": partner })
}

both! {
    async fn a_school_is_confirmed_and_answered_as_it_is_read(world) {
        let (system, _, partner) = ashdown(world).await;
        let made = system.post(&row("100001", &partner)).await;
        assert_eq!(made.status, 201, "{made:?}");
        let place = made.headers["location"].to_str().unwrap();
        assert_eq!(system.get(place).await.json, made.json);
        assert_eq!((made.json["data"]["status"].as_str(), made.json["data"]["school_name"].as_str()), (Some("active"), Some("Oak School")));
        let audit = world.audit().await;
        let event = audit.iter().find(|it| it.contains("\"confirmed\"")).unwrap();
        assert!(event.contains("api_token") && event.contains("100001"), "{event}");
        assert_eq!(world.count("notice").await, 1);
        assert_eq!(world.count("outbox where template = 'schools_confirmed'").await, 1);
    }

    async fn each_member_that_is_missing_or_wrong_is_named(world) {
        let (system, _, partner) = ashdown(world).await;
        for (body, errors) in [
            (json!({}), vec!["/cohort missing", "/urn missing", "/delivery_partner_id missing"]),
            (json!({ "cohort": "2026", "urn": 100_001, "delivery_partner_id": "" }), vec!["/cohort not_valid", "/urn not_valid", "/delivery_partner_id not_valid"]),
            (json!({ "cohort": 2026, "urn": "1\u{0}", "delivery_partner_id": partner }), vec!["/urn not_valid"]),
            (json!({ "cohort": 2026, "urn": "100001", "delivery_partner_id": "none" }), vec!["/delivery_partner_id not_found"]),
            (json!({ "cohort": 2031, "urn": "100001", "delivery_partner_id": partner }), vec!["/cohort cohort_not_open"]),
            (json!({ "cohort": 2026, "urn": "100001", "delivery_partner_id": partner, "dryrun": true }), vec!["/dryrun not_known"]),
            (json!({ "partnerships": [] }), vec!["/partnerships not_valid"]),
            (json!({ "partnerships": [1, row("100001", &partner), row("0100001", &partner)] }), vec!["/partnerships/0 not_object", "/partnerships/2/urn repeated"]),
            (json!({ "cohort": 2026, "urn": "999999", "delivery_partner_id": partner }), vec!["/urn urn_not_valid"]),
        ] {
            let answer = system.post(&body).await;
            assert_eq!((answer.status, answer.errors()), (422, errors.into_iter().map(str::to_owned).collect()), "{body}");
        }
        for body in [json!([]), json!("x"), json!(null)] {
            assert_eq!(system.post(&body).await.status, 400, "{body}");
        }
        assert_eq!(world.count("membership").await, 0);
    }

    async fn of_a_member_that_stands_twice_nothing_is_guessed(world) {
        let (system, _, partner) = ashdown(world).await;
        let send = async |body: String| {
            let request = Request::builder().method("POST").uri("/api/v1/partnerships");
            system.raw(request.header("content-type", "application/json"), body).await
        };
        for twice in [r#""dry_run":true,"dry_run":false"#, r#""urn":"100002""#, r#""dry_run":true,"dry_\u0072un":true"#] {
            let body = format!(r#"{{"cohort":2026,"urn":"100001","delivery_partner_id":"{partner}",{twice}}}"#);
            let answer = send(body).await;
            assert_eq!((answer.status, answer.errors()), (400, vec![" repeated".to_owned()]), "{twice}");
            assert!(answer.json["detail"].as_str().unwrap().contains("stands twice in one object: look at line 1"), "{answer:?}");
        }
        assert_eq!(world.count("membership").await, 0);
        let marked = format!("\u{feff}{}", row("100001", &partner));
        assert_eq!(send(marked).await.status, 201, "a mark of the byte order is no fault");
    }

    async fn ours_anothers_and_an_unpaired_partner_are_told_apart(world) {
        let (system, _, partner) = ashdown(world).await;
        assert_eq!(system.post(&row("100001", &partner)).await.status, 201);
        let again = system.post(&row("100001", &partner)).await;
        assert_eq!((again.status, again.errors()), (422, vec!["/urn already_ours".to_owned()]));
        let lead = world.lead_provider("Brook Institute").await;
        let wye = world.delivery_partner("Wye Teaching Hub").await;
        world.pair(2026, lead, wye).await;
        world.confirmed((lead, wye), &Confirmed::told("100002")).await;
        let taken = system.post(&row("100002", &partner)).await;
        assert_eq!(taken.errors(), ["/urn other_provider"]);
        let detail = taken.json["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.starts_with("Recruited by other provider. Another training provider has confirmed this school. Contact"), "{detail}");
        let unpaired = system.post(&row("100003", &world.public_id(wye).await)).await;
        assert_eq!(unpaired.errors(), ["/delivery_partner_id not_paired"]);
        assert!(world.audit().await.iter().any(|it| it.contains("confirm_refused") && it.contains("not_paired")));
    }

    async fn twenty_five_bad_rows_have_twenty_five_errors_and_nothing_is_written(world) {
        let (system, _, partner) = ashdown(world).await;
        let bad = (0..25).map(|number| row(&(700_000 + number).to_string(), &partner));
        let rows: Vec<Value> = [row("100001", &partner)].into_iter().chain(bad).collect();
        let answer = system.post(&json!({ "partnerships": rows })).await;
        let expected: Vec<String> = (1..=25).map(|it| format!("/partnerships/{it}/urn urn_not_valid")).collect();
        assert_eq!((answer.status, answer.errors()), (422, expected));
        assert_eq!(world.count("membership").await, 0);
        assert_eq!(world.count("confirmation").await, 0);
        assert_eq!(world.count("outbox where template = 'schools_confirmed'").await, 0);
    }

    async fn many_are_confirmed_at_once_with_different_partners_and_each_is_told_once(world) {
        let (system, lead, partner) = ashdown(world).await;
        let other = world.delivery_partner("Wye Teaching Hub").await;
        world.pair(2026, lead, other).await;
        let wye = world.public_id(other).await;
        let rows = json!({ "partnerships": [row("100003", &partner), row("100001", &wye), row("100002", &partner)] });
        let answer = system.post(&rows).await;
        assert_eq!((answer.status, answer.all("urn")), (201, vec!["100003".to_owned(), "100001".to_owned(), "100002".to_owned()]), "{answer:?}");
        assert_eq!(answer.json["data"][1]["delivery_partner"]["name"], "Wye Teaching Hub");
        assert_eq!(world.count("notice").await, 3);
    }

    async fn a_dry_run_judges_and_writes_nothing(world) {
        let (system, _, partner) = ashdown(world).await;
        let before = world.audit().await.len();
        for body in [
            json!({ "cohort": 2026, "urn": "100001", "delivery_partner_id": partner, "dry_run": true }),
            json!({ "partnerships": [row("100001", &partner), row("100002", &partner)], "dry_run": true }),
        ] {
            let answer = system.post(&body).await;
            assert_eq!((answer.status, answer.json["dry_run"].as_bool()), (200, Some(true)), "{answer:?}");
        }
        let bad = system.post(&json!({ "partnerships": [row("999999", &partner)], "dry_run": true })).await;
        assert_eq!(bad.errors(), ["/partnerships/0/urn urn_not_valid"]);
        for table in ["membership", "confirmation", "notice", "partnership"] {
            assert_eq!(world.count(table).await, 0, "{table}");
        }
        assert_eq!(world.audit().await.len(), before);
    }

    async fn a_delivery_partner_is_changed_unless_the_school_reported(world) {
        let (system, lead, partner) = ashdown(world).await;
        let other = world.delivery_partner("Wye Teaching Hub").await;
        world.pair(2026, lead, other).await;
        let wye = world.public_id(other).await;
        let made = system.post(&row("100001", &partner)).await;
        let id = made.json["data"]["id"].as_str().unwrap().to_owned();
        let changed = system.put(&id, &wye).await;
        assert_eq!((changed.status, changed.json["data"]["delivery_partner"]["id"].as_str()), (200, Some(wye.as_str())));
        assert_eq!(system.put(&id, &wye).await.json, changed.json, "a second time it has been done");
        let stranger = world.public_id(world.delivery_partner("A stranger").await).await;
        assert_eq!(system.put(&id, &stranger).await.errors(), ["/delivery_partner_id not_paired"]);
        assert_eq!(system.put(&id, "").await.errors(), ["/delivery_partner_id not_valid"]);
        assert_eq!(system.put("none", &wye).await.status, 404);
        world.reported(&id, "mistake").await;
        let refused = system.put(&id, &partner).await;
        assert_eq!((refused.status, refused.errors()), (422, vec!["/delivery_partner_id not_confirmed".to_owned()]));
        world.clock("2026-11-09T09:00:00Z");
        let unsaid = system.post(&row("100001", &partner)).await;
        assert_eq!((unsaid.status, unsaid.errors()), (422, vec!["/urn reported".to_owned()]));
        let mut settled = row("100001", &partner);
        settled["resolved"] = json!(true);
        let revived = system.post(&settled).await;
        let data = &revived.json["data"];
        assert_eq!((data["id"].as_str(), data["status"].as_str()), (Some(id.as_str()), Some("active")), "{revived:?}");
        assert_eq!((&data["created_at"], data["confirmed_at"].as_str()), (&made.json["data"]["created_at"], Some("2026-11-09T09:00:00.000000Z")));
    }

    async fn a_token_that_reads_changes_nothing(world) {
        let (_, lead, partner) = ashdown(world).await;
        world.execute("update api_token set removed_at = made_at", values![]).await;
        let reader = world.system(lead, false).await;
        assert_eq!(reader.post(&row("100001", &partner)).await.status, 403);
        assert_eq!(reader.get("/api/v1/partnerships").await.status, 200);
        assert_eq!(world.count("membership").await, 0);
    }
}
