//! A school offers many placements at once, and last year's again (acceptance A32).

use service::placements::rules::{Offer, What, When};
use service::placements::words::YearGroup;
use store::both;

use super::scene::{Scene, World, form, year};

both! {
    async fn two_and_three_make_five_and_each_wrong_number_has_its_own_sentence(world) {
        let scene = Scene::on(world).await;
        scene.with_contact(world).await;
        let mut sam = scene.sam(world).await;
        let page = sam.get("/placements/add-many?year=2026").await;
        assert!(page.html.contains("value=\"primary\" checked"), "{}", page.html);
        let none = sam.post("/placements/add-many", "year=2026").await;
        assert_eq!(none.problems(), ["Select a phase"]);
        let choose = sam.post_on("/placements/add-many", "year=2026&phase=primary&phase=secondary").await;
        assert!(choose.says("Reception") && choose.says("Physics") && choose.says("French"), "{}", choose.text());
        let choose = "/placements/add-many/choose";
        let one = sam.post(choose, "year=2026&phase=primary&phase=secondary&item=primary-year_3").await;
        assert_eq!(one.problems(), ["Select a subject"]);
        assert!(one.html.contains("value=\"primary-year_3\" checked"), "nothing is lost");
        let items = "year=2026&phase=primary&phase=secondary&item=primary-year_3&item=secondary-modern_languages%2Bfrench&item=secondary-physics";
        let numbers = sam.post_on(choose, items).await;
        assert_eq!(numbers.h1(), "How many placements can you offer?");
        let wrong = sam.post(
            "/placements/add-many/quantities",
            &format!("{items}&q-primary-year_3=&q-secondary-modern_languages%2Bfrench=0&q-secondary-physics=1.5"),
        ).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(wrong.problems(), [
            "Enter how many placements you offer for Primary (Year 3)",
            "Number of placements for French must be between 1 and 99",
            "Number of placements for Physics must be a whole number",
        ]);
        assert_eq!(world.count("placement").await, 0);

        let items = "year=2026&phase=primary&item=primary-year_3&item=primary-mixed";
        let check = sam.post_on("/placements/add-many/quantities", &format!("{items}&q-primary-year_3=2&q-primary-mixed=3")).await;
        assert!(check.says("5 placements in all"), "{}", check.text());
        let body = format!("{items}&q-primary-year_3=2&q-primary-mixed=3&run={}", check.hidden("run"));
        let done = sam.post_on("/placements/add-many/check", &body).await;
        assert_eq!(done.h1(), "Placements added");
        assert!(done.says("You now offer 5 placements"), "{}", done.text());
        assert_eq!(world.count("placement").await, 5);
        let again = sam.post_on("/placements/add-many/check", &body).await;
        assert!(again.says("You now offer 5 placements"), "{}", again.text());
        assert_eq!(world.count("placement").await, 5, "sent twice, added once");
        let to = sam.post("/placements/add-many/quantities", &format!("{items}&q-primary-year_3=2&q-primary-mixed=3")).await;
        let there = sam.get(&to.location).await;
        let back = sam.get(&to.location).await;
        assert_eq!(back.hidden("run"), there.hidden("run"), "Back shows the same page, whose form works once");
        let without = to.location.split("&run=").next().unwrap().to_owned();
        assert!(sam.get(&without).await.location.starts_with(&format!("{without}&run=")));
        assert!(sam.get("/placements?year=2026").await.says("5 placements"));
        let units = "select count(*) from placement where places = 1 and places_assigned = 0";
        assert_eq!(world.scalar::<i64>(units).await, Some(5));
    }

    async fn last_years_placements_are_offered_again_with_their_quantities(world) {
        let scene = Scene::on(world).await;
        scene.with_contact(world).await;
        let dates = When::Between("2026-10-01".parse().unwrap(), "2026-12-18".parse().unwrap());
        let first = Offer { places: 3, when: dates, ..Offer::plain(What::Primary(YearGroup::Year3), year()) };
        let made = scene.offers(world, &[first, Offer::plain(What::Primary(YearGroup::Nursery), year())]).await;
        let mut sam = scene.sam(world).await;
        let list = sam.get("/placements?year=2027").await;
        assert!(list.says("Copy placements of 2026 to 2027"), "{}", list.text());
        let choose = sam.get("/placements/copy?year=2027").await;
        assert_eq!(choose.h1(), "Which placements of 2026 to 2027 do you offer again?");
        assert_eq!(choose.html.matches(" checked").count(), 2, "all are chosen at first");
        assert_eq!(sam.post("/placements/copy", "year=2027").await.problems(), ["Select a placement"]);
        let check = sam.post_on("/placements/copy", &form(&[("year", "2027"), ("item", &made[0].public_id)])).await;
        assert!(check.says("1 October 2027 to 18 December 2027") && !check.says("Nursery"), "{}", check.text());
        let body = form(&[("year", "2027"), ("item", &made[0].public_id), ("run", check.hidden("run"))]);
        let done = sam.post_on("/placements/copy/check", &body).await;
        assert!(done.says("1 placement added") && done.says("Primary (Year 3)"), "{}", done.text());
        sam.post_on("/placements/copy/check", &body).await;
        assert_eq!(world.count("placement").await, 3, "sent twice, added once");
        let copied = "select places from placement where year = 2027";
        assert_eq!(world.scalar::<i32>(copied).await, Some(3));
        assert!(sam.get("/placements/copy?year=2026").await.says("There is nothing to copy"));
    }
}
