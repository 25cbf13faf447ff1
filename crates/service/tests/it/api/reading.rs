//! Reading: delivery partners, schools, partnerships; filters and pages (acceptance ect 56 and 57).

use store::{both, naive, values};

use crate::world::World;
use crate::world::early_career::Confirmed;

/// "Ashdown Institute" with this many schools of the cohort of 2026, numbered from 100001; all at the same moment.
async fn schools(world: &World, count: u32) -> (crate::api::system::System, Vec<String>) {
    let (_, lead, partner) = world.ashdown().await;
    let mut ids = Vec::new();
    for number in 0..count {
        let urn = (100_001 + number).to_string();
        world.school(&urn, &format!("School {number}")).await;
        ids.push(world.confirmed((lead, partner), &Confirmed::told(&urn)).await);
    }
    (world.system(lead, false).await, ids)
}

both! {
    async fn a_partnership_is_told_whole(world) {
        let (system, ids) = schools(world, 2).await;
        world.reported(&ids[1], "mistake").await;
        let list = system.get("/api/v1/partnerships").await;
        assert_eq!((list.status, list.all("id")), (200, ids.clone()));
        assert_eq!(list.all("status"), ["active", "reported"]);
        let [first, second] = [0_usize, 1].map(|it| list.json["data"][it].clone());
        assert_eq!((first["payable"].as_bool(), first["not_payable_because"]["code"].as_str()), (Some(false), Some("can_report")));
        assert_eq!(first["report_deadline"], "2026-11-16T23:59:59.999999Z");
        assert_eq!((second["reported_reason"].as_str(), second["kind"].as_str()), (Some("mistake"), Some("ect")));
        let one = system.get(&format!("/api/v1/partnerships/{}", ids[0])).await;
        assert_eq!(one.json["data"], first);
        world.clock("2026-11-17T00:00:01Z");
        let later = system.get(&format!("/api/v1/partnerships/{}", ids[0])).await;
        assert_eq!((later.json["data"]["payable"].as_bool(), &later.json["data"]["not_payable_because"]), (Some(true), &serde_json::Value::Null));
    }

    async fn pages_miss_and_repeat_nothing_while_rows_change(world) {
        let (system, ids) = schools(world, 7).await;
        let mut met = Vec::new();
        let mut next = String::new();
        for round in 0..4 {
            let since = "filter[updated_since]=2026-11-02T09:00:00Z";
            let page = system.get(&format!("/api/v1/partnerships?{since}&page[size]=2{next}")).await;
            met.extend(page.all("id"));
            // One that was met, one that was not, and one on the edge change between the pages.
            for id in [&ids[0], &ids[6], &ids[round]] {
                let sql = "update membership set changed_at = $2, version = version + 1 where public_id = $1";
                world.execute(sql, values![id.as_str(), naive(world.now())]).await;
            }
            match page.json["next"].as_str() {
                Some(after) => next = format!("&page[after]={after}"),
                None => assert_eq!(round, 3),
            }
        }
        assert_eq!(met, ids);
    }

    async fn what_changed_is_found_by_its_moment_which_counts_too(world) {
        let (system, ids) = schools(world, 3).await;
        world.clock("2026-11-03T09:00:00Z");
        world.reported(&ids[1], "mistake").await;
        for (since, found) in [
            ("2026-11-02T09:00:00Z", 3),
            ("2026-11-02T09:00:00.000001Z", 1),
            ("2026-11-03T09:00:00Z", 1),
            ("2026-11-03T10:00:00%2B01:00", 1),
            ("2026-11-03T09:00:01Z", 0),
        ] {
            let list = system.get(&format!("/api/v1/partnerships?filter[updated_since]={since}")).await;
            assert_eq!(list.all("id").len(), found, "{since}");
        }
    }

    async fn filters_are_lists_of_which_bad_pieces_are_passed_over(world) {
        let (_, lead, partner) = world.ashdown().await;
        let other = world.delivery_partner("Wye Teaching Hub").await;
        world.cohort(2025, "2025-05-10", "2026-06-30").await;
        for (urn, cohort, with) in [("100001", 2025, partner), ("100002", 2026, partner), ("100003", 2026, other)] {
            world.school(urn, "School").await;
            world.confirmed((lead, with), &Confirmed { urn, cohort, status: "active", told: None }).await;
        }
        let system = world.system(lead, false).await;
        let (tamar, wye) = (world.public_id(partner).await, world.public_id(other).await);
        for (query, urns) in [
            ("filter[cohort]=2025".to_owned(), vec!["100001"]),
            ("filter[cohort]=2025,x,,2026,99999999999".to_owned(), vec!["100001", "100002", "100003"]),
            ("filter[cohort]=x".to_owned(), vec![]),
            (format!("filter[delivery_partner_id]={wye},none"), vec!["100003"]),
            (format!("filter[delivery_partner_id]={wye},{tamar}&filter[cohort]=2026"), vec!["100002", "100003"]),
        ] {
            assert_eq!(system.get(&format!("/api/v1/partnerships?{query}")).await.all("urn"), urns, "{query}");
        }
        for bad in ["filter=2026", "filter[urn]=1", "filter[updated_since]=x", "page[size]=0", "page[size]=1001", "page[after]=none", "page=2"] {
            let answer = system.get(&format!("/api/v1/partnerships?{bad}")).await;
            assert_eq!((answer.status, answer.errors().len()), (400, 1), "{bad}");
        }
    }

    async fn what_is_another_lead_providers_is_not_there(world) {
        let (system, _) = schools(world, 1).await;
        let lead = world.lead_provider("Brook Institute").await;
        let partner = world.delivery_partner("Wye Teaching Hub").await;
        world.pair(2026, lead, partner).await;
        world.school("100009", "Another").await;
        let theirs = world.confirmed((lead, partner), &Confirmed::told("100009")).await;
        let wye = world.public_id(partner).await;
        let missing = system.get("/api/v1/partnerships/none").await;
        for address in [format!("/api/v1/partnerships/{theirs}"), format!("/api/v1/partnerships/{}", "x".repeat(99))] {
            let answer = system.get(&address).await;
            assert_eq!((answer.status, &answer.json), (404, &missing.json), "{address}");
        }
        assert_eq!(system.get(&format!("/api/v1/delivery-partners/{wye}")).await.status, 404);
        assert_eq!(system.get(&format!("/api/v1/partnerships?page[after]={theirs}")).await.status, 400);
    }

    async fn delivery_partners_are_those_paired_and_their_cohorts(world) {
        let (_, lead, partner) = world.ashdown().await;
        world.cohort(2027, "2027-05-10", "2028-03-31").await;
        world.pair(2027, lead, partner).await;
        let other = world.delivery_partner("Wye Teaching Hub").await;
        world.pair(2027, lead, other).await;
        world.delivery_partner("A stranger").await;
        let system = world.system(lead, false).await;
        let all = system.get("/api/v1/delivery-partners").await;
        assert_eq!(all.all("name"), ["Tamar Teaching Hub", "Wye Teaching Hub"]);
        assert_eq!(all.all("cohorts"), ["[2026,2027]", "[2027]"]);
        assert_eq!(system.get("/api/v1/delivery-partners?filter[cohort]=2026,x").await.all("name"), ["Tamar Teaching Hub"]);
        let page = system.get("/api/v1/delivery-partners?page[size]=1").await;
        let next = page.json["next"].as_str().unwrap();
        let rest = system.get(&format!("/api/v1/delivery-partners?page[size]=1&page[after]={next}")).await;
        assert_eq!((rest.all("name"), rest.json["next"].is_null()), (vec!["Wye Teaching Hub".to_owned()], true));
        let one = system.get(&format!("/api/v1/delivery-partners/{next}")).await;
        assert_eq!(one.json["data"]["name"], "Tamar Teaching Hub");
    }

    async fn schools_are_told_for_a_cohort_and_whether_somebody_has_them(world) {
        let (system, ids) = schools(world, 2).await;
        for (urn, name) in [("100010", "Free"), ("100011", "Closed"), ("20001", "Small number")] {
            world.school(urn, name).await;
        }
        world.execute("update establishment set status = 2 where urn = '100011'", values![]).await;
        world.reported(&ids[1], "mistake").await;
        for bad in ["", "?filter[cohort]=x", "?filter[cohort]=2026,2027", "?filter=2026"] {
            assert_eq!(system.get(&format!("/api/v1/schools{bad}")).await.status, 400, "{bad}");
        }
        for unknown in ["/api/v1/schools?filter[cohort]=1999", "/api/v1/schools/100001?filter[cohort]=1999"] {
            assert_eq!(system.get(unknown).await.status, 400, "{unknown}");
        }
        let all = system.get("/api/v1/schools?filter[cohort]=2026").await;
        assert_eq!(all.all("urn"), ["100001", "100002", "100010", "20001"]);
        assert_eq!(all.all("in_partnership"), ["true", "false", "false", "false"]);
        assert_eq!(all.all("induction_programme"), ["provider_led", "null", "null", "null"]);
        let mut met = Vec::new();
        let mut next = String::new();
        while met.len() < 4 {
            let page = system.get(&format!("/api/v1/schools?filter[cohort]=2026&page[size]=1{next}")).await;
            met.extend(page.all("urn"));
            next = format!("&page[after]={}", page.json["next"].as_str().unwrap_or_default());
        }
        assert_eq!(met, all.all("urn"));
        let some = system.get("/api/v1/schools?filter[cohort]=2026&filter[urn]=020001,x,100011").await;
        assert_eq!(some.all("urn"), ["20001"]);
        let changed = system.get("/api/v1/schools?filter[cohort]=2026&filter[updated_since]=2026-11-02T09:00:00Z").await;
        assert_eq!(changed.all("urn"), ["100001", "100002"]);
        world.clock("2026-11-05T09:00:00Z");
        let free = world.organisation("100010").await;
        world
            .execute(
                "insert into early_career_numbers (school, cohort, not_this_year, changed_at) values ($1, 2026, true, $2)",
                values![free, naive(world.now())],
            )
            .await;
        let said = system.get("/api/v1/schools?filter[cohort]=2026&filter[updated_since]=2026-11-05T09:00:00Z").await;
        assert_eq!(said.all("urn"), ["100010"]);
        assert_eq!((said.all("induction_programme"), said.all("updated_at")), (vec!["no_early_career_teachers".to_owned()], vec!["2026-11-05T09:00:00.000000Z".to_owned()]));
        assert_eq!(system.get("/api/v1/schools/100010?filter[cohort]=2026").await.json["data"]["name"], "Free");
        for (address, status) in [("100011?filter[cohort]=2026", 404), ("x?filter[cohort]=2026", 404), ("100010", 400)] {
            assert_eq!(system.get(&format!("/api/v1/schools/{address}")).await.status, status, "{address}");
        }
    }
}
