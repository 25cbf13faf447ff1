//! Find: a provider looks for placements, in the year, near a place, and sees what it may see.

use service::partnerships::rules::Candidate;
use service::partnerships::store::{self as partnerships, ToAdd};
use service::placements::rules::{Offer, What};
use service::placements::words::{Subject, YearGroup};
use service::policy::{Action, Actor, Role};
use store::{both, naive, values};

use super::scene::{OAK, Scene, World, secondary, year};
use crate::world::{Browser, Page};

const FIND: &str = "/placements/find?year=2026";

/// A school of the register at a place, in metres.
async fn school(world: &World, urn: &str, name: &str, (town, postcode): (&str, &str), place: (i32, i32)) {
    world.school_at(urn, name, town, postcode).await;
    put(world, urn, place).await;
}

async fn put(world: &World, urn: &str, place: (i32, i32)) {
    let sql = "update establishment set easting = $1, northing = $2 where urn = $3";
    world.execute(sql, values![place.0, place.1, urn]).await;
    world.execute("update fact set value = value || '0' where name = 'register_version'", values![]).await;
    world.refresh().await;
}

/// A school offers placements, whoever of it does so.
async fn offers(world: &World, urn: &str, offers: &[Offer]) {
    let school = world.organisation(urn).await;
    let sam = world.person(&format!("{urn}@school.example"), "Sam", school, "coordinator").await;
    let scene = Scene { school, sam, oakfield: school, robin: sam, rival: school, kim: sam };
    scene.offers(world, offers).await;
    world.refresh().await;
}

async fn answers(world: &World, urn: &str, answer: &str) {
    let school = world.organisation(urn).await;
    world
        .execute(
            "insert into availability (school, year, answer, answered_at) values ($1, 2026, $2, $3)",
            values![school.get(), answer, naive(world.now())],
        )
        .await;
    // As the page that answers does: an event in the trail.
    let sam = world.person(&format!("{urn}@school.example"), "Sam", school, "coordinator").await;
    let scene = Scene { school, sam, oakfield: school, robin: sam, rival: school, kim: sam };
    let mut tx = world.app.db.begin().await.unwrap();
    let data = serde_json::json!({ "change": "answered" });
    tx.record(scene.at_school(Action::SetAvailability).entry(world.now(), format!("availability {school}/2026"), data));
    tx.commit().await.unwrap();
    world.refresh().await;
}

async fn robin(world: &World, scene: &Scene) -> Browser {
    world.signed_in(scene.robin, scene.oakfield).await
}

/// The names of the schools on the page, in order.
fn schools(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.html);
    let links = page.html.split("<a class=\"govuk-link\" href=\"/placements/find/").skip(1);
    let named = links.filter(|it| it.as_bytes().first().is_some_and(u8::is_ascii_digit));
    let name = |it: &str| it.split_once('>').unwrap().1.split('<').next().unwrap().to_owned();
    named.map(name).collect()
}

async fn four_schools(world: &World) -> Scene {
    let scene = Scene::on(world).await;
    put(world, OAK, (427_000, 542_000)).await;
    school(world, "100002", "Beech School", ("Durham", "DH1 2BB"), (430_000, 542_000)).await;
    school(world, "100003", "Cedar School", ("Leeds", "LS1 1AA"), (430_000, 433_000)).await;
    school(world, "100004", "Dogwood School", ("Leeds", "LS2 1AA"), (431_000, 434_000)).await;
    scene.offers(world, &[Offer { places: 2, ..Offer::plain(What::Primary(YearGroup::Year3), year()) }]).await;
    offers(world, "100002", &[Offer::plain(secondary(Subject::Physics, &[]), year())]).await;
    answers(world, "100003", "maybe").await;
    answers(world, "100004", "no").await;
    scene
}

