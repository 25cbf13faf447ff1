//! A provider asks for places, takes its request back, gives places back, and sees what it has.

use service::placements::rules::{Offer, What};
use service::placements::words::{Subject, YearGroup};
use store::{both, values};

use super::scene::{Scene, World, read, secondary, year};

/// Goes through the journey; gives the page at its end.
async fn ask(browser: &mut crate::world::Browser, id: &str, places: &str, message: &str) -> crate::world::Page {
    let page = browser.post("/placements/request", &format!("placement={id}")).await;
    assert_eq!(page.status, 303, "{}", page.text());
    let base = page.location.trim_end_matches("/places").to_owned();
    let asked = browser.post(&format!("{base}/places"), &format!("places={places}")).await;
    if asked.status != 303 {
        return asked;
    }
    let check = browser.post_on(&format!("{base}/message"), &format!("message={message}")).await;
    assert_eq!(check.h1(), "Check your request");
    browser.post_on(&format!("{base}/check"), "").await
}

both! {
    async fn a_provider_requests_places_and_the_school_is_told_until_when_it_can_answer(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 3).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let page = robin.get(&format!("/placements/{}", placement.public_id)).await;
        assert_eq!(page.h1(), "Primary (Year 3)");
        assert!(page.says("Available") && page.says("3 places, 3 left") && page.says("Request places"), "{}", page.text());
        let begun = robin.get(&format!("/placements/{}/request", placement.public_id)).await;
        let first = robin.get(&begun.location).await;
        assert_eq!(first.h1(), "Which placement at Oak Primary School do you want to request?");
        assert!(first.html.contains("checked"), "{}", first.html);
        let empty = robin.post(&begun.location, "placement=").await;
        assert_eq!((empty.status, empty.problems()), (422, vec!["Select a placement".to_owned()]));
        assert!(empty.html.contains("id=\"placement\""), "the summary leads to the first choice: {}", empty.html);
        for (typed, problem) in [
            ("", "Enter the number of places"),
            ("two", "Number of places must be a number"),
            ("4", "Number of places must be 3 or fewer, because only 3 places are left"),
        ] {
            let wrong = ask(&mut robin, &placement.public_id, typed, "").await;
            assert_eq!((wrong.status, wrong.problems()), (422, vec![problem.to_owned()]));
        }
        let done = ask(&mut robin, &placement.public_id, "2", "Two+of+our+trainees+live+nearby").await;
        assert!(done.says("2 places requested"), "{}", done.text());
        assert!(done.says("until the end of 30 November 2026 to answer"), "{}", done.text());
        assert!(done.says("You requested 2 places") && !done.html.contains("Request places"), "{}", done.text());
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject(), "Oakfield Teaching Alliance asks for 2 places");
        let list = robin.get("/placements?year=2026").await;
        for words in ["Primary (Year 3)", "Oak Primary School", "Requested", "The end of 30 November 2026"] {
            assert!(list.says(words), "{words}: {}", list.text());
        }
        let twice = robin.post("/placements/request", &format!("placement={}", placement.public_id)).await;
        let told = "You have already asked for places on this placement. Wait for the school’s answer, or take the \
                    request back first";
        assert_eq!((twice.status, twice.problems()), (422, vec![told.to_owned()]), "before anything else is asked");
        let twice = robin.get(&format!("/placements/{}/request", placement.public_id)).await;
        assert_eq!(twice.location, format!("/placements/{}", placement.public_id));
        assert!(robin.get(&twice.location).await.says(told));
    }

    async fn what_the_school_withdraws_on_the_way_is_said_with_what_else_it_offers(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 3).await;
        let other = scene.offers(world, &[Offer::plain(What::Primary(YearGroup::Year5), year())]).await.remove(0);
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let begun = robin.post("/placements/request", &format!("placement={}", placement.public_id)).await;
        let mut sam = scene.sam(world).await;
        sam.post(&format!("/placements/{}/withdraw", placement.public_id), "").await;
        let on = robin.get(&begun.location).await;
        let told = "The school has withdrawn this placement. Choose another placement, or ask the school";
        let page = robin.get(&on.location).await;
        assert_eq!(page.h1(), "Which placement at Oak Primary School do you want to request?");
        assert!(page.says(told) && page.says("Primary (Year 5)") && !page.says("Primary (Year 3)"), "{}", page.text());
        let next = robin.post(&on.location, &format!("placement={}", other.public_id)).await;
        assert!(next.location.ends_with("/places"), "{}", next.text());
        let gone = robin.get(&format!("/placements/{}/request", placement.public_id)).await;
        assert_eq!(gone.status, 404, "who has nothing of it does not see it");
    }

    async fn a_school_that_says_no_is_not_to_be_contacted_about_what_it_declined(world) {
        let scene = Scene::on(world).await;
        scene.with_contact(world).await;
        let placement = scene.offer(world, 3).await;
        scene.ask(world, scene.oakfield, &placement, 1).await.unwrap();
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let base = format!("/placements/{}", placement.public_id);
        let page = robin.get(&base).await;
        assert!(page.says("itt@oak.example") && page.says("Last updated") && page.says("2 November 2026"), "{}", page.text());
        let sql = "insert into availability (school, year, answer, reason, answered_at) values ($1, 2026, 'no', 'no_time', $2)";
        world.execute(sql, values![scene.school.get(), store::naive(world.now())]).await;
        let page = robin.get(&base).await;
        assert!(!page.says("itt@oak.example") && page.says("asks not to be contacted"), "{}", page.text());
    }

    async fn a_request_is_withdrawn_and_assigned_places_are_given_back(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 3).await;
        let share = scene.ask(world, scene.oakfield, &placement, 2).await.unwrap();
        world.post().await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let base = format!("/placements/{}", placement.public_id);
        let way = format!("{base}/requests/{}/withdraw", share.public_id);
        assert_eq!(robin.get(&way).await.h1(), "Are you sure you want to withdraw your request for 2 places?");
        let done = robin.post_on(&way, "").await;
        assert!(done.says("Request withdrawn") && done.says("Request places"), "{}", done.text());
        assert_eq!(world.post().await[0].subject(), "Oakfield Teaching Alliance no longer asks for 2 places");
        let again = robin.post_on(&way, "").await;
        assert!(again.says("Important") && !again.says("Success"), "what was refused is no success: {}", again.text());
        assert!(again.says("Nothing was changed") && again.says("See on the placement’s page"), "{}", again.text());
        let share = scene.give(world, scene.oakfield, &placement, 2).await.unwrap();
        let page = robin.get(&base).await;
        assert!(page.says("Assigned to you") && page.says("2 places assigned to you"), "{}", page.text());
        let way = format!("{base}/assignments/{}/give-back", share.public_id);
        assert_eq!(robin.get(&way).await.h1(), "Are you sure you want to give 2 places back?");
        let long = format!("reason={}", "a".repeat(501));
        assert_eq!(robin.post(&way, &long).await.status, 422);
        let done = robin.post_on(&way, "reason=A+trainee+has+left").await;
        assert!(done.says("2 places given back") && done.says("A trainee has left"), "{}", done.text());
        assert_eq!(read(world, &placement.public_id).await.assigned, 0);
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject(), "Oakfield Teaching Alliance has given 2 places back");
        assert!(mails[0].body().contains("A trainee has left"), "{}", mails[0].body());
    }

    async fn a_school_without_users_is_told_at_its_contact(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 3).await;
        world.execute("delete from person_role where organisation = $1", values![scene.school.get()]).await;
        world.execute(
            "insert into contact (organisation, purpose, post, address, source, given_at)
             values ($1, 'itt', 'ITT coordinator', 'itt@oak.example', 'file', $2),
               ($1, 'placements', 'Office', 'office@oak.example', 'file', $2)",
            values![scene.school.get(), store::naive(world.now())],
        ).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        assert!(ask(&mut robin, &placement.public_id, "1", "").await.says("1 place requested"));
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to(), "office@oak.example");
    }

    async fn a_provider_sees_its_own_places_and_nobody_elses(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        let theirs = scene.give(world, scene.rival, &placement, 2).await.unwrap();
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let base = format!("/placements/{}", placement.public_id);
        let page = robin.get(&base).await;
        assert!(page.says("Unavailable") && !page.says("Rival") && !page.says("Request places"), "{}", page.text());
        let nothing = robin.get("/placements/nothing").await;
        assert_eq!(nothing.status, 404);
        for path in [
            format!("{base}/assignments/{}/give-back", theirs.public_id),
            format!("{base}/requests/{}/withdraw", theirs.public_id),
        ] {
            let got = robin.get(&path).await;
            assert_eq!((got.status, &got.html), (404, &nothing.html));
            assert_eq!(robin.post(&path, "").await.status, 404);
        }
        let viewer = world.person("vi@oakfield.example", "Vi Ray", scene.oakfield, "viewer").await;
        let mut viewer = world.signed_in(viewer, scene.oakfield).await;
        assert_eq!(viewer.get(&base).await.status, 200);
        assert_eq!(viewer.post("/placements/request", "placement=x").await.status, 403);
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        assert_eq!(sam.post("/placements/request", "placement=x").await.status, 404);
    }

    async fn a_request_begun_without_a_placement_leads_to_where_one_is_found(world) {
        let scene = Scene::on(world).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        for address in ["/placements/request", "/placements/request?placement=nothing"] {
            let page = robin.get(address).await;
            assert_eq!((page.status, page.location.as_str()), (303, "/placements/find"));
            let find = robin.get(&page.location).await;
            assert!(find.says("Find a placement first"), "{}", find.text());
        }
    }

    async fn my_placements_are_filtered_ordered_switched_by_year_and_exported(world) {
        let scene = Scene::on(world).await;
        world.school("100002", "Elm Primary School").await;
        let physics = secondary(Subject::Physics, &[]);
        let offers = [Offer::plain(physics, year()), Offer::plain(What::Primary(YearGroup::Year5), year())];
        let made = scene.offers(world, &offers).await;
        scene.give(world, scene.oakfield, &made[0], 1).await.unwrap();
        scene.ask(world, scene.oakfield, &made[1], 1).await.unwrap();
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let list = robin.get("/placements?year=2026").await;
        assert!(list.says("2 placements") && list.says("Physics") && list.says("Primary (Year 5)"), "{}", list.text());
        for (query, number) in [
            ("state=assigned", "1 placement"), ("subject=physics", "1 placement"), ("phase=primary", "1 placement"),
            ("school=100001", "2 placements"), ("school=100002", "0 placements"), ("q=physics", "1 placement"),
        ] {
            let page = robin.get(&format!("/placements?year=2026&{query}")).await;
            assert!(page.says(number), "{query}: {}", page.text());
        }
        assert!(robin.get("/placements?year=2027").await.says("You have no places in this academic year"));
        let csv = robin.get("/placements/export.csv?year=2026&state=assigned").await;
        assert_eq!(csv.html.lines().count(), 2);
        assert!(csv.html.contains("2026 to 2027,Physics,Secondary,Oak Primary School,100001"), "{}", csv.html);
    }

    async fn a_partner_schools_placements_stand_in_groups(world) {
        let scene = Scene::on(world).await;
        let physics = secondary(Subject::Physics, &[]);
        let made = scene
            .offers(world, &[Offer::plain(physics, year()), Offer::plain(What::Primary(YearGroup::Year5), year())])
            .await;
        scene.give(world, scene.oakfield, &made[0], 1).await.unwrap();
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        assert_eq!(robin.get("/partner-schools/100001/placements").await.status, 404);
        scene.partners(world).await;
        assert!(robin.get("/partner-schools/100001").await.says("Placements at this school"));
        let page = robin.get("/partner-schools/100001/placements?year=2026").await;
        let (assigned, available) = page.html.split_once("Primary (Year 5)").unwrap();
        assert!(assigned.contains("Assigned to you") && assigned.contains("Physics"), "{}", page.text());
        assert!(available.contains("Available") && !available.contains("Assigned to you"), "{}", page.text());
        let to = "to=%2Fpartner-schools%2F100001%2Fplacements%3Fyear%3D2026&year=2027";
        let next = robin.post("/placements/year", to).await;
        assert_eq!(next.location, "/partner-schools/100001/placements?year=2027", "another year of the same page");
        let away = robin.post("/placements/year", "to=https%3A%2F%2Fevil.example%2F&year=2026").await;
        assert_eq!(away.location, "/placements?year=2026");
    }
}
