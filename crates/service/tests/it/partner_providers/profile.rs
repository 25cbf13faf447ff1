//! What a provider tells its partner schools of a year, on their pages and in their calendars.

use icalendar::{Calendar, Component, Event};
use store::both;

use crate::placements::scene::{Scene, World};
use crate::world::{Browser, Page};

/// Looks at the change, goes back to it, and saves it.
async fn saved(browser: &mut Browser, path: &str, form: &str) -> Page {
    let check = browser.post(path, form).await;
    assert_eq!((check.status, check.h1().as_str()), (200, "Check the change"), "{}", check.text());
    let again = browser.post(path, &format!("{form}&step=change")).await;
    assert!(again.status == 200 && again.says("Continue"), "{}", again.text());
    browser.post_on(path, &format!("{form}&step=save")).await
}

const WINDOW: &str =
    "name=First+block&starts-day=5&starts-month=10&starts-year=2026&ends-day=18&ends-month=12&ends-year=2026";

both! {
    async fn a_provider_tells_its_partner_schools_what_they_want_to_know(world) {
        let scene = Scene::on(world).await;
        scene.partners(world).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let empty = robin.get("/placements/profile?year=2026").await;
        assert_eq!(empty.h1(), "What your partner schools see of you");
        assert!(empty.says("Not given yet") && empty.says("You have given no placement windows yet"), "{}", empty.text());
        for (what, form, banner) in [
            ("pattern", "text=Two+days+a+week", "Pattern of placements saved"),
            ("weeks", "text=24+weeks", "Length of placements saved"),
            ("routes", "route=fee_funded&route=salaried", "Routes saved"),
            ("contact", "post=Placements+team&address=placements@oakfield.example", "Contact for schools saved"),
            ("note", "text=We+visit+twice+a+term", "Note to schools saved"),
        ] {
            let page = saved(&mut robin, &format!("/placements/profile/edit/{what}?year=2026"), form).await;
            assert!(page.says(banner), "{what}: {}", page.text());
        }
        let numbers = saved(&mut robin, "/placements/profile/trainees/secondary?year=2026", "physics=12&english=0").await;
        assert!(numbers.says("Trainee numbers saved") && numbers.says("Physics: 12"), "{}", numbers.text());
        let window = saved(&mut robin, "/placements/profile/windows/add?year=2026", WINDOW).await;
        assert!(window.says("First block saved") && window.says("5 October 2026"), "{}", window.text());
        assert!(window.says("Last updated by Robin Patel on 2 November 2026"), "{}", window.text());
        assert!(world.audit().await.iter().any(|it| it.contains("profile_changed")));
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        let seen = sam.get("/partner-providers/O1K?year=2026").await;
        for words in [
            "Two days a week", "24 weeks", "Fee-funded and Salaried", "Placements team, placements@oakfield.example",
            "We visit twice a term", "First block", "18 December 2026", "Secondary: Physics", "Last updated by Robin Patel",
        ] {
            assert!(seen.says(words), "{words}: {}", seen.text());
        }
        assert!(!sam.get("/partner-providers/O1K?year=2027").await.says("Two days a week"));
        sam.post_on("/partner-providers/O1K/remove", "").await;
        assert!(!sam.get("/partner-providers/O1K?year=2026").await.says("Two days a week"));
        assert_eq!(sam.get("/partner-providers/O1K/windows.ics?year=2026").await.status, 404);
    }

    async fn a_change_is_seen_before_it_is_saved_and_nothing_is_written_until_then(world) {
        let scene = Scene::on(world).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let path = "/placements/profile/edit/contact?year=2026";
        saved(&mut robin, path, "post=Office&address=office@oakfield.example").await;
        let events = world.audit().await.len();
        let typed = "post=Placements+team&address=placements@oakfield.example";
        let check = robin.post(path, typed).await;
        for words in ["Office, office@oakfield.example", "Placements team, placements@oakfield.example", "Save change"] {
            assert!(check.says(words), "{words}: {}", check.text());
        }
        assert!(!check.location.contains("oakfield"), "no address stands in an address");
        let again = robin.post(path, &format!("{typed}&step=change")).await;
        assert!(again.html.contains("value=\"placements@oakfield.example\""), "{}", again.html);
        assert_eq!(world.audit().await.len(), events, "nothing has been written");
        assert!(robin.get("/placements/profile?year=2026").await.says("Office, office@oakfield.example"));
        let wrong = robin.post(path, "address=nobody&step=save").await;
        assert_eq!((wrong.status, wrong.problems().len()), (422, 1));
    }

    async fn windows_are_kept_in_calendars_and_change_without_doubling(world) {
        let scene = Scene::on(world).await;
        scene.partners(world).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let page = saved(&mut robin, "/placements/profile/windows/add?year=2026", WINDOW).await;
        let change = page.links("/placements/profile/windows/").into_iter().find(|it| !it.contains("add")).unwrap();
        let change = change.replace("/remove", "");
        let uid = |file: &str| {
            let read: Calendar = file.parse().unwrap();
            let events: Vec<Event> = read.components.iter().filter_map(|it| it.as_event().cloned()).collect();
            assert_eq!(events.len(), 1, "{file}");
            let days = ["DTSTART", "DTEND"].map(|it| events[0].property_value(it).unwrap().to_owned());
            (events[0].get_uid().unwrap().to_owned(), days)
        };
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        let before = sam.get("/partner-providers/O1K/windows.ics?year=2026").await;
        assert_eq!(before.headers["content-type"], "text/calendar; charset=utf-8");
        assert_eq!(before.html, robin.get("/placements/profile/windows.ics?year=2026").await.html);
        let (first, days) = uid(&before.html);
        assert_eq!(days, ["20261005", "20261219"]);
        let changed = saved(&mut robin, &change, &WINDOW.replace("ends-day=18", "ends-day=11")).await;
        assert!(changed.says("11 December 2026"), "{}", changed.text());
        let (second, days) = uid(&sam.get("/partner-providers/O1K/windows.ics?year=2026").await.html);
        assert_eq!((second, days[1].as_str()), (first, "20261212"));
        let remove = change.replace('?', "/remove?");
        assert_eq!(robin.get(&remove).await.h1(), "Are you sure you want to remove First block?");
        assert!(robin.post_on(&remove, "").await.says("First block removed"));
        assert_eq!(robin.post(&remove, "").await.status, 404);
    }

    async fn what_is_wrong_with_a_profile_is_said_beside_it(world) {
        let scene = Scene::on(world).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        for (path, form, problem) in [
            ("windows/add", "name=", "Enter a name for the placement window"),
            ("windows/add", "name=A", "Enter the first day"),
        ] {
            let page = robin.post(&format!("/placements/profile/{path}?year=2026"), form).await;
            assert_eq!(page.status, 422);
            assert!(page.problems().contains(&problem.to_owned()), "{path}: {:?}", page.problems());
        }
        for (from, to, problem) in [
            ("ends-month=12", "ends-month=9", "Last day must be the same as or after the first day"),
            ("starts-month=10", "starts-month=7", "The days must be between 1 August 2026 and 31 July 2027"),
            ("starts-day=5", "starts-day=35", "First day must be a real date"),
        ] {
            let page = robin.post("/placements/profile/windows/add?year=2026", &WINDOW.replace(from, to)).await;
            assert_eq!((page.status, page.problems()), (422, vec![problem.to_owned()]));
        }
        let page = robin.post("/placements/profile/edit/contact?year=2026", "address=nobody").await;
        assert_eq!((page.status, page.problems().len()), (422, 1));
        let page = robin.post("/placements/profile/trainees/secondary?year=2026", "physics=many").await;
        assert_eq!((page.status, page.problems()), (422, vec!["Physics: Number of trainees must be a number".to_owned()]));
        let viewer = world.person("vi@oakfield.example", "Vi Ray", scene.oakfield, "viewer").await;
        let mut viewer = world.signed_in(viewer, scene.oakfield).await;
        assert_eq!(viewer.get("/placements/profile").await.status, 200);
        assert_eq!(viewer.post("/placements/profile/edit/note", "text=x").await.status, 403);
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        assert_eq!(sam.get("/placements/profile").await.status, 404);
        world.clock("2027-08-01T09:00:00Z");
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        assert_eq!(robin.post("/placements/profile/windows/add?year=2026", WINDOW).await.status, 422);
        assert_eq!(robin.post("/placements/profile/edit/note?year=2026", "text=x").await.status, 404);
    }
}
