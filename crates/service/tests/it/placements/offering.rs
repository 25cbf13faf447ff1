//! A school offers one placement, by the pages (acceptance A21 to A26, A31).

use store::both;

use super::scene::{Browser, Page, Scene, World, form};

/// Answers the question that a page asks; gives the next page.
async fn answer(browser: &mut Browser, page: &Page, pairs: &[(&str, &str)]) -> Page {
    let action = action(page);
    browser.post_on(&action, &form(pairs)).await
}

/// Where the page's own form leads.
fn action(page: &Page) -> String {
    let forms = page.html.split("action=\"").skip(1).filter_map(|it| it.split('"').next());
    let own = forms.into_iter().find(|it| it.starts_with("/placements/add"));
    own.unwrap_or_else(|| panic!("no form in {}", page.text())).to_owned()
}

/// Answers the question; the page must come back with this problem. Then answers it well.
async fn wrong_then_right(
    browser: &mut Browser,
    page: &Page,
    (wrong, problem): (&[(&str, &str)], &str),
    right: &[(&str, &str)],
) -> Page {
    let again = browser.post(&action(page), &form(wrong)).await;
    assert_eq!((again.status, again.problems()), (422, vec![problem.to_owned()]), "{}", page.h1());
    answer(browser, page, right).await
}

/// From the question of the places to the check page.
async fn the_rest(browser: &mut Browser, page: &Page) -> Page {
    let page =
        wrong_then_right(browser, page, (&[("places", "")], "Enter how many trainees can come"), &[("places", "2")])
            .await;
    let problem = "Number of places for intensive training and practice must be a whole number";
    let page = wrong_then_right(browser, &page, (&[("itp-places", "1.5")], problem), &[("itp-places", "")]).await;
    let page = answer(browser, &page, &[("routes", "salaried")]).await;
    assert_eq!(page.h1(), "What else should providers know?");
    answer(browser, &page, &[("note", "Parking <at> the back")]).await
}

