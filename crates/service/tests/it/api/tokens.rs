//! Tokens: what works, what does not, and how often (acceptance ect 55; trust S14).

use std::sync::Arc;

use axum::http::{Method, Request};
use serde_json::json;
use service::api::store as tokens;
use service::platform::limits::Limits;
use store::{both, values};

use super::confirming::ashdown;
use crate::world::World;

const AT: &str = "/api/v1/partnerships";

async fn remove(world: &World, organisation: service::vocabulary::OrganisationId) {
    let permit = world.token_keeper(organisation).await;
    let mut tx = world.app.db.begin().await.unwrap();
    let live = tokens::live(&mut tx, organisation, world.now()).await.unwrap();
    assert!(tokens::remove(&mut tx, &world.app, &permit, world.now(), &live[0].public_id).await.unwrap());
    tx.commit().await.unwrap();
}

both! {
    async fn without_a_good_token_nothing_is_told(world) {
        let (system, lead, _) = ashdown(world).await;
        let slip = system.token.replace("mstp_", "mstq_");
        for token in ["", "x", &slip, &format!("{}0", system.token), "mstp_é"] {
            let answer = world.system_with(token).get(AT).await;
            assert_eq!((answer.status, answer.headers["www-authenticate"].to_str().unwrap()), (401, "Bearer"), "{token}");
        }
        let basic = Request::get(AT).header("authorization", "Basic abc");
        assert_eq!(world.system_with("").raw(basic, String::new()).await.status, 401);
        let small = Request::get(AT).header("authorization", format!("bearer  {}", system.token));
        assert_eq!(world.system_with("").raw(small, String::new()).await.status, 200);
        // One takes the place of the other, and what is removed is gone at once.
        let next = world.system(lead, true).await;
        assert_eq!((system.get(AT).await.status, next.get(AT).await.status), (200, 200));
        remove(world, lead).await;
        assert_eq!((system.get(AT).await.status, next.get(AT).await.status), (401, 200));
        world.clock("2026-12-02T09:00:00Z");
        assert_eq!(next.get(AT).await.status, 401, "it has run out");
    }

    async fn another_kind_of_organisation_is_refused(world) {
        let provider = world.provider("O1K", "Oakfield Teaching Alliance").await;
        let system = world.system(provider, true).await;
        for address in [AT, "/api/v1/schools?filter[cohort]=2026", "/api/v1/delivery-partners", "/api/v1/partnerships/x"] {
            assert_eq!(system.get(address).await.status, 403, "{address}");
        }
        assert_eq!(system.post(&json!({})).await.status, 403);
    }

    async fn when_it_was_used_is_noted_once_a_minute(world) {
        let (system, lead, _) = ashdown(world).await;
        let mut used = Vec::new();
        for at in ["2026-11-02T09:00:00Z", "2026-11-02T09:00:59Z", "2026-11-02T09:01:01Z"] {
            world.clock(at);
            assert_eq!(system.get(AT).await.status, 200);
            let mut tx = world.app.db.read().await.unwrap();
            used.push(tokens::live(&mut tx, lead, world.now()).await.unwrap()[0].last_used_at.unwrap().to_rfc3339());
        }
        assert_eq!(used, ["2026-11-02T09:00:00+00:00", "2026-11-02T09:00:00+00:00", "2026-11-02T09:01:01+00:00"]);
    }

    async fn after_a_thousand_requests_a_token_waits_and_no_other(world) {
        let (system, lead, _) = ashdown(world).await;
        let other = world.system(lead, false).await;
        world.app.limits = Arc::new(Limits::new(true));
        world.rebuild();
        let (system, other) = (world.system_with(&system.token), world.system_with(&other.token));
        let mut over = None;
        // While they are counted the allowance grows again, slowly.
        for _ in 0..1_400 {
            let answer = system.get("/api/v1/delivery-partners?page=x").await;
            if answer.status == 429 {
                over = Some(answer);
                break;
            }
        }
        let over = over.unwrap();
        assert!(over.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() >= 1);
        assert_eq!(other.get(AT).await.status, 200);
    }

    async fn only_administrators_are_told_of_tokens(world) {
        let (_, lead, _) = ashdown(world).await;
        world.person("vera@ashdown.example", "Vera Lind", lead, "viewer").await;
        let to: Vec<String> = world.post().await.into_iter().map(|it| it.to().to_string()).collect();
        assert_eq!(to, ["owen@ashdown.example"]);
    }

    async fn everything_below_api_is_answered_in_json(world) {
        let (system, _, partner) = ashdown(world).await;
        let one = json!({ "cohort": 2026, "urn": "100001", "delivery_partner_id": partner }).to_string();
        for (request, body, status) in [
            (Request::get("/api"), "", 404),
            (Request::get("/api/v1/nothing"), "", 404),
            (Request::get("/api/v1/partnerships/%ff"), "", 404),
            (Request::delete(AT), "", 405),
            (Request::post("/api/v1/schools"), "", 405),
            (Request::post(AT), one.as_str(), 415),
            (Request::post(AT).header("content-type", "text/plain"), one.as_str(), 415),
            (Request::post(AT).header("content-type", "application/json"), "{", 400),
            (Request::post(AT).header("content-type", "application/json"), "", 400),
            (Request::post(AT).header("content-type", "application/json").header("origin", "https://evil.example"), one.as_str(), 403),
        ] {
            let asked = format!("{:?} {:?}", request.method_ref(), request.uri_ref());
            let answer = system.raw(request, body.to_owned()).await;
            assert_eq!(answer.status, status, "{asked} {answer:?}");
            assert_eq!(answer.headers.contains_key("allow"), status == 405, "{asked}");
            assert!(answer.headers.contains_key("content-security-policy"), "{asked}");
        }
        let large = Request::post(AT).header("content-type", "application/json");
        assert_eq!(system.raw(large, format!("\"{}\"", "x".repeat(600 * 1024))).await.status, 413);
        let slip = system.send(Method::POST, AT, None, None).await;
        assert_eq!(slip.status, 415);
        world.execute("update organisation set name = name", values![]).await;
    }

    async fn a_cookie_counts_for_nothing(world) {
        let (mut sam, ..) = world.ashdown().await;
        assert_eq!(sam.get(AT).await.status, 401);
    }
}
