//! How a school's first user arrives: by the told address, by its word, or by support's.

use service::platform::mail::Mail;
use store::{both, naive, values};

use super::scene::{Browser, Scene, World, link, link_to};
use crate::world::form;

const OFFICE: &str = "office@oak.example";
const CODE: &str = "ABCD-EFGH-JKL2";

/// The school's office was told; gives the browser that holds the notice.
async fn told(world: &World, scene: &Scene) -> Browser {
    world
        .execute(
            "insert into contact (organisation, purpose, post, address, source, given_by, given_at)
             values ($1, 'itt', '', $2, 'provider', $3, $4)",
            values![scene.school.get(), OFFICE, scene.provider.get(), naive(world.now())],
        )
        .await;
    scene.add_quietly(world).await;
    let mails = to(world, OFFICE).await;
    let mut browser = world.browser();
    browser.get(&link(&mails[0])).await;
    browser
}

/// A letter told the school; gives the browser in which its code was typed.
async fn lettered(world: &World, scene: &Scene) -> Browser {
    scene.add_quietly(world).await;
    scene.letter(world, CODE).await;
    let mut browser = world.browser();
    browser.post("/report/code", &form(&[("code", CODE)])).await;
    browser
}

/// A form's body, of the page that asks for the decision.
fn deciding(page: &crate::world::Page, decision: &str) -> String {
    format!("of={}&{decision}", page.hidden("of"))
}

/// Decides on the page that asks for it.
async fn decide(office: &mut Browser, decision: &str) -> crate::world::Page {
    let page = office.get("/access").await;
    office.post_on("/access", &deciding(&page, decision)).await
}

/// Carries the post; gives what went to an address.
async fn to(world: &World, address: &str) -> Vec<Mail> {
    world.post().await.into_iter().filter(|it| it.to() == address).collect()
}

fn asker(name: &str, email: &str) -> String {
    form(&[("name", name), ("email", email)])
}

async fn roles(world: &World) -> String {
    let sql = "select coalesce(string_agg(email || ' ' || role, ', ' order by role), '') from person_role
               join person on person.id = person_role.person join organisation o on o.id = person_role.organisation
               where o.kind = 'school'";
    world.scalar(sql).await.unwrap()
}

async fn requests(world: &World) -> i64 {
    world.scalar("select count(*) from access_request").await.unwrap()
}

