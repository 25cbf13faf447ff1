//! Onboarding: support adds the first user of any school of the register, at its request. Acceptance A41.

use store::both;

use super::scene::{add_partner, confirm, visit};
use crate::world::{Browser, World, form};

/// From the button of the school's page to the form for its first user.
async fn begin(dana: &mut Browser, urn: &str) {
    let page = dana.get(&format!("/support/organisations/{urn}")).await;
    let start = page.links(&format!("/support/organisations/{urn}/visit/act?then=users")).remove(0);
    let asked = dana.get(&start).await;
    assert!(asked.html.contains(r#"name="then" value="users""#), "{}", asked.html);
    let path = start.split('?').next().unwrap();
    let reason = [("draft", ""), ("then", "users"), ("reason", "The head teacher asked by letter")];
    let check = dana.post(path, &form(&reason)).await.location;
    let begun = confirm(dana, &check).await;
    assert_eq!(begun.location, "/organisation/users/add", "{}", begun.text());
}

async fn add(dana: &mut Browser, fields: &[(&str, &str)]) -> crate::world::Page {
    let check = dana.post("/organisation/users/add", &form(fields)).await;
    if check.status != 303 {
        return check;
    }
    let draft = check.location.rsplit('=').next().unwrap().to_owned();
    dana.post_on("/organisation/users/add/check", &form(&[("draft", &draft)])).await
}

async fn schools(world: &World) -> Option<i64> {
    world.scalar("select count(*) from organisation where urn = '100001'").await
}

both! {
    async fn a_school_that_nobody_knew_gets_its_first_user(world) {
        world.school("100001", "Meadow Lane Primary School").await;
        let mut dana = world.desk("support").await;
        assert_eq!(schools(world).await, Some(0));
        begin(&mut dana, "100001").await;
        assert_eq!(schools(world).await, Some(1));
        let empty = dana.get("/organisation/users/add").await;
        assert!(empty.says("You are acting for Meadow Lane Primary School at its request"), "{}", empty.text());
        assert_eq!(empty.html.matches(" checked").count(), 2, "what a first user needs is ticked");
        let wrong = add(&mut dana, &[("name", " "), ("email", "sam"), ("role", "viewer")]).await;
        assert_eq!(
            wrong.problems(),
            ["Enter a full name", "Enter an email address in the correct format, like name@example.com"]
        );
        let sam = [("name", "Sam Carter"), ("email", "sam@meadow.example")];
        let alone = add(&mut dana, &[sam[0], sam[1], ("role", "viewer")]).await;
        assert_eq!(alone.problems(), ["Select “Administrator”: the first user adds the others"]);
        assert!(alone.html.contains(r##"href="#role""##) && alone.html.contains("Sam Carter"), "nothing is lost");
        let done = add(&mut dana, &[sam[0], sam[1], ("role", "administrator"), ("role", "coordinator")]).await;
        assert!(done.says("User added") && done.says("Sam Carter"), "{}", done.text());
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!((mails[0].to(), mails[0].subject()), ("sam@meadow.example", "You have been added to Meadow Lane Primary School: sign in"));
        // The second need not be an administrator.
        let viewer = add(&mut dana, &[("name", "Vi Lane"), ("email", "vi@meadow.example"), ("role", "viewer")]).await;
        assert!(viewer.says("User added"), "{}", viewer.text());
        dana.post("/support/stop", "").await;
        let page = dana.get("/support/organisations/100001").await;
        assert!(page.says("2 users") && page.says("Invited") && !page.says("Add the first user"), "{}", page.text());
        world.post().await;
        // What Sam sees of it.
        let school = world.organisation("100001").await;
        let sam = world.nobody("sam@meadow.example", "").await;
        let mut sam = world.signed_in(sam, school).await;
        let seen = sam.get("/organisation/support").await;
        assert!(seen.says("Added Sam Carter as a user (Can edit, Administrator) Reason: The head teacher asked by letter"), "{}", seen.text());
    }

    async fn users_are_changed_and_removed_at_the_organisations_request(world) {
        world.oakfield().await;
        let oakfield = world.organisation("O1K").await;
        world.person("ada@oakfield.example", "Ada Mensah", oakfield, "administrator").await;
        let mut dana = world.desk("support").await;
        visit(&mut dana, ("O1K", "act"), "Ada asked").await;
        let id: String = world.scalar("select public_id from person where name = 'Robin Patel'").await.unwrap();
        let page = format!("/organisation/users/{id}");
        let changed = dana.post_on(&format!("{page}/roles/check"), "role=viewer").await;
        assert!(changed.says("Change saved") && changed.says("Can view"), "{}", changed.text());
        let removed = dana.post_on(&format!("{page}/remove"), "").await;
        assert!(removed.says("User removed") && !removed.says("robin@oakfield.example"), "{}", removed.text());
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject(), "You have been removed from Oakfield Teaching Alliance");
        let ada: String = world.scalar("select public_id from person where name = 'Ada Mensah'").await.unwrap();
        let last = dana.post(&format!("/organisation/users/{ada}/remove"), "").await;
        assert_eq!(last.status, 422, "the rules are the same: {}", last.text());
        assert!(last.problems()[0].starts_with("This is the only administrator"));
    }

    async fn a_request_that_support_granted_is_shown_to_the_school(world) {
        world.school("100001", "Meadow Lane Primary School").await;
        let mut robin = world.oakfield().await;
        add_partner(&mut robin, "100001").await;
        world.post().await;
        let school = world.organisation("100001").await;
        world
            .execute(
                "insert into access_request (public_id, organisation, notice, name, email, email_folded, asked_at)
                 select 'r1', $1, min(id), 'Sam Carter', 'sam@meadow.example', 'sam@meadow.example', $2 from notice",
                store::values![school.get(), store::naive(world.now())],
            )
            .await;
        let mut dana = world.desk("support").await;
        let granted = dana.post_on("/support/access-requests/r1/grant", "").await;
        assert!(granted.says("Account given"), "{}", granted.text());
        assert_eq!(world.post().await.len(), 1);
        let sam = world.nobody("sam@meadow.example", "").await;
        let mut sam = world.signed_in(sam, school).await;
        let seen = sam.get("/organisation/support").await;
        assert!(seen.says("Dana Price Gave somebody the organisation’s first account"), "{}", seen.text());
    }
}
