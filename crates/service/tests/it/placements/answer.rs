//! Schools are asked by mail, and answer from it without an account.

use axum::body::Body;
use axum::http::Request;
use service::placements::reminders;
use service::platform::mail::Mail;
use store::{both, values};

use super::scene::{OAK, Scene, World};
use crate::world::{Browser, form};

/// The first working hour of March 2027, a Monday.
const MARCH: &str = "2027-03-01T09:00:00Z";

async fn reminded(world: &World, at: &str) -> Vec<Mail> {
    world.clock(at);
    reminders::remind(&world.app, world.now()).await.unwrap();
    world.post().await
}

fn link(mail: &Mail) -> String {
    let line = mail.body().lines().find(|it| it.contains("/a/")).unwrap();
    format!("/a/{}", line.trim().rsplit_once("/a/").unwrap().1)
}

fn code(mail: &Mail) -> String {
    let (_, rest) = mail.body().split_once("and the code ").unwrap();
    rest[..9].to_owned()
}

async fn opened(world: &World, mail: &Mail) -> Browser {
    let mut browser = world.browser();
    let landed = browser.get(&link(mail)).await;
    assert_eq!((landed.status, landed.location.as_str()), (303, "/a"));
    browser
}

/// How the school stands for 2027: answer, about how many, whether somebody with an account gave it.
async fn recorded(world: &World) -> String {
    world
        .scalar("select coalesce(answer, '') || ' ' || might || ' ' || version from availability where year = 2027")
        .await
        .unwrap_or_default()
}

async fn answered(world: &World) -> usize {
    world.audit().await.iter().filter(|it| it.starts_with("set_availability") && it.contains("answered")).count()
}

