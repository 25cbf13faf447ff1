//! Acceptance cases of which each is a story of its own (14, 20, 32, 42).

use store::{both, naive, values};

use super::confirm::{confirm, list_of, paste, start};
use super::told::contact;
use crate::world::World;
use crate::world::early_career::Confirmed;

both! {
    async fn without_a_file_and_without_a_list_nothing_is_stored(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        let start = start(world, partner).await;
        for page in [paste(&mut sam, &start, "").await, paste(&mut sam, &start, "  \n ").await] {
            assert_eq!((page.status, page.problems().len()), (422, 1), "{}", page.text());
        }
        assert_eq!(sam.upload(&start, "file", "", b"").await.problems(), ["Select a CSV file or paste a list of schools"]);
        assert_eq!(world.count("upload").await, 0);
    }

    async fn a_file_that_cannot_be_read_leaves_the_list_before_it_untouched(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        world.school("100001", "Oak School").await;
        let start = start(world, partner).await;
        let before = list_of(&paste(&mut sam, &start, "100001").await);
        let too_long = vec![0x31; 2_200_000];
        for bytes in [&b"PK\x03\x04 a workbook"[..], b"100001,Oak School\n", &too_long] {
            assert_eq!(sam.upload(&start, "file", "schools.csv", bytes).await.status, 422);
        }
        assert!(sam.get(&format!("{before}/check")).await.says("Confirm 1 school"));
        assert_eq!(sam.post_on(&format!("{before}/confirm"), "").await.h1(), "1 school confirmed");
    }

    async fn what_was_reported_or_set_up_by_the_school_alone_blocks_nobody(world) {
        let (_, lead, partner) = world.ashdown().await;
        let other = world.lead_provider("Brook Institute").await;
        let memberships = [
            ("100001", "Reported to us", lead), ("100002", "Reported to them", other),
            ("100003", "Ours by the school", lead), ("100004", "Theirs by the school", other),
        ];
        for (urn, name, provider) in memberships {
            world.school(urn, name).await;
            let made = world.confirmed((provider, partner), &Confirmed::told(urn)).await;
            if name.starts_with("Reported") {
                world.reported(&made, "mistake").await;
            } else {
                world.execute("update membership set basis = 'school_led' where public_id = $1", values![made]).await;
            }
        }
        world.clock("2026-11-03T09:00:00Z");
        let mut sam = world.signed_in(world.nobody("sam@ashdown.example", "").await, lead).await;
        let start = start(world, partner).await;
        let done = confirm(&mut sam, &start, "100001\n100002\n100003\n100004").await;
        assert_eq!(done.h1(), "4 schools confirmed", "{}", done.text());
        let ours = format!(
            "membership m join partnership h on h.id = m.partnership where h.hub = {lead} and m.status = 'active'
             and m.basis = 'provider_led' and m.told_at is null"
        );
        assert_eq!(world.count(&ours).await, 4, "the row that the school made is confirmed, too");
        assert_eq!(world.count("notice").await, 4);
    }

    async fn the_contact_for_early_career_teachers_is_told_before_the_general_one_and_nobody_is_shown(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        for (urn, name) in [("100001", "Oak School"), ("100002", "Elm School"), ("100003", "Ash School")] {
            world.school(urn, name).await;
        }
        let (oak, elm) = (world.organisation("100001").await, world.organisation("100002").await);
        contact(world, oak, "office@oak.example").await;
        contact(world, elm, "office@elm.example").await;
        world
            .execute(
                "insert into contact (organisation, purpose, post, address, source, given_at)
                 values ($1, 'ect', '', 'induction@oak.example', 'file', $2)",
                values![oak, naive(world.now())],
            )
            .await;
        let start = start(world, partner).await;
        let done = confirm(&mut sam, &start, "100001\n100002\n100003").await;
        assert!(done.says("We tell 2 schools by email") && done.says("1 school has not been told yet"), "{}", done.text());
        let mut mails: Vec<(String, bool)> =
            world.post().await.iter().map(|it| (it.to().to_owned(), it.body().contains("/nominate/"))).collect();
        mails.sort();
        assert_eq!(mails, [("induction@oak.example".to_owned(), true), ("office@elm.example".to_owned(), true)]);
        let page = sam.get("/early-career/schools?told=not_told").await;
        assert!(page.says("Ash School") && page.says("1 school "), "{}", page.text());
        let page = sam.get("/early-career/schools/100003").await;
        assert!(page.says("Not told yet") && page.says("print a letter"), "{}", page.text());
        assert!(sam.get("/").await.says("1 not told"), "{}", sam.get("/").await.text());
    }
}
