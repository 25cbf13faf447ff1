//! A school is told, reminded, and reports a mistake (acceptance 42 to 49).

use service::platform::mail::Mail;
use service::vocabulary::OrganisationId;
use store::{both, naive, values};

use super::confirm::{confirm, start};
use crate::world::{Browser, World};

pub const OAK: &str = "100001";

/// A lead provider with two users, and Oak School with an address in its contact book.
pub struct Scene {
    pub lead: Browser,
    pub start: String,
    pub oak: OrganisationId,
}

impl Scene {
    pub async fn on(world: &World) -> Scene {
        let (lead, provider, partner) = world.ashdown().await;
        world.person("kit@ashdown.example", "Kit Moss", provider, "viewer").await;
        world.school(OAK, "Oak School").await;
        let oak = world.organisation(OAK).await;
        contact(world, oak, "office@oak.example").await;
        Scene { lead, start: start(world, partner).await, oak }
    }

    pub async fn confirm(&mut self, list: &str) {
        let done = confirm(&mut self.lead, &self.start, list).await;
        assert!(done.says("confirmed"), "{}", done.text());
    }

    /// Confirms Oak School, carries the post, and gives the mail to the school.
    pub async fn told(&mut self, world: &World) -> Mail {
        self.confirm(OAK).await;
        let mails = world.post().await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        mails.into_iter().next().unwrap()
    }
}

pub async fn contact(world: &World, school: OrganisationId, address: &str) {
    world
        .execute(
            "insert into contact (organisation, purpose, post, address, source, given_at)
             values ($1, 'general', '', $2, 'file', $3)",
            values![school, address, naive(world.now())],
        )
        .await;
}

/// The path of a link below this address in a mail.
pub fn link(mail: &Mail, below: &str) -> String {
    let line = mail.body().lines().find(|it| it.contains(below)).unwrap_or_else(|| panic!("{}", mail.body()));
    format!("{below}{}", line.trim().rsplit_once(below).unwrap().1)
}

/// Opens the link of a mail, and what it leads to.
pub async fn open(browser: &mut Browser, path: &str) -> crate::world::Page {
    let landed = browser.get(path).await;
    assert_eq!(landed.status, 303, "{path}: {}", landed.text());
    browser.get(&landed.location).await
}

