//! Either side ends a partnership; placements stand in a provider's way, and a school says what becomes of them.

use service::placements::rules::Assignment;
use service::vocabulary::AcademicYear;
use store::both;

use crate::placements::scene::{Scene, World, read};

both! {
    async fn a_school_says_of_each_placement_whether_it_is_released_or_kept(world) {
        let scene = Scene::on(world).await;
        scene.partners(world).await;
        world.post().await;
        let (first, second) = (scene.offer(world, 3).await, scene.offer(world, 2).await);
        let released = scene.give(world, scene.oakfield, &first, 2).await.unwrap();
        let kept = scene.give(world, scene.oakfield, &second, 1).await.unwrap();
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        let asked = sam.get("/partner-providers/O1K/remove").await;
        assert_eq!(asked.h1(), "Are you sure you want to remove Oakfield Teaching Alliance?");
        assert!(asked.says("Primary (Year 3), 2026 to 2027, 2 places"), "{}", asked.text());
        let release = format!("share-{}=release", released.public_id);
        let half = sam.post("/partner-providers/O1K/remove", &release).await;
        assert_eq!((half.status, half.problems()), (422,
            vec!["Select what happens to Primary (Year 3), 2026 to 2027, 1 place".to_owned()]));
        assert_eq!(read(world, &first.public_id).await.assigned, 2);
        let both = format!("{release}&share-{}=keep", kept.public_id);
        let done = sam.post_on("/partner-providers/O1K/remove", &both).await;
        assert!(done.says("Oakfield Teaching Alliance removed"), "{}", done.text());
        assert_eq!(read(world, &first.public_id).await.assigned, 0);
        assert_eq!(read(world, &second.public_id).await.assigned, 1);
        assert_eq!(world.post().await.len(), 1);
        let again = sam.post_on("/partner-providers/O1K/remove", &both).await;
        assert!(again.says("It had been removed before"), "{}", again.text());
        assert_eq!(world.post().await.len(), 0, "nobody is told twice");
        assert!(world.audit().await.iter().any(|it| it.contains("ended_by_school")));
    }

    async fn a_provider_cannot_remove_a_school_while_places_are_assigned_to_it(world) {
        let scene = Scene::on(world).await;
        scene.partners(world).await;
        let placement = scene.offer(world, 2).await;
        let share = scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let blocked = robin.get("/partner-schools/100001/remove").await;
        assert!(blocked.says("Primary (Year 3), 2026 to 2027, 1 place"), "{}", blocked.text());
        assert!(blocked.says("Contact the school"), "{}", blocked.text());
        assert_eq!(robin.post("/partner-schools/100001/remove", "").await.status, 422);
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        assert!(sam.get("/partner-providers/O1K").await.says("1 place: Assigned"));
        scene.school_does(world, &share, service::placements::store::Change::Release { reason: String::new() })
            .await
            .unwrap();
        assert!(robin.post_on("/partner-schools/100001/remove", "").await.says("Oak Primary School removed"));
    }

    async fn past_years_do_not_stand_in_the_way_and_are_not_asked_about(world) {
        let scene = Scene::on(world).await;
        scene.partners(world).await;
        let placement = scene.offer(world, 2).await;
        let share = scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        assert_eq!((share.state, placement.offer.year), (Assignment::Assigned, AcademicYear::starting(2026)));
        world.clock("2027-08-01T09:00:00Z");
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        assert!(!robin.get("/partner-schools/100001/remove").await.says("You cannot remove"));
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        assert!(!sam.get("/partner-providers/O1K/remove").await.says("Select what happens"));
        assert!(sam.post_on("/partner-providers/O1K/remove", "").await.says("Oakfield Teaching Alliance removed"));
    }
}
