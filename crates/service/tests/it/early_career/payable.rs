//! The payable list: nobody is paid for what is not agreed (issue 4).

use service::early_career::rules::payable::payable;
use service::early_career::store::schools::{self, Filter, Of};
use service::vocabulary::AcademicYear;
use store::{Window, both, values};

use crate::world::World;
use crate::world::early_career::Confirmed;

both! {
    async fn the_list_says_who_is_paid_for_and_why_others_are_not(world) {
        let (_, lead, partner) = world.ashdown().await;
        let old = Some("2026-10-10T09:00:00Z");
        for (urn, name) in [
            ("100001", "Paid School"), ("100002", "Reported School"), ("100003", "Silent School"),
            ("100004", "Fresh School"), ("100005", "Closed School"), ("100006", "Follower School"),
        ] {
            world.school(urn, name).await;
        }
        let us = (lead, partner);
        world.confirmed(us, &Confirmed { told: old, ..Confirmed::told("100001") }).await;
        let wrong = world.confirmed(us, &Confirmed { told: old, ..Confirmed::told("100002") }).await;
        world.reported(&wrong, "not_confirmed").await;
        world.confirmed(us, &Confirmed { told: None, ..Confirmed::told("100003") }).await;
        world.confirmed(us, &Confirmed::told("100004")).await;
        world.confirmed(us, &Confirmed { told: old, ..Confirmed::told("100005") }).await;
        world.execute("update establishment set status = 2 where urn = '100005'", values![]).await;
        world.confirmed(us, &Confirmed { told: None, status: "proposed", ..Confirmed::told("100006") }).await;
        let person = world.person("femi@ashdown.example", "Femi Ojo", lead, "finance").await;
        let mut femi = world.signed_in(person, lead).await;
        let page = femi.get("/early-career/payable").await;
        assert!(page.says("You are paid for 1 of 4 schools that you confirmed."), "{}", page.text());
        for why in [
            "The school reported an error. Contact the school directly, and upload it again when this is resolved.",
            "The school has not been told yet. Tell the school by letter.",
            "The school can still report an error. Wait until the 14 days are over.",
            "The school has closed.",
            "The school took the place of one that closed, and has not been confirmed.",
        ] {
            assert!(page.says(why), "{why}: {}", page.text());
        }
        let paid = femi.get("/early-career/payable/export.csv?payable=yes").await.html;
        assert!(paid.contains("100001,Paid School") && paid.lines().count() == 2, "{paid}");
        assert!(femi.get("/").await.says("1 paid for"));
        let of = Of { lead_provider: lead, cohort: AcademicYear::starting(2026), now: world.now() };
        let mut tx = world.app.db.read().await.unwrap();
        for (is_paid, expected) in [(true, 1), (false, 5)] {
            let filter = Filter { payable: Some(is_paid), ..Filter::default() };
            let found = schools::list(&mut tx, of, &filter, Window { skip: 0, take: 100 }).await.unwrap();
            assert_eq!(found.total, expected);
            assert!(found.rows.iter().all(|it| payable(&it.standing, of.now).is_ok() == is_paid), "{found:?}");
        }
    }
}
