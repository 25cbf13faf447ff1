//! Where people land, and for whom they act. Acceptance A39, A40; trust S9.

use service::policy::Role;
use store::both;

use super::house::{Browser, World};

async fn landing(world: &World, email: &str, return_to: &str) -> (Browser, String) {
    let mut browser = Browser::default();
    browser.post(world, "/sign-in", &[("email", email), ("return_to", return_to)]).await;
    let link = world.link().await;
    browser.get(world, &link).await;
    let answer = browser.post(world, "/sign-in/continue", &[]).await;
    (browser, answer.location().to_owned())
}

both! {
    async fn a_page_asked_for_signed_out_is_opened_after_signing_in(world) {
        let oak = world.organisation("Oak School", "school").await;
        world.user("jo@oak.example", oak, &[Role::Administrator]).await;
        let mut browser = Browser::default();
        let page = "/organisation/users?q=jo%26co&page=2";
        let answer = browser.get(world, page).await;
        assert_eq!(answer.location(), "/sign-in?return_to=%2Forganisation%2Fusers%3Fq%3Djo%2526co%26page%3D2");
        let form = browser.follow(world, &answer).await;
        assert!(form.html.contains("value=\"/organisation/users?q=jo%26co&#38;page=2\""), "{}", form.html);
        assert_eq!(landing(world, "jo@oak.example", page).await.1, page);
    }

    async fn signing_out_signed_out_is_no_loop_and_no_other_site_is_ever_the_landing(world) {
        let oak = world.organisation("Oak School", "school").await;
        world.user("jo@oak.example", oak, &[Role::Administrator]).await;
        assert_eq!(Browser::default().get(world, "/sign-out").await.location(), "/sign-in");
        for odd in ["/sign-out", "/sign-in?return_to=/x", "//evil.example", "https://evil.example", "/\\evil.example"] {
            assert_eq!(landing(world, "jo@oak.example", odd).await.1, "/", "{odd}");
            world.pass(chrono::Duration::hours(1));
        }
    }

    async fn several_organisations_are_chosen_from_and_only_ones_own(world) {
        let oak = world.organisation("Oak School", "school").await;
        let ash = world.organisation("Ash School", "school").await;
        let elm = world.organisation("Elm School", "school").await;
        world.user("jo@oak.example", oak, &[Role::Administrator]).await;
        world.user("jo@oak.example", ash, &[Role::Viewer]).await;
        world.user("al@elm.example", elm, &[Role::Administrator]).await;
        let (mut browser, to) = landing(world, "jo@oak.example", "/organisation/users").await;
        assert_eq!(to, "/choose-organisation?return_to=%2Forganisation%2Fusers");
        let page = browser.get(world, &to).await;
        assert!(page.html.find("Ash School").unwrap() < page.html.find("Oak School").unwrap(), "by name");
        assert!(!page.html.contains("Elm School"));
        let id = |name: &str| {
            let before = page.html.split(name).next().unwrap();
            before.rsplit("value=\"").next().unwrap().split('"').next().unwrap().to_owned()
        };
        let none = browser.post(world, "/choose-organisation", &[]).await;
        assert_eq!((none.status.as_u16(), none.problems()), (422, vec!["Select an organisation".to_owned()]));
        let before = browser.cookies["session"].clone();
        let fields = [("organisation", id("Oak School")), ("return_to", "/organisation/users".to_owned())];
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = browser.post(world, "/choose-organisation", &fields).await;
        assert_eq!(answer.location(), "/organisation/users");
        assert_ne!(browser.cookies["session"], before, "the session is renewed");
        let users = browser.follow(world, &answer).await;
        assert_eq!(users.heading(), "Users");
        assert!(users.html.contains("Oak School"), "the header says for whom one acts");
        let mut stale = browser.clone();
        stale.cookies.insert("session".to_owned(), before);
        assert!(stale.get(world, "/account").await.location().starts_with("/sign-in"));
        // Another's public id is no choice.
        let elms: String = {
            let mut tx = world.app.db.read().await.unwrap();
            let sql = "select public_id from organisation where name = 'Elm School'";
            tx.scalar(sql, store::values![]).await.unwrap().unwrap()
        };
        let answer = browser.post(world, "/choose-organisation", &[("organisation", &elms)]).await;
        assert_eq!(answer.problems(), ["Select an organisation"]);
    }

    async fn a_page_of_an_organisation_asks_for_the_choice_first(world) {
        let oak = world.organisation("Oak School", "school").await;
        let ash = world.organisation("Ash School", "school").await;
        world.user("jo@oak.example", oak, &[Role::Administrator]).await;
        world.user("jo@oak.example", ash, &[Role::Administrator]).await;
        let (mut browser, _) = landing(world, "jo@oak.example", "/").await;
        let answer = browser.get(world, "/organisation/users?page=2").await;
        assert_eq!(answer.location(), "/choose-organisation?return_to=%2Forganisation%2Fusers%3Fpage%3D2");
    }

    async fn the_dfe_comes_first_for_who_belongs_elsewhere_too(world) {
        let dfe = world.organisation("Department for Education", "dfe").await;
        let oak = world.organisation("Oak School", "school").await;
        world.user("su@dfe.example", oak, &[Role::Administrator]).await;
        world.user("su@dfe.example", dfe, &[Role::Support]).await;
        let (mut browser, to) = landing(world, "su@dfe.example", "/").await;
        assert_eq!(to, "/support");
        let chooser = browser.get(world, "/choose-organisation").await;
        assert!(chooser.html.contains("Oak School") && chooser.html.contains("Department for Education"));
        world.pass(chrono::Duration::hours(1));
        // A page of an organisation's may be either's; one of support's is the DfE's.
        let (_, to) = landing(world, "su@dfe.example", "/organisation/users").await;
        assert_eq!(to, "/choose-organisation?return_to=%2Forganisation%2Fusers");
        world.pass(chrono::Duration::hours(1));
        assert_eq!(landing(world, "su@dfe.example", "/support/mail?page=2").await.1, "/support/mail?page=2");
    }

    async fn the_dfes_only_organisation_needs_no_choice(world) {
        let dfe = world.organisation("Department for Education", "dfe").await;
        world.user("su@dfe.example", dfe, &[Role::Support]).await;
        assert_eq!(landing(world, "su@dfe.example", "/organisation/users").await.1, "/organisation/users");
        world.user("kit@dfe.example", dfe, &[Role::Administrator]).await;
        assert_eq!(landing(world, "kit@dfe.example", "/").await.1, "/", "there is no console for who only adds users");
    }

    async fn more_than_ten_organisations_can_be_searched(world) {
        for number in 1..=12 {
            let school = world.organisation(&format!("St Mary’s School {number}"), "school").await;
            world.user("jo@trust.example", school, &[Role::Viewer]).await;
        }
        let (mut browser, to) = landing(world, "jo@trust.example", "/").await;
        assert_eq!(to, "/choose-organisation");
        assert!(browser.get(world, &to).await.html.contains("Search your organisations"));
        let found = browser.get(world, "/choose-organisation?q=st+marys+12").await;
        assert_eq!(found.html.matches("type=\"radio\"").count(), 1);
        let none = browser.get(world, "/choose-organisation?q=%3Cb%3E").await;
        assert!(none.html.contains("None of your organisations matches “&#60;b&#62;”") || none.html.contains("radio"));
    }

    async fn who_belongs_nowhere_is_told_so_and_what_to_do(world) {
        let oak = world.organisation("Oak School", "school").await;
        world.user("jo@oak.example", oak, &[Role::Viewer]).await;
        world.change("delete from person_role").await;
        let (mut browser, to) = landing(world, "jo@oak.example", "/").await;
        assert_eq!(to, "/choose-organisation");
        let page = browser.get(world, &to).await;
        assert_eq!(page.heading(), "You are not a user of any organisation");
        assert!(page.html.contains("Ask an administrator of your organisation"));
    }

    async fn the_dfe_lands_at_support_whatever_else_it_belongs_to(world) {
        let dfe = world.organisation("Department for Education", "dfe").await;
        let oak = world.organisation("Oak School", "school").await;
        world.user("su@dfe.example", dfe, &[Role::Support]).await;
        world.user("su@dfe.example", oak, &[Role::Viewer]).await;
        assert_eq!(landing(world, "su@dfe.example", "/").await.1, "/support");
    }

    async fn terms_are_accepted_once_a_version_before_anything_is_changed(world) {
        let oak = world.organisation("Oak School", "school").await;
        world.user("jo@oak.example", oak, &[Role::Administrator]).await;
        world.change("update person set terms_version = null").await;
        let (mut browser, to) = landing(world, "jo@oak.example", "/partner-schools").await;
        assert_eq!(to, "/accept-terms?return_to=%2Fpartner-schools");
        assert_eq!(browser.get(world, "/partner-schools").await.html, "the list", "looking is free");
        let answer = browser.post(world, "/partner-schools", &[]).await;
        assert_eq!(answer.location(), "/accept-terms?return_to=%2Fpartner-schools");
        let page = browser.get(world, &to).await;
        assert_eq!(page.heading(), "Accept the terms of use");
        let none = browser.post(world, "/accept-terms", &[("return_to", "/partner-schools")]).await;
        assert_eq!(none.problems(), ["Select that you accept the terms of use"]);
        let fields = [("accept", "yes"), ("return_to", "/partner-schools")];
        assert_eq!(browser.post(world, "/accept-terms", &fields).await.location(), "/partner-schools");
        assert_eq!(browser.post(world, "/partner-schools", &[]).await.html, "changed");
        browser.post(world, "/accept-terms", &fields).await;
        assert_eq!(world.count("select count(*) from audit_event where action = 'accept_terms'").await, 1);
        let kept = "select count(*) from person where terms_version = '1' and terms_accepted_at is not null";
        assert_eq!(world.count(kept).await, 1);
        assert_eq!(Browser::default().get(world, "/terms").await.heading(), "Terms of use");

        // A form that was sent too early is kept, and goes on after the terms.
        world.change("update person set terms_version = null").await;
        let asked = browser.post(world, "/partner-schools", &[("name", "Ann & Bo"), ("town", "")]).await;
        assert_eq!(asked.heading(), "Accept the terms of use");
        let kept = "name=Ann+%26+Bo&town=";
        let none = browser.post(world, "/accept-terms", &[("return_to", "/partner-schools"), ("kept", kept)]).await;
        assert!(none.html.contains(r#"name="kept" value="name=Ann+%26+Bo&#38;town=""#), "{}", none.html);
        let fields = [("accept", "yes"), ("return_to", "/partner-schools"), ("kept", kept)];
        let go_on = browser.post(world, "/accept-terms", &fields).await;
        assert_eq!(go_on.heading(), "You have accepted the terms of use");
        for field in [r#"name="name" value="Ann &#38; Bo""#, r#"name="town" value="""#, r#"action="/partner-schools"#] {
            assert!(go_on.html.contains(field), "{field}: {}", go_on.html);
        }
    }
}
