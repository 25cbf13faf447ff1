//! Two at once: a place is counted once, whoever comes first.

use service::placements::rules::{Assignment, Refusal};
use service::placements::store::{self as placements, Change, Give, Placement, Share};
use service::policy::Action;
use service::support::doctor;
use service::vocabulary::OrganisationId;
use store::both;

use super::scene::{Scene, World, read};

/// The school assigns in a transaction of its own.
async fn assign(
    world: &World,
    scene: &Scene,
    provider: OrganisationId,
    placement: &Placement,
) -> Result<Share, Refusal> {
    let permit = scene.at_school(Action::AssignPlacements);
    let mut tx = world.app.db.begin().await.unwrap();
    let give = Give { placement, provider, places: 1 };
    let done = placements::give(&mut tx, &permit, &world.app.chance, world.now(), give).await.unwrap()?;
    tx.commit().await.unwrap();
    Ok(done)
}

both! {
    async fn the_last_place_goes_to_one_and_the_other_is_told(world) {
        let scene = Scene::on(world).await;
        for _ in 0..5 {
            let placement = scene.offer(world, 1).await;
            let (one, other) = tokio::join!(
                assign(world, &scene, scene.oakfield, &placement),
                assign(world, &scene, scene.rival, &placement),
            );
            let refused: Vec<Refusal> = [one, other].into_iter().filter_map(Result::err).collect();
            assert_eq!(refused, [Refusal::NotEnoughPlaces { left: 0 }]);
            assert_eq!(read(world, &placement.public_id).await.assigned, 1);
        }
        assert_eq!(doctor::examine(&world.app).await.unwrap(), Vec::<String>::new());
    }

    async fn the_last_place_under_the_cap_goes_to_one(world) {
        let scene = Scene::on(world).await;
        world.execute(
            "insert into availability (school, year, trainee_cap) values ($1, 2026, 1)",
            store::values![scene.school.get()],
        ).await;
        // Two placements, so that nothing but the cap stands between them.
        let (first, second) = (scene.offer(world, 1).await, scene.offer(world, 1).await);
        let (one, other) = tokio::join!(
            assign(world, &scene, scene.oakfield, &first),
            assign(world, &scene, scene.rival, &second),
        );
        let refused: Vec<Refusal> = [one, other].into_iter().filter_map(Result::err).collect();
        assert_eq!(refused, [Refusal::CapReached { left: 0 }]);
    }

    async fn one_request_gets_one_answer(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 1).await;
        let asked = scene.ask(world, scene.oakfield, &placement, 1).await.unwrap();
        let (assigned, declined) = tokio::join!(
            scene.school_does(world, &asked, Change::Assign { places: 1 }),
            scene.school_does(world, &asked, Change::Decline { reason: "No mentor".into() }),
        );
        assert_eq!(u8::from(assigned.is_ok()) + u8::from(declined.is_ok()), 1, "{assigned:?} {declined:?}");
        let late = assigned.err().or(declined.err());
        assert!(matches!(late, Some(Refusal::OutOfStep | Refusal::AlreadyDecided)), "{late:?}");
        assert_eq!(doctor::examine(&world.app).await.unwrap(), Vec::<String>::new());
    }

    async fn two_requests_of_one_provider_are_one(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 3).await;
        let (one, other) = tokio::join!(
            scene.ask(world, scene.oakfield, &placement, 1),
            scene.ask(world, scene.oakfield, &placement, 1),
        );
        let shares: Vec<Share> = [one, other].into_iter().filter_map(Result::ok).collect();
        assert_eq!(shares.len(), 1);
        assert!(matches!(shares[0].state, Assignment::Requested { .. }));
    }

    async fn the_database_itself_holds_the_count(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 1).await;
        for sql in ["update placement set places_assigned = 2 where id = $1", "update placement set places_assigned = -1 where id = $1"] {
            let mut tx = world.app.db.begin().await.unwrap();
            assert!(tx.execute(sql, store::values![placement.id]).await.is_err(), "{sql}");
        }
    }
}