both! {
    async fn the_owner_of_the_told_address_is_let_in_at_once(world) {
        let mut browser = told(world, &Scene::without_users(world).await).await;
        assert!(browser.get("/report").await.links("/report/join").len() == 1);
        assert_eq!(browser.get("/report/join").await.h1(), "Get an account for Oak Primary School");
        let done = browser.post("/report/join", &asker("Kim Lee", "Office@Oak.example")).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/sign-in/sent"));
        assert_eq!(roles(world).await, "Office@Oak.example administrator, Office@Oak.example coordinator");
        let mut subjects: Vec<_> =
            to(world, "Office@Oak.example").await.iter().map(|it| it.subject().to_owned()).collect();
        subjects.sort_unstable();
        assert_eq!(subjects, ["You have been added to Oak Primary School: sign in",
                              "Your link to sign in to Manage school and training partnerships"]);
        // Pressed twice: one account, and another link.
        assert_eq!(browser.post("/report/join", &asker("Kim Lee", OFFICE)).await.location, "/sign-in/sent");
        assert_eq!(roles(world).await, "Office@Oak.example administrator, Office@Oak.example coordinator");
        assert!(browser.get("/report/join").await.says("Someone at Oak Primary School already uses this service"));
        let later = browser.post("/report/join", &asker("Eve", "eve@evil.example")).await;
        assert_eq!(later.location, "/report/join");
        assert_eq!(requests(world).await, 0);
    }

    async fn what_is_no_name_or_address_is_said_beside_both_questions(world) {
        let mut browser = told(world, &Scene::without_users(world).await).await;
        let page = browser.post("/report/join", &asker(" ", "nowhere")).await;
        assert_eq!(page.status, 422);
        assert_eq!(page.problems(), [
            "Enter a full name", "Enter an email address in the correct format, like name@example.com"
        ]);
        assert_eq!(world.browser().get("/report/join").await.location, "/report");
        assert_eq!(world.browser().post("/report/join", &asker("Kim", OFFICE)).await.location, "/report");
        assert_eq!(roles(world).await, "");
    }

    async fn the_told_address_decides_about_anybody_else(world) {
        let mut browser = told(world, &Scene::without_users(world).await).await;
        let asked = browser.post_on("/report/join", &asker("Kim Lee", "kim@oak.example")).await;
        assert_eq!(asked.h1(), "We have your request");
        browser.post("/report/join", &asker("Kim Again", "KIM@oak.example")).await;
        let mails = world.post().await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert_eq!(mails[0].to(), OFFICE);
        assert!(mails[0].body().contains("Kim Lee (kim@oak.example)"));
        let link = link_to(&mails[0], "/access/");
        let before = world.audit().await;
        let mut office = world.browser();
        assert_eq!(office.get("/access").await.status, 404);
        assert_eq!(office.get(&format!("{link}x")).await.status, 404);
        assert_eq!(office.get(&link).await.location, "/access");
        let page = office.get("/access").await;
        assert_eq!(page.h1(), "Should Kim Lee have an account for Oak Primary School?");
        let refusing = deciding(&page, "decision=refuse");
        assert_eq!(world.audit().await, before);
        assert_eq!(office.post("/access", &deciding(&page, "decision=maybe")).await.location, "/access");
        assert_eq!(roles(world).await, "");
        let page = decide(&mut office, "decision=grant").await;
        assert_eq!(page.h1(), "Kim Lee has an account for Oak Primary School");
        assert_eq!(roles(world).await, "kim@oak.example administrator, kim@oak.example coordinator");
        assert_eq!(to(world, "kim@oak.example").await.len(), 1);
        let again = office.post_on("/access", &refusing).await;
        assert_eq!(again.h1(), "Kim Lee has an account for Oak Primary School");
        assert!(world.post().await.is_empty());
        assert!(world.audit().await.iter().any(|it| it.contains("Someone has already decided")));
    }

    async fn yes_in_one_tab_is_not_said_of_who_asked_in_another(world) {
        let mut browser = told(world, &Scene::without_users(world).await).await;
        browser.post("/report/join", &asker("Kim Lee", "kim@oak.example")).await;
        browser.post("/report/join", &asker("Eve", "eve@evil.example")).await;
        let mails = to(world, OFFICE).await;
        let links: Vec<String> = mails.iter().map(|it| link_to(it, "/access/")).collect();
        let mut office = world.browser();
        office.get(&links[0]).await;
        let first = office.get("/access").await;
        office.get(&links[1]).await;
        let late = office.post_on("/access", &deciding(&first, "decision=grant")).await;
        assert!(late.says("Nothing has been changed") && late.says("You have opened another message"), "{}", late.text());
        assert_eq!(roles(world).await, "");
        assert_eq!(office.post("/access", "decision=grant").await.location, "/access");
        assert_eq!(roles(world).await, "", "a form of nobody is not taken either");
    }

    async fn who_is_refused_is_told_and_may_ask_again(world) {
        let mut browser = told(world, &Scene::without_users(world).await).await;
        browser.post("/report/join", &asker("Eve", "eve@evil.example")).await;
        let mail = to(world, OFFICE).await;
        let mut office = world.browser();
        office.get(&link_to(&mail[0], "/access/")).await;
        assert_eq!(decide(&mut office, "decision=refuse").await.h1(), "Eve has no account for Oak Primary School");
        let told = to(world, "eve@evil.example").await;
        assert_eq!(told[0].subject(), "Your request for an account for Oak Primary School was refused");
        assert_eq!(roles(world).await, "");
        browser.post("/report/join", &asker("Eve", "eve@evil.example")).await;
        assert_eq!((requests(world).await, to(world, OFFICE).await.len()), (2, 1));
    }

    async fn the_told_address_has_fourteen_days_and_is_not_flooded(world) {
        let mut browser = told(world, &Scene::without_users(world).await).await;
        for number in 0..8 {
            let page = browser.post("/report/join", &asker("Kim", &format!("kim{number}@oak.example"))).await;
            assert_eq!(page.location, "/report/join/asked");
        }
        let mails = to(world, OFFICE).await;
        assert_eq!((requests(world).await, mails.len()), (5, 5));
        world.clock("2026-11-16T09:00:01Z");
        let mut office = world.browser();
        office.get(&link_to(&mails[0], "/access/")).await;
        assert_eq!(office.get("/access").await.h1(), "The time to decide about this request has passed");
        let late = decide(&mut office, "decision=grant").await;
        assert_eq!(late.h1(), "The time to decide about this request has passed");
        assert_eq!(roles(world).await, "");
    }

    async fn support_decides_where_a_letter_told_the_school(world) {
        let scene = Scene::without_users(world).await;
        let mut browser = lettered(world, &scene).await;
        let asked = browser.post_on("/report/join", &asker("Kim Lee", "kim@oak.example")).await;
        assert!(asked.says("Our support team makes sure"), "{}", asked.text());
        assert!(world.post().await.iter().all(|it| it.to() != OFFICE));
        let dfe = world.dfe().await;
        let pat = world.person("pat@dfe.example", "Pat Fox", dfe, "support").await;
        let reg = world.person("reg@dfe.example", "Reg Hill", dfe, "regulator").await;
        let (mut pat, mut reg) = (world.signed_in(pat, dfe).await, world.signed_in(reg, dfe).await);
        let list = pat.get("/support/access-requests").await;
        assert!(list.says("Oak Primary School") && list.says("Kim Lee, kim@oak.example"), "{}", list.text());
        assert!(pat.get("/support/access-requests?q=oak+kim&status=waiting").await.says("1 request"));
        assert!(pat.get("/support/access-requests?status=refused").await.says("0 requests"));
        let csv = pat.get("/support/access-requests/export.csv?q=100001").await;
        assert!(csv.html.contains("100001,Oak Primary School,Kim Lee,kim@oak.example"), "{}", csv.html);
        let one = list.links("/support/access-requests/").into_iter().find(|it| !it.contains("export")).unwrap();
        assert_eq!(reg.get(&one).await.status, 200);
        assert!(reg.get(&one).await.links(&format!("{one}/")).is_empty());
        for status in [reg.get(&format!("{one}/grant")).await.status, reg.post(&format!("{one}/grant"), "").await.status] {
            assert!([403, 404].contains(&status), "{status}");
        }
        let mut robin = world.signed_in(scene.robin, scene.provider).await;
        for path in ["/support/access-requests", "/support/access-requests/export.csv", &one] {
            assert_eq!(robin.get(path).await.status, 404, "{path}");
        }
        assert_eq!(robin.post(&format!("{one}/grant"), "").await.status, 404);
        assert!(pat.get(&format!("{one}/grant")).await.h1().starts_with("Are you sure"));
        assert_eq!(roles(world).await, "");
        let done = pat.post_on(&format!("{one}/grant"), "").await;
        assert!(done.says("Account given") && done.says("We are emailing Kim Lee"), "{}", done.text());
        assert_eq!(roles(world).await, "kim@oak.example administrator, kim@oak.example coordinator");
        assert_eq!(to(world, "kim@oak.example").await.len(), 1);
        let again = pat.post_on(&format!("{one}/refuse"), "").await;
        assert!(again.says("Account given") && !again.says("Request refused"), "{}", again.text());
        assert!(world.post().await.is_empty());
    }
}

