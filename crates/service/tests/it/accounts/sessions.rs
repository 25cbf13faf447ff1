//! Sessions, and one's own account. Trust S4.

use chrono::Duration;
use service::policy::Role;
use store::both;

use super::house::{Browser, World};

const JO: &str = "jo@oak.example";

async fn jo(world: &World) {
    let oak = world.organisation("Oak School", "school").await;
    world.user(JO, oak, &[Role::Administrator]).await;
}

async fn is_in(world: &World, browser: &Browser) -> bool {
    browser.clone().get(world, "/account").await.status == 200
}

both! {
    async fn cookies_are_for_this_host_and_no_script(world) {
        jo(world).await;
        let mut browser = Browser::default();
        let asked = browser.ask(world, JO).await;
        let link = world.link().await;
        let landed = browser.get(world, &link).await;
        let done = browser.post(world, "/sign-in/continue", &[]).await;
        for answer in [&asked, &landed, &done] {
            for (_, cookie) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
                for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
                    assert!(cookie.contains(part), "{cookie}");
                }
                assert!(!cookie.contains("Domain"), "{cookie}");
            }
        }
        let token = &browser.cookies["session"];
        assert_eq!(token.len(), 43, "256 bits");
        assert_eq!(world.count(&format!("select count(*) from session where token_hash = '{token}'")).await, 0);
    }

    async fn a_session_ends_when_idle_and_in_any_case_at_its_end(world) {
        jo(world).await;
        let browser = world.signed_in(JO).await;
        world.pass(Duration::minutes(119));
        assert!(is_in(world, &browser).await);
        world.pass(Duration::minutes(121));
        assert!(!is_in(world, &browser).await);
        let browser = world.signed_in(JO).await;
        for _ in 0..11 {
            world.pass(Duration::hours(1));
            assert!(is_in(world, &browser).await);
        }
        world.pass(Duration::hours(1));
        assert!(!is_in(world, &browser).await);
    }

    async fn signing_out_is_asked_by_get_and_done_by_post(world) {
        jo(world).await;
        let mut browser = world.signed_in(JO).await;
        let kept = browser.clone();
        assert_eq!(browser.get(world, "/sign-out").await.heading(), "Sign out");
        assert!(is_in(world, &browser).await);
        let answer = browser.post(world, "/sign-out", &[]).await;
        assert_eq!(answer.location(), "/sign-in");
        assert!(browser.follow(world, &answer).await.html.contains("You have signed out"));
        assert!(!is_in(world, &kept).await, "the token is worth nothing any more");
        assert_eq!(world.count("select count(*) from audit_event where data like '%signed_out%'").await, 1);
    }

    async fn one_session_or_all_can_be_ended(world) {
        jo(world).await;
        let mut laptop = world.signed_in(JO).await;
        let phone = world.signed_in(JO).await;
        let page = laptop.get(world, "/account/sessions").await;
        assert_eq!(page.html.matches("name=\"session\"").count(), 2);
        assert!(page.html.contains("Firefox (this browser)"));
        let others = page.html.split("name=\"session\" value=\"").nth(1).unwrap();
        let mine = page.html.split("(this browser)").nth(1).unwrap();
        let mine = mine.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let first = others.split('"').next().unwrap();
        let second = page.html.split("name=\"session\" value=\"").nth(2).unwrap().split('"').next().unwrap();
        let other = if first == mine { second } else { first };
        laptop.post(world, "/account/sessions/end", &[("session", other)]).await;
        assert!(!is_in(world, &phone).await);
        assert!(is_in(world, &laptop).await);
        let phone = world.signed_in(JO).await;
        laptop.post(world, "/sign-out-everywhere", &[]).await;
        assert!(!is_in(world, &phone).await);
        assert!(!is_in(world, &laptop).await);
        assert_eq!(world.count("select count(*) from session").await, 0);
    }

    async fn nobody_ends_anothers_session(world) {
        jo(world).await;
        let elm = world.organisation("Elm School", "school").await;
        world.user("al@elm.example", elm, &[Role::Viewer]).await;
        let jo = world.signed_in(JO).await;
        let mut al = world.signed_in("al@elm.example").await;
        let sessions: String = {
            let mut tx = world.app.db.read().await.unwrap();
            let sql = "select s.public_id from session s join person p on p.id = s.person where p.email = $1";
            tx.scalar(sql, store::values![JO]).await.unwrap().unwrap()
        };
        al.post(world, "/account/sessions/end", &[("session", &sessions)]).await;
        assert!(is_in(world, &jo).await);
    }

    async fn signing_in_again_renews_the_session(world) {
        jo(world).await;
        let mut browser = world.signed_in(JO).await;
        let before = browser.clone();
        let mut tx = world.app.db.begin().await.unwrap();
        let permit = World::operator(service::vocabulary::OrganisationId::SERVICE);
        let email = JO.parse().unwrap();
        let issue = service::accounts::sign_in::issue_unbound_link;
        let link = issue(&mut tx, &world.app, &permit, &email, world.now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        browser.get(world, &link[link.find("/sign-in").unwrap()..]).await;
        browser.post(world, "/sign-in/continue", &[]).await;
        assert!(is_in(world, &browser).await);
        assert!(!is_in(world, &before).await);
    }

    async fn a_role_taken_away_is_gone_at_the_next_request(world) {
        jo(world).await;
        let mut browser = world.signed_in(JO).await;
        assert_eq!(browser.get(world, "/organisation/users").await.status, 200);
        world.change("delete from person_role").await;
        assert_ne!(browser.get(world, "/organisation/users").await.status, 200);
        world.change("update person set disabled_at = created_at").await;
        assert!(!is_in(world, &browser).await);
    }

    async fn ones_own_name_and_choice_of_mails_are_kept(world) {
        jo(world).await;
        let mut browser = world.signed_in(JO).await;
        let bad = browser.post(world, "/account", &[("name", " "), ("digest", "hourly")]).await;
        assert_eq!(bad.problems(), ["Enter a full name", "Select how you want to get emails"]);
        let answer = browser.post(world, "/account", &[("name", "Jo <b>Bell"), ("digest", "daily")]).await;
        assert_eq!(answer.problems(), ["Full name must only include letters, numbers, spaces and punctuation"]);
        let answer = browser.post(world, "/account", &[("name", "Win at evil.example"), ("digest", "daily")]).await;
        assert_eq!(answer.problems(), ["Full name must not include a web address or an email address"]);
        let answer = browser.post(world, "/account", &[("name", "Jo  Bell"), ("digest", "daily")]).await;
        let page = browser.follow(world, &answer).await;
        assert!(page.html.contains("value=\"Jo Bell\"") && page.html.contains("Your account has been saved"));
        assert!(!browser.get(world, "/account").await.html.contains("Your account has been saved"), "told once");
        assert_eq!(world.count("select count(*) from person where name = 'Jo Bell' and digest = 'daily'").await, 1);
        let changes = "select count(*) from audit_event where data like '%changed_own_account%'";
        assert_eq!(world.count(changes).await, 1);
    }
}
