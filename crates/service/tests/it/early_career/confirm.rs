//! A lead provider confirms schools, by file or paste (acceptance 10 to 37).

use service::vocabulary::OrganisationId;
use store::{both, values};

use crate::world::{Browser, Page, World, form};

pub const BASE: &str = "/early-career/confirm";

/// Where "Ashdown Institute" sends lists for its delivery partner.
pub async fn start(world: &World, partner: OrganisationId) -> String {
    format!("{BASE}/2026/{}/schools", world.public_id(partner).await)
}

pub async fn paste(browser: &mut Browser, start: &str, list: &str) -> Page {
    browser.post_on(start, &form(&[("list", list)])).await
}

/// The address of the list that a page belongs to.
pub fn list_of(page: &Page) -> String {
    let link = page.links(&format!("{BASE}/lists/")).first().cloned().unwrap_or_default();
    let action = page.html.split(&format!("{BASE}/lists/")).nth(1).and_then(|it| it.split('/').next());
    let id = link.split('/').nth(4).or(action).unwrap_or_default().to_owned();
    format!("{BASE}/lists/{id}")
}

/// Presses everything from the list to the last page.
pub async fn confirm(browser: &mut Browser, start: &str, list: &str) -> Page {
    let check = paste(browser, start, list).await;
    browser.post_on(&format!("{}/confirm", list_of(&check)), "resolved=yes").await
}

async fn schools(world: &World) {
    for (urn, name) in
        [("100001", "Oak School"), ("100002", "Elm School"), ("100003", "Ash School"), ("20001", "Fir School")]
    {
        world.school(urn, name).await;
    }
}

/// Another lead provider with the same delivery partner.
async fn rival(world: &World, partner: OrganisationId) -> (Browser, OrganisationId) {
    let lead = world.lead_provider("Brook Institute").await;
    world.pair(2026, lead, partner).await;
    let person = world.person("jo@brook.example", "Jo Brook", lead, "coordinator").await;
    (world.signed_in(person, lead).await, lead)
}

