//! The DfE's own users. Acceptance A41.

use store::both;

use super::scene::visit;
use crate::world::{Browser, Page, World, form};

/// Fills the form in, and presses the button of the check page where there is one.
async fn add(browser: &mut Browser, name: &str, email: &str, role: &str) -> Page {
    let check =
        browser.post("/organisation/users/add", &form(&[("name", name), ("email", email), ("role", role)])).await;
    if check.status != 303 {
        return check;
    }
    let draft = check.location.rsplit('=').next().unwrap().to_owned();
    browser.post_on("/organisation/users/add/check", &form(&[("draft", &draft)])).await
}

async fn id_of(world: &World, email: &str) -> String {
    world.scalar(&format!("select public_id from person where email = '{email}'")).await.unwrap()
}

both! {
    async fn the_dfes_users_are_reached_from_support(world) {
        world.oakfield().await;
        let mut dana = world.desk("support administrator").await;
        assert!(dana.get("/support").await.links("/support/users").len() == 1);
        let list = dana.get("/support/users").await;
        assert_eq!(list.location, "/organisation/users");
        assert!(dana.get("/organisation/users").await.says("Dana Price"));
        visit(&mut dana, ("O1K", "look"), "Why").await;
        assert_eq!(dana.get("/support/users").await.location, "/support/stop", "a visit is left first");
    }

    async fn a_dfe_user_has_the_dfes_address_and_is_invited(world) {
        let mut dana = world.desk("administrator").await;
        let wrong = add(&mut dana, "Jo Bell", "jo@school.example", "support").await;
        let sentence = "Enter a Department for Education email address in the correct format, like name@education.gov.uk";
        assert_eq!((wrong.status, wrong.problems()), (422, vec![sentence.to_owned()]));
        assert!(wrong.html.contains(r##"href="#email""##) && wrong.html.contains("Jo Bell"), "nothing is lost");
        for tricked in ["jo@education.gov.uk.example", "jo@noteducation.gov.uk", "education.gov.uk@x.example"] {
            assert_eq!(add(&mut dana, "Jo Bell", tricked, "support").await.problems(), [sentence], "{tricked}");
        }
        let done = add(&mut dana, "Jo Bell", "jo@education.gov.uk", "support").await;
        assert!(done.says("User added") && done.says("DfE support"), "{}", done.text());
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject(), "You have been added to Department for Education: sign in");
    }

    async fn the_domain_is_a_setting(world) {
        let settings = (*world.app.settings).clone();
        let settings = service::platform::settings::Settings { support_domain: "dfe.example".to_owned(), ..settings };
        world.app.settings = std::sync::Arc::new(settings);
        world.rebuild();
        let mut dana = world.desk("administrator").await;
        let wrong = add(&mut dana, "Jo Bell", "jo@education.gov.uk", "support").await;
        assert!(wrong.problems()[0].ends_with("like name@dfe.example"), "{:?}", wrong.problems());
        assert!(add(&mut dana, "Jo Bell", "jo@DFE.example", "support").await.says("User added"));
        world.post().await;
    }

    async fn who_was_removed_and_is_added_again_is_one_account_with_the_new_name(world) {
        let mut dana = world.desk("administrator").await;
        add(&mut dana, "Jo Bell", "jo@education.gov.uk", "support").await;
        world.post().await;
        let id = id_of(world, "jo@education.gov.uk").await;
        let page = format!("/organisation/users/{id}");
        let changed = dana.post_on(&format!("{page}/roles/check"), "role=regulator").await;
        assert!(changed.says("Change saved") && changed.says("DfE regulator"), "{}", changed.text());
        let removed = dana.post_on(&format!("{page}/remove"), "").await;
        assert!(removed.says("User removed") && !removed.says("jo@education.gov.uk"), "{}", removed.text());
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!((mails[0].to(), mails[0].subject()), ("jo@education.gov.uk", "You have been removed from Department for Education"));
        let again = add(&mut dana, "Jo Bell-Orr", "JO@education.gov.uk", "support").await;
        assert!(again.says("Jo Bell-Orr"), "{}", again.text());
        assert_eq!(id_of(world, "jo@education.gov.uk").await, id, "the same account");
        assert_eq!(world.scalar::<i64>("select count(*) from person where email_folded = 'jo@education.gov.uk'").await, Some(1));
        assert_eq!(world.post().await.len(), 1);
    }

    async fn an_administrator_of_the_dfe_alone_looks_after_its_users_and_sees_no_console(world) {
        let mut kit = world.desk("administrator").await;
        let home = kit.get("/").await;
        assert_eq!(home.location, "/organisation/users");
        let list = kit.get("/organisation/users").await;
        assert!(list.says("Add user") && list.links("/support").is_empty(), "{}", list.text());
        assert_eq!(kit.get("/support").await.status, 404);
        let mut dana = world.desk("support").await;
        assert_eq!(dana.get("/").await.location, "/support");
    }

    async fn nobody_removes_themselves_and_support_alone_changes_no_users(world) {
        let mut dana = world.desk("support administrator").await;
        let own = id_of(world, "dana@education.gov.uk").await;
        assert!(!dana.get(&format!("/organisation/users/{own}")).await.says("Remove user"));
        let refused = dana.post(&format!("/organisation/users/{own}/remove"), "").await;
        assert_eq!(refused.status, 422);
        assert!(refused.problems()[0].starts_with("You cannot remove yourself"));
        world.execute("delete from person_role where role = 'administrator'", []).await;
        let list = dana.get("/organisation/users").await;
        assert!(list.says("Dana Price") && !list.says("Add user"), "{}", list.text());
        let refused = dana.post("/organisation/users/add", "name=x").await;
        assert!(refused.status == 403 && refused.says("Administrator"), "{}", refused.text());
    }
}
