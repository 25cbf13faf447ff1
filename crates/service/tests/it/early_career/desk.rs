//! Support keeps cohorts, lead providers, delivery partners and pairings; the DfE sees what is paid for.

use store::both;

use crate::support::scene::visit;
use crate::world::early_career::Confirmed;
use crate::world::{Browser, World, form};

const PATH: &str = "/support/early-career";

async fn dana(world: &World, roles: &str) -> Browser {
    let dfe = world.dfe().await;
    let person = world.person("dana@dfe.example", "Dana Price", dfe, roles).await;
    world.signed_in(person, dfe).await
}

both! {
    async fn a_cohort_is_set_up_and_its_dates_change(world) {
        let mut dana = dana(world, "support").await;
        assert!(dana.get(PATH).await.says("No cohort has been set up yet."));
        let new = format!("{PATH}/cohorts/new");
        let problems = dana.post(&new, "").await.problems();
        assert_eq!(problems.len(), 3, "{problems:?}");
        let dates = |closes: &str| form(&[
            ("year", "2027"), ("opens-day", "10"), ("opens-month", "5"), ("opens-year", "2027"),
            ("closes-day", "31"), ("closes-month", "3"), ("closes-year", closes),
        ]);
        assert_eq!(dana.post(&new, &dates("2026")).await.problems(), ["Last day must be the same as or after the first day"]);
        let page = dana.post_on(&new, &dates("2028")).await;
        assert_eq!(page.h1(), "Check the dates of the cohort");
        let kept = "year=2027&opens=2027-05-10&closes=2028-03-31";
        let page = dana.post_on(&format!("{new}/check"), kept).await;
        assert!(page.says("Cohort 2027 to 2028 saved") && page.says("Not open yet"), "{}", page.text());
        assert_eq!(dana.post(&new, &dates("2028")).await.problems(), ["The cohort 2027 to 2028 has been set up already"]);
        let one = format!("{PATH}/cohorts/2027");
        assert!(dana.get(&one).await.html.contains("value=\"2028\""));
        dana.post_on(&format!("{one}/check"), "year=2027&opens=2027-06-01&closes=2028-03-31").await;
        assert!(dana.get(PATH).await.says("1 June 2027"));
        let far = dana.post(&one, &dates("9999")).await.problems();
        assert_eq!(far, ["Last day must be in the years 2026 to 2029"]);
        let check = dana.get(&format!("{one}/check?year=2027&opens=2027-06-02&closes=2028-03-31")).await;
        let mut colleague = dana.clone();
        colleague.post_on(&format!("{one}/check"), "year=2027&opens=2027-06-03&closes=2028-04-30").await;
        let stood = check.hidden("stood");
        let late = dana.post(&format!("{one}/check"), &form(&[("year", "2027"), ("opens", "2027-06-02"), ("closes", "2028-03-31"), ("stood", stood)])).await;
        assert_eq!((late.status, late.problems().len()), (422, 1), "{}", late.text());
        assert!(late.says("They are now 3 June 2027 to 30 April 2028") && late.html.contains("value=\"2\""), "{}", late.text());
        let events = world.audit().await.join("\n");
        assert!(events.contains("cohort_opened") && events.contains("cohort_moved"), "{events}");
        assert_eq!(dana.get(&format!("{PATH}/cohorts/2031")).await.status, 404);
    }

    async fn a_lead_provider_and_its_partner_are_added_paired_and_parted(world) {
        let mut dana = dana(world, "support").await;
        world.cohort(2026, "2026-05-10", "2027-03-31").await;
        for (word, name) in [("lead-provider", "Ashdown Institute"), ("delivery-partner", "Tamar Teaching Hub")] {
            let add = format!("{PATH}/organisations/{word}/add");
            assert_eq!(dana.post(&add, "name=").await.problems(), ["Enter a name"]);
            let check = dana.post_on(&add, &form(&[("name", name)])).await;
            assert!(check.h1().starts_with("Check the "), "{}", check.text());
            let made = dana.post_on(&format!("{PATH}/organisations/{word}/check"), &form(&[("name", name)])).await;
            assert!(made.says(&format!("{name} added")) && made.h1() == name, "{}", made.text());
            let again = dana.post(&add, &form(&[("name", &name.to_uppercase())])).await.problems();
            assert_eq!(again.len(), 1, "{again:?}");
        }
        assert!(dana.get("/support/organisations?type=lead_provider").await.says("Ashdown Institute"));
        let lead: String = world.scalar("select public_id from organisation where kind = 'lead_provider'").await.unwrap();
        let partner: String = world.scalar("select public_id from organisation where kind = 'delivery_partner'").await.unwrap();
        let everybody = world.browser().get(&format!("/organisations/{lead}")).await;
        assert!(everybody.says("Lead provider of early career training"), "{}", everybody.text());
        let add = format!("{PATH}/pairings/add");
        let problems = dana.post(&add, "").await.problems();
        assert_eq!(problems.len(), 4, "{problems:?}");
        let chosen = [("cohort", "2026"), ("lead", &*lead), ("partner", &*partner)];
        let starts = [("starts-day", "2"), ("starts-month", "11"), ("starts-year", "2026")];
        let page = dana.post_on(&add, &form(&[&chosen[..], &starts[..]].concat())).await;
        assert_eq!(page.h1(), "Check the pairing", "{}", page.text());
        let check = form(&[&chosen[..], &[("starts", "2026-11-02")]].concat());
        let page = dana.post_on(&format!("{add}/check"), &check).await;
        assert!(page.says("Ashdown Institute paired with Tamar Teaching Hub"), "{}", page.text());
        assert!(dana.post_on(&format!("{add}/check"), &check).await.says("nothing was changed now"));
        let end = dana.get(&format!("{PATH}/pairings?q=tamar&state=now")).await.links(&format!("{PATH}/pairings/"));
        let end = end.iter().find(|it| it.ends_with("/end")).unwrap();
        let date = |year: &str| form(&[("ends-day", "2"), ("ends-month", "11"), ("ends-year", year)]);
        assert_eq!(dana.post(end, &date("2025")).await.status, 422);
        assert_eq!(dana.post_on(end, &date("2026")).await.h1(), "Check the end of the pairing");
        let page = dana.post_on(&format!("{end}/check"), "ends=2026-11-02").await;
        assert!(page.says("ended") && page.says("until the day before 2 November 2026"), "{}", page.text());
        let file = dana.get(&format!("{PATH}/pairings/export.csv")).await.html;
        assert!(file.contains("2026,Ashdown Institute,Tamar Teaching Hub,2026-11-02,2026-11-02"), "{file}");
        let page = dana.post_on(&format!("{add}/check"), &check).await;
        assert!(page.says("paired with"), "it can be taken up again: {}", page.text());
    }

    async fn the_regulator_looks_and_keeps_nothing(world) {
        let mut reg = dana(world, "regulator").await;
        let (_, lead, partner) = world.ashdown().await;
        world.school("100001", "Zebra School").await;
        let told = Some("2026-10-10T09:00:00Z");
        world.confirmed((lead, partner), &Confirmed { told, ..Confirmed::told("100001") }).await;
        assert_eq!(reg.get(PATH).await.status, 200);
        assert_eq!(reg.get(&format!("{PATH}/cohorts/new")).await.status, 403);
        assert_eq!(reg.post(&format!("{PATH}/cohorts/new/check"), "year=2028&opens=2028-05-10&closes=2028-06-01").await.status, 403);
        let page = reg.get(&format!("{PATH}/payable")).await;
        assert!(page.says("Ashdown Institute , in Support 1 1 0 0"), "{}", page.text());
        let file = reg.get(&format!("{PATH}/payable/export.csv")).await.html;
        assert!(file.contains("Ashdown Institute,1,1,0,0,1"), "{file}");
    }

    async fn the_desk_looks_at_a_lead_providers_payable_list_and_changes_nothing(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        world.school("100001", "Zebra School").await;
        let told = Some("2026-10-10T09:00:00Z");
        world.confirmed((lead, partner), &Confirmed { told, ..Confirmed::told("100001") }).await;
        let mut dana = world.desk("support").await;
        assert_eq!(dana.get("/early-career/payable").await.status, 404, "not before the visit");
        let lead = world.public_id(lead).await;
        visit(&mut dana, (&lead, "look"), "A question about payment").await;
        let page = dana.get("/early-career/payable").await;
        assert!(page.says("You are paid for 1 of 1 school"), "{}", page.text());
        assert!(dana.get("/early-career/payable/export.csv").await.html.contains("100001,Zebra School"));
        assert_eq!(dana.post("/early-career/schools/100001/successor", "").await.status, 403);
        let history = sam.get("/organisation/support").await;
        assert!(history.says("A question about payment"), "{}", history.text());
    }

    async fn nobody_else_finds_these_pages(world) {
        let (mut sam, _, _) = world.ashdown().await;
        for address in ["", "/pairings", "/payable", "/cohorts/2026", "/organisations/lead-provider/add"] {
            assert_eq!(sam.get(&format!("{PATH}{address}")).await.status, 404, "{address}");
        }
    }
}
