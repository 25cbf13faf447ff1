//! Stories of pages that somebody comes back to: the list that was drawn before, and the way back to it.

use axum::body::Body;
use axum::http::Request;
use store::{both, values};

use crate::partner_schools::add;
use crate::world::World;

both! {
    async fn a_list_shown_again_is_for_who_looks_as_they_are_now(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Zebra School").await;
        add(&mut robin, "100001").await;
        robin.get("/partner-schools").await;
        let before = robin.get("/partner-schools").await;
        assert_eq!(robin.get("/partner-schools").await.html, before.html);
        assert!(before.says("Add partner school") && before.says("Zebra School"));
        let vera = world.person("vera@oakfield.example", "Vera Lindqvist", world.organisation("O1K").await, "viewer").await;
        let mut vera = world.signed_in(vera, world.organisation("O1K").await).await;
        let hers = vera.get("/partner-schools").await;
        assert!(hers.says("Vera Lindqvist") && !hers.says("Add partner school"), "{}", hers.text());

        world.execute("update person_role set role = 'viewer' where role <> 'viewer'", values![]).await;
        let now = robin.get("/partner-schools").await;
        assert!(!now.says("Add partner school") && now.says("Zebra School"), "{}", now.text());
        world.execute("update organisation set name = 'Oakfield Alliance' where kind = 'provider'", values![]).await;
        assert!(robin.get("/partner-schools").await.says("Oakfield Alliance"));
    }

    async fn back_leads_to_the_part_of_the_list_that_was_seen(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Zebra School").await;
        add(&mut robin, "100001").await;
        let came_from = |address: &str| Request::get("/partner-schools/100001").header("referer", address);
        let seen = robin.send(came_from("https://ours.example/partner-schools?q=zebra&page=2"), Body::empty()).await;
        assert!(seen.html.contains(r#"href="/partner-schools?q=zebra&#38;page=2" class="govuk-back-link""#), "{}", seen.html);
        for other in ["https://ours.example/", "https://ours.example/partner-schools/100001/remove", "no address"] {
            let plain = robin.send(came_from(other), Body::empty()).await;
            assert!(plain.html.contains(r#"href="/partner-schools" class="govuk-back-link""#), "{other}");
        }
    }
}
