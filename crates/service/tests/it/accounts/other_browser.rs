//! A link opened in another browser: a code goes back to the first. Decision 7; trust S1, S3.

use chrono::Duration;
use service::policy::Role;
use store::both;

use super::house::{Browser, World};

const JO: &str = "jo@oak.example";

async fn jo(world: &World) {
    let oak = world.organisation("Oak School", "school").await;
    world.user(JO, oak, &[Role::Coordinator]).await;
}

/// The code that a second browser shows when it follows the link.
async fn code(world: &World, link: &str) -> String {
    let mut phone = Browser::default();
    phone.get(world, link).await;
    let answer = phone.post(world, "/sign-in/continue", &[]).await;
    assert_eq!(answer.location(), "/sign-in/code");
    let page = phone.follow(world, &answer).await;
    assert_eq!(page.heading(), "Your code");
    assert!(!phone.cookies.contains_key("session"));
    let after = page.html.split_once("govuk-heading-xl\">").unwrap().1;
    after.split_once('<').unwrap().0.to_owned()
}

both! {
    async fn the_code_signs_in_the_browser_that_asked(world) {
        jo(world).await;
        let mut laptop = Browser::default();
        laptop.post(world, "/sign-in", &[("email", JO), ("return_to", "/account/sessions")]).await;
        let link = world.link().await;
        let code = code(world, &link).await;
        let typed = code.to_lowercase().replace(' ', "-");
        let answer = laptop.post(world, "/sign-in/sent", &[("code", &typed)]).await;
        assert_eq!(answer.location(), "/account/sessions");
        assert!(laptop.cookies.contains_key("session"));
        // Used once: neither the code nor the link is worth anything now.
        let answer = laptop.clone().post(world, "/sign-in/sent", &[("code", &typed)]).await;
        assert_eq!(answer.problems(), ["This code cannot be used any more. Ask for a new link"]);
        let mut phone = Browser::default();
        phone.get(world, &link).await;
        assert_eq!(phone.post(world, "/sign-in/continue", &[]).await.heading(), "This link has expired");
        assert_eq!(world.count("select count(*) from session").await, 1);
    }

    async fn the_code_is_worth_nothing_in_any_other_browser(world) {
        jo(world).await;
        let mut laptop = Browser::default();
        laptop.ask(world, JO).await;
        let link = world.link().await;
        let code = code(world, &link).await;
        let mut thief = Browser::default();
        thief.ask(world, "thief@oak.example").await;
        let answer = thief.post(world, "/sign-in/sent", &[("code", &code)]).await;
        assert_eq!(answer.problems(), ["Code is not correct. Check it and try again"]);
        let nowhere = Browser::default().post(world, "/sign-in/sent", &[("code", &code)]).await;
        assert_eq!(nowhere.location(), "/sign-in");
        assert_eq!(world.count("select count(*) from session").await, 0);
    }

    async fn a_code_dies_after_ten_wrong_tries_and_the_account_never_locks(world) {
        jo(world).await;
        let mut laptop = Browser::default();
        laptop.ask(world, JO).await;
        let link = world.link().await;
        let code = code(world, &link).await;
        let none = laptop.post(world, "/sign-in/sent", &[("code", " ")]).await;
        assert_eq!(none.problems(), ["Enter the code"]);
        for _ in 0..9 {
            let answer = laptop.post(world, "/sign-in/sent", &[("code", "AAAA AAAA")]).await;
            assert_eq!(answer.status, 422);
            assert_eq!(answer.problems(), ["Code is not correct. Check it and try again"]);
        }
        for typed in ["AAAA AAAA", code.as_str()] {
            let answer = laptop.post(world, "/sign-in/sent", &[("code", typed)]).await;
            assert_eq!(answer.problems(), ["This code cannot be used any more. Ask for a new link"]);
        }
        assert_eq!(world.count("select count(*) from session").await, 0);
        let again = laptop.post(world, "/sign-in/again", &[]).await;
        assert!(laptop.follow(world, &again).await.html.contains("Link sent again"));
        let fresh = world.link().await;
        laptop.get(world, &fresh).await;
        assert_eq!(laptop.post(world, "/sign-in/continue", &[]).await.location(), "/");
    }

    async fn a_late_code_is_worth_nothing(world) {
        jo(world).await;
        let mut laptop = Browser::default();
        laptop.ask(world, JO).await;
        let link = world.link().await;
        let code = code(world, &link).await;
        world.pass(Duration::minutes(10));
        let answer = laptop.post(world, "/sign-in/sent", &[("code", &code)]).await;
        assert_eq!(answer.problems(), ["This code cannot be used any more. Ask for a new link"]);
        assert_eq!(world.count("select count(*) from session").await, 0);
    }

    async fn the_second_browser_can_have_a_link_of_its_own_in_one_step(world) {
        jo(world).await;
        let mut laptop = Browser::default();
        laptop.ask(world, JO).await;
        let link = world.link().await;
        let mut phone = Browser::default();
        phone.get(world, &link).await;
        phone.post(world, "/sign-in/continue", &[]).await;
        phone.post(world, "/sign-in/fresh", &[]).await;
        let fresh = world.link().await;
        phone.get(world, &fresh).await;
        assert_eq!(phone.post(world, "/sign-in/continue", &[]).await.location(), "/");
        assert!(phone.cookies.contains_key("session"));
    }
}
