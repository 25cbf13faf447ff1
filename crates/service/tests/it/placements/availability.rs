//! A school says what it can offer in a year (acceptance A30, A33, A34).

use service::placements::rules::{Offer, What};
use service::placements::store as placements;
use service::placements::store::availability::{Availability, availability};
use service::placements::words::{Answer, YearGroup};
use service::policy::Action;
use service::vocabulary::AcademicYear;
use store::{both, values};

use super::scene::{Scene, World, year};
use crate::world::{Browser, Page, form};

const YEAR: &str = "/placements/availability/2026";

/// What is recorded.
async fn said(world: &World, scene: &Scene) -> Option<Availability> {
    availability(&mut world.app.db.read().await.unwrap(), scene.school, year()).await.unwrap()
}

/// Sends one answer of the journey, and gives the page that follows.
async fn answers(browser: &mut Browser, at: &Page, answer: &[(&str, &str)]) -> Page {
    let to = browser.post(&action(at), &form(answer)).await;
    assert_eq!(to.status, 303, "{:?} {}", to.problems(), to.text());
    let page = browser.get(&to.location).await;
    assert_eq!(page.status, 200, "{}", to.location);
    page
}

fn action(page: &Page) -> String {
    let (_, rest) = page.html.split_once("<form action=\"/placements/availability/answer").unwrap();
    format!("/placements/availability/answer{}", rest.split('"').next().unwrap())
}

/// A coordinator's browser on the first question about 2026 to 2027.
async fn begun(world: &World, scene: &Scene) -> (Browser, Page) {
    let mut sam = world.signed_in(scene.sam, scene.school).await;
    let page = sam.post_on(YEAR, "").await;
    assert_eq!(page.h1(), "Can your school offer placements for trainee teachers in 2026 to 2027?");
    (sam, page)
}

