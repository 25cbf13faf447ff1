//! Stories of schools that are told late: at the right address after a wrong one, as soon as there is an address, or by
//! letters to all of them (product.md decision 12).

use service::early_career::telling as of_training;
use service::partnerships::telling;
use store::{both, values};

use crate::early_career::told::contact;
use crate::partner_schools::again;
use crate::world::{Browser, World, form};

const OAK: &str = "/partner-schools/100001";

/// Robin adds Oak School by the pages; this is the address that he gives.
async fn add(world: &World, robin: &mut Browser, urn: &str, address: &str) {
    world.school(urn, &format!("School {urn}")).await;
    let asked = robin.post("/partner-schools/add", &form(&[("school", "x"), ("school-key", urn)])).await;
    let check = robin.post(&asked.location, &form(&[("contact", address)])).await;
    assert_eq!(robin.post(&check.location, "").await.location, "/partner-schools");
}

async fn report_links(world: &World) -> Vec<(String, String)> {
    let link = |body: &str| {
        let line = body.lines().find(|it| it.contains("/report/")).unwrap_or_default();
        line.split_once("/report/").map(|(_, token)| format!("/report/{}", token.trim())).unwrap_or_default()
    };
    world.post().await.into_iter().map(|mail| (mail.to().to_owned(), link(mail.body()))).collect()
}

