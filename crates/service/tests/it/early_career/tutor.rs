//! A school nominates its induction tutor, gives its numbers, and sees who trains its teachers (acceptance 47 and 50).

use store::both;

use super::told::{OAK, Scene, link, open};
use crate::world::{Browser, World};

/// A coordinator of Oak School, signed in.
async fn at_oak(world: &World, scene: &Scene) -> Browser {
    let lee = world.person("lee@oak.example", "Lee Oak", scene.oak, "coordinator").await;
    world.signed_in(lee, scene.oak).await
}

both! {
    async fn a_tutor_is_nominated_by_the_link_of_the_mail(world) {
        let mut scene = Scene::on(world).await;
        let mail = scene.told(world).await;
        let path = link(&mail, "/nominate/");
        let mut browser = world.browser();
        let page = open(&mut browser, &path).await;
        assert_eq!(page.h1(), "Who is your induction tutor?");
        let other = browser.post("/nominate", "of=other&name=Jo+Elm&email=jo@oak.example&step=confirm").await;
        assert_eq!((other.status, other.location.as_str()), (303, "/nominate"), "the form of another message");
        let again = browser.post("/nominate", "name=&email=nowhere").await;
        assert_eq!((again.status, again.problems().len()), (422, 2), "{:?}", again.problems());
        assert!(again.says("Enter the full name of your induction tutor"), "{}", again.text());
        let link = browser.post("/nominate", "name=Win+at+evil.example&email=jo@oak.example&step=confirm").await;
        assert_eq!(link.problems(), ["Full name must not include a web address or an email address"]);
        let check = browser.post("/nominate", "name=Jo+Elm&email=jo@oak.example").await;
        assert!(check.status == 200 && check.says("Check who you nominate"), "{}", check.text());
        assert_eq!(world.count("induction_tutor").await, 0, "nothing yet");
        for _ in 0..2 {
            let done = browser.post_on("/nominate", "name=Jo+Elm&email=jo@oak.example&step=confirm").await;
            assert!(done.says("Induction tutor nominated"), "{}", done.text());
        }
        let mails = world.post().await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert_eq!(mails[0].to(), "jo@oak.example");
        world.clock("2026-11-09T09:00:00Z");
        let reminder = world.post().await;
        assert_eq!(reminder.iter().map(|it| it.to().to_owned()).collect::<Vec<_>>(), ["jo@oak.example"]);
        assert!(reminder[0].body().starts_with("Dear Jo Elm"), "{}", reminder[0].body());
    }

    async fn a_link_names_whom_it_replaces_and_sends_no_flood_of_mails(world) {
        let mut scene = Scene::on(world).await;
        let path = link(&scene.told(world).await, "/nominate/");
        let mut browser = world.browser();
        open(&mut browser, &path).await;
        let confirm = |number: u32| format!("name=Jo+Elm&email=jo{number}@oak.example&step=confirm");
        assert_eq!(browser.post("/nominate", &confirm(0)).await.location, "/nominate/done");
        let check = browser.post("/nominate", "name=Al+Ash&email=al@oak.example").await;
        assert!(check.says("They take the place of Jo Elm"), "{}", check.text());
        let stale = browser.post("/nominate", "stood=another&name=Al+Ash&email=al@oak.example&step=confirm").await;
        assert_eq!(stale.h1(), "Check who you nominate", "somebody else was nominated meanwhile");
        assert_eq!(world.count("induction_tutor where name = 'Jo Elm'").await, 1);
        for number in 1..5 {
            assert_eq!(browser.post("/nominate", &confirm(number)).await.location, "/nominate/done");
        }
        assert_eq!(browser.post("/nominate", &confirm(5)).await.status, 429);
        world.clock("2026-11-03T09:00:01Z");
        assert_eq!(browser.post("/nominate", &confirm(6)).await.status, 404, "the browser holds no link any more");
        open(&mut browser, &path).await;
        assert_eq!(browser.post("/nominate", &confirm(6)).await.location, "/nominate/done");
    }

    async fn who_was_the_tutor_before_is_told_and_who_has_no_account_is_led_to_one(world) {
        let mut scene = Scene::on(world).await;
        let path = link(&scene.told(world).await, "/nominate/");
        let mut browser = world.browser();
        open(&mut browser, &path).await;
        browser.post("/nominate", "name=Jo+Elm&email=jo@oak.example&step=confirm").await;
        let first = world.post().await;
        assert_eq!(first.len(), 1, "there was nobody before: {first:?}");
        let join = link(&first[0], "/report/");
        assert!(open(&mut world.browser(), &join).await.says("Get an account for Oak School"));
        browser.post("/nominate", "name=Jo+Ann+Elm&email=jo@oak.example&step=confirm").await;
        assert_eq!(world.post().await.len(), 1, "the same person under another name");
        let mut lee = at_oak(world, &scene).await;
        lee.post_on("/early-career/tutor", "name=Lee+Oak&email=LEE%40oak.example&step=confirm").await;
        let mut mails: Vec<_> = world.post().await;
        mails.sort_by(|one, other| one.to().cmp(other.to()));
        let to: Vec<String> = mails.iter().map(|it| format!("{}: {}", it.to(), it.subject())).collect();
        assert_eq!(to.len(), 2, "{to:?}");
        assert!(to.contains(&"jo@oak.example: You are no longer the induction tutor of Oak School".to_owned()), "{to:?}");
        let own = mails.iter().find(|it| it.to().eq_ignore_ascii_case("lee@oak.example")).unwrap();
        assert!(own.body().contains("Sign in to see") && !own.body().contains("/report/"), "{}", own.body());
        world.clock("2026-12-03T09:00:00Z");
        crate::pages::purge(world).await;
        assert_eq!(world.count("induction_tutor where before_email is null").await, 1, "nothing is kept of them");
    }

    async fn a_lead_provider_says_how_schools_contact_it(world) {
        let mut scene = Scene::on(world).await;
        let told = scene.told(world).await;
        let path = link(&told, "/report/");
        assert!(open(&mut world.browser(), &path).await.says("We hold no address for Ashdown Institute"));
        assert!(scene.lead.get("/early-career/schools").await.says("Schools do not see yet how to contact you"));
        let wrong = scene.lead.post("/early-career/contact", "address=nowhere").await;
        assert_eq!((wrong.status, wrong.problems().len()), (422, 1));
        let saved = scene.lead.post_on("/early-career/contact", "address=ect%40ashdown.example").await;
        assert!(saved.says("Contact saved") && saved.says("Schools can contact you at ect@ashdown.example"), "{}", saved.text());
        assert!(open(&mut world.browser(), &path).await.says("ect@ashdown.example"));
        let mut lee = at_oak(world, &scene).await;
        assert!(lee.get("/early-career").await.says("ect@ashdown.example"));
        assert_eq!(lee.get("/early-career/contact").await.status, 404);
    }

    async fn an_expired_link_is_sent_again_within_limits(world) {
        let mut scene = Scene::on(world).await;
        let path = link(&scene.told(world).await, "/nominate/");
        world.clock("2026-11-23T23:59:59Z");
        assert_eq!(open(&mut world.browser(), &path).await.h1(), "Who is your induction tutor?");
        world.post().await;
        world.clock("2026-11-25T10:00:00Z");
        let mut browser = world.browser();
        assert_eq!(open(&mut browser, &path).await.h1(), "This link has expired");
        let late = browser.post_on("/nominate", "name=Jo&email=jo@oak.example&step=confirm").await;
        assert_eq!(late.h1(), "This link has expired");
        let mut sent = 0;
        for minute in [0, 4, 5, 10, 15, 20, 25] {
            world.clock(&format!("2026-11-25T10:{minute:02}:00Z"));
            let page = browser.post_on("/nominate/again", "").await;
            sent += usize::from(page.status == 200);
            let expected = if [4, 25].contains(&minute) { 422 } else { 200 };
            assert_eq!(page.status, expected, "minute {minute}: {}", page.text());
        }
        let mails = world.post().await;
        assert_eq!((sent, mails.len()), (5, 5));
        assert!(mails.iter().all(|it| it.to() == "office@oak.example"));
        assert_eq!(open(&mut browser, &link(&mails[0], "/nominate/")).await.h1(), "Who is your induction tutor?");
        assert_eq!(world.browser().get("/nominate").await.status, 404);
        assert_eq!(world.browser().get(&format!("{path}x")).await.status, 404);
    }

    async fn a_school_sees_who_trains_its_teachers_and_what_waits(world) {
        let mut scene = Scene::on(world).await;
        scene.told(world).await;
        let mut lee = at_oak(world, &scene).await;
        let home = lee.get("/").await;
        for words in ["Ashdown Institute has confirmed your school", "not nominated its induction tutor",
            "how many early career teachers it has in 2026 to 2027"] {
            assert!(home.says(words), "{words}: {}", home.text());
        }
        let page = lee.get("/early-career").await;
        for words in ["Ashdown Institute", "Tamar Teaching Hub", "Until the end of 16 November 2026", "Not given yet",
            "Not nominated yet", "Register early career teachers"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        let wrong = lee.post("/early-career/numbers/2026", "teachers=two&mentors=").await;
        assert_eq!((wrong.status, wrong.problems().len()), (422, 2));
        let check = lee.post("/early-career/numbers/2026", "teachers=3&mentors=0&version=0").await;
        assert!(check.status == 200 && check.h1() == "Check the numbers", "{}", check.text());
        assert!(lee.get("/early-career").await.says("Not given yet"), "nothing is saved by checking");
        let change = lee.post("/early-career/numbers/2026", "teachers=3&mentors=0&version=0&step=change").await;
        assert!(change.html.contains("value=\"3\""), "{}", change.html);
        for _ in 0..2 {
            let saved = lee.post_on("/early-career/numbers/2026", "teachers=3&mentors=0&version=0&step=confirm").await;
            assert!(saved.says("Numbers saved") && !saved.says("Not given yet"), "{}", saved.text());
            assert!(saved.says("Change the numbers of teachers"), "{}", saved.text());
        }
        let none = lee.post_on("/early-career/numbers/2026/none", "version=1").await;
        assert!(none.says("None this year"), "{}", none.text());
        for already in [false, true] {
            let page = lee.post_on("/early-career/tutor", "name=Jo+Elm&email=jo@oak.example&step=confirm").await;
            assert_eq!(page.says("We are emailing them"), !already, "{}", page.text());
            assert_eq!(page.says("already"), already, "{}", page.text());
        }
        assert!(lee.get("/early-career").await.says("Jo Elm, jo@oak.example"));
        assert!(!lee.get("/").await.says("not nominated its induction tutor"));
        assert_eq!(lee.get("/early-career/numbers/2031").await.status, 404);
    }

    async fn of_two_who_give_numbers_the_second_sees_those_of_the_first_and_keeps_what_was_typed(world) {
        let scene = Scene::on(world).await;
        let mut lee = at_oak(world, &scene).await;
        let kit = world.person("kit@oak.example", "Kit Oak", scene.oak, "coordinator").await;
        let mut kit = world.signed_in(kit, scene.oak).await;
        let path = "/early-career/numbers/2026";
        assert!(kit.get(path).await.html.contains("name=\"version\" value=\"0\""));
        lee.post_on(path, "teachers=3&mentors=1&version=0&step=confirm").await;
        let late = kit.post(path, "teachers=5&mentors=1&version=0&step=confirm").await;
        assert_eq!((late.status, late.problems().len()), (422, 1), "{}", late.text());
        assert!(late.says("They are now 3 and 1") && late.html.contains("value=\"5\""), "{}", late.text());
        assert!(late.html.contains("name=\"version\" value=\"1\""), "{}", late.html);
        assert_eq!(kit.post(&format!("{path}/none"), "version=0").await.status, 422);
        assert!(kit.post_on(path, "teachers=5&mentors=1&version=1&step=confirm").await.says("Numbers saved"));
        assert_eq!(world.scalar::<i32>("select teachers from early_career_numbers").await, Some(5));
        let audit = world.audit().await.join("\n");
        assert_eq!(audit.matches("\"change\":\"numbers_given\"").count(), 2, "{audit}");
        assert_eq!(audit.matches("\"change\":\"numbers_refused\"").count(), 2, "{audit}");
    }

    async fn a_mistake_is_reported_signed_in_and_by_no_other_school(world) {
        let mut scene = Scene::on(world).await;
        scene.told(world).await;
        let id: String = world.scalar("select public_id from membership").await.unwrap();
        let path = format!("/early-career/mistake/{id}");
        world.school("100002", "Elm School").await;
        let elm = world.organisation("100002").await;
        let kim = world.person("kim@elm.example", "Kim Elm", elm, "coordinator").await;
        let mut kim = world.signed_in(kim, elm).await;
        let nothing = kim.get("/early-career/mistake/nothing").await;
        assert_eq!(nothing.status, 404);
        for page in [kim.get(&path).await, kim.post(&path, "reason=mistake").await] {
            assert_eq!((page.status, &page.html), (404, &nothing.html));
        }
        assert_eq!(world.count("report").await, 0);
        let mut lee = at_oak(world, &scene).await;
        assert_eq!(lee.get(&path).await.html.matches("type=\"radio\"").count(), 5);
        let done = lee.post_on(&path, "reason=another_provider").await;
        assert!(done.says("Mistake reported") && done.says("Reported as a mistake"), "{}", done.text());
        let second = lee.post_on(&path, "reason=mistake").await;
        assert!(!second.says("We are telling everyone"), "{}", second.text());
        assert_eq!((world.count("report").await, world.post().await.len()), (1, 2));
        let viewer = world.person("vi@oak.example", "Vi Oak", scene.oak, "viewer").await;
        let mut viewer = world.signed_in(viewer, scene.oak).await;
        assert_eq!(viewer.get("/early-career").await.status, 200);
        for page in [path.as_str(), "/early-career/tutor", "/early-career/numbers/2026"] {
            assert_eq!(viewer.get(page).await.status, 403, "{page}");
        }
        assert!(world.audit().await.iter().any(|it| it.contains(OAK)));
    }
}
