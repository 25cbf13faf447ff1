//! Check your schools (acceptance 13, 48, 51 to 54).

use store::{both, naive, values};

use crate::world::early_career::Confirmed;
use crate::world::{World, form};

const LIST: &str = "/early-career/schools";

both! {
    async fn only_our_own_schools_are_listed_by_cohort_and_by_name(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        world.cohort(2025, "2025-05-10", "2026-03-31").await;
        let other = world.lead_provider("Bramley Trust").await;
        let aln = world.delivery_partner("Aln Hub").await;
        for (urn, name) in [("100001", "Zebra School"), ("100002", "Acorn School"), ("100003", "Other School"), ("100004", "Old School")] {
            world.school(urn, name).await;
        }
        world.confirmed((lead, partner), &Confirmed::told("100001")).await;
        world.confirmed((lead, aln), &Confirmed::told("100002")).await;
        world.confirmed((other, partner), &Confirmed::told("100003")).await;
        world.confirmed((lead, partner), &Confirmed { cohort: 2025, ..Confirmed::told("100004") }).await;
        let page = sam.get(LIST).await;
        assert_eq!(page.h1(), "Check your schools");
        let text = page.text();
        assert!(text.find("Acorn School").unwrap() < text.find("Zebra School").unwrap(), "{text}");
        let by_partner = sam.get(&format!("{LIST}?order=partner")).await.text();
        assert!(by_partner.find("Acorn School").unwrap() < by_partner.find("Zebra School").unwrap(), "Aln before Tamar: {by_partner}");
        world.execute("update membership set changed_at = $1 where organisation = (select id from organisation where urn = '100001')", values![naive(world.now() + chrono::TimeDelta::hours(1))]).await;
        for address in [format!("{LIST}?order=changed"), format!("{LIST}/export.csv?order=changed&cohort=2026")] {
            let changed = sam.get(&address).await.html;
            assert!(changed.find("Zebra School").unwrap() < changed.find("Acorn School").unwrap(), "{address}: {changed}");
        }
        assert!(!page.says("Other School") && !page.says("Old School"), "{text}");
        assert!(page.says("2 schools") && page.says("2026 to 2027"), "{text}");
        assert!(sam.get(&format!("{LIST}?cohort=2025")).await.says("Old School"));
        assert_eq!(sam.get(&format!("{LIST}?cohort=2031")).await.status, 404, "never another cohort instead");
        for (words, found) in [("zEBra", "Zebra School"), ("100002", "Acorn School"), ("aln", "Acorn School")] {
            let page = sam.get(&format!("{LIST}?q={words}")).await;
            assert!(page.says("1 school ") && page.says(found), "{words}: {}", page.text());
        }
        assert!(sam.get(&format!("{LIST}?q=nowhere")).await.says("There are no matching results."));
    }

    async fn another_providers_school_is_not_found(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        let other = world.lead_provider("Bramley Trust").await;
        world.school("100003", "Other School").await;
        world.confirmed((other, partner), &Confirmed::told("100003")).await;
        let nothing = sam.get(&format!("{LIST}/100999")).await;
        for address in ["100003", "100003?cohort=2026", "100003/partner", "nonsense"] {
            let page = sam.get(&format!("{LIST}/{address}")).await;
            assert_eq!((page.status, page.html.len()), (404, nothing.html.len()), "{address}");
        }
    }

    async fn a_school_of_another_kind_has_no_such_pages(world) {
        let mut robin = world.oakfield().await;
        for address in [LIST, "/early-career/payable", "/early-career/schools/export.csv"] {
            assert_eq!(robin.get(address).await.status, 404, "{address}");
        }
    }

    async fn a_reported_school_is_tagged_explained_and_left_out_of_the_download(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        world.school("100001", "Zebra School").await;
        world.school("100002", "Acorn School").await;
        let wrong = world.confirmed((lead, partner), &Confirmed::told("100001")).await;
        world.confirmed((lead, partner), &Confirmed::told("100002")).await;
        world.reported(&wrong, "do_not_recognise").await;
        let school = world.organisation("100001").await;
        world
            .execute(
                "insert into contact (organisation, purpose, post, address, source, given_at)
                 values ($1, 'general', 'Office', 'office@zebra.example', 'file', $2)",
                values![school, naive(world.now())],
            )
            .await;
        assert!(sam.get(LIST).await.says("Reported error"));
        let home = sam.get("/").await;
        assert!(home.says("Zebra School reported that it was confirmed by mistake"), "{}", home.text());
        assert!(home.says("1 reported error") && home.says("You can confirm schools for 2026 to 2027"), "{}", home.text());
        let page = sam.get(&format!("{LIST}/100001")).await;
        for words in [
            "I do not recognise this training provider",
            "contact the school directly (office@zebra.example)",
            "You will not receive payment for this school until resolved and re-uploaded.",
            "We have resolved this with the school",
        ] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        let file = sam.get(&format!("{LIST}/export.csv")).await.html;
        assert!(file.contains("100002") && !file.contains("100001"), "{file}");
        let asked = sam.get(&format!("{LIST}/export.csv?status=reported")).await.html;
        assert!(asked.contains("100001") && !asked.contains("100002"), "{asked}");
        assert_eq!(sam.get(&format!("{LIST}/100001/partner/check?partner=x")).await.status, 303);
    }

    async fn the_download_begins_as_agreed_and_starts_no_formula(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        world.school("100026", "=HYPERLINK(1)").await;
        world.confirmed((lead, partner), &Confirmed::told("100026")).await;
        let page = sam.get(&format!("{LIST}/export.csv")).await;
        let mut lines = page.html.trim_start_matches('\u{feff}').lines();
        assert!(lines.next().unwrap().starts_with("urn,name,delivery_partner,"), "{}", page.html);
        assert!(lines.next().unwrap().starts_with("100026,'=HYPERLINK(1),Tamar Teaching Hub,"), "{}", page.html);
        assert_eq!(page.headers["content-type"], "text/csv; charset=utf-8");
    }

    async fn a_number_that_nobody_gave_is_never_nought(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        for (urn, name) in [("100001", "Zebra School"), ("100002", "Acorn School")] {
            world.school(urn, name).await;
            world.confirmed((lead, partner), &Confirmed::told(urn)).await;
        }
        let zebra = world.organisation("100001").await;
        world
            .execute(
                "insert into early_career_numbers (school, cohort, teachers, mentors, changed_at) values ($1, 2026, 0, 7, $2)",
                values![zebra, naive(world.now())],
            )
            .await;
        world
            .execute(
                "insert into induction_tutor (school, name, email, nominated_at) values ($1, 'Ada Bell', 'ada@zebra.example', $2)",
                values![zebra, naive(world.now())],
            )
            .await;
        let page = sam.get(&format!("{LIST}/100001")).await;
        assert!(page.says("Early career teachers 0 ") && page.says("Mentors 7 "), "{}", page.text());
        assert!(page.says("Ada Bell, ada@zebra.example"), "{}", page.text());
        let page = sam.get(&format!("{LIST}/100002")).await;
        assert!(page.says("Early career teachers Not given yet") && page.says("Not nominated yet"), "{}", page.text());
        assert!(sam.get(&format!("{LIST}?tutor=none")).await.says("1 school "));
        assert!(sam.get(&format!("{LIST}?tutor=named&area=County+Durham&told=told&status=active")).await.says("1 school "));
        assert!(sam.get(&format!("{LIST}?told=not_told")).await.says("0 schools"));
    }

    async fn what_changed_is_shown_until_somebody_says_that_they_saw_it(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        for (urn, name) in [("100001", "Zebra School"), ("100002", "Acorn School")] {
            world.school(urn, name).await;
        }
        let zebra = world.confirmed((lead, partner), &Confirmed::told("100001")).await;
        world.confirmed((lead, partner), &Confirmed::told("100002")).await;
        assert!(sam.get(&format!("{LIST}?changed=since")).await.says("2 schools"), "whoever never looked sees all");
        world.clock("2026-11-02T09:30:00Z");
        let page = sam.post_on(&format!("{LIST}/seen"), "cohort=2026").await;
        assert!(page.says("Changes seen") && !page.says("I have seen these changes"), "{}", page.text());
        assert!(sam.get(&format!("{LIST}?changed=since")).await.says("0 schools"));
        world.clock("2026-11-02T10:00:00Z");
        world.reported(&zebra, "mistake").await;
        for _ in 0..2 {
            let page = sam.get(&format!("{LIST}?changed=since")).await;
            assert!(page.says("1 school ") && page.says("Zebra School"), "{}", page.text());
        }
        assert!(sam.get(LIST).await.says("1 school has changed since you last looked, on 2 November 2026"));
    }

    async fn the_next_cohort_has_no_confirm_link_before_it_opens(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        world.cohort(2027, "2027-05-10", "2028-03-31").await;
        world.school("100001", "Zebra School").await;
        world.confirmed((lead, partner), &Confirmed::told("100001")).await;
        let confirm = |year: i32| format!("/early-career/confirm?cohort={year}");
        assert_eq!(sam.get(LIST).await.links("/early-career/confirm"), [confirm(2026)]);
        assert_eq!(sam.get(&confirm(1999)).await.status, 404, "a cohort that nobody knows");
        assert_eq!(sam.get(&confirm(2027)).await.location, "/early-career/confirm/2027/partner", "which says why not");
        assert!(sam.get(&format!("{LIST}?cohort=2027")).await.links("/early-career/confirm").is_empty());
        assert!(sam.get("/").await.links(&confirm(2027)).is_empty());
        world.clock("2027-05-10T09:00:00Z");
        let mut sam = world.signed_in(world.nobody("sam@ashdown.example", "Sam Ward").await, lead).await;
        assert_eq!(sam.get(&format!("{LIST}?cohort=2027")).await.links("/early-career/confirm"), [confirm(2027)]);
        assert!(sam.get(&format!("{LIST}?cohort=2026")).await.links("/early-career/confirm").is_empty(), "closed");
    }

    async fn the_delivery_partner_is_changed_in_place_and_only_to_one_that_is_paired(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        let (aln, stranger) = (world.delivery_partner("Aln Hub").await, world.delivery_partner("Tees Hub").await);
        world.pair(2026, lead, aln).await;
        world.school("100001", "Zebra School").await;
        let membership = world.confirmed((lead, partner), &Confirmed::told("100001")).await;
        let here = format!("{LIST}/100001/partner?cohort=2026");
        let page = sam.get(&here).await;
        assert!(page.says("Aln Hub") && !page.says("Tees Hub") && !page.says("Tamar"), "{}", page.text());
        assert_eq!(sam.post(&here, "").await.problems(), ["Select a delivery partner"]);
        let tees = form(&[("partner", &world.public_id(stranger).await)]);
        let refused = sam.post(&here, &tees).await;
        assert_eq!(refused.problems(), ["You are not paired with this delivery partner for the cohort"]);
        let chosen = form(&[("partner", &world.public_id(aln).await)]);
        let page = sam.post_on(&here, &chosen).await;
        assert_eq!(page.h1(), "Check the change of delivery partner");
        let check = format!("{LIST}/100001/partner/check?cohort=2026");
        assert_eq!(sam.post(&check, &tees).await.status, 422);
        for _ in 0..2 {
            let page = sam.post_on(&check, &chosen).await;
            assert!(page.says("Delivery partner of Zebra School changed"), "{}", page.text());
        }
        let page = sam.get(&format!("{LIST}/100001")).await;
        assert!(page.says("Delivery partner changed from Tamar Teaching Hub to Aln Hub"), "{}", page.text());
        assert!(page.says("Change of delivery partner was refused"), "{}", page.text());
        let kept: Option<String> = world.scalar("select public_id from membership where kind = 'ect'").await;
        assert_eq!(kept, Some(membership), "the partnership's id never changes");
        let changes = world.audit().await.into_iter().filter(|it| it.contains("partner_changed")).count();
        assert_eq!(changes, 1, "the second press changes nothing");
    }

    async fn a_viewer_sees_the_list_and_may_change_nothing(world) {
        let (_, lead, partner) = world.ashdown().await;
        world.school("100001", "Zebra School").await;
        world.confirmed((lead, partner), &Confirmed::told("100001")).await;
        let vera = world.person("vera@ashdown.example", "Vera Lind", lead, "viewer").await;
        let mut vera = world.signed_in(vera, lead).await;
        let page = vera.get(LIST).await;
        assert!(page.says("Zebra School") && page.links("/early-career/confirm").is_empty());
        assert_eq!(vera.get(&format!("{LIST}/100001/partner")).await.status, 403);
        assert_eq!(vera.get("/early-career/payable").await.status, 403);
        let home = vera.get("/").await;
        assert!(home.says("1 school confirmed") && home.links("/early-career/payable").is_empty(), "{}", home.text());
    }

    async fn a_list_is_shown_in_pages(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        for number in 1..=27 {
            let (urn, name) = (format!("1000{number:02}"), format!("School {number:02}"));
            world
                .execute(
                    "insert into establishment (urn, name, status, type_code, row_hash) values ($1, $2, 1, 1, 0)",
                    values![urn.as_str(), name],
                )
                .await;
            world.confirmed((lead, partner), &Confirmed::told(&urn)).await;
        }
        let page = sam.get(LIST).await;
        assert!(page.says("Showing 1 to 25 of 27 schools") && !page.says("School 26"), "{}", page.text());
        let page = sam.get(&format!("{LIST}?cohort=2026&page=2")).await;
        assert!(page.says("School 26") && page.says("School 27") && !page.says("School 25"), "{}", page.text());
        assert_eq!(sam.get(&format!("{LIST}/export.csv")).await.html.lines().count(), 28);
    }
    async fn the_schools_of_the_cohort_before_are_offered_as_lists_and_not_copied(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        world.cohort(2025, "2025-05-10", "2026-03-31").await;
        let aln = world.delivery_partner("Aln Hub").await;
        let other = world.lead_provider("Bramley Trust").await;
        for (urn, name) in [
            ("100001", "Again School"), ("100002", "Unpaired School"), ("100003", "Taken School"),
            ("100004", "Reported School"), ("100005", "Ours School"),
        ] {
            world.school(urn, name).await;
            let with = if urn == "100002" { aln } else { partner };
            let it = world.confirmed((lead, with), &Confirmed { cohort: 2025, ..Confirmed::told(urn) }).await;
            if urn == "100004" {
                world.reported(&it, "mistake").await;
            }
        }
        world.confirmed((other, partner), &Confirmed::told("100003")).await;
        world.confirmed((lead, partner), &Confirmed::told("100005")).await;
        let next = format!("{LIST}/next?cohort=2026");
        assert!(sam.get(LIST).await.links(&next).len() == 1);
        let page = sam.get(&next).await;
        let hub = world.public_id(partner).await;
        assert!(page.says("Again School") && page.says("1 school "), "{}", page.text());
        for not in ["Unpaired School", "Taken School", "Reported School", "Ours School"] {
            assert!(!page.says(not), "{not}");
        }
        let list = format!("/early-career/confirm/2026/{hub}/again");
        assert_eq!(page.links(&list), [list.as_str()]);
        let check = sam.post_on(&list, "").await;
        assert!(check.says("Again School") && check.says("Confirm 1 school"), "{}", check.text());
        let file = sam.get(&format!("{LIST}/next/export.csv?cohort=2026&partner={hub}")).await.html;
        assert_eq!(file.trim_start_matches('\u{feff}').lines().collect::<Vec<_>>(), ["urn", "100001"]);
        assert_eq!(sam.get(&format!("{LIST}/next?cohort=2025")).await.status, 404, "it is closed");
        let copied: Option<i64> = world.scalar("select count(*) from membership where cohort = 2026").await;
        assert_eq!(copied, Some(2), "nothing is copied by looking");
    }
    async fn a_school_that_nobody_could_tell_is_told_by_letter(world) {
        let (mut sam, lead, partner) = world.ashdown().await;
        world.school("100001", "Zebra School").await;
        world.confirmed((lead, partner), &Confirmed { told: None, ..Confirmed::told("100001") }).await;
        let show = format!("{LIST}/100001?cohort=2026");
        let letter = format!("{LIST}/100001/letter?cohort=2026");
        assert_eq!(sam.get(&show).await.links(&letter), [letter.as_str()]);
        assert_eq!(sam.get(&format!("{LIST}/100001/letter.pdf")).await.status, 404, "none has been made");
        let page = sam.post_on(&letter, "step=make").await;
        assert_eq!(page.h1(), "Tell Zebra School by letter");
        let again = sam.post_on(&letter, "step=make").await;
        let pdf = sam.get(&again.links(&format!("{LIST}/100001/letter.pdf"))[0]).await;
        assert!(pdf.html.starts_with("%PDF"), "{}", pdf.html.len());
        let codes: Option<i64> = world.scalar("select count(*) from notice where letter_code is not null").await;
        assert_eq!(codes, Some(1), "the same letter again");
        let page = sam.post_on(&letter, "step=posted").await;
        assert!(page.says("Letter posted") && page.says("By letter on 2 November 2026"), "{}", page.text());
        assert!(page.says("Until the end of 16 November 2026"), "{}", page.text());
        assert!(page.links(&letter).is_empty(), "it has been told");
    }
}
