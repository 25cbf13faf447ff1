//! What is sent twice is done once.

use axum::http::Method;
use serde_json::json;
use service::policy::{Action, Actor};
use service::support::retention::purge;
use service::vocabulary::OrganisationId;
use store::both;

use super::confirming::{ashdown, row};
use crate::world::World;

const AT: &str = "/api/v1/partnerships";

both! {
    async fn the_same_key_and_body_have_the_same_answer_for_a_day(world) {
        let (system, _, partner) = ashdown(world).await;
        let body = row("100001", &partner);
        let first = system.send(Method::POST, AT, Some(&body), Some("one")).await;
        assert_eq!(first.status, 201, "{first:?}");
        world.clock("2026-11-03T08:00:00Z");
        let again = system.send(Method::POST, AT, Some(&body), Some("one")).await;
        assert_eq!((again.status, &again.json, &again.headers["location"]), (201, &first.json, &first.headers["location"]));
        assert_eq!(world.count("confirmation").await, 1);
        let other = system.send(Method::POST, AT, Some(&row("100002", &partner)), Some("one")).await;
        assert_eq!((other.status, other.errors()), (422, vec!["Idempotency-Key used".to_owned()]));
        world.clock("2026-11-03T09:00:00Z");
        let late = system.send(Method::POST, AT, Some(&row("100002", &partner)), Some("one")).await;
        assert_eq!(late.status, 201, "a day later it is a new key: {late:?}");
    }

    async fn a_key_is_what_the_description_says(world) {
        let (system, _, partner) = ashdown(world).await;
        let long = "k".repeat(256);
        for key in ["", "two words", "tab\there", &long] {
            let answer = system.send(Method::POST, AT, Some(&row("100001", &partner)), Some(key)).await;
            assert_eq!((answer.status, answer.errors()), (400, vec!["Idempotency-Key not_valid".to_owned()]), "{key:?}");
        }
        assert_eq!(world.count("membership").await, 0);
        let answer = system.send(Method::POST, AT, Some(&row("100001", &partner)), Some(&long[..255])).await;
        assert_eq!(answer.status, 201, "{answer:?}");
    }

    async fn of_two_at_once_one_does_it_and_both_have_its_answer(world) {
        let (system, _, partner) = ashdown(world).await;
        let body = row("100001", &partner);
        let (one, other) = tokio::join!(
            system.send(Method::POST, AT, Some(&body), Some("one")),
            system.send(Method::POST, AT, Some(&body), Some("one")),
        );
        assert_eq!((one.status, other.status), (201, 201), "{one:?} {other:?}");
        assert_eq!(one.json, other.json);
        assert_eq!(world.count("confirmation").await, 1);
    }

    async fn without_a_key_of_two_at_once_the_second_is_told(world) {
        let (system, _, partner) = ashdown(world).await;
        let body = row("100001", &partner);
        let (one, other) = tokio::join!(system.post(&body), system.post(&body));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422]);
        assert_eq!(world.count("membership").await, 1);
    }

    async fn a_refusal_is_kept_too_and_a_change_of_partner(world) {
        let (system, lead, partner) = ashdown(world).await;
        let bad = row("999999", &partner);
        let first = system.send(Method::POST, AT, Some(&bad), Some("bad")).await;
        assert_eq!(first.json, system.send(Method::POST, AT, Some(&bad), Some("bad")).await.json);
        assert_eq!(world.count("api_request").await, 1);
        let id = system.post(&row("100001", &partner)).await.json["data"]["id"].as_str().unwrap().to_owned();
        let wye = world.delivery_partner("Wye Teaching Hub").await;
        world.pair(2026, lead, wye).await;
        let body = json!({ "delivery_partner_id": world.public_id(wye).await });
        let place = format!("{AT}/{id}");
        for _ in 0..2 {
            let answer = system.send(Method::PUT, &place, Some(&body), Some("put")).await;
            assert_eq!((answer.status, answer.json["data"]["delivery_partner"]["name"].as_str()), (200, Some("Wye Teaching Hub")));
        }
        assert_eq!(world.audit().await.iter().filter(|it| it.contains("partner_changed")).count(), 1);
    }

    async fn keys_are_an_organisations_own_and_go_after_a_day(world) {
        let (system, _, partner) = ashdown(world).await;
        assert_eq!(system.send(Method::POST, AT, Some(&row("100001", &partner)), Some("one")).await.status, 201);
        let lead = world.lead_provider("Brook Institute").await;
        let wye = world.delivery_partner("Wye Teaching Hub").await;
        world.pair(2026, lead, wye).await;
        let theirs = world.system(lead, true).await;
        let wye = world.public_id(wye).await;
        assert_eq!(theirs.send(Method::POST, AT, Some(&row("100002", &wye)), Some("one")).await.status, 201);
        for bad in ["", &"k".repeat(256)] {
            assert_eq!(system.send(Method::POST, AT, Some(&row("100003", &partner)), Some(bad)).await.status, 400);
        }
        world.clock("2026-11-03T09:00:01Z");
        let permit = Actor::Job.may(Action::Purge, OrganisationId::SERVICE).unwrap();
        purge(&world.app, &permit, world.now()).await.unwrap();
        assert_eq!(world.count("api_request").await, 0);
    }
}
