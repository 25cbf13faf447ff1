//! The console's list of organisations, its search and its pages. Acceptance A41.

use store::both;

use crate::world::World;

/// Two providers, one of them accredited, and two schools, one of them used.
async fn country(world: &World) {
    world.provider("O1K", "Oakfield Teaching Alliance").await;
    world.provider("A2B", "Ashdown University").await;
    world
        .execute(
            "update organisation set accredited_from = '2024-08-01', postcode = 'LS1 4AP', town = 'Leeds'
             where provider_code = 'A2B'",
            [],
        )
        .await;
    world.school_at("100001", "Meadow Lane Primary School", "Durham", "DH1 1AA").await;
    world.school_at("100002", "St Mary’s School", "Leeds", "LS1 4AQ").await;
    world.school_at("100003", "St Mary’s Infant School", "Leeds", "LS2 2BB").await;
    let school = world.organisation("100001").await;
    world.person("sam@meadow.example", "Sam Carter", school, "administrator").await;
    world.organisation("100002").await;
}

both! {
    async fn every_organisation_is_listed_with_its_type_and_its_users(world) {
        country(world).await;
        let mut dana = world.desk("support").await;
        let page = dana.get("/support/organisations").await;
        assert_eq!((page.status, page.h1().as_str()), (200, "Organisations"));
        for line in [
            "Ashdown University , A2B Accredited provider Leeds, LS1 4AP, provider code A2B 0",
            "Department for Education , dfe Department for Education 1",
            "Meadow Lane Primary School , 100001 School Durham, DH1 1AA, URN 100001 1",
            "Oakfield Teaching Alliance , O1K Lead partner or other provider provider code O1K 0",
            "St Mary’s School , 100002 School Leeds, LS1 4AQ, URN 100002 0",
        ] {
            assert!(page.says(line), "{line}: {}", page.text());
        }
        let text = page.text();
        assert!(text.find("Ashdown").unwrap() < text.find("Meadow").unwrap(), "by name");
        assert!(!text.contains("Infant"), "nobody used or named it");
        let newest = dana.get("/support/organisations?order=users").await.text();
        assert!(newest.find("Meadow").unwrap() < newest.find("Ashdown").unwrap(), "most users first");
    }

    async fn they_are_found_by_name_postcode_and_every_number(world) {
        country(world).await;
        let mut dana = world.desk("support").await;
        for (words, name) in [
            ("meadow+primary", "Meadow Lane"),
            ("DH1+1AA", "Meadow Lane"),
            ("dh11aa", "Meadow Lane"),
            ("100001", "Meadow Lane"),
            ("a2b", "Ashdown"),
            ("10012345+ash", "Ashdown"),
            ("LS1+4AP", "Ashdown"),
            ("st+mary%27s", "St Mary’s School"),
        ] {
            let page = dana.get(&format!("/support/organisations?q={words}")).await;
            assert!(page.says("1 organisation ") && page.says(name), "{words}: {}", page.text());
        }
        assert!(dana.get("/support/organisations?q=%25").await.says("5 organisations"), "signs alone ask for nothing");
    }

    async fn search_and_filters_work_together_and_each_comes_off_alone(world) {
        country(world).await;
        let mut dana = world.desk("support").await;
        let page = dana.get("/support/organisations?q=ls1&type=school").await;
        assert!(page.says("1 organisation") && page.says("St Mary’s School") && !page.says("Ashdown"), "{}", page.text());
        let off = page.links("/support/organisations?");
        assert!(off.contains(&"/support/organisations?type=school".to_owned()), "{off:?}");
        assert!(off.contains(&"/support/organisations?q=ls1".to_owned()), "{off:?}");
        let both = dana.get("/support/organisations?q=ls1").await;
        assert!(both.says("2 organisations") && both.says("Ashdown"));
        let unused = dana.get("/support/organisations?users=none&type=school&type=provider").await;
        assert!(unused.says("2 organisations") && unused.says("Oakfield") && unused.says("St Mary’s"), "{}", unused.text());
        assert!(dana.get("/support/organisations?users=some").await.says("2 organisations"));
        assert!(dana.get("/support/organisations?users=some&users=none").await.says("5 organisations"));
        assert!(dana.get("/support/organisations?type=nonsense").await.says("5 organisations"));
    }

    async fn accreditation_counts_while_it_lasts(world) {
        country(world).await;
        world.execute("update organisation set accredited_to = '2026-11-02' where provider_code = 'A2B'", []).await;
        let mut dana = world.desk("support").await;
        assert!(dana.get("/support/organisations?type=accredited").await.says("1 organisation"));
        world.clock("2026-11-03T09:00:00Z");
        let mut dana = world.desk("support").await;
        assert!(dana.get("/support/organisations?type=accredited").await.says("0 organisations"));
        assert!(dana.get("/support/organisations?type=provider").await.says("2 organisations"));
    }

    async fn an_empty_list_says_what_stands_in_the_way(world) {
        country(world).await;
        let mut dana = world.desk("support").await;
        let words = dana.get("/support/organisations?q=%3Cb%3Ezzz").await;
        assert!(words.says("No organisation that uses the service or is named in it matches “<b>zzz”"), "{}", words.text());
        assert!(!words.html.contains("<b>zzz") && words.says("No other school of the register matches"));
        let both = dana.get("/support/organisations?q=meadow&users=none").await;
        assert!(both.says("1 organisation matches “meadow”, but the filters leave it out"), "{}", both.text());
        let filters = dana.get("/support/organisations?type=dfe&users=none").await;
        assert!(filters.says("No organisation has what the filters ask for"), "{}", filters.text());
    }

    async fn a_search_offers_schools_that_nobody_uses_yet(world) {
        country(world).await;
        let mut dana = world.desk("support").await;
        let page = dana.get("/support/organisations?q=st+mary").await;
        assert!(page.says("Other schools of the register") && page.says("St Mary’s Infant School"), "{}", page.text());
        assert_eq!(page.links("/support/organisations/100003").len(), 1);
        let school = dana.get("/support/organisations/100003").await;
        assert_eq!(school.h1(), "St Mary’s Infant School");
        assert!(school.says("Nobody uses the service for this organisation yet"));
        assert!(school.says("Known to the service since Not yet") && school.says("Add the first user"), "{}", school.text());
        assert_eq!(world.scalar::<i64>("select count(*) from organisation where urn = '100003'").await, Some(0));
        let public = dana.get("/organisations/100003").await;
        assert_eq!(public.links("/support/organisations/"), ["/support/organisations/100003"]);
        assert!(world.browser().get("/organisations/100003").await.links("/support").is_empty());
    }

    async fn a_page_says_what_is_known_and_who_the_users_are(world) {
        country(world).await;
        let mut dana = world.desk("support").await;
        let page = dana.get("/support/organisations/100001").await;
        assert_eq!(page.h1(), "Meadow Lane Primary School");
        for words in ["URN 100001", "Postcode DH1 1AA", "Status in the register Open", "Works with 0 organisations"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        assert!(page.says("Sam Carter sam@meadow.example Administrator Not signed in yet"), "{}", page.text());
        assert!(page.says("Look at this organisation") && page.says("Act for this organisation at its request"));
        assert!(!page.says("Add the first user"));
        assert!(dana.get("/support/organisations/a2b").await.says("Provider code A2B"), "codes in any case");
        let dfe = dana.get("/support/organisations/dfe").await;
        assert!(dfe.says("Dana Price") && !dfe.says("Look at this organisation"), "{}", dfe.text());
        for unknown in ["999999", "ZZZ", "nonsense", "0"] {
            assert_eq!(dana.get(&format!("/support/organisations/{unknown}")).await.status, 404, "{unknown}");
        }
    }

    async fn the_lists_are_paged_and_exported(world) {
        country(world).await;
        world.execute("update organisation set name = '=cmd()', name_folded = 'cmd' where provider_code = 'O1K'", []).await;
        let school = world.organisation("100001").await;
        for number in 0..26 {
            world.provider(&format!("Z{number:02}"), &format!("Zebra {number:02}")).await;
            world.person(&format!("u{number:02}@x.example"), &format!("User {number:02}"), school, "viewer").await;
        }
        let mut dana = world.desk("support").await;
        let first = dana.get("/support/organisations").await;
        assert!(first.says("Showing 1 to 25 of 31 organisations") && !first.says("Zebra 25"), "{}", first.text());
        assert!(dana.get("/support/organisations?page=2").await.says("Zebra 25"));
        let file = dana.get("/support/organisations/export.csv?type=provider").await;
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(file.html.lines().count(), 1 + 27);
        assert!(file.html.contains("\n'=cmd(),Lead partner or other provider,,O1K,10012345,,,0,0\r\n"), "{}", file.html);
        let users = dana.get("/support/organisations/100001?page=2").await;
        assert!(users.says("Showing 26 to 27 of 27 users") && users.says("User 25"), "{}", users.text());
        assert!(dana.get("/support/organisations/100001?q=u07").await.says("1 user"));
        let file = dana.get("/support/organisations/100001/export.csv?q=u07").await;
        assert_eq!(file.html.lines().nth(1), Some("User 07,u07@x.example,Can view,,Not signed in yet"));
    }

    async fn whoever_is_not_of_the_dfe_is_told_nothing(world) {
        country(world).await;
        let oakfield = world.organisation("O1K").await;
        let ad = world.person("ad@oakfield.example", "Ada Mensah", oakfield, "administrator coordinator").await;
        let mut ad = world.signed_in(ad, oakfield).await;
        let nothing = ad.get("/no-such-page").await;
        for path in [
            "/support",
            "/support/organisations",
            "/support/organisations?q=meadow",
            "/support/organisations/export.csv",
            "/support/organisations/100001",
            "/support/organisations/O1K",
            "/support/organisations/999999",
            "/support/organisations/100001/export.csv",
            "/support/organisations/100001/history",
            "/support/organisations/100001/history/export.csv",
            "/support/organisations/100001/visit/look",
            "/support/organisations/100001/visit/act/check",
            "/support/stop",
            "/support/users",
            "/support/imports",
            "/support/imports/export.csv",
            "/support/imports/1",
            "/support/imports/1/export.csv",
            "/support/uploads",
            "/support/uploads/export.csv",
        ] {
            let page = ad.get(path).await;
            assert_eq!((page.status, &page.html), (404, &nothing.html), "{path}");
            let signed_out = world.browser().get(path).await;
            assert!(signed_out.location.starts_with("/sign-in?return_to=%2Fsupport"), "{path}");
        }
        for path in [
            "/support/organisations/O1K/visit/act",
            "/support/organisations/O1K/visit/act/check",
            "/support/organisations/100001/visit/look",
            "/support/stop",
        ] {
            let page = ad.post(path, "reason=because&draft=x").await;
            assert_eq!((page.status, &page.html), (404, &nothing.html), "{path}");
        }
        assert_eq!(world.scalar::<i64>("select count(*) from draft").await, Some(0));
    }
}