both! {
    async fn a_secondary_school_offers_a_placement_question_by_question(world) {
        let scene = Scene::on(world).await;
        scene.with_contact(world).await;
        scene.phase(world, "Secondary").await;
        let mut sam = scene.sam(world).await;
        let page = sam.get("/placements/add").await;
        assert_eq!(page.h1(), "Which subject is the placement in?");
        assert!(page.says("Languages and literature") && !page.says("French"), "{}", page.text());
        let page = wrong_then_right(&mut sam, &page, (&[], "Select a subject"), &[("subject", "modern_languages")]).await;
        assert_eq!(page.h1(), "Which languages is the placement in?");
        let two = [("additional", "spanish"), ("additional", "french")];
        let page = wrong_then_right(&mut sam, &page, (&[], "Select an additional subject"), &two).await;
        let page = wrong_then_right(&mut sam, &page, (&[("year", "2025")], "Select an academic year"), &[("year", "2026")]).await;
        let problem = "Select a term or any time in the academic year";
        let page = wrong_then_right(&mut sam, &page, (&[], problem), &[("when", "autumn"), ("when", "spring")]).await;
        let check = the_rest(&mut sam, &page).await;
        assert_eq!(check.h1(), "Check your answers before you publish the placement");
        for words in ["Modern languages", "2026 to 2027", "Salaried", "Parking <at> the back",
            "Preview: what providers will see", "French and Spanish", "Autumn and spring terms", "2 places, 2 left",
            "ITT coordinator, itt@oak.example"] {
            assert!(check.says(words), "{words}: {}", check.text());
        }
        assert_eq!(world.scalar::<i64>("select count(*) from placement").await, Some(0));

        let publish = action(&check);
        let done = sam.post_on(&publish, "").await;
        assert!(done.says("Placement added") && done.says("French and Spanish"), "{}", done.text());
        assert!(done.says("No provider yet") && done.says("0 of 2") && done.says("Placements available"), "{}", done.text());
        // The same form sent again adds nothing.
        assert_eq!(sam.post(&publish, "").await.status, 303);
        assert_eq!(world.scalar::<i64>("select count(*) from placement").await, Some(1));
    }

    async fn a_primary_school_is_asked_the_year_group(world) {
        let scene = Scene::on(world).await;
        scene.with_contact(world).await;
        let mut sam = scene.sam(world).await;
        let page = sam.get("/placements/add").await;
        assert_eq!(page.h1(), "Which year group is the placement in?");
        let page = wrong_then_right(&mut sam, &page, (&[("year-group", "year_7")], "Select a year group"), &[("year-group", "mixed")]).await;
        assert_eq!(page.h1(), "Which academic year is the placement in?");
    }

    async fn the_year_of_the_list_is_not_asked_again_and_can_be_changed(world) {
        let scene = Scene::on(world).await;
        scene.with_contact(world).await;
        let mut sam = scene.sam(world).await;
        let page = sam.get("/placements/add?year=2027").await;
        let page = answer(&mut sam, &page, &[("year-group", "year_3")]).await;
        assert_eq!(page.h1(), "When could the placement take place?");
        let page = answer(&mut sam, &page, &[("when", "any")]).await;
        let check = the_rest(&mut sam, &page).await;
        let check_address = action(&check);
        let change = check_address.split('?').next().unwrap().replace("/check", "/year");
        assert!(check.says("2027 to 2028") && check.html.contains(&format!("href=\"{change}\"")), "{}", check.html);
        let check = sam.post_on(&change, "year=2026").await;
        assert!(check.says("2026 to 2027"), "{}", check.text());

        let page = sam.get("/placements/add?year=2025").await;
        let page = answer(&mut sam, &page, &[("year-group", "year_3")]).await;
        assert_eq!(page.h1(), "Which academic year is the placement in?", "a year that is over is asked");
        assert!(!page.html.contains("checked"), "{}", page.html);
    }

    async fn an_all_through_school_is_asked_the_phase_first(world) {
        let scene = Scene::on(world).await;
        scene.with_contact(world).await;
        scene.phase(world, "All-through").await;
        let mut sam = scene.sam(world).await;
        let page = sam.get("/placements/add").await;
        assert_eq!(page.h1(), "Which phase is the placement in?");
        let page = wrong_then_right(&mut sam, &page, (&[], "Select a phase"), &[("phase", "send")]).await;
        let page = wrong_then_right(&mut sam, &page, (&[], "Select a key stage"), &[("key-stage", "ks2")]).await;
        let page = answer(&mut sam, &page, &[("year", "2027")]).await;
        let both = [("when", "autumn"), ("when", "dates")];
        let problem = "Select either terms, or any time in the academic year, or between two dates";
        let page = wrong_then_right(&mut sam, &page, (&both, problem), &[("when", "dates")]).await;
        let early = [("starts-day", "31"), ("starts-month", "7"), ("starts-year", "2027")];
        let problem = "First day must be between 1 August 2027 and 31 July 2028";
        let good = [("starts-day", "4"), ("starts-month", "October"), ("starts-year", "2027")];
        let page = wrong_then_right(&mut sam, &page, (&early, problem), &good).await;
        let before = [("ends-day", "3"), ("ends-month", "10"), ("ends-year", "2027")];
        let problem = "Last day must be between 4 October 2027 and 31 July 2028";
        let good = [("ends-day", "17"), ("ends-month", "12"), ("ends-year", "2027")];
        let page = wrong_then_right(&mut sam, &page, (&before, problem), &good).await;
        let page = answer(&mut sam, &page, &[("places", "1")]).await;
        let page = answer(&mut sam, &page, &[("itp-places", "4")]).await;
        let page = answer(&mut sam, &page, &[]).await;
        let page = wrong_then_right(&mut sam, &page, (&[], "Select a setting"), &[("setting", "sen_unit")]).await;
        let check = answer(&mut sam, &page, &[]).await;
        for words in ["SEND (Key stage 2)", "4 October 2027 to 17 December 2027", "SEN unit or resourced provision", "Any route"] {
            assert!(check.says(words), "{words}: {}", check.text());
        }
    }

    async fn a_school_without_a_contact_is_asked_for_one_on_the_way(world) {
        let scene = Scene::on(world).await;
        let mut sam = scene.sam(world).await;
        let list = sam.get("/placements").await;
        assert!(list.says("Before you add a placement, say whom providers should contact"), "{}", list.text());
        for other in ["/placements/add-many", "/placements/copy"] {
            assert!(sam.get(other).await.location.starts_with("/placements/contacts/placements?then=%2Fplacements%2F"), "{other}");
        }
        let page = sam.get("/placements/add").await;
        assert_eq!(page.h1(), "Whom should providers contact about placements?");
        let page = wrong_then_right(&mut sam, &page, (&[], "Enter the name of the post"), &[("contact-post", "ITT lead")]).await;
        let again = sam.post(&action(&page), "contact=nowhere").await;
        assert_eq!(again.status, 422);
        let page = answer(&mut sam, &page, &[("contact", "lead@oak.example")]).await;
        let page = answer(&mut sam, &page, &[("year-group", "year_1")]).await;
        let page = answer(&mut sam, &page, &[("year", "2026")]).await;
        let page = answer(&mut sam, &page, &[("when", "any")]).await;
        let check = the_rest(&mut sam, &page).await;
        assert!(check.says("ITT lead, lead@oak.example"), "{}", check.text());
        let publish = action(&check);
        assert!(sam.post_on(&publish, "").await.says("Placement added"));
        let kept = "select post || ' ' || address || ' ' || source from contact where purpose = 'placements'";
        assert_eq!(world.scalar::<String>(kept).await.as_deref(), Some("ITT lead lead@oak.example school"));
        assert_eq!(sam.get("/placements/add").await.h1(), "Which year group is the placement in?");
    }

    async fn the_list_is_of_one_year_which_is_remembered(world) {
        let scene = Scene::on(world).await;
        let now = scene.offer(world, 1).await;
        let next = service::placements::rules::Offer { year: now.offer.year.next(), ..now.offer.clone() };
        let what = service::placements::rules::What::Primary(service::placements::words::YearGroup::Nursery);
        scene.offers(world, &[service::placements::rules::Offer { what, ..next }]).await;
        let mut sam = scene.sam(world).await;
        let list = sam.get("/placements").await;
        assert!(list.says("Academic year 2026 to 2027") && list.says("Primary (Year 3)"), "{}", list.text());
        assert!(!list.says("Primary (Nursery)") && list.says("Any time in the academic year"), "{}", list.text());
        let switched = sam.post("/placements/year", &form(&[("to", "/placements?q=primary"), ("year", "2027")])).await;
        assert_eq!(switched.location, "/placements?q=primary&year=2027");
        assert!(sam.get("/placements").await.says("Primary (Nursery)"), "the choice is remembered");
        assert!(sam.get("/placements?year=2026").await.says("Primary (Year 3)"));
        assert!(sam.get("/placements").await.says("Primary (Nursery)"), "opening an address changes nothing");
        let elsewhere = sam.post("/placements/year", &form(&[("to", "//evil.example"), ("year", "2026")])).await;
        assert_eq!(elsewhere.location, "/placements?year=2026");
        assert_eq!(sam.post("/placements/year", "year=1999").await.status, 400);
        let export = sam.get("/placements/export.csv?year=2026").await;
        assert!(export.html.contains("Primary (Year 3),2026 to 2027"), "{}", export.html);
    }

    async fn others_have_no_such_pages_and_a_viewer_may_only_look(world) {
        let scene = Scene::on(world).await;
        scene.with_contact(world).await;
        let placement = scene.offer(world, 1).await;
        let viewer = world.person("vi@oak.example", "Vi Ray", scene.school, "viewer").await;
        let mut vi = world.signed_in(viewer, scene.school).await;
        let base = format!("/placements/{}", placement.public_id);
        let page = vi.get(&base).await;
        assert!(page.status == 200 && !page.says("Withdraw placement") && !page.says("Change"), "{}", page.text());
        for (path, body) in [
            ("/placements/add", "year-group=year_1"), ("/placements/add-many", "phase=primary"),
            (&format!("{base}/withdraw"), ""), (&format!("{base}/edit/places"), "places=2"),
            (&format!("{base}/assign/check?provider=O1K&places=1"), ""),
        ] {
            assert_eq!(vi.post(path, body).await.status, 403, "{path}");
        }
        world.school("100002", "Elm Primary School").await;
        let elm = world.organisation("100002").await;
        let other = world.person("jo@elm.example", "Jo Fox", elm, "coordinator").await;
        let mut jo = world.signed_in(other, elm).await;
        let nothing = jo.get("/placements/nothing").await;
        for path in ["", "/preview", "/edit/places", "/withdraw", "/assign"] {
            let theirs = jo.get(&format!("{base}{path}")).await;
            assert_eq!((theirs.status, &theirs.html), (404, &nothing.html), "{path}");
        }
        assert!(world.browser().get(&base).await.location.starts_with("/sign-in?return_to="));
        assert_eq!(world.scalar::<i64>("select count(*) from placement where state = 'offered'").await, Some(1));
    }
}
