//! A school changes, withdraws and offers a placement again (acceptance A27, A29, A30, A31).

use store::both;

use super::scene::{Scene, World, form, read, secondary, year};
use service::placements::rules::Offer;
use service::placements::words::Subject;

both! {
    async fn each_thing_has_a_page_and_a_banner_of_its_own(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        let base = format!("/placements/{}", placement.public_id);
        let mut sam = scene.sam(world).await;
        let page = sam.get(&format!("{base}/edit/year-group")).await;
        assert!(page.html.contains("value=\"year_3\" checked") && page.says("Cancel"), "{}", page.html);
        assert_eq!(read(world, &placement.public_id).await.version, 1, "asking changes nothing");
        for (slug, body, banner, now) in [
            ("year-group", "year-group=year_6", "Year group updated", "Primary (Year 6)"),
            ("when", "when=summer", "Expected date updated", "Summer term"),
            ("places", "places=4", "Number of places updated", "4 places, 4 left"),
            ("itp-places", "itp-places=12", "Places for intensive training and practice updated", "12"),
            ("routes", "routes=apprenticeship&routes=fee_funded", "Routes updated", "Fee-funded and apprenticeship"),
            ("note", "note=Near+the+station", "Note updated", "Near the station"),
        ] {
            let done = sam.post_on(&format!("{base}/edit/{slug}"), body).await;
            assert!(done.says(banner) && done.says(now), "{slug}: {}", done.text());
        }
        let page = sam.get(&base).await;
        assert!(page.says("Last updated by Sam Carter on 2 November 2026"), "{}", page.text());
        assert!(page.says("Year group changed") && page.says("Offered with 2 places"), "{}", page.text());
        for (slug, body, problem) in [
            ("places", "places=0", "Number of places must be between 1 and 999"),
            ("year-group", "year-group=ks1", "Select a year group"),
            ("note", "", "Your answer did not arrive. Enter it again"),
            ("routes", "%7B%22routes%22%3A1%7D", "Your answer did not arrive. Enter it again"),
            ("when", "", "Select a term or any time in the academic year"),
        ] {
            let again = sam.post(&format!("{base}/edit/{slug}"), body).await;
            assert_eq!((again.status, again.problems()), (422, vec![problem.to_owned()]));
        }
        for nothing in ["subject", "key-stage", "phase", "year", "setting", "starts", "nothing"] {
            assert_eq!(sam.get(&format!("{base}/edit/{nothing}")).await.status, 404, "{nothing}");
        }
    }

    async fn what_another_tab_has_changed_is_not_replaced_unseen(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        let base = format!("/placements/{}", placement.public_id);
        let mut sam = scene.sam(world).await;
        let before = read(world, &placement.public_id).await.offer.note;
        let page = sam.get(&format!("{base}/edit/note")).await;
        assert!(page.html.contains(&format!("name=\"stood\" value=\"{before}\"")), "{}", page.html);
        sam.post_on(&format!("{base}/edit/note"), "stood=&note=By+bus%0D%0Aor+on+foot").await;
        let late = sam.post(&format!("{base}/edit/note"), "stood=&note=Near+the+station").await;
        let problem = "This was changed after you opened the page. Save again to replace it with your answer";
        assert_eq!((late.status, late.problems()), (422, vec![problem.to_owned()]));
        assert!(late.html.contains("Near the station"), "what was typed is kept: {}", late.html);
        assert_eq!(read(world, &placement.public_id).await.offer.note, "By bus\nor on foot");
        let again = "stood=By+bus%0D%0Aor+on+foot&note=Near+the+station";
        assert!(sam.post_on(&format!("{base}/edit/note"), again).await.says("Note updated"));
        assert_eq!(read(world, &placement.public_id).await.offer.note, "Near the station");
    }

    async fn what_belongs_together_is_asked_together(world) {
        let scene = Scene::on(world).await;
        let made = scene.offers(world, &[Offer::plain(secondary(Subject::Physics, &[]), year())]).await;
        let base = format!("/placements/{}", made[0].public_id);
        let mut sam = scene.sam(world).await;
        let languages = sam.post_on(&format!("{base}/edit/subject"), "subject=modern_languages").await;
        assert_eq!(languages.h1(), "Which languages is the placement in?");
        assert_eq!(read(world, &made[0].public_id).await.title(), "Physics", "half an answer changes nothing");
        let address = format!("{base}/edit/additional?subject=modern_languages");
        assert_eq!(sam.post(&address, "").await.problems(), ["Select an additional subject"]);
        let done = sam.post_on(&address, "additional=german").await;
        assert!(done.says("Subject updated") && done.h1() == "German", "{}", done.text());
        let subjects = "select count(*) from placement_subject where subject in ('modern_languages', 'german')";
        assert_eq!(world.scalar::<i64>(subjects).await, Some(2));

        let first = sam.post_on(&format!("{base}/edit/when"), "when=dates").await;
        assert_eq!(first.h1(), "What is the first day of the placement?");
        let first = format!("{base}/edit/starts?when=dates");
        let last = sam.post(&first, &form(&[("starts-day", "4"), ("starts-month", "1"), ("starts-year", "2027")])).await;
        let early = form(&[("ends-day", "3"), ("ends-month", "1"), ("ends-year", "2027")]);
        assert_eq!(sam.post(&last.location, &early).await.problems(), ["Last day must be between 4 January 2027 and 31 July 2027"]);
        let done = sam.post_on(&last.location, &form(&[("ends-day", "26"), ("ends-month", "3"), ("ends-year", "2027")])).await;
        assert!(done.says("Expected date updated") && done.says("4 January 2027 to 26 March 2027"), "{}", done.text());
    }

    async fn those_with_places_are_told_of_a_change(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        let base = format!("/placements/{}", placement.public_id);
        let mut sam = scene.sam(world).await;
        assert!(sam.get(&format!("{base}/edit/when")).await.says("We will email the provider"));
        sam.post_on(&format!("{base}/edit/when"), "when=autumn").await;
        let mails = world.post().await;
        assert_eq!(mails.iter().map(service::platform::mail::Mail::to).collect::<Vec<_>>(), ["robin@oakfield.example"]);
        assert!(mails[0].body().contains("What was changed: Expected date") && mails[0].body().contains("Autumn term"));
        sam.post_on(&format!("{base}/edit/when"), "when=autumn").await;
        assert!(world.post().await.is_empty(), "the same again is no change");
        let fewer = sam.post(&format!("{base}/edit/places"), "places=0").await;
        assert_eq!(fewer.status, 422);
        scene.give(world, scene.rival, &placement, 1).await.unwrap();
        let fewer = sam.post(&format!("{base}/edit/places"), "places=1").await;
        assert_eq!(fewer.problems(), ["2 places are assigned or completed, so you cannot offer fewer. Release the assigned places first, or undo the completion if it is wrong"]);
    }

    async fn an_assigned_placement_cannot_be_withdrawn(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        let share = scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        let base = format!("/placements/{}", placement.public_id);
        let mut sam = scene.sam(world).await;
        let page = sam.get(&format!("{base}/withdraw")).await;
        assert_eq!(page.h1(), "You cannot withdraw Primary (Year 3)");
        assert!(page.says("Oakfield Teaching Alliance, 1 place") && !page.html.contains("<form action=\"/placements/"), "{}", page.text());
        let refused = sam.post(&format!("{base}/withdraw"), "").await;
        assert_eq!(refused.problems(), ["Places on this placement are assigned or completed. Release the assigned places first, or undo the completion if it is wrong"]);
        assert!(world.audit().await.iter().any(|it| it.contains("refused")));
        let released = sam.post_on(&format!("{base}/assignments/{}/release", share.public_id), "reason=").await;
        assert!(released.says("Places of Oakfield Teaching Alliance released"), "{}", released.text());

        scene.ask(world, scene.rival, &placement, 1).await.unwrap();
        world.post().await;
        let page = sam.get(&format!("{base}/withdraw")).await;
        assert!(page.says("These requests will be declined") && page.says("Rival Training, 1 place"), "{}", page.text());
        let done = sam.post_on(&format!("{base}/withdraw"), "").await;
        assert!(done.says("Primary (Year 3) withdrawn"), "{}", done.text());
        assert!(done.says("You offer no placements in 2026 to 2027 any more"), "{}", done.text());
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].to() == "kim@rival.example" && mails[0].body().contains("The placement was withdrawn"));
        assert_eq!(sam.post(&format!("{base}/edit/places"), "places=5").await.status, 422);
        let stale = sam.post(&format!("{base}/withdraw"), "").await;
        assert_eq!(stale.problems(), ["You have withdrawn this placement. Offer it again first"]);

        let again = sam.post_on(&format!("{base}/offer-again"), "").await;
        assert!(again.says("Primary (Year 3) offered again") && again.says("Available"), "{}", again.text());
        assert_eq!(sam.post(&format!("{base}/offer-again"), "").await.status, 422);
    }

    async fn the_preview_is_what_every_provider_sees(world) {
        let scene = Scene::on(world).await;
        scene.with_contact(world).await;
        let placement = scene.offer(world, 2).await;
        scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        let mut sam = scene.sam(world).await;
        let page = sam.get(&format!("/placements/{}/preview", placement.public_id)).await;
        for words in ["This is a preview", "Oak Primary School (URN 100001)", "2 places, 1 left", "itt@oak.example", "Last updated"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        assert!(!page.says("Oakfield"), "no provider sees which others have places");
    }
}