both! {
    async fn yes_goes_on_to_adding_placements_and_keeps_the_contact_and_the_limit(world) {
        let scene = Scene::on(world).await;
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        let page = sam.get(YEAR).await;
        assert!(page.says("Your school has not said yet") && page.says("Placement availability unknown"), "{}", page.text());
        let page = sam.post_on(YEAR, "").await;
        let none = sam.post(&action(&page), "").await;
        assert_eq!((none.status, none.problems()), (422, vec!["Select yes, maybe or no".to_owned()]));
        let page = answers(&mut sam, &page, &[("answer", "yes")]).await;
        for (typed, problem) in [
            ("0", "Most trainees must be between 1 and 9999"),
            ("1.5", "Most trainees must be a whole number"),
            ("many", "Most trainees must be a number"),
        ] {
            let again = sam.post(&action(&page), &form(&[("cap", typed)])).await;
            assert_eq!((again.status, again.problems()), (422, vec![problem.to_owned()]));
        }
        let page = answers(&mut sam, &page, &[("cap", "6")]).await;
        assert_eq!(page.h1(), "How can providers contact your school about placements?");
        let again = sam.post(&action(&page), "contact=").await;
        assert_eq!(again.problems(), ["Enter an email address"], "without a contact nothing is offered (A24)");
        let check = answers(&mut sam, &page, &[("contact", "itt@oak.example")]).await;
        assert_eq!(check.h1(), "Check what you say of 2026 to 2027");
        assert!(said(world, &scene).await.is_none(), "nothing is written before the check");
        let done = sam.post(&action(&check), "").await;
        assert_eq!((done.status, done.location.as_str()), (303, "/placements/add-many?year=2026"));
        let kept = said(world, &scene).await.unwrap();
        assert_eq!((kept.answer, kept.cap), (Some(Answer::Yes), Some(6)));
        assert_eq!(kept.changed_by.as_deref(), Some("Sam Carter"));
        let page = sam.get(YEAR).await;
        for words in ["May offer placements", "itt@oak.example", "Last updated on 2 November 2026 by Sam Carter"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        let told = world.audit().await;
        assert!(told.iter().any(|it| it.starts_with("set_availability availability ") && it.contains("answered")), "{told:?}");
    }

    async fn maybe_says_what_might_be_possible_and_becomes_placements_later(world) {
        let scene = Scene::on(world).await;
        world.execute("update establishment set phase = 'All-through'", values![]).await;
        let (mut sam, page) = begun(world, &scene).await;
        let page = answers(&mut sam, &page, &[("answer", "maybe")]).await;
        let both = sam.post(&action(&page), "phases=primary&phases=unknown").await;
        assert_eq!(both.problems(), ["Select a phase or “I do not know”, not both"]);
        let page = answers(&mut sam, &page, &[("phases", "primary"), ("phases", "secondary")]).await;
        let page = answers(&mut sam, &page, &[("year_groups", "year_3"), ("year_groups", "year_5")]).await;
        let page = answers(&mut sam, &page, &[("subjects", "unknown")]).await;
        assert_eq!(page.h1(), "About how many trainees might your school take?");
        let page = answers(&mut sam, &page, &[("trainees", "")]).await;
        let page = answers(&mut sam, &page, &[("note", "If the new <mentor> stays")]).await;
        let check = answers(&mut sam, &page, &[("contact", "itt@oak.example")]).await;
        let page = sam.post_on(&action(&check), "").await;
        for words in ["May offer placements", "Year 3 and Year 5", "Not known yet", "If the new <mentor> stays"] {
            assert!(page.html.contains(words) || page.says(words) || page.html.contains(&words.replace('<', "&#60;")), "{words}: {}", page.text());
        }
        // A provider reads what might be possible, not only that something might be.
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let seen = robin.get("/placements/find/100001?year=2026").await;
        for words in ["Phases: Primary and Secondary", "Year groups: Year 3 and Year 5", "Trainees: Not known yet"] {
            assert!(seen.says(words), "{words}: {}", seen.text());
        }
        // A change begins with what is recorded, and comes to the same check.
        let page = sam.post_on(YEAR, "").await;
        assert!(page.html.contains(r#"value="maybe" checked"#), "{}", page.html);
        let check = answers(&mut sam, &page, &[("answer", "maybe")]).await;
        assert_eq!(check.h1(), "Check what you say of 2026 to 2027");
        // Maybe becomes yes: what might have been possible is chosen.
        let page = sam.post_on(YEAR, "").await;
        let page = answers(&mut sam, &page, &[("answer", "yes")]).await;
        assert_eq!(page.h1(), "Which of these do you want to offer now?");
        let page = answers(&mut sam, &page, &[("convert", "primary-year_5")]).await;
        let check = answers(&mut sam, &page, &[("cap", "")]).await;
        let done = sam.post(&action(&check), "").await;
        assert_eq!(done.location, "/placements?year=2026");
        let mut tx = world.app.db.read().await.unwrap();
        let offered = placements::placements_of(&mut tx, scene.school, year()).await.unwrap();
        assert_eq!(offered.iter().map(service::placements::store::Placement::title).collect::<Vec<_>>(), ["Primary (Year 5)"]);
    }

    async fn what_was_offered_meanwhile_is_not_withdrawn_unseen(world) {
        let scene = Scene::on(world).await;
        scene.offer(world, 1).await;
        let (mut sam, page) = begun(world, &scene).await;
        let page = answers(&mut sam, &page, &[("answer", "no")]).await;
        let page = answers(&mut sam, &page, &[("reason", "no_mentors")]).await;
        let check = answers(&mut sam, &page, &[("contact", "")]).await;
        let seen = check.hidden("seen").to_owned();
        scene.offers(world, &[Offer::plain(What::Primary(YearGroup::Year5), year())]).await;
        let again = sam.post(&action(&check), &form(&[("seen", &seen)])).await;
        let problem = "What your school offers has changed since you opened this page. Check the placements again";
        assert_eq!((again.status, again.problems()), (422, vec![problem.to_owned()]));
        assert!(again.says("Primary (Year 5)"), "{}", again.text());
        let seen = again.hidden("seen").to_owned();
        let done = sam.post_on(&action(&again), &form(&[("seen", &seen)])).await;
        assert!(done.says("2 placements were withdrawn"), "{}", done.text());
    }

    async fn a_school_that_offers_after_a_no_says_yes(world) {
        let scene = Scene::on(world).await;
        let (mut sam, page) = begun(world, &scene).await;
        let page = answers(&mut sam, &page, &[("answer", "no")]).await;
        let page = answers(&mut sam, &page, &[("reason", "no_mentors")]).await;
        let check = answers(&mut sam, &page, &[("contact", "itt@oak.example")]).await;
        sam.post_on(&action(&check), "").await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        assert!(robin.get("/placements/find/100001?year=2026").await.says("asks not to be contacted"));
        scene.offer(world, 1).await;
        let kept = said(world, &scene).await.unwrap();
        assert_eq!((kept.answer, kept.reason.is_none()), (Some(Answer::Yes), true));
        assert_eq!(world.scalar::<bool>("select ask_again from availability").await, Some(false));
        let page = robin.get("/placements/find/100001?year=2026").await;
        assert!(page.says("itt@oak.example") && !page.says("asks not to be contacted"), "{}", page.text());
        let anybody = world.browser().get("/organisations/100001").await;
        assert!(!anybody.says("itt@oak.example") && anybody.says("Only shown to providers"), "{}", anybody.text());
    }

    async fn no_needs_a_reason_and_another_reason_needs_words(world) {
        let scene = Scene::on(world).await;
        let (mut sam, page) = begun(world, &scene).await;
        let page = answers(&mut sam, &page, &[("answer", "no")]).await;
        assert_eq!(page.html.matches(r#"type="radio""#).count(), 7);
        assert_eq!(sam.post(&action(&page), "").await.problems(), ["Select a reason"]);
        let page = answers(&mut sam, &page, &[("reason", "other")]).await;
        assert_eq!(sam.post(&action(&page), "other_reason=+").await.problems(), ["Enter the reason"]);
        let page = answers(&mut sam, &page, &[("other_reason", "We move into a new building")]).await;
        assert_eq!(page.h1(), "Whom should we ask next year?");
        let check = answers(&mut sam, &page, &[("contact", "")]).await;
        let page = sam.post_on(&action(&check), "").await;
        for words in ["Not offering placements", "We move into a new building", "They do not see the reason, or whom to contact"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        assert_eq!(world.scalar::<bool>("select ask_again from availability").await, Some(true));
    }

    async fn no_and_maybe_are_refused_while_places_are_assigned(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        let (mut sam, page) = begun(world, &scene).await;
        let asked = answers(&mut sam, &page, &[("answer", "no")]).await;
        let reason = answers(&mut sam, &asked, &[("reason", "no_time")]).await;
        let check = answers(&mut sam, &reason, &[("contact", "")]).await;
        assert!(check.says("Placements that you offer now Primary (Year 3)"), "{}", check.text());
        // A colleague assigns in between: the answer is judged again inside the transaction.
        let given = scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        let page = sam.post(&action(&check), "").await;
        assert_eq!(page.status, 422, "the question is asked again: {}", page.text());
        assert!(page.says("Primary (Year 3) (1 assigned)"), "{}", page.text());
        let refused = sam.post(&action(&page), "answer=no").await;
        let sentence = "Placements of this year are assigned, so the answer can only be “Yes”";
        assert_eq!((refused.status, refused.problems()), (422, vec![sentence.to_owned()]));
        assert!(said(world, &scene).await.is_none());
        scene.school_does(world, &given, placements::Change::Release { reason: String::new() }).await.unwrap();
        let check = answers(&mut sam, &page, &[("answer", "no")]).await;
        let page = sam.post_on(&action(&check), "").await;
        assert!(page.says("Not offering placements") && page.says("0 placements offered"), "{}", page.text());
    }

    async fn withdrawing_the_last_placement_asks_again(world) {
        let scene = Scene::on(world).await;
        let (mut sam, page) = begun(world, &scene).await;
        let page = answers(&mut sam, &page, &[("answer", "yes")]).await;
        let page = answers(&mut sam, &page, &[("cap", "4")]).await;
        let check = answers(&mut sam, &page, &[("contact", "itt@oak.example")]).await;
        sam.post(&action(&check), "").await;
        let offers = [YearGroup::Year1, YearGroup::Year2].map(|it| Offer::plain(What::Primary(it), year()));
        let made = scene.offers(world, &offers).await;
        let permit = scene.at_school(Action::OfferPlacements);
        for (placement, answer) in made.iter().zip([Some(Answer::Yes), None]) {
            let mut tx = world.app.db.begin().await.unwrap();
            placements::withdraw(&mut tx, &permit, world.now(), placement).await.unwrap().unwrap();
            tx.commit().await.unwrap();
            let now = said(world, &scene).await.unwrap();
            assert_eq!((now.answer, now.cap), (answer, Some(4)));
        }
        let page = sam.get(YEAR).await;
        assert!(page.says("Your school has not said yet"), "{}", page.text());
    }

    async fn the_sheet_can_be_printed_and_sent_and_names_no_provider(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        let page = sam.get("/placements/availability/2026/sheet").await;
        assert_eq!(page.h1(), "Placements at Oak Primary School in 2026 to 2027");
        assert!(page.says("Primary (Year 3): 1 place left"), "{}", page.text());
        assert!(!page.html.contains("Oakfield"));
        let pdf = sam.get("/placements/availability/2026/sheet.pdf").await;
        assert_eq!((pdf.status, pdf.headers["content-type"].to_str().unwrap()), (200, "application/pdf"));
        assert!(pdf.html.starts_with("%PDF-"));
    }

    async fn only_a_coordinator_of_the_school_answers(world) {
        let scene = Scene::on(world).await;
        let viewer = world.person("vera@oak.example", "Vera Hill", scene.school, "viewer").await;
        let mut vera = world.signed_in(viewer, scene.school).await;
        assert!(!vera.get(YEAR).await.html.contains("<form action=\"/placements/availability/2026\""));
        for path in [YEAR, "/placements/availability/2026/confirm", "/placements/availability/answer"] {
            assert_eq!(vera.post(path, "answer=yes").await.status, 403, "{path}");
        }
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let nowhere = robin.get("/no-such-page").await.html;
        for path in [YEAR, "/placements/availability/2026/sheet", "/placements/availability/answer", "/placements/mentors", "/placements/contacts"] {
            let page = robin.get(path).await;
            assert_eq!((page.status, &page.html), (404, &nowhere), "{path}");
        }
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        for odd in ["x", "1999", "2019", "2031", "99999999999", "%00"] {
            assert_eq!(sam.get(&format!("/placements/availability/{odd}")).await.status, 404, "{odd}");
        }
        assert_eq!(AcademicYear::at(world.now()), year());
    }

    async fn what_was_said_is_confirmed_with_one_click(world) {
        let scene = Scene::on(world).await;
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        assert_eq!(sam.post("/placements/availability/2026/confirm", "").await.location, YEAR);
        assert!(said(world, &scene).await.is_none(), "there was nothing to confirm");
        world.execute(
            "insert into availability (school, year, answer, answered_at) values ($1, 2026, 'yes', $2)",
            values![scene.school.get(), store::naive(world.now())],
        ).await;
        world.clock("2026-11-20T10:00:00Z");
        let page = world.signed_in(scene.sam, scene.school).await.post_on("/placements/availability/2026/confirm", "").await;
        assert!(page.says("Said to be still right on 20 November 2026"), "{}", page.text());
    }
}
