//! What time brings: requests expire, and a year that is over is completed.

use service::placements::ending;
use service::placements::rules::{Assignment, Refusal};
use service::placements::store::{self as placements, Change};
use service::support::doctor;
use store::both;

use super::scene::{Scene, World, changes, read};

both! {
    async fn a_request_can_be_answered_to_the_end_of_its_last_day_in_london(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 1).await;
        let asked = scene.ask(world, scene.oakfield, &placement, 1).await.unwrap();
        world.clock("2026-11-30T23:59:59Z");
        ending::end(&world.app, world.now()).await.unwrap();
        let mut tx = world.app.db.read().await.unwrap();
        let still = placements::share(&mut tx, &asked.public_id).await.unwrap().unwrap();
        assert!(matches!(still.state, Assignment::Requested { .. }));
        drop(tx);
        world.clock("2026-12-01T00:00:00Z");
        // Before the job has come round, the day is over all the same.
        let late = scene.school_does(world, &asked, Change::Assign { places: 1 }).await.unwrap_err();
        assert_eq!(late, Refusal::RequestExpired);
        ending::end(&world.app, world.now()).await.unwrap();
        ending::end(&world.app, world.now()).await.unwrap();
        assert_eq!(changes(world).await, ["offered", "requested", "expired"], "twice is as good as once");
        scene.ask(world, scene.oakfield, &placement, 1).await.unwrap();
    }

    async fn a_year_that_is_over_is_completed_and_stays_so(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        let given = scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        world.clock("2027-07-31T22:59:59Z");
        ending::end(&world.app, world.now()).await.unwrap();
        assert_eq!(read(world, &placement.public_id).await.assigned, 1);
        assert_eq!(changes(world).await, ["offered", "assigned"]);
        // Midnight of 1 August in London, in summer time.
        world.clock("2027-07-31T23:00:00Z");
        let late = scene.school_does(world, &given, Change::Release { reason: String::new() }).await.unwrap_err();
        assert_eq!(late, Refusal::YearEnded);
        ending::end(&world.app, world.now()).await.unwrap();
        assert_eq!(changes(world).await, ["offered", "assigned", "completed"]);
        assert_eq!(read(world, &placement.public_id).await.assigned, 1, "what was completed stays counted");
        assert_eq!(scene.give(world, scene.rival, &placement, 1).await.unwrap_err(), Refusal::YearEnded);
        assert_eq!(doctor::examine(&world.app).await.unwrap(), Vec::<String>::new());
    }
}
