//! A school assigns places without a request, releases and completes them (acceptance A28).

use service::platform::mail::Mail;
use store::both;

use super::scene::{Scene, World, form, read};

both! {
    async fn a_provider_is_found_and_assigned_and_the_last_places_warn_first(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        world.school("100002", "Elm Primary School").await;
        let base = format!("/placements/{}", placement.public_id);
        let mut sam = scene.sam(world).await;
        // There are no partner providers: it begins with the search.
        let find = sam.get(&format!("{base}/assign")).await;
        assert_eq!(find.location, format!("{base}/assign/find"));
        assert_eq!(sam.post(&find.location, "q=").await.problems(), ["Enter a provider name, provider code, UKPRN or postcode"]);
        let nothing = sam.post(&find.location, "q=zzzz").await;
        assert!(nothing.says("No results found for ‘zzzz’"), "{}", nothing.text());
        let found = sam.post(&find.location, "q=oakfield").await;
        assert_eq!(found.h1(), "1 result found for ‘oakfield’");
        let places = sam.post_on(&find.location, "provider=O1K").await;
        assert_eq!(places.h1(), "How many places do you assign to Oakfield Teaching Alliance?");
        let address = format!("{base}/assign/places?provider=O1K");
        for (typed, problem) in [
            ("", "Enter how many places you assign"),
            ("0", "Number of places must be between 1 and 999"),
            ("3", "There are only 2 places left on this placement. Choose fewer places, or offer more"),
        ] {
            let wrong = sam.post(&address, &form(&[("places", typed)])).await;
            assert_eq!((wrong.status, wrong.problems()), (422, vec![problem.to_owned()]));
        }
        let check = sam.post_on(&address, "places=1").await;
        assert!(!check.says("These are the last places"), "{}", check.text());
        let check = sam.post_on(&address, "places=2").await;
        assert!(check.says("These are the last places that your school has left in 2026 to 2027"), "{}", check.text());
        assert!(check.says("We will email everyone at Oakfield Teaching Alliance"), "{}", check.text());
        assert_eq!(read(world, &placement.public_id).await.assigned, 0);

        let address = format!("{base}/assign/check?provider=O1K&places=2");
        let done = sam.post_on(&address, &form(&[("run", check.hidden("run"))])).await;
        assert!(done.says("2 places assigned to Oakfield Teaching Alliance") && done.says("Assigned"), "{}", done.text());
        sam.post_on(&address, &form(&[("run", check.hidden("run"))])).await;
        assert_eq!(world.scalar::<i64>("select count(*) from placement_assignment").await, Some(1), "sent twice, assigned once");
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject(), "Oak Primary School has assigned you 2 places");
        assert!(sam.get("/placements").await.says("No placements available"));
        let late = sam.post(&address, "run=another").await;
        assert_eq!(late.problems(), ["There are no places left on this placement. Choose fewer places, or offer more"]);
    }

    async fn partner_providers_are_offered_first(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 1).await;
        for sql in [
            "insert into partnership (reference, kind, hub, status, created_at) values ('P-1', 'placement', $1, 'active', $2)",
            "insert into membership (public_id, partnership, organisation, kind, basis, status, report_number, version,
               added_at, changed_at) select 'm1', p.id, o.id, 'placement', 'provider_led', 'active', 1, 1, $2, $2
             from partnership p join organisation o on o.urn = '100001' where p.hub = $1",
        ] {
            world.execute(sql, store::values![scene.oakfield.get(), store::naive(world.now())]).await;
        }
        let base = format!("/placements/{}", placement.public_id);
        let mut sam = scene.sam(world).await;
        let page = sam.get(&format!("{base}/assign")).await;
        assert!(page.says("Oakfield Teaching Alliance") && page.says("Another provider") && !page.says("Rival"), "{}", page.text());
        assert_eq!(sam.post(&format!("{base}/assign"), "").await.problems(), ["Select a provider"]);
        assert_eq!(sam.post(&format!("{base}/assign"), "provider=other").await.location, format!("{base}/assign/find"));
        // One place is left: there is no number to ask for.
        let check = sam.post(&format!("{base}/assign"), "provider=O1K").await;
        let check = sam.get(&check.location).await;
        assert_eq!(check.location, format!("{base}/assign/check?provider=O1K&places=1"));
    }

    async fn a_provider_that_has_asked_is_answered_and_not_assigned_beside_its_request(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 3).await;
        let share = scene.ask(world, scene.oakfield, &placement, 2).await.unwrap();
        let base = format!("/placements/{}", placement.public_id);
        let mut sam = scene.sam(world).await;
        let answer = format!("{base}/requests/{}/answer", share.public_id);
        assert_eq!(sam.post(&format!("{base}/assign/find"), "provider=O1K").await.location, answer);
        let led = sam.get(&format!("{base}/assign/check?provider=O1K&places=1")).await;
        assert_eq!(led.location, answer);
        let page = sam.get(&answer).await;
        assert!(page.says("Oakfield Teaching Alliance has asked for 2 places"), "{}", page.text());
        assert!(page.says("nothing has been assigned yet"), "{}", page.text());
        assert_eq!(sam.post(&format!("{base}/assign/check?provider=O1K&places=1"), "run=x").await.location, answer);
        let beside = scene.give(world, scene.oakfield, &placement, 1).await.unwrap_err();
        assert_eq!(beside.to_string(), "The provider has already asked for places on this placement");
        assert_eq!(world.scalar::<i64>("select count(*) from placement_assignment").await, Some(1));
        assert_eq!(sam.post(&format!("{base}/assign/find"), "provider=R1V").await.location, format!("{base}/assign/places?provider=R1V"));
    }

    async fn a_placement_of_a_later_term_is_not_completed_before_it(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 1).await;
        let share = scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        let base = format!("/placements/{}", placement.public_id);
        let mut sam = scene.sam(world).await;
        sam.post_on(&format!("{base}/edit/when"), "when=summer").await;
        let early = sam.post(&format!("{base}/assignments/{}/complete", share.public_id), "").await;
        assert_eq!(early.problems(), ["The placement has not begun. Wait until its first day"]);
    }

    async fn a_completion_and_what_becomes_of_it_are_told_to_the_provider(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 1).await;
        let share = scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        let base = format!("/placements/{}", placement.public_id);
        let mut sam = scene.sam(world).await;
        sam.post_on(&format!("{base}/assignments/{}/complete", share.public_id), "").await;
        let told = |mails: Vec<Mail>| mails.iter().map(|it| it.subject().to_owned()).collect::<Vec<_>>();
        assert_eq!(told(world.post().await), ["Oak Primary School has completed your 1 place"]);
        assert!(sam.get(&format!("{base}/edit/year-group")).await.says("We will email the provider"));
        sam.post_on(&format!("{base}/edit/year-group"), "year-group=year_4").await;
        assert_eq!(told(world.post().await), ["Oak Primary School has changed a placement"]);
        let asked = sam.get(&format!("{base}/assignments/{}/reopen", share.public_id)).await;
        assert!(asked.says("We will email everyone at Oakfield Teaching Alliance"), "{}", asked.text());
        sam.post_on(&format!("{base}/assignments/{}/reopen", share.public_id), "").await;
        assert_eq!(told(world.post().await), ["Oak Primary School has undone the completion of your 1 place"]);
    }

    async fn places_are_completed_reopened_and_released_and_the_provider_is_told(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 1).await;
        let share = scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        let base = format!("/placements/{}/assignments/{}", placement.public_id, share.public_id);
        let mut sam = scene.sam(world).await;
        assert!(sam.get(&format!("{base}/complete")).await.says("took place"));
        let done = sam.post_on(&format!("{base}/complete"), "").await;
        assert!(done.says("Places of Oakfield Teaching Alliance completed"), "{}", done.text());
        let stale = sam.get(&format!("{base}/release")).await;
        assert_eq!(stale.location, format!("/placements/{}", placement.public_id), "it asks nothing that cannot be done");
        let page = sam.get(&stale.location).await;
        assert!(page.says("Nothing was changed") && page.says("has been completed"), "{}", page.text());
        assert!(page.says("Undo completion of the places of Oakfield"), "{}", page.text());
        let refused = sam.post(&format!("{base}/release"), "").await;
        assert_eq!(refused.problems(), ["The placement has been completed. Undo the completion first if it is wrong"]);
        assert!(sam.post_on(&format!("{base}/reopen"), "").await.says("no longer completed"));
        let long = "x".repeat(501);
        let problem = sam.post(&format!("{base}/release"), &form(&[("reason", &long)])).await;
        assert_eq!(problem.problems(), ["Reason must be 500 characters or less"]);
        let done = sam.post_on(&format!("{base}/release"), "reason=Our+mentor+left").await;
        assert!(done.says("Places of Oakfield Teaching Alliance released") && done.says("Our mentor left"), "{}", done.text());
        // Completed and taken back before the post went: only what still is so is told.
        let mails = world.post().await;
        assert_eq!(mails.iter().map(|it| it.subject().to_owned()).collect::<Vec<_>>(), ["Oak Primary School has released your 1 place"]);
        assert!(mails[0].body().contains("The reason it gave: Our mentor left"));
        assert_eq!(sam.get(&format!("{base}/forget")).await.status, 404);
    }
}
