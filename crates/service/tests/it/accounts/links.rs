//! Signing in by a link. Acceptance ect 1 to 7; trust S1 to S3, S9, S10.

use chrono::Duration;
use service::policy::Role;
use store::both;

use super::house::{Answer, Browser, World, link_in};

const JO: &str = "jo@oak.example";

async fn jo(world: &World) {
    let oak = world.organisation("Oak School", "school").await;
    world.user(JO, oak, &[Role::Coordinator]).await;
}

async fn sessions(world: &World) -> i64 {
    world.count("select count(*) from session").await
}

/// Status, headers and body, with what is random in every answer taken out.
fn comparable(answer: &Answer, typed: &str) -> String {
    let headers: Vec<_> = answer
        .headers
        .iter()
        .map(|(name, value)| match value.split_once(';') {
            Some((secret, rest)) if name == "set-cookie" => format!("{name}: {} {rest}", secret.len()),
            _ => format!("{name}: {value}"),
        })
        .collect();
    format!("{} {headers:?} {}", answer.status, answer.html.replace(typed, "ADDRESS"))
}

both! {
    async fn one_mail_is_sent_whatever_the_case_and_spaces(world) {
        jo(world).await;
        let mut browser = Browser::default();
        let answer = browser.ask(world, "  JO@Oak.Example ").await;
        assert_eq!(answer.location(), "/sign-in/sent");
        assert_eq!(browser.follow(world, &answer).await.heading(), "Check your email");
        let mails = world.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to(), JO);
        assert!(mails[0].body().contains("until 23 November 2026 at 9:10am"), "{}", mails[0].body());
    }

    async fn known_unknown_and_disabled_addresses_look_alike_and_only_the_known_gets_a_link(world) {
        jo(world).await;
        let elm = world.organisation("Elm School", "school").await;
        world.user("al@oak.example", elm, &[Role::Viewer]).await;
        world.change("update person set disabled_at = created_at where email = 'al@oak.example'").await;
        let mut seen = Vec::new();
        for typed in ["no@oak.example", "al@oak.example", "jo@oak.example"] {
            let mut browser = Browser::default();
            let asked = browser.ask(world, typed).await;
            let sent = browser.follow(world, &asked).await;
            let wrong = browser.post(world, "/sign-in/sent", &[("code", "ABCD2345")]).await;
            let again = browser.post(world, "/sign-in/again", &[]).await;
            let answers = [asked, sent, wrong, again];
            seen.push(answers.map(|it| comparable(&it, typed)));
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0], seen[2]);
        // The same rows are written for each; only Jo's are worth a mail.
        assert_eq!(world.count("select count(*) from sign_in_request").await, 6);
        assert_eq!(world.count("select count(*) from outbox").await, 6);
        let to: Vec<_> = world.mails().await.iter().map(|it| it.to().to_owned()).collect();
        assert_eq!(to, [JO, JO]);
    }

    async fn an_address_that_is_none_returns_the_form_and_sends_nothing(world) {
        for typed in ["", "email", "invalid@email", "@email.com", "a@b,com"] {
            let answer = Browser::default().ask(world, typed).await;
            assert_eq!(answer.status, 422);
            let expected = match typed {
                "" => "Enter an email address",
                _ => "Enter an email address in the correct format, like name@example.com",
            };
            assert_eq!(answer.problems(), [expected]);
            assert!(answer.html.contains("<title>Error: Sign in"), "{}", answer.html);
        }
        assert_eq!(world.count("select count(*) from outbox").await, 0);
    }

    async fn opening_a_link_uses_nothing_up_and_pressing_continue_signs_in(world) {
        jo(world).await;
        let mut browser = Browser::default();
        browser.ask(world, JO).await;
        let link = world.link().await;
        // A scanner looks at it in every way that changes nothing.
        let mut scanner = Browser::default();
        for _ in 0..2 {
            scanner.head(world, &link).await;
            let landed = scanner.get(world, &link).await;
            assert_eq!(scanner.follow(world, &landed).await.heading(), "Continue to sign in");
        }
        assert_eq!(sessions(world).await, 0);
        let landed = browser.get(world, &link).await;
        assert_eq!(landed.location(), "/sign-in/continue", "the token leaves the address");
        assert_eq!(browser.follow(world, &landed).await.heading(), "Continue to sign in");
        let answer = browser.post(world, "/sign-in/continue", &[]).await;
        assert_eq!(answer.location(), "/");
        assert_eq!(sessions(world).await, 1);
        let account = browser.get(world, "/account").await;
        assert!(account.html.contains(JO));
    }

    async fn a_used_link_is_expired_in_every_other_browser(world) {
        jo(world).await;
        let mut browser = Browser::default();
        browser.ask(world, JO).await;
        let link = world.link().await;
        browser.get(world, &link).await;
        browser.post(world, "/sign-in/continue", &[]).await;
        let mut other = Browser::default();
        other.get(world, &link).await;
        let answer = other.post(world, "/sign-in/continue", &[]).await;
        assert_eq!(answer.heading(), "This link has expired");
        assert_eq!(sessions(world).await, 1);
        assert!(!answer.html.contains(JO), "the address is never shown");
    }

    async fn a_late_link_is_expired_and_its_page_sends_a_fresh_one_in_one_step(world) {
        jo(world).await;
        let mut browser = Browser::default();
        browser.post(world, "/sign-in", &[("email", JO), ("return_to", "/account/sessions")]).await;
        let link = world.link().await;
        world.pass(Duration::minutes(10));
        let landed = browser.get(world, &link).await;
        assert_eq!(browser.follow(world, &landed).await.heading(), "This link has expired");
        assert_eq!(browser.post(world, "/sign-in/continue", &[]).await.heading(), "This link has expired");
        assert_eq!(sessions(world).await, 0);
        let answer = browser.post(world, "/sign-in/fresh", &[]).await;
        assert_eq!(browser.follow(world, &answer).await.heading(), "Check your email");
        let fresh = world.link().await;
        assert_ne!(fresh, link);
        browser.get(world, &fresh).await;
        let answer = browser.post(world, "/sign-in/continue", &[]).await;
        assert_eq!(answer.location(), "/account/sessions", "where to go is remembered");
    }

    async fn of_two_links_each_works_once_at_most(world) {
        jo(world).await;
        let mut browser = Browser::default();
        browser.ask(world, JO).await;
        let older = world.link().await;
        browser.ask(world, JO).await;
        let newer = world.link().await;
        browser.get(world, &newer).await;
        browser.post(world, "/sign-in/continue", &[]).await;
        assert_eq!(sessions(world).await, 1);
        browser.cookies.remove("session");
        browser.get(world, &older).await;
        let answer = browser.post(world, "/sign-in/continue", &[]).await;
        assert_eq!(answer.heading(), "This link has expired", "signing in ends the browser's other links");
        assert_eq!(sessions(world).await, 1);
    }

    async fn odd_tokens_are_expired_links(world) {
        jo(world).await;
        let mut browser = Browser::default();
        browser.ask(world, JO).await;
        let link = world.link().await;
        let odd = [
            "/sign-in/link".to_owned(),
            "/sign-in/link/".to_owned(),
            "/sign-in/link/%00%ff".to_owned(),
            "/sign-in/link/a/b".to_owned(),
            "/sign-in/link?token=a&token=b".to_owned(),
            "/sign-in/link/token[]=a".to_owned(),
            format!("/sign-in/link/{}", "x".repeat(3_000)),
            format!("/sign-in/link/abc.{}", "A".repeat(43)),
            format!("{}A", &link[..link.len() - 1]),
            link[..link.len() - 1].to_owned(),
        ];
        for path in odd {
            let landed = browser.get(world, &path).await;
            assert_eq!(browser.follow(world, &landed).await.heading(), "This link has expired", "{path}");
            let answer = browser.post(world, "/sign-in/continue", &[]).await;
            assert_eq!(answer.heading(), "This link has expired", "{path}");
        }
        browser.cookies.insert("link".to_owned(), String::new());
        assert_eq!(browser.post(world, "/sign-in/continue", &[]).await.heading(), "This link has expired");
        assert_eq!(sessions(world).await, 0);
    }

    async fn two_at_once_make_one_session(world) {
        jo(world).await;
        let mut browser = Browser::default();
        browser.ask(world, JO).await;
        let link = world.link().await;
        browser.get(world, &link).await;
        let mut twins = [browser.clone(), browser.clone(), browser.clone(), browser];
        let [one, two, three, four] = &mut twins;
        let path = "/sign-in/continue";
        let answers = tokio::join!(
            one.post(world, path, &[]),
            two.post(world, path, &[]),
            three.post(world, path, &[]),
            four.post(world, path, &[])
        );
        let signed_in = [answers.0, answers.1, answers.2, answers.3].iter().filter(|it| it.status == 303).count();
        assert_eq!(signed_in, 1);
        assert_eq!(sessions(world).await, 1);
    }

    async fn a_sixth_mail_within_an_hour_is_not_sent_and_nothing_shows_it(world) {
        jo(world).await;
        let mut pages = Vec::new();
        for _ in 0..7 {
            let mut browser = Browser::default();
            let answer = browser.ask(world, JO).await;
            pages.push(comparable(&answer, JO) + &browser.follow(world, &answer).await.html);
            world.pass(Duration::minutes(1));
        }
        pages.dedup();
        assert_eq!(pages.len(), 1);
        assert_eq!(world.mails().await.len(), 5);
        world.pass(Duration::minutes(54));
        Browser::default().ask(world, JO).await;
        assert_eq!(world.mails().await.len(), 1, "an hour after the first there is room again");
    }

    async fn a_sixth_request_within_twenty_seconds_waits(world) {
        jo(world).await;
        world.limited();
        let mut browser = Browser::default();
        for _ in 0..5 {
            assert_eq!(browser.ask(world, "no@oak.example").await.status, 303);
        }
        for path in ["/sign-in", "/sign-in/sent", "/sign-in/again", "/sign-in/fresh"] {
            let answer = browser.post(world, path, &[("email", JO), ("code", "ABCD2345")]).await;
            assert_eq!(answer.status, 429, "{path}");
            assert!(answer.headers.iter().any(|(name, _)| name == "retry-after"));
        }
        assert_eq!(world.count("select count(*) from outbox").await, 5);
    }

    async fn nothing_in_the_database_signs_anybody_in(world) {
        jo(world).await;
        let mut browser = Browser::default();
        browser.ask(world, JO).await;
        let link = world.link().await;
        let token = link.rsplit('/').next().unwrap().to_owned();
        let secret = token.split('.').nth(1).unwrap();
        for column in ["public_id || email_folded || browser_hash || return_to"] {
            let found = format!("select count(*) from sign_in_request where {column} like '%{secret}%'");
            assert_eq!(world.count(&found).await, 0);
        }
        let ask = &browser.cookies["ask"];
        let found = format!("select count(*) from sign_in_request where browser_hash = '{ask}'");
        assert_eq!(world.count(&found).await, 0);
        let found = format!("select count(*) from outbox where parameters like '%{secret}%' or parameters like '%jo@%'");
        assert_eq!(world.count(&found).await, 0);
    }

    async fn an_operators_link_signs_in_anywhere_once_and_is_recorded(world) {
        jo(world).await;
        let mut tx = world.app.db.begin().await.unwrap();
        let permit = World::operator(service::vocabulary::OrganisationId::SERVICE);
        let email = "Jo@oak.example".parse().unwrap();
        let nobody = "no@oak.example".parse().unwrap();
        let issue = service::accounts::sign_in::issue_unbound_link;
        assert_eq!(issue(&mut tx, &world.app, &permit, &nobody, world.now()).await.unwrap(), None);
        let link = issue(&mut tx, &world.app, &permit, &email, world.now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert!(world.mails().await.is_empty());
        let path = &link[link.find("/sign-in").unwrap()..];
        let mut browser = Browser::default();
        browser.get(world, path).await;
        assert_eq!(browser.post(world, "/sign-in/continue", &[]).await.location(), "/");
        let mut other = Browser::default();
        other.get(world, path).await;
        assert_eq!(other.post(world, "/sign-in/continue", &[]).await.heading(), "This link has expired");
        assert_eq!(sessions(world).await, 1);
        let recorded = "select count(*) from audit_event where data like '%sign_in_link_issued%' or action = 'sign_in'";
        assert_eq!(world.count(recorded).await, 2);
    }

    async fn a_link_of_a_person_who_was_disabled_since_is_worth_nothing(world) {
        jo(world).await;
        let mut browser = Browser::default();
        browser.ask(world, JO).await;
        let mails = world.mails().await;
        world.change("update person set disabled_at = created_at").await;
        browser.get(world, &link_in(&mails[0])).await;
        assert_eq!(browser.post(world, "/sign-in/continue", &[]).await.heading(), "This link has expired");
        assert_eq!(sessions(world).await, 0);
    }
}