both! {
    async fn a_list_is_judged_checked_and_confirmed_once(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        schools(world).await;
        let start = start(world, partner).await;
        let errors = paste(&mut sam, &start, "URN\n100002\n\nabc\n020001\n100001\n20001\n999999").await;
        assert_eq!(errors.h1(), "Check the errors in your list", "{}", errors.text());
        for words in [
            "We have found 6 rows", "2 rows have errors", "3 rows match available schools",
            "1 row names a school that an earlier row has named", "URN is not valid",
            "does not match a school", "2 rows with errors", "Continue with 3 schools",
        ] {
            assert!(errors.says(words), "{words}: {}", errors.text());
        }
        let list = list_of(&errors);
        let file = sam.get(&format!("{list}/errors/export.csv")).await;
        for words in ["4,abc,,URN is not valid", "5,20001,Fir School,Available", "Named twice,Line 5 names the same school"] {
            assert!(file.html.contains(words), "{words}: {}", file.html);
        }
        let back = sam.upload(&start, "file", "schools-results.csv", file.html.as_bytes()).await;
        let back = sam.get(&back.location).await;
        assert!(back.says("We have found 6 rows") && back.says("3 rows match available schools"), "{}", back.text());
        let twice = paste(&mut sam, &start, "100001\n100001\n100002").await;
        assert!(twice.says("Confirm 2 schools") && twice.says("1 row names a school that an earlier row has named"), "{}", twice.text());
        let check = sam.post_on(&format!("{list}/errors"), "").await;
        assert!(check.says("3 schools will be confirmed for 2026 to 2027 with Tamar Teaching Hub"), "{}", check.text());
        let at = |name: &str| check.text().find(name).unwrap();
        assert!(at("Elm School") < at("Fir School") && at("Fir School") < at("Oak School"), "the order of the list");
        let fewer = sam.post_on(&format!("{list}/check"), "remove=20001").await;
        assert!(fewer.says("Fir School has been removed") && fewer.says("Confirm 2 schools"), "{}", fewer.text());
        let on_again = sam.post_on(&format!("{list}/errors"), "").await;
        assert!(on_again.says("Confirm 2 schools") && !on_again.says("Fir School"), "back and on again: {}", on_again.text());
        assert_eq!(world.count("membership").await, 0);
        let done = sam.post_on(&format!("{list}/confirm"), "").await;
        assert_eq!(done.h1(), "2 schools confirmed", "{}", done.text());
        assert_eq!(done.links("/early-career/schools/letters?cohort=2026").len(), 1, "{}", done.text());
        assert!(done.says("2 schools have not been told yet"), "{}", done.text());
        for _ in 0..2 {
            assert_eq!(sam.post_on(&format!("{list}/confirm"), "").await.html, done.html);
        }
        for page in ["errors", "check", "done"] {
            let page = sam.get(&format!("{list}/{page}")).await;
            assert!(page.status == 200 || page.location == format!("{list}/done"), "{}", page.location);
        }
        assert_eq!(world.count("membership where kind = 'ect' and status = 'active' and cohort = 2026").await, 2);
        assert_eq!(world.count("notice where way = 'none'").await, 2);
        assert_eq!(world.count("outbox where template in ('schools_confirmed', 'confirmation_reminders')").await, 2);
        let events = world.audit().await.into_iter().filter(|it| it.contains(r#""change":"confirmed""#)).count();
        assert_eq!(events, 2);
        let again = paste(&mut sam, &start, "100001").await;
        assert!(again.says("Your school - already confirmed") && !again.says("Continue with"), "{}", again.text());
        assert_eq!(sam.post(&format!("{}/errors", list_of(&again)), "").await.location, format!("{}/errors", list_of(&again)));
    }

    async fn who_removes_a_school_stays_on_the_page_of_the_list(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        let urns: Vec<String> = (0..30).map(|it| (100_001 + it).to_string()).collect();
        for urn in &urns {
            world.school(urn, &format!("School {urn}")).await;
        }
        let start = start(world, partner).await;
        let list = list_of(&paste(&mut sam, &start, &urns.join("\n")).await);
        let second = sam.get(&format!("{list}/check?page=2")).await;
        let removed = sam.post(&format!("{list}/check"), &form(&[("page", second.hidden("page")), ("remove", "100028")])).await;
        assert_eq!(removed.location, format!("{list}/check?page=2"));
    }

    async fn the_cohort_and_the_partner_are_asked_for_and_never_swapped(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        world.cohort(2025, "2025-05-10", "2026-06-30").await;
        world.cohort(2027, "2027-05-10", "2028-03-31").await;
        assert_eq!(sam.get(&format!("{BASE}/cohort")).await.location, format!("{BASE}/2026/partner"));
        assert!(sam.get(BASE).await.says("one column with the school URNs only"));
        let none = sam.post(&format!("{BASE}/2026/partner"), "").await;
        assert_eq!((none.status, none.problems()), (422, vec!["Select a delivery partner".to_owned()]));
        let other = world.delivery_partner("Unpaired Hub").await;
        let other = world.public_id(other).await;
        assert_eq!(sam.post(&format!("{BASE}/2026/partner"), &form(&[("delivery-partner", &other)])).await.status, 422);
        assert_eq!(sam.get(&format!("{BASE}/2026/{other}/schools")).await.status, 404);
        let paired = world.public_id(partner).await;
        let next = sam.post(&format!("{BASE}/2026/partner"), &form(&[("delivery-partner", &paired)])).await;
        assert_eq!(next.location, format!("{BASE}/2026/{paired}/schools"));
        for (year, words) in [(2025, "was 30 June 2026"), (2027, "from 10 May 2027")] {
            let page = sam.get(&format!("{BASE}/{year}/partner")).await;
            assert!(page.says(words) && page.h1().starts_with("You cannot confirm schools"), "{}", page.text());
        }
        assert_eq!(sam.get(&format!("{BASE}/2031/partner")).await.status, 404);
        assert_eq!(sam.get(&format!("{BASE}?cohort=x")).await.status, 404);
        world.cohort(2025, "2025-05-10", "2026-12-31").await;
        assert!(sam.get(&format!("{BASE}/cohort")).await.says("For which cohort"));
        let none = sam.post(&format!("{BASE}/cohort"), "cohort=2027").await;
        assert_eq!((none.status, none.problems()), (422, vec!["Select a cohort".to_owned()]));
    }

    async fn what_changed_after_the_check_drops_out_and_is_told(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        let (mut jo, _) = rival(world, partner).await;
        schools(world).await;
        let start = start(world, partner).await;
        let list = list_of(&paste(&mut sam, &start, "100001\n100002\n100003").await);
        assert_eq!(confirm(&mut jo, &start, "100002").await.h1(), "1 school confirmed");
        world.execute("update establishment set status = 2 where urn = '100003'", values![]).await;
        world.school("100009", "A school of the next import").await;
        let done = sam.post_on(&format!("{list}/confirm"), "").await;
        assert_eq!(done.h1(), "1 school confirmed");
        for words in [
            "Line 2: Elm School (URN 100002): Recruited by other provider",
            "Line 3: Ash School (URN 100003): School not eligible for inductions",
        ] {
            assert!(done.says(words), "{words}: {}", done.text());
        }
    }

    async fn a_pairing_that_ends_before_the_press_refuses_the_whole_list(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        schools(world).await;
        let list = list_of(&paste(&mut sam, &start(world, partner).await, "100001").await);
        world.execute("update pairing set ended_on = '2026-11-02'", values![]).await;
        let page = sam.post(&format!("{list}/confirm"), "").await;
        assert_eq!((page.status, page.problems().len()), (422, 1), "{}", page.text());
        assert!(page.says("not paired with you"), "{}", page.text());
        let aln = world.delivery_partner("Aln Hub").await;
        world.pair(2026, lead, aln).await;
        let again = sam.get(&start(world, partner).await).await;
        assert_eq!((again.status, again.location.as_str()), (303, "/early-career/confirm/2026/partner"));
        let told = "Tamar Teaching Hub is not paired with you for 2026 to 2027 any more";
        assert!(sam.get(&again.location).await.says(told));
        assert_eq!(sam.post(&start(world, partner).await, "list=100001").await.location, "/early-career/confirm/2026/partner");
        assert_eq!(world.count("membership").await, 0);
        assert!(world.audit().await.iter().any(|it| it.contains(r#""why":"not_paired""#)));
    }

    async fn a_school_that_was_reported_is_revived_in_its_row(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        let (mut jo, _) = rival(world, partner).await;
        schools(world).await;
        let start = start(world, partner).await;
        confirm(&mut sam, &start, "100001").await;
        let before: String = world.scalar("select public_id from membership").await.unwrap();
        world.execute("update membership set status = 'reported', report_reason = 'mistake'", values![]).await;
        world.clock("2026-11-02T09:05:00Z");
        let list = list_of(&paste(&mut sam, &start, "100001\n100002").await);
        let check = sam.get(&format!("{list}/check")).await;
        for words in ["Schools that reported a mistake", "1 of these schools told us that you confirmed it by mistake",
            "Oak School (URN 100001): This looks like a mistake"] {
            assert!(check.says(words), "{words}: {}", check.text());
        }
        let unresolved = sam.post(&format!("{list}/confirm"), "").await;
        let problem = "Select that you have resolved this with the schools that reported a mistake, or remove them";
        assert_eq!((unresolved.status, unresolved.problems()), (422, vec![problem.to_owned()]));
        assert_eq!(world.count("membership where status = 'active'").await, 0);
        let without = sam.post_on(&format!("{list}/check"), "remove=reported").await;
        assert!(without.says("Every school that reported a mistake has been removed"), "{}", without.text());
        assert!(without.says("Confirm 1 school") && !without.says("Oak School"), "{}", without.text());
        assert_eq!(confirm(&mut sam, &start, "100001").await.h1(), "1 school confirmed");
        assert_eq!(world.scalar("select public_id from membership").await, Some(before));
        assert_eq!(world.count("membership where status = 'active' and report_number = 2").await, 1);
        assert_eq!(world.count("notice").await, 2);
        world.execute("update membership set status = 'reported', report_reason = 'mistake'", values![]).await;
        assert_eq!(confirm(&mut jo, &start, "100001").await.h1(), "1 school confirmed");
        assert!(paste(&mut sam, &start, "100001").await.says("Recruited by other provider"));
    }

    async fn a_list_is_confirmed_although_the_browser_is_closed_meanwhile(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        schools(world).await;
        let list = list_of(&paste(&mut sam, &start(world, partner).await, "100001\n100002").await);
        let mut tx = world.app.db.begin().await.unwrap();
        tx.execute("update upload set state = state", values![]).await.unwrap();
        let (mut closed, press) = (sam.clone(), format!("{list}/confirm"));
        tokio::select! {
            page = closed.post(&press, "") => panic!("it does not wait: {}", page.text()),
            // By then it waits for whoever has the list.
            () = async { for _ in 0..50 { sam.get(&format!("{list}/check")).await; } } => {}
        }
        drop(tx);
        let mut looks = 0;
        while sam.get(&format!("{list}/done")).await.status != 200 {
            looks += 1;
            assert!(looks < 2_000, "the confirmation has not come to its end");
        }
        assert_eq!(world.count("membership where status = 'active'").await, 2);
    }

    async fn all_schools_can_be_removed_and_nothing_is_confirmed(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        schools(world).await;
        let check = paste(&mut sam, &start(world, partner).await, "100001\n100002").await;
        let list = list_of(&check);
        let none = sam.post_on(&format!("{list}/check"), "remove=all").await;
        assert_eq!(none.h1(), "There are no schools left on your list", "{}", none.text());
        assert_eq!(sam.post(&format!("{list}/confirm"), "").await.location, format!("{list}/check"));
        assert_eq!(world.count("membership").await, 0);
    }

    async fn only_who_sent_a_list_sees_it_and_only_coordinators_send_one(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        let (mut jo, _) = rival(world, partner).await;
        schools(world).await;
        let start = start(world, partner).await;
        let list = list_of(&paste(&mut sam, &start, "100001").await);
        let nothing = jo.get(&format!("{BASE}/lists/nothing/check")).await;
        for page in ["errors", "errors/export.csv", "check", "done"] {
            let page = jo.get(&format!("{list}/{page}")).await;
            assert_eq!((page.status, &page.html), (404, &nothing.html));
        }
        for page in ["errors", "check", "confirm"] {
            assert_eq!(jo.post(&format!("{list}/{page}"), "").await.status, 404, "{page}");
        }
        let vi = world.person("vi@ashdown.example", "Vi Ray", lead, "viewer").await;
        assert_eq!(world.signed_in(vi, lead).await.get(&start).await.status, 403);
        assert!(world.browser().get(&start).await.location.starts_with("/sign-in?return_to="));
        for page in ["/early-career/start", "/early-career/guide", "/early-career/confirm/example.csv"] {
            assert_eq!(world.browser().get(page).await.status, 200, "{page}");
        }
    }

    async fn of_two_lead_providers_for_500_schools_each_school_has_one(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        let (mut jo, _) = rival(world, partner).await;
        let urns: Vec<String> = (0..500).map(|it| (200_000 + it).to_string()).collect();
        let rows: Vec<_> = urns.iter().map(|urn| serde_json::json!({ "urn": urn })).collect();
        let given = world.app.db.dialect().recordset("$1", &[("urn", "text")]);
        let sql = format!(
            "insert into establishment (urn, name, status, type_code, district_code, row_hash)
             select given.urn, 'School ' || given.urn, 1, 1, 'E06000047', 0 from {given}"
        );
        world.execute(&sql, values![serde_json::Value::from(rows).to_string()]).await;
        world.school("100001", "Oak School").await;
        let start = start(world, partner).await;
        let forwards = list_of(&paste(&mut sam, &start, &urns.join("\n")).await);
        let backwards: Vec<String> = urns.iter().rev().cloned().collect();
        let backwards = list_of(&paste(&mut jo, &start, &backwards.join("\n")).await);
        let (forwards, backwards) = (format!("{forwards}/confirm"), format!("{backwards}/confirm"));
        let mut twice = sam.clone();
        let (one, other, again) =
            tokio::join!(sam.post_on(&forwards, ""), jo.post_on(&backwards, ""), twice.post_on(&forwards, ""));
        assert_eq!((one.status, other.status, again.status), (200, 200, 200));
        assert_eq!(world.count("membership where status = 'active'").await, 500);
        let (one, other) = (one.h1(), other.h1());
        assert!(one.starts_with("500 ") != other.starts_with("500 ") && (one.starts_with("0 ") || other.starts_with("0 ")), "{one}, {other}");
        assert_eq!(again.h1(), one);
    }
}
