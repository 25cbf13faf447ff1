//! Stories of the pages that are the same for everybody, of the purger, and of how the service does.

use std::sync::Arc;

use service::platform::settings::{OpenId, Settings};
use service::policy::{Action, Actor};
use service::support::retention;
use service::vocabulary::OrganisationId;
use store::{both, naive, values};

use crate::world::{Page, World, form};

const PAGES: [(&str, &str); 7] = [
    ("/accessibility", "Accessibility statement"),
    ("/privacy", "Privacy notice"),
    ("/cookies", "Cookies"),
    ("/help", "Help"),
    ("/feedback", "Give feedback on this service"),
    ("/feedback/thanks", "Feedback sent"),
    ("/performance", "How the service is doing"),
];

fn elsewhere() -> OpenId {
    OpenId {
        issuer: "https://id.example".to_owned(),
        client: "us".to_owned(),
        secret: "hush".to_owned(),
        name: "Teacher ID".to_owned(),
        trusts_addresses: false,
    }
}

fn is_whole(page: &Page, heading: &str) {
    assert_eq!((page.status, page.h1().as_str()), (200, heading));
    assert_eq!(page.html.matches("<h1").count(), 1, "{heading}");
    assert_eq!(page.title(), format!("{heading} – Manage school and training partnerships"));
    assert!(!page.html.contains(" style=") && !page.html.contains("<style"), "{heading}");
}

pub async fn purge(world: &World) {
    let permit = Actor::Job.may(Action::Purge, OrganisationId::SERVICE).unwrap();
    retention::purge(&world.app, &permit, world.now()).await.unwrap();
}

/// Puts a request for a sign-in link in, of a person or of an address without an account.
async fn request(world: &World, name: &str, person: Option<i64>, is_used: bool) {
    let now = world.now();
    world
        .execute(
            "insert into sign_in_request (public_id, email_folded, person, browser_hash, return_to, issue, wrong_codes,
               asked_at, expires_at, used_at, unbound) values ($1, 'a@story.example', $2, '', '/', 1, 0, $3, $4, $5, $6)",
            values![
                name,
                person,
                naive(now),
                naive(now + chrono::TimeDelta::minutes(10)),
                is_used.then_some(naive(now)),
                false
            ],
        )
        .await;
}

/// A membership that stands so since now, of which the school was told at an address.
async fn membership(world: &World, (provider, school): (i64, i64), urn: &str, status: &str) {
    let now = naive(world.now());
    world
        .execute(
            "insert into partnership (reference, kind, hub, status, created_at) values ('P-1', 'placement', $1, 'active', $2)
             on conflict do nothing",
            values![provider, now],
        )
        .await;
    world
        .execute(
            "insert into membership (public_id, partnership, organisation, kind, basis, status, report_number, version,
               added_at, changed_at) select $1, id, $2, 'placement', 'peer', $3, 1, 1, $4, $4 from partnership",
            values![urn, school, status, now],
        )
        .await;
    world
        .execute(
            "insert into notice (public_id, membership, report_number, way, address, queued_at)
             select $1, id, 1, 'mail', $2, $3 from membership where public_id = $4",
            values![format!("n{urn}"), format!("notice:{urn}"), now, urn],
        )
        .await;
}

/// The addresses that are kept of who belongs to no organisation, of notices and of contacts.
async fn addresses(world: &World) -> String {
    let sql = "select string_agg(address, ' ') from (
        select email as address from person where email not like '%@erased.invalid'
          and not exists (select 1 from person_role r where r.person = person.id)
        union all select address from notice where address is not null
        union all select address from contact) as kept";
    let text: Option<Option<String>> = world.scalar(sql).await;
    let mut words: Vec<_> = text.flatten().unwrap_or_default().split(' ').map(str::to_owned).collect();
    words.sort();
    words.join(" ")
}

async fn answers(world: &World, answer: &str, times: usize) {
    for _ in 0..times {
        let done = world.browser().post("/feedback", &form(&[("satisfaction", answer)])).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/feedback/thanks"));
    }
}

