//! Contacts by purpose, and mentors as counts.

use service::organisations::contact_book;
use store::{both, values};

use super::scene::{Scene, World};
use crate::world::form;

async fn own(world: &World, scene: &Scene) -> Option<String> {
    let mut tx = world.app.db.read().await.unwrap();
    contact_book::for_placements(&mut tx, scene.school).await.unwrap().map(|it| it.address)
}

both! {
    async fn a_school_gives_changes_and_removes_its_contacts(world) {
        let scene = Scene::on(world).await;
        world.execute(
            "insert into contact (organisation, purpose, post, address, source, given_by, given_at)
             values ($1, 'itt', '', 'old@oak.example', 'provider', $2, $3)",
            values![scene.school.get(), scene.oakfield.get(), store::naive(world.now())],
        ).await;
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        let page = sam.get("/placements/contacts").await;
        for words in ["Not given yet", "old@oak.example, given by Oakfield Teaching Alliance on 2 November 2026", "Before you can add placements"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        assert_eq!(own(world, &scene).await, None, "what a provider gave is not the school’s own (A24)");
        let wrong = sam.post("/placements/contacts/placements", &form(&[("post", &"x".repeat(101)), ("address", "nobody")])).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(wrong.problems(), [
            "Name of the post must be 100 characters or less",
            "Enter an email address in the correct format, like name@example.com",
        ]);
        assert!(wrong.html.contains("value=\"nobody\""));
        let page = sam.post_on("/placements/contacts/general", &form(&[("post", "Office"), ("address", "office@oak.example")])).await;
        assert!(page.says("Contact saved") && page.says("Office: office@oak.example. Given by your school on 2 November 2026"), "{}", page.text());
        assert_eq!(own(world, &scene).await.as_deref(), Some("office@oak.example"));
        for address in ["itt@oak.example", "itt2@oak.example", "itt2@oak.example"] {
            sam.post("/placements/contacts/placements", &form(&[("address", address)])).await;
        }
        assert_eq!(own(world, &scene).await.as_deref(), Some("itt2@oak.example"));
        assert_eq!(world.scalar::<i64>("select count(*) from contact where purpose = 'placements'").await, Some(1));
        let check = sam.get("/placements/contacts/placements/remove").await;
        assert!(check.h1().starts_with("Are you sure") && check.says("itt2@oak.example"));
        assert_eq!(own(world, &scene).await.as_deref(), Some("itt2@oak.example"));
        let page = sam.post_on("/placements/contacts/placements/remove", "").await;
        assert!(page.says("Contact removed"), "{}", page.text());
        assert_eq!(sam.get("/placements/contacts/placements/remove").await.status, 404);
        assert_eq!(own(world, &scene).await.as_deref(), Some("office@oak.example"));
        assert_eq!(sam.get("/placements/contacts/other").await.status, 404);
        let told = world.audit().await;
        assert!(told.iter().all(|it| !it.contains("oak.example")), "no address in the chain: {told:?}");
        assert_eq!(told.iter().filter(|it| it.contains("contact_given")).count(), 4);
    }

    async fn mentors_are_counted_by_phase_and_subject(world) {
        let scene = Scene::on(world).await;
        world.execute("update establishment set phase = 'All-through'", values![]).await;
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        let page = sam.get("/placements/mentors?year=2026").await;
        assert!(page.says("Not given yet"), "{}", page.text());
        let wrong = form(&[
            ("headcount-primary-all", "2"), ("trained-primary-all", "3"),
            ("headcount-secondary-physics", "many"), ("trained-secondary-physics", ""),
            ("trained-secondary-music", "1"),
            ("headcount-send-all", "1.5"), ("trained-send-all", "1"),
        ]);
        let page = sam.post("/placements/mentors/change?year=2026", &wrong).await;
        assert_eq!(page.status, 422);
        assert_eq!(page.problems(), [
            "Number of trained mentors must be 2 or fewer (Primary)",
            "Number of mentors must be a number (Physics)",
            "Enter the number of mentors (Music)",
            "Number of mentors must be a whole number (SEND)",
        ].map(str::to_owned).to_vec().into_iter().collect::<Vec<_>>());
        assert!(page.html.contains("value=\"many\""), "nothing that was typed is lost");
        assert_eq!(world.scalar::<i64>("select count(*) from mentor_count").await, Some(0));
        let right = form(&[
            ("headcount-primary-all", "4"), ("trained-primary-all", "3"),
            ("headcount-secondary-physics", "0"), ("trained-secondary-physics", "0"),
        ]);
        let page = sam.post_on("/placements/mentors/change?year=2026", &right).await;
        assert!(page.says("Primary 4 3") && page.says("Physics 0 0") && page.says("SEND Not given yet"), "{}", page.text());
        assert!(page.says("Last updated on 2 November 2026 by Sam Carter"), "{}", page.text());
        let form_again = sam.get("/placements/mentors/change?year=2026").await;
        assert!(form_again.html.contains("value=\"4\""));
        assert!(sam.get("/placements/mentors?year=2025").await.says("Not given yet"), "each year by itself");
        let page = sam.post_on("/placements/mentors/change?year=2026", "").await;
        assert!(page.says("Not given yet"), "what is left empty is not given: {}", page.text());
    }
}