both! {
    async fn once_the_school_has_users_support_leaves_it_to_them(world) {
        let scene = Scene::without_users(world).await;
        let mut browser = lettered(world, &scene).await;
        browser.post("/report/join", &asker("Kim Lee", "kim@oak.example")).await;
        world.person("head@oak.example", "Jo Head", scene.school, "administrator").await;
        let dfe = world.dfe().await;
        let pat = world.person("pat@dfe.example", "Pat Fox", dfe, "support").await;
        let mut pat = world.signed_in(pat, dfe).await;
        let one = pat.get("/support/access-requests").await.links("/support/access-requests/");
        let one = one.into_iter().find(|it| !it.contains("export")).unwrap();
        let page = pat.get(&one).await;
        assert!(page.says("Someone at the school already uses the service. They can add this person."));
        assert_eq!(pat.get(&format!("{one}/grant")).await.location, one);
        let refused = pat.post_on(&format!("{one}/grant"), "").await;
        assert!(refused.says("Waiting") && !refused.says("Account given"), "{}", refused.text());
        assert_eq!(roles(world).await, "head@oak.example administrator");
        assert!(world.audit().await.iter().any(|it| it.contains("decision_refused")));
        assert!(pat.post_on(&format!("{one}/refuse"), "").await.says("Request refused"));
        assert_eq!(to(world, "kim@oak.example").await.len(), 1);
    }
}
