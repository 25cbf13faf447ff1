//! By the link of a mail.

use axum::body::Body;
use axum::http::Request;
use service::platform::mail::Mail;
use store::both;

use super::scene::{Browser, SAM, Scene, World, link, membership, reports};

const CHOSEN: &str = "reason=do_not_recognise";

async fn opened(world: &World, link: &str) -> Browser {
    let mut browser = world.browser();
    let landed = browser.get(link).await;
    assert_eq!((landed.status, landed.location.as_str()), (303, "/report"));
    browser
}

both! {
    async fn the_link_leads_to_a_page_without_its_token_and_changes_nothing(world) {
        let mail = Scene::on(world).await.add(world).await;
        assert!(mail.body().contains("tell us by 16 November 2026"), "{}", mail.body());
        let before = (membership(world).await, world.audit().await);
        let mut browser = world.browser();
        let head = browser.send(Request::head(link(&mail)), Body::empty()).await;
        assert_eq!(head.status, 303);
        let landed = browser.get(&link(&mail)).await;
        let cookie = landed.headers["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        assert_eq!(landed.location, "/report");
        let page = browser.get("/report").await;
        assert_eq!(page.h1(), "Oakfield Teaching Alliance has added Oak Primary School as a partner school");
        for words in ["O1K", "100001", "Added 2 November 2026", "Last day to report a mistake 16 November 2026"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        assert_eq!(browser.get("/report/mistake").await.status, 200);
        assert_eq!(browser.get("/report/done").await.location, "/report");
        assert_eq!((membership(world).await, world.audit().await), before);
    }

    async fn a_link_that_we_did_not_make_is_no_page(world) {
        let mail = Scene::on(world).await.add(world).await;
        let good = link(&mail);
        let mut browser = world.browser();
        let unknown = browser.get("/no-such-page").await;
        let forged = format!("{}A", &good[..good.len() - 1]);
        let forged = if forged == good { format!("{}B", &good[..good.len() - 1]) } else { forged };
        let other_row = format!("/report/x{}", &good["/report/".len()..]);
        for bad in ["/report/x", "/report/%00", "/report/a.b", "/report/%F0%9F%98%80", &forged, &other_row] {
            let page = browser.get(bad).await;
            assert_eq!((page.status, &page.html), (404, &unknown.html), "{bad}");
        }
        assert!(browser.cookie("report").is_none());
        assert_eq!(browser.get("/report").await.h1(), "Enter the code from your letter");
        assert_eq!(browser.post("/report/mistake", CHOSEN).await.location, "/report");
        assert_eq!(reports(world).await, 0);
    }

    async fn the_form_offers_exactly_five_reasons_and_wants_one(world) {
        let mail = Scene::on(world).await.add(world).await;
        let mut browser = opened(world, &link(&mail)).await;
        let form = browser.get("/report/mistake").await;
        assert_eq!(form.html.matches(r#"type="radio""#).count(), 5);
        for words in [
            "I have already confirmed an agreement with another provider",
            "We have not confirmed an agreement",
            "I do not recognise this training provider",
            "We do not offer placements this year",
            "This looks like a mistake",
        ] {
            assert!(form.says(words), "{words}");
        }
        for odd in ["", "reason=", "reason=because", "reason=no_ects", "other=mistake", "reason=%FF"] {
            let again = browser.post("/report/mistake", odd).await;
            assert_eq!(again.status, 422, "{odd}");
            assert_eq!(again.problems(), ["Select a reason why you think this is a mistake"]);
            assert!(again.title().starts_with("Error: "), "{}", again.title());
        }
        assert_eq!(reports(world).await, 0);
    }

    async fn a_form_of_another_message_reports_nothing(world) {
        let mail = Scene::on(world).await.add(world).await;
        let mut browser = opened(world, &link(&mail)).await;
        let form = browser.get("/report/mistake").await;
        let of = form.hidden("of").to_owned();
        let other = browser.post("/report/mistake", &format!("of=other&{CHOSEN}")).await;
        assert_eq!((other.status, other.location.as_str()), (303, "/report"));
        let page = browser.get("/report").await;
        assert!(page.says("Nothing has been changed") && page.says("You have opened another message"), "{}", page.text());
        assert_eq!(browser.post("/report/join", "of=other&name=Jo+Elm&email=jo@oak.example").await.location, "/report");
        assert_eq!(reports(world).await, 0);
        assert_eq!(browser.post("/report/mistake", &format!("of={of}&{CHOSEN}")).await.location, "/report/done");
    }

    async fn a_report_is_kept_and_every_user_of_the_provider_is_mailed_once(world) {
        let mail = Scene::on(world).await.add(world).await;
        let mut browser = opened(world, &link(&mail)).await;
        let done = browser.post("/report/mistake", CHOSEN).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/report/done"));
        for _ in 0..2 {
            let done = browser.get("/report/done").await;
            assert_eq!(done.h1(), "Mistake reported");
            assert!(done.says("I do not recognise this training provider"));
        }
        let mails = world.post().await;
        let mut to: Vec<_> = mails.iter().map(Mail::to).collect();
        to.sort_unstable();
        assert_eq!(to, ["alex@oakfield.example", "robin@oakfield.example"]);
        assert!(mails.iter().all(|it| it.body().contains("I do not recognise this training provider")));
        assert!(world.post().await.is_empty());
        assert_eq!(reports(world).await, 1);
        assert!(membership(world).await.starts_with("reported 1 "));
        let events = world.audit().await;
        let reported = events.iter().filter(|it| it.contains("\"reported\"") && it.contains("do_not_recognise"));
        assert_eq!(reported.count(), 1, "{events:?}");
    }

    async fn the_second_report_lands_on_the_page_that_says_so_also_after_the_last_day(world) {
        let mail = Scene::on(world).await.add(world).await;
        let (mut one, mut other) = (opened(world, &link(&mail)).await, opened(world, &link(&mail)).await);
        let (first, second) =
            tokio::join!(one.post("/report/mistake", CHOSEN), other.post("/report/mistake", "reason=mistake"));
        let mut to = [first.location, second.location];
        to.sort_unstable();
        assert_eq!(to, ["/report", "/report/done"]);
        assert_eq!(reports(world).await, 1);
        assert_eq!(world.post().await.len(), 2);
        let said = one.get("/report").await;
        assert_eq!(said.h1(), "Someone at Oak Primary School has already reported this");
        assert!(said.says("Reported 2 November 2026"), "{}", said.text());
        assert_eq!(one.post("/report/mistake", CHOSEN).await.location, "/report");
        assert_eq!(one.get("/report/mistake").await.location, "/report");
        let refused = world.audit().await.iter().filter(|it| it.contains("report_refused")).count();
        assert_eq!(refused, 2);
        world.clock("2026-12-01T09:00:00Z");
        let late = opened(world, &link(&mail)).await.get("/report").await;
        assert_eq!(late.h1(), "Someone at Oak Primary School has already reported this");
    }

    async fn the_time_ends_with_the_fourteenth_day_in_london_whatever_the_clocks_do(world) {
        world.clock("2026-10-20T12:00:00Z");
        let mail = Scene::on(world).await.add(world).await;
        assert!(mail.body().contains("tell us by 3 November 2026"));
        world.clock("2026-11-03T23:59:59Z");
        let mut browser = opened(world, &link(&mail)).await;
        assert!(browser.get("/report").await.h1().contains("has added"));
        assert_eq!(browser.get("/report/mistake").await.status, 200);
        world.clock("2026-11-04T00:00:00Z");
        let page = browser.get("/report").await;
        assert_eq!(page.h1(), "The time to report this as a mistake has passed");
        assert!(page.says("until the end of 3 November 2026") && page.links("/report/mistake").is_empty());
        assert_eq!(browser.get("/report/mistake").await.location, "/report");
        assert_eq!(browser.post("/report/mistake", CHOSEN).await.location, "/report");
        assert_eq!(reports(world).await, 0);
        assert!(world.audit().await.iter().any(|it| it.contains("The time to report this has passed")));
    }

    async fn in_summer_the_fourteenth_day_is_londons_own(world) {
        world.clock("2026-06-01T23:30:00Z");
        let mail = Scene::on(world).await.add(world).await;
        assert!(mail.body().contains("tell us by 16 June 2026"), "{}", mail.body());
        world.clock("2026-06-16T22:59:59Z");
        let mut browser = opened(world, &link(&mail)).await;
        assert!(browser.get("/report").await.h1().contains("has added"));
        world.clock("2026-06-16T23:00:00Z");
        assert!(browser.get("/report").await.h1().contains("has passed"));
    }

    async fn added_again_the_old_link_says_so_and_the_new_one_has_a_new_last_day(world) {
        let scene = Scene::on(world).await;
        let old = link(&scene.add(world).await);
        opened(world, &old).await.post("/report/mistake", CHOSEN).await;
        world.post().await;
        world.clock("2026-11-30T09:00:00Z");
        let new = scene.add(world).await;
        assert!(new.body().contains("tell us by 14 December 2026"), "{}", new.body());
        let mut stale = opened(world, &old).await;
        let said = stale.get("/report").await;
        assert_eq!(said.h1(), "You have used an old link or code");
        assert!(said.says("Added 30 November 2026") && said.says("14 December 2026"), "{}", said.text());
        assert_eq!(stale.post("/report/mistake", CHOSEN).await.location, "/report");
        assert_eq!(reports(world).await, 1);
        let mut fresh = opened(world, &link(&new)).await;
        assert_eq!(fresh.post("/report/mistake", "reason=another_provider").await.location, "/report/done");
        assert_eq!(reports(world).await, 2);
        assert_eq!(world.post().await.len(), 2);
    }

    async fn a_provider_that_removed_the_school_leaves_nothing_to_report(world) {
        let scene = Scene::on(world).await;
        let mail = scene.add(world).await;
        scene.remove(world).await;
        let mut browser = opened(world, &link(&mail)).await;
        let page = browser.get("/report").await;
        assert_eq!(page.h1(), "Oak Primary School is not a partner school of Oakfield Teaching Alliance");
        assert_eq!(browser.post("/report/mistake", CHOSEN).await.location, "/report");
        assert_eq!(reports(world).await, 0);
    }

    async fn a_browser_keeps_the_notice_for_an_hour(world) {
        let mail = Scene::on(world).await.add(world).await;
        let mut browser = opened(world, &link(&mail)).await;
        world.clock("2026-11-02T09:59:00Z");
        assert!(browser.get("/report").await.h1().contains("has added"));
        world.clock("2026-11-02T10:00:00Z");
        assert_eq!(browser.get("/report").await.h1(), "Enter the code from your letter");
        assert_eq!(browser.post("/report/mistake", CHOSEN).await.location, "/report");
        assert_eq!(reports(world).await, 0);
        assert_eq!(mail.to(), SAM);
    }
}
