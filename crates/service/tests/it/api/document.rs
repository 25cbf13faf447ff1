//! The document tells of every route and of nothing else, and its examples fit its schemas.

use std::collections::BTreeSet;

use serde_json::Value;
use service::api::docs::command;
use service::api::openapi::examples::{self, Example};
use service::api::openapi::{ENDPOINTS, document};
use service::vocabulary::OrganisationId;
use store::{both, naive, values};

use super::schema::faults;
use super::system::System;
use crate::early_career::told::contact;
use crate::roof::routes::routes;
use crate::world::World;
use crate::world::early_career::Confirmed;

#[test]
fn the_document_tells_of_every_route_and_no_other() {
    let document = document();
    let mut told = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        told.extend(methods.as_object().unwrap().keys().map(|it| format!("{it} {path}")));
    }
    let below = routes().into_iter().filter(|it| it.pattern.starts_with("/api/v1/"));
    let served: BTreeSet<String> = below
        .flat_map(|it| {
            it.methods
                .iter()
                .map(|method| format!("{} {}", method.as_str().to_lowercase(), it.pattern))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(told, served);
}

#[test]
fn every_example_fits_its_schema() {
    let document = document();
    let of = |name: &str| document["components"]["schemas"][name].clone();
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        let found = faults(&document, &of(name), &examples::of(name), "");
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
    assert_ne!(examples::of("Problem"), Value::Null);
    let told: BTreeSet<&str> = examples::all().iter().map(|it| it.of).collect();
    let same = ["amendDeliveryPartner"];
    for endpoint in ENDPOINTS.iter().filter(|it| !same.contains(&it.id)) {
        assert!(told.contains(endpoint.id), "{} has no example", endpoint.id);
    }
}

/// The world of the examples, on the day before any of it is asked.
async fn scene(world: &World) -> (System, OrganisationId, Vec<(&'static str, String)>) {
    world.clock("2026-05-10T08:30:00Z");
    world.cohort(2025, "2025-05-10", "2026-06-30").await;
    let (_, lead, tamar) = world.ashdown().await;
    world.pair(2025, lead, tamar).await;
    let (wye, other) = (world.delivery_partner("Wye Teaching Hub").await, world.lead_provider("Brook Institute").await);
    for (urn, name) in [
        ("900012", "Meadow Lane Primary School"),
        ("900013", "Hollin Cross School"),
        ("900014", "Taken School"),
        ("900015", "Free School"),
    ] {
        world.school(urn, name).await;
        contact(world, world.organisation(urn).await, "office@school.example").await;
    }
    world.pair(2026, other, wye).await;
    world.confirmed((other, wye), &Confirmed::told("900014")).await;
    let meadow_lane = world.organisation("900012").await;
    for sql in [
        "insert into induction_tutor (school, name, email, nominated_at) values ($1, 'Jo', 'jo@school.example', $2)",
        "insert into early_career_numbers (school, cohort, teachers, mentors, not_this_year, changed_at)
         values ($1, 2026, 3, 2, false, $2)",
    ] {
        world.execute(sql, values![meadow_lane, naive(world.now())]).await;
    }
    world.clock("2026-11-02T09:00:00Z");
    let ids = vec![(examples::TAMAR, world.public_id(tamar).await), (examples::WYE, world.public_id(wye).await)];
    (world.system(lead, true).await, lead, ids)
}

/// Sends an example's request; the status and the body of the answer, with the ids of the examples.
async fn answered(system: &System, ids: &[(&str, String)], example: &Example) -> (u16, Value) {
    let here = |text: &str| ids.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours));
    let there = |text: &str| ids.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(ours, theirs));
    let method = ENDPOINTS.iter().find(|it| it.id == example.of).unwrap().method.to_uppercase();
    let query: Vec<String> = example.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let address = here(&format!("{}?{}", example.path, query.join("&")));
    let body: Option<Value> = example.body.as_ref().map(|it| serde_json::from_str(&here(&it.to_string())).unwrap());
    let answer = system.send(method.parse().unwrap(), &address, body.as_ref(), example.key).await;
    (answer.status, serde_json::from_str(&there(&answer.json.to_string())).unwrap())
}

async fn holds(system: &System, ids: &[(&str, String)], example: &Example) {
    let (status, found) = answered(system, ids, example).await;
    let wanted = (example.status, &example.answer);
    assert_eq!((status, &found), wanted, "{}: {}\n{found:#}", example.of, example.title);
}

both! {
    async fn every_example_is_answered_as_the_guidance_says(world) {
        let (system, lead, mut ids) = scene(world).await;
        let all = examples::all();
        let (changes, reads): (Vec<&Example>, Vec<&Example>) = all.iter().partition(|it| it.body.is_some());
        let [dry_run, confirm, refused, change] = changes[..] else { panic!("{} changes", changes.len()) };
        holds(&system, &ids, dry_run).await;
        let (_, made) = answered(&system, &ids, confirm).await;
        for (number, theirs) in [examples::MEADOW_LANE, examples::HOLLIN_CROSS].into_iter().enumerate() {
            ids.push((theirs, made["data"][number]["id"].as_str().unwrap().to_owned()));
        }
        // With its key it is answered alike.
        holds(&system, &ids, confirm).await;
        world.clock("2026-11-02T09:01:00Z");
        world.post().await;
        holds(&system, &ids, refused).await;
        for example in reads {
            holds(&system, &ids, example).await;
        }
        world.clock("2026-11-03T10:00:00Z");
        let wye: i64 = world.scalar("select id from organisation where name = 'Wye Teaching Hub'").await.unwrap();
        world.pair(2026, lead, OrganisationId(wye)).await;
        holds(&system, &ids, change).await;
    }

    async fn the_guidance_shows_each_example_as_a_command(world) {
        let page = world.browser().get("/api/docs").await;
        let (mut shown, address) = (0, &world.app.settings.public_url);
        for example in examples::all() {
            let method = ENDPOINTS.iter().find(|it| it.id == example.of).unwrap().method;
            let command = command(address, method, &example);
            assert!(command.starts_with(&format!("curl {address}/api/v1/")), "{command}");
            let words = command.split_whitespace().collect::<Vec<_>>().join(" ");
            shown += usize::from(page.says(&words));
        }
        assert_eq!(shown, examples::all().len(), "{}", page.text());
    }

    async fn anybody_can_read_the_document_and_the_guidance(world) {
        let mut nobody = world.browser();
        let read: Value = serde_json::from_str(&nobody.get("/openapi.json").await.html).unwrap();
        assert_eq!(read, document());
        let page = nobody.get("/api/docs").await;
        assert_eq!((page.status, page.h1()), (200, "Use the API".to_owned()));
        for endpoint in ENDPOINTS {
            assert!(page.says(&format!("{} {}", endpoint.method.to_uppercase(), endpoint.path)), "{}", endpoint.path);
        }
        assert_eq!(nobody.get("/api/docs/releases").await.h1(), "API releases");
    }
}