both! {
    async fn every_page_of_the_foot_is_there_for_everybody(world) {
        let mut signed_in = world.oakfield().await;
        for (path, heading) in PAGES {
            is_whole(&world.browser().get(path).await, heading);
            is_whole(&signed_in.get(path).await, heading);
        }
        let start = world.browser().get("/privacy").await;
        for (path, _) in PAGES.iter().take(5) {
            assert_eq!(start.links(path).first().map(String::as_str), Some(*path));
        }
    }

    async fn the_privacy_notice_says_what_the_purger_does(world) {
        let page = world.browser().get("/privacy").await;
        assert!(page.says("To improve the service. 2 years after you gave it"), "{}", page.text());
        assert!(page.says("1 day after the link ran out") && page.says("90 days after it was sent"));
        assert!(page.says("Until you are removed as a user, even if you have not signed in yet"));
        let contact = &world.app.settings.contact_email;
        assert!(page.says(contact) && world.browser().get("/help").await.says(contact));
    }

    async fn the_privacy_notice_says_who_else_is_part_of_it(world) {
        let page = world.browser().get("/privacy").await;
        for words in [
            "users of a trust or provider that your school lets act for it",
            "They get no name and no email address of a person. A token works for 30, 90 or 365 days",
            "What a system was answered is kept for 1 day",
        ] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        assert!(!page.says("sign in there"), "nobody can sign in elsewhere");
        world.app.settings = Arc::new(Settings { open_id: Some(elsewhere()), ..(*world.app.settings).clone() });
        world.rebuild();
        let page = world.browser().get("/privacy").await;
        assert!(page.says("Teacher ID, if you choose to sign in there: it learns that you sign in"), "{}", page.text());
        assert!(page.says("When you sign in with Teacher ID, it tells us your email address"));
    }

    async fn the_first_page_names_the_service_once(world) {
        let page = world.browser().get("/").await;
        assert_eq!(page.title(), "Manage school and training partnerships");
    }

    async fn the_accessibility_statement_has_the_date_of_the_last_check(world) {
        let page = world.browser().get("/accessibility").await;
        assert!(page.says("The last check was on 26 November 2026") && page.says("partially compliant"), "{}", page.text());
        assert!(page.says("Enforcement procedure") && page.says(&world.app.settings.contact_email));
    }

    async fn feedback_needs_an_answer_and_keeps_what_was_typed(world) {
        let mut browser = world.browser();
        let page = browser.get("/feedback?from=%2Fpartner-schools%3Fq%3DOak").await;
        assert!(page.html.contains(r#"name="from" value="/partner-schools""#), "{}", page.html);
        let page = browser.post("/feedback", &form(&[("comment", "Too <slow>"), ("from", "/help")])).await;
        assert_eq!(page.status, 422);
        assert_eq!(page.problems(), ["Select how satisfied you are with this service"]);
        assert!(page.title().starts_with("Error: ") && page.html.contains(r##"href="#satisfaction""##));
        assert!(page.html.contains("Too &#60;slow&#62;</textarea>") && page.html.contains(r#"value="/help""#));
        assert_eq!(world.count("feedback").await, 0);
    }

    async fn feedback_is_kept_without_a_name(world) {
        let mut robin = world.oakfield().await;
        let sent = [("satisfaction", "very-satisfied"), ("comment", "Good"), ("from", "/partner-schools?q=secret")];
        let page = robin.post_on("/feedback", &form(&sent)).await;
        assert_eq!(page.h1(), "Feedback sent");
        let kept: Option<String> = world.scalar("select page || ' ' || comment || ' ' || satisfaction from feedback").await;
        assert_eq!(kept.as_deref(), Some("/partner-schools Good 5"));
        assert_eq!(world.audit().await, [r#"give_feedback feedback 1 {"satisfaction":5}"#]);
        assert_eq!(world.scalar::<i64>("select count(*) from audit_event where person is not null").await, Some(0));
    }

    async fn the_purger_removes_what_is_past_its_time_and_nothing_else(world) {
        let provider = world.provider("O1K", "Oakfield").await;
        let person = world.person("robin@oakfield.example", "Robin Patel", provider, "coordinator").await;
        let _browser = world.signed_in(person, provider).await;
        request(world, "old", Some(person.get()), true).await;
        answers(world, "satisfied", 1).await;
        world
            .execute(
                "insert into invitation (public_id, person, organisation, sent_at, expires_at) values ('i', $1, $2, $3, $3)",
                values![person.get(), provider.get(), naive(world.now())],
            )
            .await;
        let tables = ["session", "sign_in_request", "feedback", "invitation", "person"];
        purge(world).await;
        for table in tables {
            assert_eq!(world.count(table).await, 1, "{table}");
        }
        world.clock("2026-11-04T09:00:00Z");
        purge(world).await;
        for (table, left) in tables.into_iter().zip([0, 0, 1, 1, 1]) {
            assert_eq!(world.count(table).await, left, "{table}");
        }
        world.clock("2028-12-01T09:00:00Z");
        purge(world).await;
        for (table, left) in tables.into_iter().zip([0, 0, 0, 1, 1]) {
            assert_eq!(world.count(table).await, left, "{table}");
        }
        let trail = world.audit().await;
        assert_eq!(trail[1..], [
            r#"purge retention {"session":1,"sign_in_request":1}"#.to_owned(),
            r#"purge retention {"feedback":1}"#.to_owned(),
        ]);
    }

    async fn addresses_go_when_nobody_needs_them_any_more(world) {
        world.oakfield().await;
        let left = world.nobody("sam@gone.example", "Sam Carter").await;
        for (urn, address) in [("100001", "office@gone.example"), ("100002", "office@stays.example")] {
            world.school(urn, "Meadow Lane Primary School").await;
            let school = world.organisation(urn).await;
            world
                .execute(
                    "insert into contact (organisation, purpose, post, address, source, given_at)
                     values ($1, 'itt', '', $2, 'file', $3)",
                    values![school.get(), address, naive(world.now())],
                )
                .await;
        }
        let provider = world.organisation("O1K").await;
        for (urn, status) in [("100001", "left"), ("100002", "active")] {
            let school = world.organisation(urn).await;
            membership(world, (provider.get(), school.get()), urn, status).await;
        }
        world.clock("2027-11-01T09:00:00Z");
        purge(world).await;
        assert_eq!(addresses(world).await, "notice:100001 notice:100002 office@gone.example office@stays.example sam@gone.example");
        world.clock("2027-11-03T09:00:00Z");
        purge(world).await;
        assert_eq!(addresses(world).await, "notice:100002 office@gone.example office@stays.example");
        world.clock("2028-12-01T09:00:00Z");
        purge(world).await;
        assert_eq!(addresses(world).await, "notice:100002 office@stays.example");
        assert_eq!(world.count("person").await, 2, "accounts stay, without name and address");
        assert_eq!(world.count("notice").await, 2, "so does that the school was told");
        let trail = world.audit().await;
        let erased = format!("purge person:{} ", left.get());
        assert!(trail.iter().any(|it| it.starts_with(&erased)), "{trail:?}");
        world.clock("2035-01-01T09:00:00Z");
        purge(world).await;
        assert_eq!(world.count("audit_personal").await, 0);
    }

    async fn the_purger_comes_round_once_a_day(world) {
        let names: Vec<_> = service::router::background().iter().map(|it| (it.name(), it.every().num_hours())).collect();
        assert!(names.contains(&("purge", 24)), "{names:?}");
        assert_eq!(world.count("feedback").await, 0);
    }

    async fn nothing_is_claimed_of_a_few(world) {
        let page = world.browser().get("/performance").await;
        assert!(page.says("Too few to show 0 answers") && page.says("Not given yet"), "{}", page.text());
        answers(world, "satisfied", 5).await;
        let page = world.browser().get("/performance").await;
        assert!(page.says("Too few to show c answers"), "{}", page.text());
    }

    async fn satisfaction_is_the_share_of_those_who_were_satisfied(world) {
        answers(world, "satisfied", 7).await;
        answers(world, "very-satisfied", 2).await;
        answers(world, "dissatisfied", 6).await;
        let page = world.browser().get("/performance").await;
        assert!(page.says("60% 15 answers on the feedback page"), "{}", page.text());
    }

    async fn sign_ins_are_still_counted_after_their_requests_are_gone(world) {
        let person = world.nobody("robin@oakfield.example", "Robin Patel").await;
        for number in 0..24 {
            request(world, &format!("r{number}"), Some(person.get()), number % 2 == 0).await;
        }
        request(world, "stranger", None, false).await;
        world.clock("2026-11-02T10:00:00Z");
        let said = "50% 24 links asked for by people with an account";
        assert!(world.browser().get("/performance").await.says(said));
        world.clock("2026-11-04T10:00:00Z");
        purge(world).await;
        purge(world).await;
        assert_eq!(world.count("sign_in_request").await, 0);
        assert!(world.browser().get("/performance").await.says(said));
    }
}
