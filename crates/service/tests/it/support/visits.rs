//! Looking at an organisation and acting for it; what it sees of both. product.md decision 13; acceptance A15.

use store::both;

use super::scene::{add_partner, confirm, give_reason, visit};
use crate::world::{Browser, Page, World, form};

const WHY: &str = "Ticket 7: Ms Bell asked by telephone";

/// Everything that a partner school was added or removed by: rows without their times, and mails.
async fn outcome(world: &World, urn: &str) -> String {
    let mails = world.post().await;
    let told: Vec<String> = mails.iter().map(|it| format!("{}: {}", it.to(), it.subject())).collect();
    let sql = format!(
        "select m.status || ' ' || m.basis || ' ' || m.kind || ' ' || h.name || ' ' || a.name || ' ' || m.report_number
         from membership m join partnership p on p.id = m.partnership join organisation h on h.id = p.hub
         join organisation a on a.id = m.added_by join organisation o on o.id = m.organisation where o.urn = '{urn}'"
    );
    let row: Option<String> = world.scalar(&sql).await;
    format!("{} | {}", row.unwrap_or_default(), told.join(", ")).replace(urn, "URN")
}

async fn history(browser: &mut Browser) -> Page {
    browser.get("/organisation/support").await
}

both! {
    async fn who_looks_sees_the_organisations_pages_and_changes_nothing(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        add_partner(&mut robin, "100001").await;
        let mut dana = world.desk("support").await;
        let before = dana.cookie("session").unwrap().to_owned();
        let home = visit(&mut dana, ("O1K", "look"), WHY).await;
        assert_eq!(home.h1(), "Needs you");
        assert!(home.says("You are looking at Oakfield Teaching Alliance") && home.says("Stop looking"), "{}", home.text());
        assert!(home.says("It sees that you looked, and why."), "the banner");
        assert_ne!(dana.cookie("session").unwrap(), before, "the session is renewed");
        let list = dana.get("/partner-schools").await;
        assert!(list.says("Shelbyville Elementary") && !list.says("Add partner school"), "{}", list.text());
        assert_eq!(dana.get("/partner-schools/export.csv").await.status, 200);
        assert_eq!(list.links("/support"), ["/support/stop", "/support"], "the ways out");
        let refused = dana.get("/partner-schools/add").await;
        assert_eq!(refused.status, 403);
        assert!(refused.says("act for it at its request") && refused.says("Nothing has been changed"), "{}", refused.text());
        let written = dana.post("/partner-schools/100001/remove", "").await;
        assert_eq!((written.status, written.html), (403, refused.html));
        assert!(robin.get("/partner-schools").await.says("Shelbyville Elementary"));
        world.post().await;
    }

    async fn the_old_token_is_worth_nothing_once_a_visit_began_or_ended(world) {
        world.oakfield().await;
        let mut dana = world.desk("support").await;
        for way in ["look", "act"] {
            let old = dana.cookie("session").unwrap().to_owned();
            visit(&mut dana, ("O1K", way), WHY).await;
            let new = dana.cookie("session").unwrap().to_owned();
            dana.post("/support/stop", "").await;
            for token in [old, new] {
                assert_ne!(dana.cookie("session").unwrap(), token);
                let mut thief = world.browser_with(&token);
                assert!(thief.get("/support").await.location.starts_with("/sign-in"), "{way}");
            }
        }
    }

    async fn a_visit_needs_a_reason_that_can_be_changed_before_it_begins(world) {
        world.oakfield().await;
        let mut dana = world.desk("support").await;
        let path = "/support/organisations/O1K/visit/act";
        let page = dana.get(path).await;
        assert_eq!(page.h1(), "What did Oakfield Teaching Alliance ask you to do?");
        for (reason, problem) in [(" \r\n ", "Enter a reason"), (&"x".repeat(501), "Reason must be 500 characters or less")] {
            let again = dana.post(path, &form(&[("reason", reason)])).await;
            assert_eq!((again.status, again.problems()), (422, vec![problem.to_owned()]));
            assert!(again.title().starts_with("Error: ") && again.html.contains(r##"href="#reason""##));
        }
        let check = give_reason(&mut dana, ("O1K", "act"), "First words").await;
        let page = dana.get(&check).await;
        assert_eq!(page.h1(), "Check your answers");
        assert!(page.says("Oakfield Teaching Alliance (O1K)") && page.says("First words"), "{}", page.text());
        assert!(page.says("cannot report, confirm, sign or assign"));
        let change = page.links(&format!("{path}?draft=")).remove(0);
        assert!(dana.get(&change).await.html.contains("First words</textarea>"));
        let draft = change.split_once("draft=").unwrap().1;
        let changed = dana.post(path, &form(&[("draft", draft), ("reason", "Better words")])).await;
        assert_eq!(changed.location, check);
        let elsewhere = dana.get("/support/organisations/O1K/visit/look/check?draft=x").await;
        assert_eq!(elsewhere.location, "/support/organisations/O1K/visit/look", "no reason, no check page");
        assert_eq!(world.audit().await.len(), 0, "nothing has begun");
        assert_eq!(confirm(&mut dana, &check).await.location, "/");
        let twice = confirm(&mut dana, &check).await;
        assert_eq!(twice.location, "/support/organisations/O1K", "pressed twice, begun once");
        assert_eq!(world.audit().await.len(), 1);
        assert!(!world.audit().await[0].contains("words"), "free text stands outside the chain");
        assert_eq!(world.scalar::<i64>("select count(*) from audit_personal where value = 'Better words'").await, Some(1));
    }

    async fn acting_for_a_provider_has_the_same_outcome_as_its_own_coordinator(world) {
        let mut robin = world.oakfield().await;
        let mut dana = world.desk("support").await;
        visit(&mut dana, ("O1K", "act"), WHY).await;
        world.school("100001", "Shelbyville Elementary").await;
        world.school("100002", "Shelbyville Elementary").await;
        let own = add_partner(&mut robin, "100001").await;
        let (own_added, _) = (outcome(world, "100001").await, own.text());
        let theirs = add_partner(&mut dana, "100002").await;
        assert!(own.says("Shelbyville Elementary added") && theirs.says("Shelbyville Elementary added"), "{}", theirs.text());
        let added = outcome(world, "100002").await;
        assert_eq!(added, own_added);
        assert!(added.starts_with("active") && added.contains("office@school.example: "), "{added}");
        robin.post("/partner-schools/100001/remove", "").await;
        let own_removed = outcome(world, "100001").await;
        let done = dana.post_on("/partner-schools/100002/remove", "").await;
        assert!(done.says("Shelbyville Elementary removed"), "{}", done.text());
        let removed = outcome(world, "100002").await;
        assert_eq!(removed, own_removed);
        assert!(removed.starts_with("left") && removed.contains("has removed"), "{removed}");
    }

    async fn acting_allows_what_the_table_says_and_no_more(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        add_partner(&mut robin, "100001").await;
        world.post().await;
        let mut dana = world.desk("support").await;
        let home = visit(&mut dana, ("100001", "act"), WHY).await;
        assert!(home.says("You are acting for Shelbyville Elementary at its request"), "{}", home.text());
        let report = dana.post("/partner-providers/O1K/mistake", "reason=mistake").await;
        assert_eq!(report.status, 403);
        assert!(report.says("Can edit") && !report.says("act for it"), "{}", report.text());
        assert_eq!(world.scalar::<String>("select status from membership").await.as_deref(), Some("active"));
        assert_eq!(dana.get("/organisation/users/add").await.status, 200);
        // What belongs to another organisation is not there, whoever one acts for.
        let nothing = dana.get("/no-such-page").await.html;
        let others = dana.get("/partner-providers/ZZZ").await;
        assert_eq!((others.status, others.html), (404, nothing));
    }

    async fn a_regulator_looks_and_never_acts(world) {
        world.oakfield().await;
        let mut reg = world.desk("regulator").await;
        let page = reg.get("/support/organisations/O1K").await;
        assert!(page.says("Look at this organisation") && !page.says("Act for this organisation"), "{}", page.text());
        for path in ["/support/organisations/O1K/visit/act", "/support/organisations/O1K/visit/act/check"] {
            let refused = reg.get(path).await;
            assert!(refused.status == 403 && refused.says("DfE support"), "{}", refused.text());
            assert_eq!(reg.post(path, "reason=x&draft=x").await.status, 403, "{path}");
        }
        let home = visit(&mut reg, ("O1K", "look"), "Inspection").await;
        assert!(home.says("You are looking at Oakfield Teaching Alliance"));
        assert_eq!(reg.get("/organisation/users").await.status, 200);
        assert_eq!(reg.post("/organisation/users/add", "name=x").await.status, 403);
    }

    async fn nobody_visits_the_department_itself_or_by_another_word(world) {
        world.oakfield().await;
        let mut dana = world.desk("support").await;
        for path in ["dfe/visit/look", "dfe/visit/act", "O1K/visit/acting", "999999/visit/look", "dfe/visit/look/check"] {
            let path = format!("/support/organisations/{path}");
            assert_eq!(dana.get(&path).await.status, 404, "{path}");
            assert_eq!(dana.post(&path, "reason=x").await.status, 404, "{path}");
        }
    }

    async fn stopping_is_asked_by_get_and_done_by_post(world) {
        world.oakfield().await;
        let mut dana = world.desk("support").await;
        assert_eq!(dana.get("/support/stop").await.location, "/support", "nothing to stop");
        assert_eq!(dana.post("/support/stop", "").await.location, "/support");
        visit(&mut dana, ("O1K", "look"), WHY).await;
        let asked = dana.get("/support/stop").await;
        assert_eq!((asked.status, asked.h1().as_str()), (200, "Stop looking"));
        assert!(dana.get("/").await.says("You are looking at"), "asking changes nothing");
        world.clock("2026-11-02T09:20:00Z");
        let done = dana.post_on("/support/stop", "").await;
        assert_eq!(done.h1(), "Oakfield Teaching Alliance");
        assert!(done.says("You have stopped looking at Oakfield Teaching Alliance"), "{}", done.text());
        let line = "2 November 2026 at 9am to 9:20am: Dana Price. Looked at the organisation’s pages. \
                    Reason: Ticket 7: Ms Bell asked by telephone";
        assert!(done.says(line), "{}", done.text());
        assert_eq!(dana.get("/").await.location, "/support");
        assert_eq!(dana.get("/partner-schools/add").await.status, 403, "the DfE has no partner schools");
    }

    async fn the_organisation_sees_who_did_what_when_and_why(world) {
        let mut robin = world.oakfield().await;
        assert!(robin.get("/organisation").await.links("/organisation/support").len() == 1);
        assert!(history(&mut robin).await.says("The DfE’s support has not looked at Oakfield Teaching Alliance"));
        world.school("100001", "Shelbyville Elementary").await;
        let mut dana = world.desk("support").await;
        visit(&mut dana, ("O1K", "look"), "To see what Robin sees").await;
        dana.post("/support/stop", "").await;
        visit(&mut dana, ("O1K", "act"), WHY).await;
        add_partner(&mut dana, "100001").await;
        let check = dana.post("/organisation/users/add", "name=Vi+Lane&email=vi@oakfield.example&role=administrator").await;
        let draft = check.location.rsplit('=').next().unwrap().to_owned();
        dana.post("/organisation/users/add/check", &form(&[("draft", &draft)])).await;
        world.post().await;
        let page = history(&mut robin).await;
        for words in [
            "Dana Price Looked at the organisation’s pages Reason: To see what Robin sees",
            "Dana Price Acted for the organisation at its request Reason: Ticket 7",
            "Dana Price Added to partner schools: Shelbyville Elementary, URN 100001 Reason: Ticket 7",
            "Dana Price Added Vi Lane as a user (Administrator) Reason: Ticket 7",
        ] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        let on_behalf = "select count(*) from audit_event where on_behalf and action in ('change_partners', 'manage_users')";
        assert_eq!(world.scalar::<i64>(on_behalf).await, world.scalar("select count(*) from audit_event
            where action in ('change_partners', 'manage_users')").await);
        let only = robin.get("/organisation/support?sort=looked").await;
        assert!(only.says("1 line ") && only.says("To see what Robin sees"), "{}", only.text());
        assert!(robin.get("/organisation/support?q=vi+lane").await.says("1 line "));
        let file = robin.get("/organisation/support/export.csv?q=vi+lane").await;
        let line = "2026-11-02T09:00:00Z,,Dana Price,Added Vi Lane as a user (Administrator),Ticket 7: Ms Bell asked by telephone";
        assert_eq!(file.html.lines().nth(1), Some(line), "{}", file.html);
        // Support has the same list; another organisation has none of it.
        assert!(dana.get("/support/organisations/O1K/history?q=vi+lane").await.says("Added Vi Lane as a user"));
        world.provider("R1V", "Rival Training").await;
        let rival = world.organisation("R1V").await;
        let kim = world.person("kim@rival.example", "Kim Lee", rival, "viewer").await;
        let mut kim = world.signed_in(kim, rival).await;
        assert!(!history(&mut kim).await.says("Dana Price"));
    }

    async fn the_list_of_what_was_done_is_paged_and_ordered(world) {
        let mut robin = world.oakfield().await;
        let mut dana = world.desk("support").await;
        for number in 0..26 {
            world.clock(&format!("2026-11-02T09:{number:02}:00Z"));
            visit(&mut dana, ("O1K", "look"), &format!("Reason number {number:02}")).await;
        }
        let first = history(&mut robin).await;
        assert!(first.says("Showing 1 to 25 of 26 lines") && !first.says("number 00"), "{}", first.text());
        assert!(robin.get("/organisation/support?page=2").await.says("number 00"));
        let oldest = robin.get("/organisation/support?order=oldest").await.text();
        assert!(oldest.find("number 00").unwrap() < oldest.find("number 01").unwrap());
        assert_eq!(robin.get("/organisation/support/export.csv").await.html.lines().count(), 27);
        // Each visit ended when the next began.
        let open = "select count(*) from audit_event where data like '%stopped%'";
        assert_eq!(world.scalar::<i64>(open).await, Some(25));
    }

    async fn a_visit_ends_with_its_session_and_that_is_recorded(world) {
        world.oakfield().await;
        let ends = "select count(*) from audit_event where action = 'look_at' and data like '%stopped%'";
        let mut dana = world.desk("support").await;
        visit(&mut dana, ("O1K", "look"), WHY).await;
        dana.post("/sign-out", "").await;
        assert_eq!(world.scalar::<i64>(ends).await, Some(1));
        let mut dana = world.desk("support").await;
        visit(&mut dana, ("O1K", "look"), WHY).await;
        dana.post("/sign-out-everywhere", "").await;
        assert_eq!(world.scalar::<i64>(ends).await, Some(2));
        let mut dana = world.desk("support").await;
        visit(&mut dana, ("O1K", "look"), WHY).await;
        let chosen = dana.post_on("/choose-organisation", "organisation=dfe").await;
        assert!(!chosen.says("You are looking at"), "{}", chosen.text());
        assert_eq!(world.scalar::<i64>(ends).await, Some(3));
    }

    async fn who_is_removed_loses_the_organisations_pages_on_the_next_request(world) {
        world.oakfield().await;
        let mut dana = world.desk("support").await;
        visit(&mut dana, ("O1K", "act"), WHY).await;
        let dfe = service::vocabulary::OrganisationId(world.scalar("select id from organisation where kind = 'dfe'").await.unwrap());
        let kit = world.person("kit@education.gov.uk", "Kit Lowe", dfe, "administrator").await;
        let mut kit = world.signed_in(kit, dfe).await;
        let id: String = world.scalar("select public_id from person where name = 'Dana Price'").await.unwrap();
        assert_eq!(kit.post(&format!("/organisation/users/{id}/remove"), "").await.status, 303);
        for path in ["/partner-schools", "/organisation/users", "/organisation/users/add"] {
            let page = dana.get(path).await;
            assert!(page.location.starts_with("/choose-organisation"), "{path}: {} {}", page.status, page.location);
        }
        assert_eq!(dana.get("/support").await.status, 404);
        assert_eq!(dana.post("/support/stop", "").await.status, 404);
        assert_eq!(dana.post("/partner-schools/add", "school=x").await.status, 303);
        assert_eq!(world.scalar::<i64>("select count(*) from draft where journey = '/partner-schools/add'").await, Some(0));
        let open = "select count(*) from session where on_behalf_of is not null";
        assert_eq!(world.scalar::<i64>(open).await, Some(0), "and what was visited is not come back to");
        world.post().await;
    }

    async fn who_becomes_a_regulator_meanwhile_only_looks(world) {
        world.oakfield().await;
        let mut dana = world.desk("support").await;
        visit(&mut dana, ("O1K", "act"), WHY).await;
        assert_eq!(dana.get("/partner-schools/add").await.status, 200);
        world.execute("update person_role set role = 'regulator' where role = 'support'", []).await;
        assert!(dana.get("/").await.says("You are looking at Oakfield Teaching Alliance"));
        assert_eq!(dana.get("/partner-schools/add").await.status, 403);
        assert_eq!(dana.post("/partner-schools/add", "school=x&school-key=1").await.status, 403);
    }
}
