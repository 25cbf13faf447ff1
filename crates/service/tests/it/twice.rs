//! Two at once, double clicks, Back and pressing again: one effect, and everyone sees the right page. Trust S15.

use store::both;

use crate::world::{Browser, World, form};

const ADD: &str = "/partner-schools/add";
const MANY: &str = "/partner-schools/add-many";

/// A provider with two coordinators, and three schools.
async fn scene(world: &World) -> [Browser; 2] {
    let provider = world.provider("O1K", "Oakfield Teaching Alliance").await;
    for urn in ["100001", "100002", "100003"] {
        world.school(urn, &format!("School {urn}")).await;
    }
    let robin = world.person("robin@oakfield.example", "Robin Patel", provider, "coordinator").await;
    let alex = world.person("alex@oakfield.example", "Alex Doe", provider, "coordinator").await;
    [world.signed_in(robin, provider).await, world.signed_in(alex, provider).await]
}

/// The check page of a draft that is ready to be confirmed.
async fn ready(browser: &mut Browser, urn: &str) -> String {
    let found = browser.post(ADD, &form(&[("school", urn), ("school-key", urn)])).await;
    let draft = found.location.rsplit_once('/').unwrap().0.to_owned();
    let check = browser.post(&format!("{draft}/contact"), &form(&[("contact", "office@school.example")])).await;
    assert_eq!(check.location, format!("{draft}/check"), "{}", check.text());
    check.location
}

/// A list that is ready to be confirmed.
async fn list(browser: &mut Browser, urns: &str) -> String {
    let rows = browser.post(MANY, &form(&[("list", urns)])).await;
    let list = rows.location.trim_end_matches("/rows").to_owned();
    browser.post(&rows.location, "").await;
    list
}

/// How often something was done, as the trail tells it.
async fn events(world: &World, change: &str) -> usize {
    let (change, did) = (format!("\"change\":\"{change}\""), format!("\"did\":\"{change}\""));
    world.audit().await.iter().filter(|it| it.contains(&change) || it.contains(&did)).count()
}

/// Presses a button four times at once; gives where each press led.
async fn four(browser: &Browser, path: &str, body: &str) -> Vec<(u16, String)> {
    let mut twins = [browser.clone(), browser.clone(), browser.clone(), browser.clone()];
    let [one, two, three, four] = &mut twins;
    let pages = tokio::join!(one.post(path, body), two.post(path, body), three.post(path, body), four.post(path, body));
    [pages.0, pages.1, pages.2, pages.3].map(|it| (it.status, it.location)).into()
}

fn each(led_to: &str) -> Vec<(u16, String)> {
    vec![(303, led_to.to_owned()); 4]
}