both! {
    async fn a_wrong_address_is_put_right_and_the_school_told_again(world) {
        let mut robin = world.oakfield().await;
        add(world, &mut robin, "100001", "offcie@oak.example").await;
        let first = report_links(world).await;
        assert_eq!(first[0].0, "offcie@oak.example");
        world.clock("2026-11-09T09:00:00Z");
        let mut robin = again(world).await;
        let page = robin.get(OAK).await;
        assert!(page.says("By email on 2 November 2026 to offcie@oak.example"), "{}", page.text());
        assert!(page.says("Change the address and tell the school again"), "{}", page.text());
        let form_page = robin.get(&format!("{OAK}/contact")).await;
        assert!(form_page.html.contains(r#"value="offcie@oak.example""#), "{}", form_page.html);
        let same = robin.post(&format!("{OAK}/contact"), "address=OFFCIE%40oak.example&told=offcie%40oak.example").await;
        assert_eq!(same.problems(), ["We tell the school at offcie@oak.example already. Enter another address"]);

        let saved = robin.post_on(&format!("{OAK}/contact"), "address=office%40oak.example&told=offcie%40oak.example").await;
        assert!(saved.says("We are emailing School 100001 at office@oak.example"), "{}", saved.text());
        assert!(saved.says("the email to office@oak.example is on its way"), "{}", saved.text());
        let second = report_links(world).await;
        assert_eq!((second.len(), second[0].0.as_str()), (1, "office@oak.example"));
        let page = robin.get(OAK).await;
        assert!(page.says("By email on 9 November 2026 to office@oak.example"), "{}", page.text());
        assert!(page.says("Until the end of 23 November 2026"), "fourteen days from then: {}", page.text());
        assert!(page.says("Address of the school corrected"), "{}", page.text());
        // The link that went to the wrong address opens nothing any more.
        let mut wrong = world.browser();
        let landed = wrong.get(&first[0].1).await;
        let old = if landed.status == 303 { wrong.get(&landed.location).await } else { landed };
        assert!(old.says("has told School 100001 in another way since this message was sent"), "{}", old.text());
        // Nor does it make its holder the school's first user.
        let join = wrong.get("/report/join").await;
        assert!(join.says("We have to make sure first that you may act"), "{}", join.text());
        wrong.post("/report/join", &form(&[("of", join.hidden("of")), ("name", "A Stranger"), ("email", "offcie@oak.example")])).await;
        assert_eq!(world.scalar::<i64>("select count(*) from person where email = 'offcie@oak.example'").await, Some(0));
        assert_eq!(world.scalar::<i64>("select count(*) from access_request").await, Some(1), "support decides");
        let mut right = world.browser();
        let landed = right.get(&second[0].1).await;
        assert!(right.get(&landed.location).await.says("Oakfield Teaching Alliance"));

        // Removed and added again, the right address is used, and said before anything is sent.
        robin.post(&format!("{OAK}/remove"), "").await;
        world.post().await;
        let check = robin.post_on("/partner-schools/add", "school=x&school-key=100001").await;
        assert!(check.says("We will email the school at office@oak.example."), "{}", check.text());
    }

    async fn who_was_told_in_another_way_is_not_told_again(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "School 100001").await;
        let school = world.organisation("100001").await;
        world.person("sam@oak.example", "Sam Carter", school, "coordinator").await;
        let check = robin.post("/partner-schools/add", "school=x&school-key=100001").await;
        robin.post(&check.location, "").await;
        world.post().await;
        assert!(!robin.get(OAK).await.says("Change the address"));
        let page = robin.post_on(&format!("{OAK}/contact"), "address=other%40oak.example").await;
        assert!(page.says("Nothing was changed") && page.says("We told someone at the school who uses this service"), "{}", page.text());
        assert!(world.post().await.is_empty());
    }

    async fn a_letter_takes_the_place_of_a_wrong_address(world) {
        let mut robin = world.oakfield().await;
        add(world, &mut robin, "100001", "offcie@oak.example").await;
        world.post().await;
        let page = robin.get(&format!("{OAK}/letter")).await;
        assert!(page.says("We told the school at offcie@oak.example") && page.says("Make the letter"), "{}", page.text());
        let made = robin.post_on(&format!("{OAK}/letter"), "step=make").await;
        assert!(made.says("I have posted this letter"), "{}", made.text());
        telling::tell(&world.app, world.now()).await.unwrap();
        assert!(world.post().await.is_empty(), "the wrong address is not written to again");
        assert!(robin.get(OAK).await.says("Not told yet"));
        let posted = robin.post_on(&format!("{OAK}/letter"), "step=posted").await;
        assert!(posted.says("By letter on 2 November 2026"), "{}", posted.text());
        assert!(robin.get(&format!("{OAK}/letter")).await.says("You told us on 2 November 2026 that this letter was posted"));
    }

    async fn an_address_given_after_a_letter_was_made_is_written_to(world) {
        let mut robin = world.oakfield().await;
        add(world, &mut robin, "100001", "").await;
        robin.post_on("/partner-schools/letters", "step=make").await;
        let odd = robin.post_on("/partner-schools/letters", "step=odd").await;
        assert!(odd.says("I have posted this letter"), "{}", odd.text());
        robin.post_on(&format!("{OAK}/contact"), "address=office%40oak.example").await;
        let mails = world.post().await;
        assert_eq!((mails.len(), mails[0].to()), (1, "office@oak.example"));
        assert!(robin.get("/partner-schools/letters").await.says("Every school has been told"), "no letter waits");
    }

    async fn a_form_that_stood_open_while_the_school_reported_a_mistake_says_so(world) {
        let mut robin = world.oakfield().await;
        add(world, &mut robin, "100001", "office@oak.example").await;
        world.execute("update membership set status = 'reported', report_reason = 'mistake'", values![]).await;
        let page = robin.post_on(&format!("{OAK}/contact"), "address=other%40oak.example&told=office%40oak.example").await;
        assert!(page.says("School 100001 reported that naming it as a partner school is a mistake"), "{}", page.text());
    }

    async fn an_address_that_comes_later_tells_the_school_once(world) {
        let mut robin = world.oakfield().await;
        add(world, &mut robin, "100001", "").await;
        add(world, &mut robin, "100002", "").await;
        telling::tell(&world.app, world.now()).await.unwrap();
        assert!(world.post().await.is_empty(), "nobody can be told");
        let (oak, elm) = (world.organisation("100001").await, world.organisation("100002").await);
        contact(world, oak, "office@oak.example").await;
        world.person("kim@elm.example", "Kim Lee", elm, "administrator").await;
        world.clock("2026-11-05T09:00:00Z");
        let mut robin = again(world).await;
        for _ in 0..2 {
            telling::tell(&world.app, world.now()).await.unwrap();
        }
        let mut to: Vec<String> = world.post().await.iter().map(|it| it.to().to_owned()).collect();
        to.sort();
        assert_eq!(to, ["kim@elm.example", "office@oak.example"]);
        telling::tell(&world.app, world.now()).await.unwrap();
        assert!(world.post().await.is_empty(), "once");
        assert!(robin.get(OAK).await.says("By email on 5 November 2026 to office@oak.example"));
    }

    async fn letters_to_all_schools_that_were_not_told_are_made_printed_and_posted_together(world) {
        let mut robin = world.oakfield().await;
        for urn in ["100001", "100002", "100003"] {
            add(world, &mut robin, urn, "").await;
        }
        let list = robin.get("/partner-schools?told=not_told").await;
        assert_eq!(list.links("/partner-schools/letters"), ["/partner-schools/letters"]);
        let page = robin.get("/partner-schools/letters").await;
        assert!(page.says("3 schools have not been told") && page.says("Make 3 letters"), "{}", page.text());
        assert_eq!(robin.get("/partner-schools/letters.pdf").await.location, "/partner-schools/letters");
        let made = robin.post_on("/partner-schools/letters", "step=make").await;
        assert!(made.says("I have posted these 3 letters") && !made.says("Make 3"), "{}", made.text());
        let pdf = robin.get("/partner-schools/letters.pdf").await;
        assert!(pdf.html.starts_with("%PDF"), "{}", pdf.status);
        let last = made.hidden("last");
        // One more school that was added meanwhile has no letter yet, and is not called posted.
        add(world, &mut robin, "100004", "").await;
        robin.post_on("/partner-schools/letters", "step=make").await;
        world.clock("2026-11-03T09:00:00Z");
        let mut robin = again(world).await;
        let posted = robin.post_on("/partner-schools/letters", &form(&[("step", "posted"), ("last", last)])).await;
        assert!(posted.says("3 letters posted") && posted.says("I have posted this letter"), "{}", posted.text());
        let again = robin.post_on("/partner-schools/letters", &form(&[("step", "posted"), ("last", last)])).await;
        assert!(!again.says("letters posted"), "{}", again.text());
        let school = robin.get(OAK).await;
        assert!(school.says("By letter on 3 November 2026") && school.says("Until the end of 17 November 2026"), "{}", school.text());
        let letter = robin.get(&format!("{OAK}/letter")).await;
        assert!(letter.says("You told us on 3 November 2026 that this letter was posted"), "{}", letter.text());
        assert!(!letter.says("I have posted this letter"), "{}", letter.text());
        let not_told = robin.get("/partner-schools?told=not_told").await;
        assert!(not_told.says("1 partner school"), "{}", not_told.text());
    }

    async fn a_confirmed_school_is_told_when_a_tutor_is_nominated_later(world) {
        let (mut lead, _, partner) = world.ashdown().await;
        world.school("100001", "Oak School").await;
        world.school("100002", "Elm School").await;
        let start = crate::early_career::confirm::start(world, partner).await;
        crate::early_career::confirm::confirm(&mut lead, &start, "100001\n100002").await;
        assert!(world.post().await.is_empty());
        let page = lead.get("/early-career/schools/letters?cohort=2026").await;
        assert!(page.says("2 schools have not been told"), "{}", page.text());
        let oak = world.organisation("100001").await;
        world.clock("2026-11-20T09:00:00Z");
        world.post().await;
        world.execute(
            "insert into induction_tutor (school, name, email, nominated_at) values ($1, 'Jo Oak', 'jo@oak.example', $2)",
            values![oak, store::naive(world.now())],
        ).await;
        for _ in 0..2 {
            of_training::tell(&world.app, world.now()).await.unwrap();
        }
        let mails = world.post().await;
        assert_eq!((mails.len(), mails[0].to()), (1, "jo@oak.example"), "{mails:?}");
        assert!(mails[0].body().contains("4 December 2026"), "fourteen days from now: {}", mails[0].body());
        world.clock("2026-11-27T09:00:01Z");
        let reminders = world.post().await;
        assert_eq!((reminders.len(), reminders[0].to()), (1, "jo@oak.example"), "{reminders:?}");
        assert!(reminders[0].subject().starts_with("Reminder:"), "{}", reminders[0].subject());
        let (sam, ashdown) = (world.nobody("sam@ashdown.example", "Sam Ward").await, world.scalar::<i64>("select id from organisation where name = 'Ashdown Institute'").await.unwrap());
        let mut lead = world.signed_in(sam, service::vocabulary::OrganisationId(ashdown)).await;
        let page = lead.post_on("/early-career/schools/letters?cohort=2026", "step=make").await;
        assert!(page.says("I have posted this letter"), "Elm School alone: {}", page.text());
        assert!(lead.get("/early-career/schools/letters.pdf?cohort=2026").await.html.starts_with("%PDF"));
        assert_eq!(lead.get("/early-career/schools/letters?cohort=1999").await.status, 404);
    }
}
