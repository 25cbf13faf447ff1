//! Stories of partner schools (seed 000; acceptance A1 to A15).

use store::{both, values};

use crate::world::{World, form};

both! {
    async fn an_empty_list_names_the_provider_and_offers_to_add(world) {
        let mut robin = world.oakfield().await;
        let page = robin.get("/partner-schools").await;
        assert!(page.says("There are no partner schools for Oakfield Teaching Alliance."), "{}", page.text());
        assert_eq!(page.h1(), "Partner schools");
        assert!(page.says("Add partner school"));
    }

    async fn only_our_own_partners_are_listed_by_name(world) {
        let mut robin = world.oakfield().await;
        for (urn, name) in [("100001", "Zebra School"), ("100002", "Acorn School"), ("100003", "Other School")] {
            world.school(urn, name).await;
        }
        for urn in ["100001", "100002"] {
            add(&mut robin, urn).await;
        }
        let page = robin.get("/partner-schools").await;
        let text = page.text();
        assert!(text.find("Acorn School").unwrap() < text.find("Zebra School").unwrap(), "{text}");
        assert!(text.contains("100001") && !text.contains("Other School"));
        assert!(!page.html.contains("govuk-pagination"));
    }

    async fn a_blank_search_asks_for_a_name_urn_or_postcode(world) {
        let mut robin = world.oakfield().await;
        let page = robin.post("/partner-schools/add", "school=&school-key=").await;
        assert_eq!((page.status, page.problems()), (422, vec!["Enter a school name, URN or postcode".to_owned()]));
        assert!(page.title().starts_with("Error: "), "{}", page.title());
        assert!(page.html.contains(r##"href="#school""##));
        assert_eq!(world.scalar::<i64>("select count(*) from draft").await, Some(0));
    }

    async fn a_school_chosen_from_suggestions_is_checked_added_and_told(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        let page = robin.post_on("/partner-schools/add", "school=Shelbyville&school-key=100001").await;
        assert!(page.says("How can we reach Shelbyville Elementary?"), "{}", page.text());
        let contact = step(&page, "/contact");
        let page = robin.post_on(&contact, &form(&[("contact", "office@shelbyville.example")])).await;
        for section in ["Organisation details", "Additional details", "Ofsted", "Contact details"] {
            assert!(page.says(section), "{section}");
        }
        let check = contact.replace("/contact", "/check");
        assert_eq!(world.scalar::<i64>("select count(*) from membership").await, Some(0));

        let list = robin.post_on(&check, "").await;
        assert!(list.says("Shelbyville Elementary added") && list.says("100001"), "{}", list.text());
        assert!(!robin.get("/partner-schools").await.says("Shelbyville Elementary added"), "the banner is shown once");

        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to(), "office@shelbyville.example");
        assert!(mails[0].body().contains("by 16 November 2026"), "{}", mails[0].body());
        assert!(robin.get("/partner-schools/100001").await.says("Until the end of 16 November 2026"));
        assert!(world.audit().await.iter().any(|it| it.contains(r#""change":"told""#)));
    }

    async fn change_keeps_the_answer_and_comes_back_to_check(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        let page = robin.post_on("/partner-schools/add", "school=Shelbyville&school-key=100001").await;
        let contact = step(&page, "/contact");
        let check = robin.post_on(&contact, "contact=").await;
        let change = step(&check, "/school");
        let again = robin.get(&change).await;
        assert!(again.html.contains(r#"value="Shelbyville""#), "{}", again.html);
        let page = robin.post(&change, "school=Shelbyville&school-key=100001").await;
        assert!(page.location.ends_with("/check"), "{}", page.location);
    }

    async fn an_address_belongs_to_the_school_that_it_was_given_for(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        world.school("100002", "Other School").await;
        let page = robin.post_on("/partner-schools/add", "school=Shelbyville&school-key=100001").await;
        let check = robin.post_on(&step(&page, "/contact"), "contact=head@shelbyville.example").await;
        assert!(check.says("head@shelbyville.example"), "{}", check.text());
        let change = step(&check, "/school");
        let same = robin.post_on(&change, "school=Shelbyville&school-key=100001").await;
        assert!(same.says("head@shelbyville.example"), "the same school is nothing new: {}", same.text());
        let asked = robin.post_on(&change, "school=Other&school-key=100002").await;
        assert_eq!(asked.h1(), "How can we reach Other School?");
        assert!(!asked.html.contains("shelbyville.example"), "{}", asked.html);
    }

    async fn a_partner_school_is_not_added_twice(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        add(&mut robin, "100001").await;
        let page = robin.post("/partner-schools/add", "school=Shelbyville&school-key=100001").await;
        assert_eq!((page.status, page.problems()), (422, vec!["Partner school has already been added".to_owned()]));
        assert_eq!(world.scalar::<i64>("select count(*) from membership").await, Some(1));
    }

    async fn without_scripts_the_results_are_radios(world) {
        let mut robin = world.oakfield().await;
        world.school_at("100001", "Shelbyville Elementary", "Durham", "DH1 1AA").await;
        world.school_at("100002", "Shelby Junior School", "Leeds", "LS1 1AA").await;
        let page = robin.post_on("/partner-schools/add", "school=Shelb&school-key=").await;
        assert_eq!(page.h1(), "2 results found for ‘Shelb’");
        for words in ["Durham, DH1 1AA (URN 100001)", "Leeds, LS1 1AA (URN 100002)"] {
            assert!(page.says(words), "{}", page.text());
        }
        let result = step(&page, "/result");
        let none = robin.post(&result, "").await;
        assert_eq!((none.status, none.problems()), (422, vec!["Select a school".to_owned()]));

        let contact = robin.post(&result, "result=100002").await.location;
        robin.post(&contact, "contact=").await;
        let back = robin.get(&result).await;
        assert!(back.html.contains("checked"), "{}", back.html);
        let list = robin.post_on(&contact.replace("/contact", "/check"), "").await;
        assert!(list.says("Shelby Junior School added"));
    }

    async fn many_results_are_cut_to_fifteen_with_advice(world) {
        let mut robin = world.oakfield().await;
        for number in 0..20 {
            world.school(&format!("1000{number:02}"), &format!("Greenfield School {number}")).await;
        }
        let page = robin.post_on("/partner-schools/add", "school=Greenfield&school-key=").await;
        assert_eq!(page.html.matches(r#"type="radio""#).count(), 15);
        assert!(page.says("20 results found") && page.says("Narrow your search"), "{}", page.text());
        let nothing = robin.post_on("/partner-schools/add", "school=Xyzzyplugh&school-key=").await;
        assert!(nothing.says("No results found for ‘Xyzzyplugh’") && nothing.says("Change your search"));
    }

    async fn a_search_for_a_closed_school_leads_to_the_one_that_took_its_place(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Old Mill Secondary").await;
        world.school("100003", "Wharf Secondary").await;
        world.execute("update establishment set status = 2", values![]).await;
        let link = "insert into establishment_link (urn, link_urn, kind) values ('100001', '100002', 'Successor')";
        world.execute(link, values![]).await;
        world.school_at("100002", "Riverside Academy", "Durham", "DH1 1AA").await;
        let page = robin.post_on("/partner-schools/add", "school=100001&school-key=").await;
        assert_eq!(page.h1(), "1 result found for ‘100001’");
        assert!(page.says("Old Mill Secondary (URN 100001) is closed and cannot be chosen"), "{}", page.text());
        assert!(page.says("What is listed here took its place"), "{}", page.text());
        let contact = robin.post(&step(&page, "/result"), "result=100002").await.location;
        assert!(robin.get(&contact).await.says("Riverside Academy"));
        // A number is that of one school, though those of others begin so.
        world.execute("update establishment set ukprn = '10000312' where urn = '100002'", values![]).await;
        world.refresh().await;
        let closed = robin.post_on("/partner-schools/add", "school=100003&school-key=").await;
        assert!(closed.says("Wharf Secondary (URN 100003) is closed") && !closed.says("Riverside"), "{}", closed.text());
        let long = robin.post("/partner-schools/add", &form(&[("school", &"x".repeat(201)), ("school-key", "")])).await;
        assert_eq!(long.problems(), ["School must be 200 characters or fewer"]);
        let alone = robin.post_on("/partner-schools/add", "school=Wharf&school-key=").await;
        assert!(alone.says("names no open school that took its place") && alone.says("Change your search"), "{}", alone.text());
    }

    async fn results_hold_no_school_outside_england(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Abbey School").await;
        world.execute("update establishment set district_code = 'W06000001'", values![]).await;
        world.school("100002", "Abbey Road School").await;
        let page = robin.post_on("/partner-schools/add", "school=Abbey&school-key=").await;
        assert_eq!(page.h1(), "1 result found for ‘Abbey’");
        assert!(page.says("Abbey Road School"), "{}", page.text());
        let welsh = robin.post_on("/partner-schools/add", "school=100001&school-key=").await;
        assert!(welsh.says("Abbey School (URN 100001) is not in England"), "{}", welsh.text());
    }

    async fn suggestions_hold_no_school_outside_england(world) {
        world.school("100002", "Oak Infant School").await;
        world.execute("update establishment set district_code = 'W06000001'", values![]).await;
        world.school("100001", "Oak Primary School").await;
        let page = world.browser().get("/schools/suggest?q=oak").await;
        assert!(page.html.contains("100001") && !page.html.contains("100002"), "{}", page.html);
        assert_eq!(world.browser().get("/schools/suggest?q=100002").await.html, "[]");
    }

    async fn a_closed_school_and_one_outside_england_cannot_be_added(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Closed School").await;
        world.school("100002", "Ysgol Gymraeg").await;
        world.execute("update establishment set status = 2 where urn = '100001'", values![]).await;
        world.execute("update establishment set district_code = 'W06000001' where urn = '100002'", values![]).await;
        for (urn, sentence) in [("100001", "School is closed"), ("100002", "School is not in England"), ("999999", "URN is not valid")] {
            let page = robin.post("/partner-schools/add", &form(&[("school", "x"), ("school-key", urn)])).await;
            assert_eq!(page.status, 422);
            assert!(page.problems()[0].starts_with(sentence), "{:?}", page.problems());
        }
    }

    async fn absent_facts_are_not_entered_and_unknown_stays_unknown(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        world.execute("update establishment set religious_character = 'Unknown' where urn = '100001'", values![]).await;
        add(&mut robin, "100001").await;
        let page = robin.get("/partner-schools/100001").await;
        assert!(page.says("Religious character Unknown"), "{}", page.text());
        assert!(page.says("Nursery provision Not entered") && page.says("Training with disabilities Not entered"));
        assert!(page.says("Last updated 2 November 2026 at 9am by Robin Patel"), "{}", page.text());
    }

    async fn removal_asks_first_and_tells_those_who_were_told(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        let school = world.organisation("100001").await;
        let sam = world.person("sam@school.example", "Sam Carter", school, "coordinator").await;
        add(&mut robin, "100001").await;
        assert_eq!(world.post().await.len(), 1);

        let page = robin.get("/partner-schools/100001/remove").await;
        assert_eq!(page.h1(), "Are you sure you want to remove Shelbyville Elementary?");
        assert!(robin.get("/partner-schools").await.says("Shelbyville Elementary"), "asking changes nothing");

        let list = robin.post_on("/partner-schools/100001/remove", "").await;
        assert!(list.says("Shelbyville Elementary removed") && list.says("There are no partner schools"));
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject(), "Oakfield Teaching Alliance is no longer one of your partner providers");
        let mut sam = world.signed_in(sam, school).await;
        assert!(sam.get("/notifications").await.says("Oakfield Teaching Alliance is no longer one of your partner providers"));
        assert_eq!(robin.get("/partner-schools/100001").await.status, 404);
    }

    async fn a_contact_that_had_been_told_is_told_of_the_removal(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        let school = world.organisation("100001").await;
        world.execute(
            "insert into contact (organisation, purpose, post, address, source, given_at)
             values ($1, 'itt', 'ITT coordinator', 'itt@shelbyville.example', 'file', $2)",
            values![school.get(), store::naive(world.now())],
        ).await;
        add(&mut robin, "100001").await;
        assert_eq!(world.post().await.len(), 1);
        let list = robin.post_on("/partner-schools/100001/remove", "").await;
        assert!(list.says("and the contact that had been told"), "{}", list.text());
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to(), "itt@shelbyville.example");
        assert_eq!(mails[0].subject(), "Oakfield Teaching Alliance has removed Shelbyville Elementary from its partner schools");
        assert!(robin.post_on("/partner-schools/100001/remove", "").await.says("It had been removed before"));
    }

    async fn removal_is_refused_while_the_school_has_assigned_us(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        add(&mut robin, "100001").await;
        let (provider, school) = (world.organisation("O1K").await, world.organisation("100001").await);
        world
            .execute(
                "insert into placement (public_id, school, year, phase, subject, title, title_folded, places,
                   places_assigned, state, created_at, changed_at)
                 values ('p1', $1, 2026, 'secondary', 'history', 'History', 'history', 1, 1, 'offered', $2, $2)",
                values![school.get(), store::naive(world.now())],
            )
            .await;
        world
            .execute(
                "insert into placement_assignment (public_id, placement, provider, places, state, changed_at)
                 select 'a1', id, $1, 1, 'assigned', $2 from placement",
                values![provider.get(), store::naive(world.now())],
            )
            .await;
        let page = robin.post("/partner-schools/100001/remove", "").await;
        assert_eq!(page.status, 422);
        assert!(page.says("History, 2026 to 2027, 1 place") && page.says("Contact the school"), "{}", page.text());
        assert!(robin.get("/partner-schools").await.says("Shelbyville Elementary"));
        assert!(world.audit().await.iter().any(|it| it.contains("removal_refused")));

        // The year ends on 31 July; then nothing stands in the way.
        world.clock("2027-08-01T09:00:00Z");
        let mut robin = again(world).await;
        assert_eq!(robin.post("/partner-schools/100001/remove", "").await.status, 303);
    }

    async fn another_providers_partner_is_as_good_as_none(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        add(&mut robin, "100001").await;
        let rival = world.provider("R1V", "Rival Training").await;
        let person = world.person("kim@rival.example", "Kim Lee", rival, "coordinator").await;
        let mut kim = world.signed_in(person, rival).await;
        let theirs = kim.get("/partner-schools/100001").await;
        let nothing = kim.get("/partner-schools/999999").await;
        assert_eq!((theirs.status, theirs.html), (404, nothing.html));
        assert_eq!(kim.post("/partner-schools/100001/remove", "").await.status, 404);
    }

    async fn a_viewer_sees_and_exports_and_may_not_change(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "=cmd School").await;
        add(&mut robin, "100001").await;
        let provider = world.organisation("O1K").await;
        let person = world.person("vi@oakfield.example", "Vi Lane", provider, "viewer").await;
        let mut vi = world.signed_in(person, provider).await;
        let list = vi.get("/partner-schools").await;
        assert!(list.says("=cmd School") && !list.says("Add partner school"));
        let refused = vi.get("/partner-schools/add").await;
        assert_eq!(refused.status, 403);
        assert!(refused.says("Can edit"), "{}", refused.text());
        let file = vi.get("/partner-schools/export.csv").await.html;
        assert!(file.contains("100001,'=cmd School,Durham,DH1 1AA"), "{file}");
    }

    async fn the_list_is_searched_filtered_and_paged(world) {
        let mut robin = world.oakfield().await;
        for number in 0..27 {
            let urn = format!("1000{number:02}");
            world.school_at(&urn, &format!("School {number:02}"), if number < 2 { "Leeds" } else { "Durham" }, "DH1 1AA").await;
            add(&mut robin, &urn).await;
        }
        let page = robin.get("/partner-schools").await;
        assert!(page.says("Showing 1 to 25 of 27 partner schools") && page.html.contains("govuk-pagination"));
        let second = robin.get("/partner-schools?page=2").await;
        assert!(second.says("School 26") && !second.says("School 03"));
        assert!(robin.get("/partner-schools?q=leeds").await.says("2 partner schools"));
        assert!(robin.get("/partner-schools?told=not_told").await.says("27 partner schools"));
        assert!(robin.get("/partner-schools?told=told").await.says("Nothing matches"));
        assert!(robin.get("/partner-schools?q=%25").await.says("Nothing matches"), "special characters are literal");
    }

    async fn a_letter_tells_a_school_that_no_mail_can_reach(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        add(&mut robin, "100001").await;
        assert!(robin.get("/partner-schools/100001").await.says("Not told yet"));
        let page = robin.post_on("/partner-schools/100001/letter", "step=make").await;
        assert!(page.says("Download the letter"), "{}", page.text());
        let pdf = robin.get("/partner-schools/100001/letter.pdf").await;
        assert_eq!(pdf.headers["content-type"], "application/pdf");
        let page = robin.post_on("/partner-schools/100001/letter", "step=posted").await;
        assert!(page.says("By letter on 2 November 2026"), "{}", page.text());
    }

    async fn a_closed_partner_is_followed_by_its_successor_as_a_proposal(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Old School").await;
        world.school("100002", "New Academy").await;
        add(&mut robin, "100001").await;
        world.execute("update establishment set status = 2 where urn = '100001'", values![]).await;
        world
            .execute("insert into establishment_link (urn, link_urn, kind) values ('100001', '100002', 'Successor')", values![])
            .await;
        for _ in 0..2 {
            service::partnerships::succession::propose(&world.app, world.now()).await.unwrap();
        }
        assert!(robin.get("/").await.says("New Academy took the place of a partner school that closed"));
        let page = robin.get("/partner-schools/100002").await;
        assert!(page.says("To confirm") && page.says("This school followed Old School"), "{}", page.text());
        add(&mut robin, "100002").await;
        assert!(robin.get("/partner-schools?status=active").await.says("1 partner school"));
        assert_eq!(world.scalar::<i64>("select count(*) from membership").await, Some(2));
    }
}

/// The address of a step that the page names.
fn step(page: &crate::world::Page, end: &str) -> String {
    let links = page.links("/partner-schools/add/");
    links.into_iter().find(|it| it.ends_with(end)).unwrap_or_else(|| panic!("no {end} in {}", page.text()))
}

/// Adds a school by the pages, without giving an address.
pub async fn add(browser: &mut crate::world::Browser, urn: &str) {
    let mut page = browser.post("/partner-schools/add", &form(&[("school", "x"), ("school-key", urn)])).await;
    assert_eq!(page.status, 303, "{}", page.text());
    if page.location.ends_with("/contact") {
        let contact = page.location.clone();
        page = browser.post(&contact, "contact=").await;
    }
    let done = browser.post(&page.location.clone(), "").await;
    assert_eq!(done.location, "/partner-schools", "{}", done.text());
}

/// Robin, signed in anew: sessions do not outlive a year.
pub async fn again(world: &World) -> crate::world::Browser {
    let provider = world.organisation("O1K").await;
    let person = world.nobody("robin@oakfield.example", "Robin Patel").await;
    world.signed_in(person, provider).await
}
