//! What pages of placements say of where things stand.

use service::placements::rules::{Offer, What, When};
use service::placements::store::Change;
use service::placements::words::YearGroup;
use store::{both, naive, values};

use super::scene::{Browser, Scene, World, year};

async fn cap(world: &World, scene: &Scene, cap: i32) {
    let sql =
        "insert into availability (school, year, answer, answered_at, trainee_cap) values ($1, 2026, 'yes', $2, $3)
         on conflict (school, year) do update set trainee_cap = excluded.trainee_cap";
    world.execute(sql, values![scene.school.get(), naive(world.now()), cap]).await;
    world.refresh().await;
}

async fn robin(world: &World, scene: &Scene) -> Browser {
    world.signed_in(scene.robin, scene.oakfield).await
}

both! {
    async fn the_history_shows_a_few_lines_and_all_of_them_when_asked(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        for _ in 0..12 {
            let share = scene.give(world, scene.rival, &placement, 1).await.unwrap();
            scene.school_does(world, &share, Change::Release { reason: String::new() }).await.unwrap();
        }
        let base = format!("/placements/{}", placement.public_id);
        let mut sam = scene.sam(world).await;
        let page = sam.get(&base).await;
        assert!(page.says("Show all 25 entries") && !page.says("Offered with 2 places"), "{}", page.text());
        let all = sam.get(&format!("{base}?history=all")).await;
        assert!(all.says("Offered with 2 places") && !all.says("Show all"), "{}", all.text());
        let theirs = robin(world, &scene).await.get(&format!("{base}?history=all")).await;
        assert!(theirs.says("Offered with 2 places") && !theirs.says("Rival Training"), "{}", theirs.text());
    }

    async fn completing_is_offered_from_the_first_day_on(world) {
        let scene = Scene::on(world).await;
        let when = When::Between("2027-01-04".parse().unwrap(), "2027-02-12".parse().unwrap());
        let offer = Offer { when, ..Offer::plain(What::Primary(YearGroup::Year3), year()) };
        let placement = scene.offers(world, &[offer]).await.remove(0);
        scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        let base = format!("/placements/{}", placement.public_id);
        let page = scene.sam(world).await.get(&base).await;
        assert!(page.html.contains("/release") && !page.html.contains("/complete"), "{}", page.html);
        world.clock("2027-01-04T00:30:00Z");
        let page = scene.sam(world).await.get(&base).await;
        assert!(page.html.contains("/complete"), "{}", page.html);
    }

    async fn a_school_that_takes_no_more_trainees_has_no_placements_available(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 3).await;
        scene.give(world, scene.rival, &placement, 1).await.unwrap();
        cap(world, &scene, 3).await;
        let mut robin = robin(world, &scene).await;
        let page = robin.get("/placements/find?year=2026").await;
        assert!(page.says("Placements available"), "{}", page.text());
        cap(world, &scene, 1).await;
        world.execute("update placement set version = version + 1", values![]).await;
        let mut sam = scene.sam(world).await;
        assert!(sam.get("/placements").await.says("No placements available"));
        // Anything that changes the school brings the lists up to date.
        sam.post_on("/placements/availability/2026/confirm", "").await;
        let page = robin.get("/placements/find?year=2026").await;
        assert!(page.says("No placements available"), "{}", page.text());
        let none = robin.get("/placements/find?year=2026&status=available").await;
        assert!(!none.says("Oak Primary School"), "{}", none.text());
    }

    async fn placements_of_the_same_name_can_be_told_apart_and_say_how_many_are_left(world) {
        let scene = Scene::on(world).await;
        let one = scene.offer(world, 3).await;
        scene.offer(world, 1).await;
        let mut robin = robin(world, &scene).await;
        let which = robin.get(&format!("/placements/request?placement={}", one.public_id)).await;
        assert!(which.says(&format!("{}, 1 of 2", one.title())) && which.says(&format!("{}, 2 of 2", one.title())), "{}", which.text());
        let page = robin.post_on("/placements/request", &format!("placement={}", one.public_id)).await;
        assert_eq!(page.h1(), "How many places do you want to request? 3 are left");
    }

    async fn what_is_withdrawn_has_no_places_left_or_gone(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 3).await;
        let mut sam = scene.sam(world).await;
        sam.post_on(&format!("/placements/{}/withdraw", placement.public_id), "").await;
        let page = sam.get(&format!("/placements/{}", placement.public_id)).await;
        assert!(page.says("Withdrawn") && !page.says("none left"), "{}", page.text());
    }

    async fn a_year_that_is_over_is_never_swapped_for_another(world) {
        let scene = Scene::on(world).await;
        scene.with_contact(world).await;
        let mut sam = scene.sam(world).await;
        let form = "year=2024&phase=primary&item=primary-year_3&q-primary-year_3=1&run=a";
        assert_eq!(sam.post("/placements/add-many/check", form).await.status, 404);
        assert_eq!(world.scalar::<i64>("select count(*) from placement").await, Some(0));
        let done = sam.post_on("/placements/add-many/check", &form.replace("2024", "2026")).await;
        assert!(done.says("You now offer 1 placement in the academic year 2026 to 2027"), "{}", done.text());
        assert!(!sam.get("/placements/add-many/done?year=2026&count=999").await.says("999"));
    }
}