both! {
    async fn the_tutor_signs_in_a_contact_nominates_and_nobody_else_is_mailed(world) {
        let mut scene = Scene::on(world).await;
        world.school("100002", "Elm School").await;
        world.school("100003", "Ash School").await;
        let elm = world.organisation("100002").await;
        contact(world, elm, "office@elm.example").await;
        world.execute(
            "insert into induction_tutor (school, name, email, nominated_at) values ($1, 'Jo Elm', 'jo@elm.example', $2)",
            values![elm, naive(world.now())],
        ).await;
        scene.confirm("100001\n100002\n100003").await;
        let mails = world.post().await;
        let to: Vec<&str> = mails.iter().map(Mail::to).collect();
        assert_eq!(mails.len(), 2, "{to:?}");
        let to_oak = mails.iter().find(|it| it.to() == "office@oak.example").unwrap();
        for words in ["Tamar Teaching Hub, with Ashdown Institute, has confirmed", "Oak School (URN 100001)",
            "starting in 2026", "/nominate/", "until the end of 23 November 2026", "/report/",
            "expire at the end of 16 November 2026"] {
            assert!(to_oak.body().contains(words), "{words}: {}", to_oak.body());
        }
        let to_elm = mails.iter().find(|it| it.to() == "jo@elm.example").unwrap();
        assert!(to_elm.body().starts_with("Dear Jo Elm"), "{}", to_elm.body());
        assert!(to_elm.body().contains("choose “Get an account”") && !to_elm.body().contains("/nominate/"), "{}", to_elm.body());
        let not_told = "membership where told_at is null and status = 'active'";
        assert_eq!(world.count(not_told).await, 1, "nobody could tell Ash School");
        assert!(world.post().await.is_empty());
    }

    async fn a_school_is_reminded_after_a_week_unless_it_reported(world) {
        let mut scene = Scene::on(world).await;
        world.school("100002", "Elm School").await;
        world.school("100003", "Ash School").await;
        let (elm, ash) = (world.organisation("100002").await, world.organisation("100003").await);
        contact(world, elm, "office@elm.example").await;
        scene.confirm("100001\n100002\n100003").await;
        let told = world.post().await;
        let to_elm = told.iter().find(|it| it.to() == "office@elm.example").unwrap();
        let mut browser = world.browser();
        open(&mut browser, &link(to_elm, "/report/")).await;
        browser.post_on("/report/mistake", "reason=not_confirmed").await;
        assert_eq!(world.post().await.len(), 2, "the lead provider's users");
        contact(world, ash, "office@ash.example").await;
        world.clock("2026-11-09T08:59:59Z");
        assert!(world.post().await.is_empty());
        world.clock("2026-11-09T09:00:00Z");
        let reminders = world.post().await;
        let to: Vec<&str> = reminders.iter().map(Mail::to).collect();
        assert_eq!(to.len(), 2, "{to:?}");
        let oak = reminders.iter().find(|it| it.to() == "office@oak.example").unwrap();
        assert!(oak.subject().starts_with("Reminder: "), "{}", oak.subject());
        assert!(oak.body().contains("end of 16 November 2026"), "the deadline stands: {}", oak.body());
        let ash = reminders.iter().find(|it| it.to() == "office@ash.example").unwrap();
        assert!(ash.body().contains("end of 23 November 2026"), "told now for the first time: {}", ash.body());
    }

    async fn five_reasons_are_offered_and_one_is_reported_once(world) {
        let mut scene = Scene::on(world).await;
        let mail = scene.told(world).await;
        let mut browser = world.browser();
        let page = open(&mut browser, &link(&mail, "/report/")).await;
        assert_eq!(page.h1(), "Ashdown Institute has confirmed Oak School for early career training");
        assert!(page.says("Until") || page.says("16 November 2026"), "{}", page.text());
        let form = browser.get("/report/mistake").await;
        assert_eq!(form.html.matches("type=\"radio\"").count(), 5);
        assert!(form.says("We do not have any early career teachers this year"), "{}", form.text());
        assert!(!form.says("placements"), "{}", form.text());
        let again = browser.post("/report/mistake", "").await;
        assert_eq!((again.status, again.problems().len()), (422, 1));
        let mut twice = browser.clone();
        let done = browser.post_on("/report/mistake", "reason=not_this_year").await;
        assert_eq!(done.h1(), "Mistake reported");
        let second = twice.post_on("/report/mistake", "reason=mistake").await;
        assert_eq!(second.h1(), "Someone at Oak School has already reported this");
        assert_eq!(world.count("report").await, 1);
        let mails = world.post().await;
        assert_eq!(mails.len(), 2, "each user of the lead provider, once: {mails:?}");
        for words in ["We do not have any early career teachers this year", "contact it directly", "not be paid"] {
            assert!(mails[0].body().contains(words), "{words}: {}", mails[0].body());
        }
        let audit = world.audit().await;
        let reported = audit.iter().filter(|it| it.contains("\"change\":\"reported\"")).count();
        assert_eq!(reported, 1, "{audit:#?}");
        world.clock("2026-12-20T09:00:00Z");
        let later = open(&mut world.browser(), &link(&mail, "/report/")).await;
        assert_eq!(later.h1(), "Someone at Oak School has already reported this", "also after the days are over");
        assert_eq!(world.browser().get("/report/unknown.token").await.status, 404);
    }

    async fn the_last_second_of_the_last_day_counts_in_london_also_when_the_clocks_change(world) {
        world.clock("2026-10-20T12:00:00Z");
        let mut scene = Scene::on(world).await;
        let mail = scene.told(world).await;
        assert!(mail.body().contains("end of 3 November 2026"), "{}", mail.body());
        world.clock("2026-11-04T00:00:00Z");
        let mut late = world.browser();
        let page = open(&mut late, &link(&mail, "/report/")).await;
        assert_eq!(page.h1(), "The time to report this as a mistake has passed");
        let refused = late.post_on("/report/mistake", "reason=mistake").await;
        assert_eq!(refused.h1(), "The time to report this as a mistake has passed");
        assert_eq!(world.count("report").await, 0);
        world.clock("2026-11-03T23:59:59Z");
        let done = late.post_on("/report/mistake", "reason=mistake").await;
        assert_eq!(done.h1(), "Mistake reported", "{}", done.text());
    }

    async fn a_school_confirmed_again_after_a_report_is_told_again_on_the_same_row(world) {
        let mut scene = Scene::on(world).await;
        let first = scene.told(world).await;
        let mut browser = world.browser();
        open(&mut browser, &link(&first, "/report/")).await;
        browser.post_on("/report/mistake", "reason=do_not_recognise").await;
        world.post().await;
        world.clock("2026-11-05T09:00:00Z");
        let person = world.nobody("sam@ashdown.example", "Sam Ward").await;
        let lead: i64 = world.scalar("select id from organisation where kind = 'lead_provider'").await.unwrap();
        scene.lead = world.signed_in(person, OrganisationId(lead)).await;
        let second = scene.told(world).await;
        assert!(second.body().contains("end of 19 November 2026"), "{}", second.body());
        assert_eq!(world.count("membership where kind = 'ect'").await, 1);
        let old = open(&mut world.browser(), &link(&first, "/report/")).await;
        assert_eq!(old.h1(), "You have used an old link or code");
        world.clock("2026-11-09T09:00:00Z");
        assert!(world.post().await.is_empty(), "the first confirmation reminds nobody");
        world.clock("2026-11-12T09:00:00Z");
        assert_eq!(world.post().await.len(), 1);
    }

    async fn a_wrong_address_is_put_right_and_the_school_told_anew(world) {
        let mut scene = Scene::on(world).await;
        let first = scene.told(world).await;
        let school = format!("/early-career/schools/{OAK}");
        let page = scene.lead.get(&school).await;
        assert!(page.says("We tell the school at office@oak.example. Is that address wrong?"), "{}", page.text());
        let address = format!("{school}/contact?cohort=2026");
        let form = scene.lead.get(&address).await;
        assert_eq!(form.h1(), "How can we reach Oak School?");
        assert!(form.says("it has 14 days from then") && !form.says("Print a letter"), "{}", form.text());
        for (sent, problem) in [
            ("told=office%40oak.example&address=", "Enter an email address"),
            (
                "told=office%40oak.example&address=Office@oak.example",
                "We tell the school at office@oak.example already. Enter another address",
            ),
            (
                "told=other%40oak.example&address=new%40oak.example",
                "Someone gave the address office@oak.example in the meantime, and we tell the school there. Check yours, \
                 and save it again if it is right",
            ),
        ] {
            let wrong = scene.lead.post(&address, sent).await;
            assert_eq!((wrong.status, wrong.problems()), (422, vec![problem.to_owned()]));
        }
        world.clock("2026-11-05T09:00:00Z");
        let person = world.nobody("sam@ashdown.example", "Sam Ward").await;
        let lead: i64 = world.scalar("select id from organisation where kind = 'lead_provider'").await.unwrap();
        let mut lead = world.signed_in(person, OrganisationId(lead)).await;
        let right = "told=office%40oak.example&address=right%40oak.example";
        let done = lead.post_on(&address, right).await;
        assert!(done.says("Contact saved") && done.says("right@oak.example"), "{}", done.text());
        let again = lead.post(&address, right).await;
        assert_eq!(again.status, 422, "sent twice, told once");
        let mails = world.post().await;
        assert_eq!(mails.iter().map(Mail::to).collect::<Vec<_>>(), ["right@oak.example"]);
        assert!(mails[0].body().contains("end of 19 November 2026"), "{}", mails[0].body());
        let old = open(&mut world.browser(), &link(&first, "/report/")).await;
        assert_eq!(old.h1(), "You have used an old link or code");
        let anew = open(&mut world.browser(), &link(&mails[0], "/report/")).await;
        assert!(anew.says("This is a mistake"), "{}", anew.text());
        let page = lead.get(&school).await;
        assert!(page.says("Address of the school corrected: it is told again"), "{}", page.text());
    }

    async fn a_school_without_an_address_is_told_at_the_one_that_its_lead_provider_gives(world) {
        let (mut lead, _, partner) = world.ashdown().await;
        world.school(OAK, "Oak School").await;
        let start = start(world, partner).await;
        confirm(&mut lead, &start, OAK).await;
        assert!(world.post().await.is_empty());
        let school = format!("/early-career/schools/{OAK}");
        let page = lead.get(&school).await;
        assert!(page.says("You can give us its email address or print a letter"), "{}", page.text());
        let address = format!("{school}/contact?cohort=2026");
        let form = lead.get(&address).await;
        assert!(form.says("tell the school that you confirmed it") && form.says("Print a letter"), "{}", form.text());
        let done = lead.post_on(&address, "address=office%40oak.example").await;
        assert!(done.says("Contact saved"), "{}", done.text());
        let mails = world.post().await;
        assert_eq!(mails.iter().map(Mail::to).collect::<Vec<_>>(), ["office@oak.example"]);
        let page = lead.get(&school).await;
        assert!(page.says("By email on") && !page.says("print a letter"), "{}", page.text());
    }

    async fn the_address_that_a_school_gave_itself_goes_before_one_of_a_file(world) {
        let mut scene = Scene::on(world).await;
        for (address, source) in [("own@oak.example", "school"), ("old@oak.example", "file")] {
            let given = "insert into contact (organisation, purpose, post, address, source, given_at)
                         values ($1, 'ect', '', $2, $3, $4)";
            world.execute(given, values![scene.oak, address, source, naive(world.now())]).await;
        }
        assert_eq!(scene.told(world).await.to(), "own@oak.example");
    }

    async fn a_school_with_a_tutor_or_an_address_of_its_own_needs_none(world) {
        let mut scene = Scene::on(world).await;
        scene.confirm(OAK).await;
        let nominated = "insert into induction_tutor (school, name, email, nominated_at) values ($1, 'Tia', 'tia@oak.example', $2)";
        world.execute(nominated, values![scene.oak, naive(world.now())]).await;
        let page = scene.lead.get(&format!("/early-career/schools/{OAK}/contact?cohort=2026")).await;
        assert_eq!(page.status, 303);
        let page = scene.lead.get(&page.location).await;
        assert!(page.says("The school has an induction tutor, whom we tell."), "{}", page.text());
        world.execute("delete from induction_tutor", []).await;
        let own = "insert into contact (organisation, purpose, post, address, source, given_at)
                   values ($1, 'ect', '', 'own@oak.example', 'school', $2)";
        world.execute(own, values![scene.oak, naive(world.now())]).await;
        let page = scene.lead.get(&format!("/early-career/schools/{OAK}/contact?cohort=2026")).await;
        let page = scene.lead.get(&page.location).await;
        assert!(page.says("The school gave us its address itself."), "{}", page.text());
    }
}
