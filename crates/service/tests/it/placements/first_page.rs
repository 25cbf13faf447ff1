//! What waits in placements stands on the first page of school and provider, with its one action.

use service::placements::store::Change;
use store::{both, values};

use super::scene::{Scene, World};

both! {
    async fn a_school_is_shown_the_requests_that_wait_for_it_and_answers_from_there(world) {
        let scene = Scene::on(world).await;
        scene.partners(world).await;
        let placement = scene.offer(world, 3).await;
        let share = scene.ask(world, scene.oakfield, &placement, 2).await.unwrap();
        let mut sam = scene.sam(world).await;
        let home = sam.get("/").await;
        for words in [
            "Oakfield Teaching Alliance has asked for 2 places in Primary (Year 3), 2026 to 2027: answer by the end of",
            "Since 2 November 2026",
            "Your placements in 2026 to 2027",
            "1 placement offered with 0 places assigned",
            "1 request to answer",
        ] {
            assert!(home.says(words), "{words}: {}", home.text());
        }
        let answer = format!("/placements/{}/requests/{}/answer", placement.public_id, share.public_id);
        assert!(home.html.contains(&format!("href=\"{answer}\"")), "{}", home.html);
        assert_eq!(sam.get(&answer).await.status, 200);
        scene.school_does(world, &share, Change::Assign { places: 2 }).await.unwrap();
        let home = sam.get("/").await;
        assert!(!home.says("has asked for 2 places") && home.says("0 requests to answer"), "{}", home.text());
        assert!(home.says("1 placement offered with 2 places assigned"), "{}", home.text());
    }

    async fn whoever_may_only_look_is_led_to_the_placement(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 1).await;
        scene.ask(world, scene.oakfield, &placement, 1).await.unwrap();
        let reader = world.person("rita@oak.example", "Rita Shah", scene.school, "viewer").await;
        let mut rita = world.signed_in(reader, scene.school).await;
        let home = rita.get("/").await;
        assert!(home.says("See the placement") && !home.says("Answer the request"), "{}", home.text());
        assert_eq!(rita.get(&format!("/placements/{}", placement.public_id)).await.status, 200);
    }

    async fn a_school_is_asked_what_it_can_offer_until_it_has_said_so(world) {
        let scene = Scene::on(world).await;
        let mut sam = scene.sam(world).await;
        let words = "Your school has not said whether it can offer placements in 2026 to 2027";
        assert!(sam.get("/").await.says(words));
        assert_eq!(sam.get("/placements/availability/2026").await.status, 200);
        world
            .execute(
                "insert into availability (school, year, answer, answered_at) values ($1, 2026, 'no', $2)",
                values![scene.school.get(), store::naive(world.now())],
            )
            .await;
        assert!(!sam.get("/").await.says(words));
    }

    async fn a_provider_sees_how_its_year_stands(world) {
        let scene = Scene::on(world).await;
        scene.partners(world).await;
        let placement = scene.offer(world, 3).await;
        scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        scene.ask(world, scene.oakfield, &placement, 1).await.unwrap();
        scene.ask(world, scene.rival, &placement, 1).await.unwrap();
        world
            .execute(
                "insert into provider_trainees (provider, year, phase, subject, number)
                 values ($1, 2026, 'primary', '', 40)",
                values![scene.oakfield.get()],
            )
            .await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let home = robin.get("/").await;
        for words in [
            "1 partner school",
            "1 place confirmed for your 40 trainees",
            "1 request waiting for an answer",
            "0 requests declined or expired",
        ] {
            assert!(home.says(words), "{words}: {}", home.text());
        }
        let waiting = robin.get("/placements?year=2026&state=requested").await;
        assert!(waiting.says("1 placement") && waiting.says("Year 3"), "{}", waiting.text());
    }
}