both! {
    async fn a_provider_finds_schools_by_what_they_offer_and_say(world) {
        let scene = four_schools(world).await;
        let mut robin = robin(world, &scene).await;
        let page = robin.get(FIND).await;
        assert_eq!(schools(&page), ["Beech School", "Cedar School", "Dogwood School", "Oak Primary School"]);
        for words in ["Placements available", "May offer placements", "Not offering placements", "4 schools",
            "Primary (Year 3) (2 places)", "Physics (1 place)", "2 November 2026"] {
            assert!(page.html.contains(words), "{words}: {}", page.html);
        }
        for (filter, left) in [
            ("status=available", vec!["Beech School", "Oak Primary School"]),
            ("status=maybe&status=no", vec!["Cedar School", "Dogwood School"]),
            ("phase=secondary&status=available", vec!["Beech School"]),
            ("subject=physics", vec!["Beech School"]),
            ("year_group=year_3&status=available", vec!["Oak Primary School"]),
            ("year_group=year_4&status=available", vec![]),
            ("q=cedar", vec!["Cedar School"]),
            ("term=autumn&status=available", vec!["Beech School", "Oak Primary School"]),
            ("setting=special&status=available", vec![]),
            ("order=places", vec!["Oak Primary School", "Beech School", "Cedar School", "Dogwood School"]),
        ] {
            let page = robin.get(&format!("{FIND}&{filter}")).await;
            assert_eq!(schools(&page), left, "{filter}");
        }
        let other_year = robin.get("/placements/find?year=2027").await;
        assert_eq!(schools(&other_year), [""; 0]);
        let page = robin.get(&format!("{FIND}&subject=physics&status=available")).await;
        assert!(page.html.contains("Remove filter: Subject: Physics"), "each filter can be taken off");
        assert!(page.html.contains("href=\"/placements/find?year=2026\">Clear"), "{}", page.html);
    }

    async fn the_nearest_school_comes_first_with_its_distance(world) {
        let scene = four_schools(world).await;
        let mut robin = robin(world, &scene).await;
        let near = robin.get(&format!("{FIND}&near=DH1+1AA")).await;
        assert_eq!(schools(&near), ["Oak Primary School", "Beech School"]);
        assert!(near.html.contains("0.0 miles") && near.html.contains("1.9 miles"), "{}", near.html);
        assert_eq!(schools(&robin.get(&format!("{FIND}&near=DH1+1AA&within=1")).await), ["Oak Primary School"]);
        assert_eq!(schools(&robin.get(&format!("{FIND}&near=leeds&order=name")).await), ["Cedar School", "Dogwood School"]);
        let instead = robin.get(&format!("{FIND}&near=LS1+9ZZ")).await;
        assert!(instead.html.contains("has no school at LS1 9ZZ. Distances are from the middle of the schools in LS1"));
    }

    async fn a_place_that_nobody_knows_is_answered_in_words(world) {
        let scene = four_schools(world).await;
        let mut robin = robin(world, &scene).await;
        for near in ["Atlantis", "%3Cscript%3E", "ZE1+0AA", "%F0%9F%A6%86", "%00"] {
            let page = robin.get(&format!("{FIND}&near={near}&status=available")).await;
            assert_eq!(page.status, 422, "{near}");
            assert!(page.html.contains("we do not know a place called"), "{}", page.html);
            assert!(page.html.contains("Error: Find placements") && !page.html.contains("<script>"));
            assert!(page.html.contains("Remove filter: Status: Placements available"), "nothing is lost");
        }
        school(world, "100005", "Ash School", ("Leeds", "TN23 1AA"), (600_000, 142_000)).await;
        world.execute("update establishment set local_authority = 'Kent' where urn = '100005'", values![]).await;
        put(world, "100005", (600_000, 142_000)).await;
        let page = robin.get(&format!("{FIND}&near=Leeds")).await;
        assert_eq!(page.status, 422);
        assert!(page.html.contains("near=Leeds%2C+Kent"), "{}", page.html);
        assert_eq!(robin.get(&format!("{FIND}&near=Leeds%2C+Kent")).await.status, 200);
    }

    async fn what_is_assigned_is_shown_to_whoever_has_it_and_named_to_nobody_else(world) {
        let scene = four_schools(world).await;
        let placement = scene.offer(world, 1).await;
        scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        world.refresh().await;
        let mut robin = robin(world, &scene).await;
        let mut kim = world.signed_in(scene.kim, scene.rival).await;
        let page = robin.get(&format!("{FIND}&q=oak")).await;
        assert!(page.html.contains("1 place assigned to you"), "{}", page.html);
        let page = kim.get(&format!("{FIND}&q=oak")).await;
        assert!(!page.html.contains("assigned to you") && !page.html.contains("Oakfield"), "{}", page.html);
        let picture = robin.get(&format!("/placements/find/{OAK}?year=2026")).await;
        assert!(picture.html.contains("Assigned to you") && picture.html.contains("1 place assigned to you"));
        assert!(picture.html.contains("2026 to 2027: 1 place assigned"), "{}", picture.html);
        let picture = kim.get(&format!("/placements/find/{OAK}?year=2026")).await;
        assert!(picture.html.contains("Unavailable") && !picture.html.contains("Oakfield"), "{}", picture.html);
        assert!(picture.html.contains("You have had no placements at the school so far"));
    }

    async fn what_changes_at_this_node_is_found_by_the_next_request(world) {
        let scene = four_schools(world).await;
        let mut robin = robin(world, &scene).await;
        let placement = scene.offer(world, 3).await;
        scene.give(world, scene.rival, &placement, 3).await.unwrap();
        let full = format!("{FIND}&status=full&year_group=year_3");
        assert_eq!(schools(&robin.get(&full).await), [""; 0], "another node has not looked yet");
        // Any change that a person makes here brings this node up to date before it is answered.
        robin.post("/sign-out", "").await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let page = robin.get(&format!("{FIND}&q=oak")).await;
        assert!(page.html.contains("Primary (Year 3) (2 places)"), "{}", page.html);
        let picture = robin.get(&format!("/placements/find/{OAK}?year=2026")).await;
        assert!(picture.html.contains("Last updated 2 November 2026"), "the day of the list: {}", picture.text());
        let all = scene.offers(world, &[Offer::plain(secondary(Subject::History, &[]), year())]).await;
        scene.give(world, scene.oakfield, &all[0], 1).await.unwrap();
        world.refresh().await;
        assert_eq!(schools(&robin.get(&format!("{FIND}&subject=history&status=full")).await), ["Oak Primary School"]);
    }

    async fn schools_that_said_nothing_are_found_when_asked_for_and_among_partners(world) {
        let scene = four_schools(world).await;
        school(world, "100005", "Elm School", ("York", "YO1 1AA"), (460_000, 452_000)).await;
        let mut robin = robin(world, &scene).await;
        assert_eq!(schools(&robin.get(&format!("{FIND}&status=unknown")).await), ["Elm School"]);
        assert_eq!(schools(&robin.get(&format!("{FIND}&partners=mine")).await), [""; 0]);
        for urn in ["100005", "100004"] {
            partner(world, &scene, urn).await;
        }
        assert_eq!(schools(&robin.get(&format!("{FIND}&partners=mine")).await), ["Dogwood School", "Elm School"]);
        assert_eq!(schools(&robin.get(&format!("{FIND}&partners=mine&status=no")).await), ["Dogwood School"]);
        let reported = "update membership set status = 'reported', report_reason = 'mistake' where organisation = $1";
        world.execute(reported, values![world.organisation("100005").await.get()]).await;
        assert_eq!(schools(&robin.get(&format!("{FIND}&partners=mine")).await), ["Dogwood School"], "who said not us is none");
    }

    async fn the_export_holds_what_is_shown_and_no_contact_of_who_says_no(world) {
        let scene = four_schools(world).await;
        for urn in [OAK, "100004"] {
            let school = world.organisation(urn).await;
            let sql = "insert into contact (organisation, purpose, post, address, source, given_at)
                values ($1, 'placements', 'ITT coordinator', $2, 'school', $3)";
            world.execute(sql, values![school.get(), format!("itt-{urn}@school.example"), naive(world.now())]).await;
        }
        let mut robin = robin(world, &scene).await;
        let file = robin.get("/placements/find/export.csv?year=2026&near=DH1+1AA").await;
        let lines: Vec<&str> = file.html.lines().collect();
        assert_eq!(lines.len(), 3, "{}", file.html);
        assert!(lines[1].starts_with("100001,Oak Primary School,Durham,DH1 1AA,Maintained school,2026 to 2027,Placements available,2,"));
        assert!(lines[1].ends_with(",0.0,,2026-11-02,ITT coordinator,itt-100001@school.example"), "{}", lines[1]);
        let file = robin.get("/placements/find/export.csv?year=2026&status=no").await;
        assert!(file.html.contains("Dogwood School") && !file.html.contains("itt-100004"), "{}", file.html);
        let page = robin.get("/placements/find/100004?year=2026").await;
        assert!(page.html.contains("asks not to be contacted") && !page.html.contains("itt-100004"));
        let page = robin.get(&format!("/placements/find/{OAK}?year=2026")).await;
        assert!(page.html.contains("ITT coordinator") && page.html.contains("itt-100001@school.example"));
        assert!(page.html.contains("/request\">Request places"), "{}", page.html);
    }

    async fn a_map_shows_the_schools_of_the_page_with_their_numbers(world) {
        let scene = four_schools(world).await;
        let mut robin = robin(world, &scene).await;
        let page = robin.get("/placements/find/map?year=2026&near=DH1+1AA").await;
        assert_eq!(schools(&page), ["Oak Primary School", "Beech School"]);
        let list = page.html.find("<ol").unwrap();
        assert!(list < page.html.find("<svg").unwrap(), "the list stands first");
        for words in ["<title>1: Oak Primary School</title>", "2 schools around DH1 1AA, north at the top", "miles</text>"] {
            assert!(page.html.contains(words), "{words}: {}", page.html);
        }
    }

    async fn find_is_for_providers_and_viewers_may_read_it(world) {
        let scene = four_schools(world).await;
        let viewer = world.person("vi@oakfield.example", "Vi", scene.oakfield, "viewer").await;
        let mut viewer = world.signed_in(viewer, scene.oakfield).await;
        let pages = [FIND, "/placements/find/export.csv", "/placements/find/map", "/placements/find/100001?year=2026"];
        for path in pages {
            assert_eq!(viewer.get(path).await.status, 200, "{path}");
            assert_eq!(world.browser().get(path).await.status, 303, "{path}");
            let mut sam = world.signed_in(scene.sam, scene.school).await;
            assert_eq!(sam.get(path).await.status, 404, "{path}");
        }
        let picture = viewer.get("/placements/find/100001?year=2026").await;
        assert!(!picture.html.contains("Request places"), "a viewer cannot ask");
        for path in ["/placements/find/999999", "/placements/find/nonsense", "/placements/find/100001%00"] {
            assert_eq!(viewer.get(path).await.status, 404, "{path}");
        }
    }

    async fn nonsense_in_the_address_harms_nothing(world) {
        let scene = four_schools(world).await;
        let mut robin = robin(world, &scene).await;
        for query in ["year=9999", "year=x&page=99999999", "page=0&order=zzz", "within=7&near=DH1", "status=&phase=%00",
            "hosted=never&hosted=99999999999", "type=zzz", "q=%27%22%3B--", "subject=physics&subject=zzz"] {
            let page = robin.get(&format!("/placements/find?{query}")).await;
            assert_eq!(page.status, 200, "{query}");
        }
        let page = robin.get("/placements/find?term=zzz&subject=physics&route=none").await;
        assert!(page.says("Subject: Physics") && !page.says("zzz") && !page.says("Route: none"), "{}", page.text());
    }
}

/// The provider adds the school.
async fn partner(world: &World, scene: &Scene, urn: &str) {
    let roles = [Role::Coordinator].into_iter().collect();
    let actor = Actor::Person { person: scene.robin, organisation: Some(scene.oakfield), roles, on_behalf_of: None };
    let permit = actor.may(Action::ChangePartners, scene.oakfield).unwrap();
    let candidate = Candidate { is_in_england: true, is_closed: false };
    let school = ToAdd { urn: urn.parse().unwrap(), school: Some(candidate), trainees: None };
    let mut tx = world.app.db.begin().await.unwrap();
    partnerships::add_schools(&mut tx, &permit, &world.app.chance, world.now(), &[school]).await.unwrap();
    tx.commit().await.unwrap();
}
