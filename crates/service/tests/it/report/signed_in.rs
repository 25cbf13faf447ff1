//! By a user of the school who is signed in; and the school's own list of providers.

use store::{both, naive, values};

use super::scene::{Scene, World, reports};

both! {
    async fn a_school_sees_who_named_it_and_reports_from_its_own_page(world) {
        let scene = Scene::on(world).await;
        let mut browser = scene.at_school(world).await;
        assert!(browser.get("/partner-providers").await.says("No provider has added Oak Primary School"));
        scene.add(world).await;
        let list = browser.get("/partner-providers").await;
        for words in ["Oakfield Teaching Alliance", "O1K", "Working together", "Until 16 November 2026"] {
            assert!(list.says(words), "{words}: {}", list.text());
        }
        let page = browser.get("/partner-providers/O1K").await;
        assert_eq!(page.h1(), "Oakfield Teaching Alliance");
        assert!(page.says("Until the end of 16 November 2026"), "{}", page.text());
        let again = browser.post("/partner-providers/O1K/mistake", "").await;
        assert_eq!((again.status, again.problems().len()), (422, 1));
        let done = browser.post_on("/partner-providers/O1K/mistake", "reason=not_confirmed").await;
        assert!(done.says("Mistake reported") && done.says("Reported as a mistake"), "{}", done.text());
        assert_eq!((reports(world).await, world.post().await.len()), (1, 2));
        let refused = browser.post_on("/partner-providers/O1K/mistake", "reason=mistake").await;
        assert!(refused.says("Your school reported that this is a mistake"), "{}", refused.text());
        assert!(!refused.says("Mistake reported"), "{}", refused.text());
        assert_eq!((reports(world).await, world.post().await.len()), (1, 0));
    }

    async fn the_same_days_hold_for_users_who_are_signed_in(world) {
        let scene = Scene::on(world).await;
        scene.add(world).await;
        world.clock("2026-11-17T00:00:00Z");
        let mut browser = scene.at_school(world).await;
        assert!(!browser.get("/partner-providers").await.says("This is a mistake"));
        assert_eq!(browser.get("/partner-providers/O1K/mistake").await.location, "/partner-providers/O1K");
        let late = browser.post_on("/partner-providers/O1K/mistake", "reason=mistake").await;
        assert!(late.says("Until 16 November 2026: the time has passed"), "{}", late.text());
        assert_eq!(reports(world).await, 0);
    }

    async fn another_schools_user_finds_nothing_and_a_viewer_may_not(world) {
        let scene = Scene::on(world).await;
        scene.add(world).await;
        world.school("100002", "Elm Primary School").await;
        let elm = world.organisation("100002").await;
        let other = world.person("kim@elm.example", "Kim Lee", elm, "coordinator").await;
        let mut other = world.signed_in(other, elm).await;
        let nothing = other.get("/partner-providers/ZZ9").await;
        assert_eq!(nothing.status, 404);
        for path in ["/partner-providers/O1K", "/partner-providers/O1K/mistake", "/partner-providers/O1K/remove"] {
            let page = other.get(path).await;
            assert_eq!((page.status, &page.html), (404, &nothing.html), "{path}");
        }
        for path in ["/partner-providers/O1K/mistake", "/partner-providers/O1K/remove"] {
            let page = other.post(path, "reason=mistake").await;
            assert_eq!((page.status, &page.html), (404, &nothing.html), "{path}");
        }
        let viewer = world.person("vi@oak.example", "Vi Ray", scene.school, "viewer").await;
        let mut viewer = world.signed_in(viewer, scene.school).await;
        let page = viewer.get("/partner-providers/O1K").await;
        assert!(page.status == 200 && !page.says("This is a mistake"), "{}", page.text());
        assert_eq!(viewer.post("/partner-providers/O1K/mistake", "reason=mistake").await.status, 403);
        assert_eq!(viewer.post("/partner-providers/O1K/remove", "").await.status, 403);
        let mut robin = world.signed_in(scene.robin, scene.provider).await;
        assert_eq!(robin.get("/partner-providers").await.status, 404);
        assert!(world.browser().get("/partner-providers").await.location.starts_with("/sign-in?return_to="));
        assert_eq!(reports(world).await, 0);
    }

    async fn the_list_is_searched_ordered_in_pages_and_exported(world) {
        let scene = Scene::on(world).await;
        scene.add(world).await;
        for number in 10..40 {
            let code = format!("P{number}");
            let provider = world.provider(&code, &format!("Provider {number}")).await;
            world.execute(
                "insert into partnership (reference, kind, hub, status, created_at)
                 values ($1, 'placement', $2, 'active', $3)",
                values![format!("P-{code}"), provider.get(), naive(world.now())],
            ).await;
            world.execute(
                "insert into membership (public_id, partnership, organisation, kind, basis, status, report_number,
                   version, added_at, changed_at)
                 select $1, id, $2, 'placement', 'peer', 'active', 1, 1, $3, $3 from partnership where reference = $4",
                values![format!("m{number}"), scene.school.get(), naive(world.now()), format!("P-{code}")],
            ).await;
        }
        let mut browser = scene.at_school(world).await;
        let first = browser.get("/partner-providers").await;
        assert!(first.says("Showing 1 to 25 of 31 partner providers"), "{}", first.text());
        assert!(browser.get("/partner-providers?page=2").await.says("Provider 39"));
        let found = browser.get("/partner-providers?q=provider+12").await;
        assert!(found.says("1 partner provider") && found.says("Provider 12"), "{}", found.text());
        assert!(browser.get("/partner-providers?q=p13").await.says("Provider 13"));
        assert!(browser.get("/partner-providers?status=reported").await.says("0 partner providers"));
        let csv = browser.get("/partner-providers/export.csv").await;
        assert_eq!(csv.html.lines().count(), 32);
        assert!(csv.html.contains("O1K,Oakfield Teaching Alliance"), "{}", csv.html);
    }
}