both! {
    async fn a_provider_sees_what_a_school_answered_from_the_mail_and_when(world) {
        let scene = Scene::on(world).await;
        scene.partners(world).await;
        world.clock(MARCH);
        reminders::remind(&world.app, world.now()).await.unwrap();
        service::platform::worker::until_idle(&world.app).await.unwrap();
        // As whoever reads the mail finds it.
        let outbox = world.browser().get("/outbox?q=sam@oak.example").await;
        let links = outbox.html.split('"').filter_map(|it| it.split_once("/a/"));
        let landed = links.map(|(_, token)| format!("/a/{token}")).find(|it| it.len() > 40);
        let landed = landed.unwrap_or_else(|| panic!("{}", outbox.html));
        let mut school = world.browser();
        assert_eq!(school.get(&landed).await.location, "/a", "{landed}");
        assert_eq!(school.post("/a", "of=other&answer=no").await.location, "/a", "the form of another message");
        assert!(school.get("/a").await.says("Nothing has been changed"));
        assert_eq!(school.post("/a", "answer=maybe&trainees=3").await.location, "/a/done");
        world.refresh().await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let list = robin.get("/placements/find?year=2027&partners=mine").await;
        assert!(list.says("Oak Primary School") && list.says("1 March 2027"), "{}", list.text());
        let page = robin.get("/placements/find/100001?year=2027").await;
        assert!(page.says("1 March 2027"), "{}", page.text());
    }

    async fn a_school_answers_on_one_page_without_an_account(world) {
        Scene::on(world).await;
        let mails = reminded(world, MARCH).await;
        assert_eq!(mails.iter().map(Mail::to).collect::<Vec<_>>(), ["sam@oak.example"]);
        assert_eq!(mails[0].subject(), "Can Oak Primary School offer placements for trainee teachers in 2027 to 2028?");
        let mut browser = world.browser();
        let head = browser.send(Request::head(link(&mails[0])), Body::empty()).await;
        assert_eq!(head.status, 303);
        let mut browser = opened(world, &mails[0]).await;
        let before = world.audit().await;
        let page = browser.get("/a").await;
        assert_eq!(page.h1(), "Can Oak Primary School offer placements for trainee teachers in 2027 to 2028?");
        assert_eq!(browser.get("/a/done").await.location, "/a");
        assert_eq!(browser.get("/a/stop").await.status, 200);
        assert_eq!((world.audit().await, recorded(world).await), (before, String::new()), "no GET writes");
        let none = browser.post("/a", "trainees=lots").await;
        let problems = ["Select yes, maybe or no", "Number of trainees must be a number"];
        assert_eq!((none.status, none.problems()), (422, problems.map(str::to_owned).to_vec()));
        let done = browser.post("/a", "answer=maybe&trainees=3").await;
        assert_eq!((done.status, done.location.as_str()), (303, "/a/done"));
        for _ in 0..2 {
            let done = browser.get("/a/done").await;
            assert_eq!(done.h1(), "Answer saved");
            assert!(done.says("The answer of Oak Primary School for 2027 to 2028 is “Maybe”"), "{}", done.text());
        }
        assert!(recorded(world).await.contains(r#""trainees":3"#), "{}", recorded(world).await);
        assert_eq!(world.scalar::<i64>("select count(*) from availability where changed_by is null").await, Some(1));
        // Once: the second use of the link says that it has been answered.
        assert_eq!(browser.post("/a", "answer=no").await.location, "/a");
        let again = browser.get("/a").await;
        assert_eq!(again.h1(), "Someone at Oak Primary School has already answered for 2027 to 2028");
        assert!(again.says("The answer is “Maybe”"));
        assert_eq!(answered(world).await, 1);
    }

    async fn two_answers_at_once_are_one(world) {
        Scene::on(world).await;
        let mails = reminded(world, MARCH).await;
        let (mut one, mut other) = (opened(world, &mails[0]).await, opened(world, &mails[0]).await);
        let (first, second) = tokio::join!(one.post("/a", "answer=yes&trainees=2"), other.post("/a", "answer=no"));
        let mut to = [first.location, second.location];
        to.sort_unstable();
        assert_eq!(to, ["/a", "/a/done"]);
        assert_eq!(answered(world).await, 1);
    }

    async fn a_link_that_we_did_not_make_is_no_page_and_the_code_opens_the_same(world) {
        Scene::on(world).await;
        let mails = reminded(world, MARCH).await;
        let mut browser = world.browser();
        let unknown = browser.get("/no-such-page").await.html;
        let good = link(&mails[0]);
        let report = format!("/report/{}", &good[3..]);
        for bad in ["/a/x", "/a/a.b", "/a/%00", &format!("{}A", &good[..good.len() - 1]), &report] {
            if bad != good {
                let page = browser.get(bad).await;
                assert_eq!((page.status, &page.html), (404, &unknown), "{bad}");
            }
        }
        assert_eq!(browser.get("/a").await.h1(), "Enter the code from our message or letter about placements");
        assert_eq!(browser.post("/a", "answer=yes").await.location, "/a");
        let none = browser.post("/a/code", "urn=&code=").await;
        let told = ["Enter the URN of your school", "Enter the code from our message or letter"];
        assert_eq!((none.status, none.problems()), (422, told.map(str::to_owned).to_vec()));
        let wrong = browser.post("/a/code", &form(&[("urn", OAK), ("code", "ABCD-EFGH")])).await;
        assert_eq!(wrong.status, 422);
        let code = code(&mails[0]).to_lowercase().replace('-', " ");
        let page = browser.post_on("/a/code", &form(&[("urn", OAK), ("code", &code)])).await;
        assert!(page.says("2027 to 2028"), "{}", page.text());
        assert_eq!(browser.post("/a", "answer=no").await.location, "/a/done");
    }

    async fn what_changed_since_the_message_is_said_and_not_overwritten(world) {
        let scene = Scene::on(world).await;
        let mails = reminded(world, MARCH).await;
        let mut browser = opened(world, &mails[0]).await;
        world.execute(
            "insert into availability (school, year, answer, answered_at, changed_by) values ($1, 2027, 'yes', $2, $3)",
            values![scene.school.get(), store::naive(world.now()), scene.sam.get()],
        ).await;
        let page = browser.get("/a").await;
        assert_eq!(page.h1(), "Someone at Oak Primary School has already answered for 2027 to 2028");
        assert_eq!(browser.post("/a", "answer=no").await.location, "/a");
        assert!(recorded(world).await.starts_with("yes"));
        world.clock("2028-08-01T09:00:00Z");
        let page = opened(world, &mails[0]).await.get("/a").await;
        assert_eq!(page.h1(), "The academic year 2027 to 2028 has ended");
    }

    async fn each_is_asked_once_in_a_round_whoever_works(world) {
        let scene = Scene::on(world).await;
        world.clock(MARCH);
        let (one, other) = tokio::join!(
            reminders::remind(&world.app, world.now()),
            reminders::remind(&world.app, world.now())
        );
        one.unwrap();
        other.unwrap();
        assert_eq!(world.post().await.len(), 1);
        assert!(reminded(world, "2027-03-02T09:00:00Z").await.is_empty());
        assert!(reminded(world, "2027-07-30T09:00:00Z").await.is_empty(), "once a year");
        assert_eq!(world.scalar::<i64>("select count(*) from availability_ask where handed_over_at is not null").await, Some(1));
        // A year on, the school that said no is asked again, and told so.
        world.execute(
            "insert into availability (school, year, answer, reason, ask_again, answered_at)
             values ($1, 2027, 'no', 'no_time', true, $2)",
            values![scene.school.get(), store::naive(world.now())],
        ).await;
        let mails = reminded(world, "2028-03-01T09:00:00Z").await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].body().contains("could not offer placements for trainee teachers in 2027 to 2028"), "{}", mails[0].body());
        assert!(mails[0].body().contains("Can it offer placements in 2028 to 2029?"));
    }

    async fn what_is_offered_is_asked_about_once_a_term_and_confirmed_with_one_click(world) {
        let scene = Scene::on(world).await;
        world.execute(
            "insert into availability (school, year, answer, answered_at) values ($1, 2026, 'yes', $2)",
            values![scene.school.get(), store::naive(world.now())],
        ).await;
        let mails = reminded(world, "2027-01-15T09:00:00Z").await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject(), "Is what Oak Primary School said about placements still right?");
        assert!(mails[0].body().contains("“Yes”") && mails[0].body().contains("last on 2 November 2026"), "{}", mails[0].body());
        assert!(reminded(world, "2027-01-18T09:00:00Z").await.is_empty());
        let mut browser = opened(world, &mails[0]).await;
        let page = browser.get("/a").await;
        assert_eq!(page.h1(), "Is what Oak Primary School said about placements in 2026 to 2027 still right?");
        assert_eq!(browser.post("/a/confirm", "").await.location, "/a/done");
        assert_eq!(browser.post("/a/confirm", "").await.location, "/a");
        let page = world.signed_in(scene.sam, scene.school).await.get("/placements/availability/2026").await;
        assert!(page.says("Said to be still right on 18 January 2027"), "{}", page.text());
        // Whoever confirmed in the term is not asked in it.
        assert!(reminded(world, "2027-02-05T09:00:00Z").await.is_empty());
    }

    async fn a_link_withdraws_nothing_that_is_offered(world) {
        let scene = Scene::on(world).await;
        world.execute(
            "insert into availability (school, year, answer, answered_at) values ($1, 2026, 'yes', $2)",
            values![scene.school.get(), store::naive(world.now())],
        ).await;
        scene.offer(world, 1).await;
        let mails = reminded(world, "2027-01-15T09:00:00Z").await;
        let mut browser = opened(world, &mails[0]).await;
        let refused = browser.post("/a", "answer=no").await;
        let sentence = "Your school offers placements in this year. Sign in to change the answer";
        assert_eq!((refused.status, refused.problems()), (422, vec![sentence.to_owned()]));
        assert_eq!(browser.post("/a", "answer=yes").await.location, "/a/done");
    }

    async fn without_users_the_contact_for_placements_is_asked_before_others(world) {
        let scene = Scene::on(world).await;
        world.execute("delete from person_role where organisation = $1", values![scene.school.get()]).await;
        world.execute(
            "insert into availability (school, year, trainee_cap) values ($1, 2026, 5)",
            values![scene.school.get()],
        ).await;
        assert!(reminded(world, MARCH).await.is_empty(), "nobody can be asked");
        for (purpose, address, source) in [
            ("ect", "ect@oak.example", "school"),
            ("general", "office@oak.example", "file"),
            ("itt", "itt@oak.example", "provider"),
            ("placements", "places@oak.example", "school"),
        ] {
            world.execute(
                "insert into contact (organisation, purpose, post, address, source, given_at) values ($1, $2, '', $3, $4, $5)",
                values![scene.school.get(), purpose, address, source, store::naive(world.now())],
            ).await;
        }
        let mails = reminded(world, "2027-03-02T09:00:00Z").await;
        assert_eq!(mails.iter().map(Mail::to).collect::<Vec<_>>(), ["places@oak.example"]);
        let mut browser = opened(world, &mails[0]).await;
        assert!(browser.get("/a").await.says("Not us"));
        assert_eq!(browser.get("/a/stop").await.h1(), "Not us");
        browser.post("/a/stop", "").await;
        browser.post("/a/stop", "").await;
        assert_eq!(world.scalar::<i64>("select count(*) from contact").await, Some(3));
        let mails = reminded(world, "2028-03-01T09:00:00Z").await;
        assert_eq!(mails.iter().map(Mail::to).collect::<Vec<_>>(), ["itt@oak.example"]);
    }

    async fn a_user_can_stop_reminders_and_others_still_get_them(world) {
        let scene = Scene::on(world).await;
        world.person("alex@oak.example", "Alex Wood", scene.school, "coordinator").await;
        world.person("vera@oak.example", "Vera Hill", scene.school, "viewer").await;
        let mails = reminded(world, MARCH).await;
        assert_eq!(mails.len(), 2);
        let sams = mails.iter().find(|it| it.to() == "sam@oak.example").unwrap();
        let mut browser = opened(world, sams).await;
        assert!(browser.get("/a/stop").await.says("Stop reminders"));
        assert_eq!(browser.post("/a/stop", "").await.status, 303);
        let mails = reminded(world, "2028-03-01T09:00:00Z").await;
        assert_eq!(mails.iter().map(Mail::to).collect::<Vec<_>>(), ["alex@oak.example"]);
    }

    async fn nobody_is_asked_at_night_or_for_a_closed_school(world) {
        let scene = Scene::on(world).await;
        // Summer time began on 28 March: half past eight in UTC is half past nine in London, but was not before.
        assert!(reminded(world, "2027-03-26T08:30:00Z").await.is_empty());
        world.execute("update establishment set status = 2", values![]).await;
        assert!(reminded(world, "2027-03-29T08:30:00Z").await.is_empty());
        world.execute("update establishment set status = 1", values![]).await;
        assert_eq!(reminded(world, "2027-03-29T08:30:01Z").await.len(), 1);
        assert!(scene.school.get() > 0);
    }
}