both! {
    async fn a_school_is_added_once_however_often_the_button_is_pressed(world) {
        let [mut robin, _] = scene(world).await;
        let check = ready(&mut robin, "100001").await;
        assert_eq!(four(&robin, &check, "").await, each("/partner-schools"));
        assert_eq!((events(world, "added").await, events(world, "contact_given").await), (1, 1));
        assert_eq!((world.count("membership").await, world.count("notice").await, world.count("outbox").await), (1, 1, 1));
        // Back, and again: the journey is over.
        for step in ["check", "contact", "school", "nothing"] {
            let at = check.replace("check", step);
            assert_eq!(robin.get(&at).await.location, "/partner-schools", "{step}");
            assert_eq!(robin.post(&at, "contact=other@school.example").await.location, "/partner-schools", "{step}");
        }
        assert_eq!((events(world, "added").await, events(world, "contact_given").await), (1, 1));
        assert_eq!(world.count("draft where answers like '%school.example%'").await, 0, "the answers are forgotten");
    }

    async fn of_two_colleagues_who_add_a_school_at_once_one_is_told_that_it_is_there(world) {
        let [mut robin, mut alex] = scene(world).await;
        let (of_robin, of_alex) = (ready(&mut robin, "100001").await, ready(&mut alex, "100001").await);
        let (one, other) = tokio::join!(robin.post(&of_robin, ""), alex.post(&of_alex, ""));
        let (good, late) = if one.status == 303 { (one, other) } else { (other, one) };
        assert_eq!((good.location.as_str(), late.status), ("/partner-schools", 422));
        assert_eq!(late.problems(), ["Partner school has already been added"]);
        assert_eq!((events(world, "added").await, world.count("membership").await), (1, 1));
        assert_eq!((world.count("notice").await, world.count("outbox").await), (1, 1));
    }

    async fn an_answer_that_is_no_longer_good_is_asked_for_again_with_the_reason(world) {
        let [mut robin, mut alex] = scene(world).await;
        let of_robin = ready(&mut robin, "100001").await;
        let of_alex = ready(&mut alex, "100001").await;
        robin.post(&of_robin, "").await;
        let late = alex.post(&of_alex, "").await;
        assert_eq!((late.status, late.problems()), (422, vec!["Partner school has already been added".to_owned()]));
        assert!(late.says("Find a school"), "{}", late.text());
    }

    async fn a_draft_that_is_gone_or_anothers_says_so(world) {
        let [mut robin, mut alex] = scene(world).await;
        let of_robin = ready(&mut robin, "100001").await;
        for address in [of_robin.as_str(), "/partner-schools/add/nothing/check"] {
            for _ in 0..2 {
                let page = alex.get(address).await;
                assert_eq!(page.location, ADD);
                assert!(alex.get(ADD).await.says("Your answers are no longer kept"));
                assert_eq!(alex.post(address, "").await.location, ADD);
            }
        }
        assert_eq!(world.count("membership").await, 0);
    }

    async fn two_providers_add_one_school_at_once(world) {
        let [mut robin, _] = scene(world).await;
        let elm = world.provider("E1M", "Elm Partnership").await;
        let kim = world.person("kim@elm.example", "Kim Lee", elm, "coordinator").await;
        let mut kim = world.signed_in(kim, elm).await;
        let (of_robin, of_kim) = (ready(&mut robin, "100001").await, ready(&mut kim, "100001").await);
        let (one, other) = tokio::join!(robin.post(&of_robin, ""), kim.post(&of_kim, ""));
        assert_eq!((one.location.as_str(), other.location.as_str()), ("/partner-schools", "/partner-schools"));
        assert_eq!((events(world, "added").await, world.count("membership").await), (2, 2));
        assert_eq!(world.count("organisation where urn = '100001'").await, 1);
        for browser in [&mut robin, &mut kim] {
            assert!(browser.get("/partner-schools").await.says("School 100001"));
        }
    }

    async fn a_list_is_added_once_however_often_the_button_is_pressed(world) {
        let [mut robin, _] = scene(world).await;
        let list = list(&mut robin, "100001\n100002\n100003").await;
        assert_eq!(four(&robin, &format!("{list}/confirm"), "").await, each(&format!("{list}/done")));
        assert_eq!((events(world, "added").await, world.count("membership").await), (3, 3));
    }

    async fn lists_that_overlap_add_each_school_once(world) {
        let [mut robin, mut alex] = scene(world).await;
        let of_robin = list(&mut robin, "100001\n100002").await;
        let of_alex = list(&mut alex, "100002\n100003").await;
        let (at_robin, at_alex) = (format!("{of_robin}/confirm"), format!("{of_alex}/confirm"));
        let (one, other) = tokio::join!(robin.post_on(&at_robin, ""), alex.post_on(&at_alex, ""));
        let mut headings = [one.h1(), other.h1()];
        headings.sort();
        assert_eq!(headings, ["1 partner school added", "2 partner schools added"]);
        assert!(one.says("already been added") != other.says("already been added"));
        assert_eq!((events(world, "added").await, world.count("membership").await), (3, 3));
    }

    async fn a_school_is_removed_once_however_often_the_button_is_pressed(world) {
        let [mut robin, mut alex] = scene(world).await;
        let check = ready(&mut robin, "100001").await;
        robin.post(&check, "").await;
        assert_eq!(four(&robin, "/partner-schools/100001/remove", "").await, each("/partner-schools"));
        assert_eq!(events(world, "removed").await, 1);
        let later = alex.post_on("/partner-schools/100001/remove", "").await;
        assert!(later.says("It had been removed before"), "{}", later.text());
        assert_eq!(alex.get("/partner-schools/100001/remove").await.status, 404);
        assert_eq!(alex.post("/partner-schools/100002/remove", "").await.status, 404, "it never was one");
        assert_eq!((events(world, "removed").await, events(world, "removal_refused").await <= 3), (1, true));
    }

    async fn an_address_is_given_once_and_not_after_the_school_was_told(world) {
        let [mut robin, mut alex] = scene(world).await;
        let list = list(&mut robin, "100001").await;
        robin.post(&format!("{list}/confirm"), "").await;
        let given = form(&[("address", "office@school.example")]);
        let at = "/partner-schools/100001/contact";
        four(&robin, at, &given).await;
        assert_eq!((events(world, "contact_given").await, world.count("contact").await), (1, 1));
        assert_eq!(world.post().await.len(), 1);
        let late = alex.post_on(at, &form(&[("address", "other@school.example")])).await;
        assert_eq!(late.status, 422);
        assert!(late.says("Someone gave the address office@school.example in the meantime"), "{}", late.text());
        assert!(late.html.contains("value=\"other@school.example\""), "nothing is lost: {}", late.html);
        assert!(alex.get(at).await.says("We told the school at office@school.example"), "to put it right");
        assert_eq!((world.count("contact").await, world.post().await.len()), (1, 0));
    }

    async fn a_partnership_is_ended_by_the_school_once(world) {
        let [mut robin, _] = scene(world).await;
        let check = ready(&mut robin, "100001").await;
        robin.post(&check, "").await;
        let school = world.organisation("100001").await;
        let sam = world.person("sam@school.example", "Sam Carter", school, "coordinator").await;
        let sam = world.signed_in(sam, school).await;
        for (status, location) in four(&sam, "/partner-providers/O1K/remove", "").await {
            assert_eq!(status, 303);
            assert!(["/partner-providers", "/partner-providers/O1K"].contains(&location.as_str()), "{location}");
        }
        let ended = "select count(*) from membership where status = 'left' and version = 2";
        assert_eq!(world.scalar::<i64>(ended).await, Some(1));
        assert_eq!(world.count("outbox where template = 'school_left'").await, 1);
    }

    async fn a_user_is_added_changed_and_removed_once(world) {
        let [_, _] = scene(world).await;
        let provider = world.organisation("O1K").await;
        let ada = world.person("ada@oakfield.example", "Ada Young", provider, "administrator").await;
        let mut ada = world.signed_in(ada, provider).await;
        let user = form(&[("name", "Kim Lee"), ("email", "kim@oakfield.example"), ("role", "viewer")]);
        let check = ada.post("/organisation/users/add", &user).await;
        let draft = check.location.rsplit_once('=').unwrap().1.to_owned();
        let add = form(&[("draft", &draft)]);
        assert_eq!(four(&ada, "/organisation/users/add/check", &add).await, each("/organisation/users"));
        assert_eq!((events(world, "added").await, world.count("invitation").await), (1, 1));
        let kim: String = world.scalar("select public_id from person where name = 'Kim Lee'").await.unwrap();
        let at = format!("/organisation/users/{kim}");
        let roles = four(&ada, &format!("{at}/roles/check"), "role=coordinator").await;
        assert_eq!(roles, each(&at));
        assert_eq!(events(world, "roles_changed").await, 1);
        assert_eq!(four(&ada, &format!("{at}/remove"), "").await, each("/organisation/users"));
        assert_eq!(events(world, "removed").await, 1);
        let again = ada.post_on(&format!("{at}/remove"), "").await;
        assert!(again.says("This person is not a user"), "{}", again.text());
    }
}
