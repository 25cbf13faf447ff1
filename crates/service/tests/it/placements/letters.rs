//! A provider asks by letter a school that no mail reaches, and the school answers with the letter's code.

use store::{both, values};

use super::scene::{Scene, World};
use crate::world::form;

const LIST: &str = "/placements/ask-by-letter?year=2026";
const OAK: &str = "/placements/ask-by-letter/100001?year=2026";

both! {
    async fn a_school_that_no_mail_reaches_is_asked_by_letter_and_answers_with_its_code(world) {
        let scene = Scene::on(world).await;
        scene.partners(world).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let reached = robin.get(LIST).await;
        assert!(reached.says("Each of your partner schools has answered for 2026 to 2027, or can be asked by email"), "{}", reached.text());
        world.execute("delete from person_role where organisation = $1", values![scene.school.get()]).await;
        assert!(robin.get("/placements?year=2026").await.says("Schools that we cannot ask by email"));
        let list = robin.get(LIST).await;
        assert!(list.says("1 school") && list.says("Oak Primary School") && list.says("Not asked yet"), "{}", list.text());
        let page = robin.get(OAK).await;
        assert_eq!(page.h1(), "Ask Oak Primary School by letter");
        assert_eq!(robin.get("/placements/ask-by-letter/100001/letter.pdf?year=2026").await.status, 404);
        let made = robin.post_on(OAK, "step=make").await;
        assert!(made.says("say whether it can offer placements without an account"), "{}", made.text());
        let code = made.between_marks("and the code <strong>", "</strong>");
        assert_eq!(code.len(), 9, "{code}");
        assert!(robin.post_on(OAK, "step=make").await.says(&code), "made once");
        let pdf = robin.get("/placements/ask-by-letter/100001/letter.pdf?year=2026").await;
        assert_eq!(pdf.headers["content-type"], "application/pdf");
        for (query, number) in [("&letter=made", 1), ("&letter=posted", 0), ("&letter=none", 0), ("&q=oak", 1), ("&q=zz", 0)] {
            let says = if number == 1 { "1 school" } else { "0 schools" };
            assert!(robin.get(&format!("{LIST}{query}")).await.says(says), "{query}");
        }
        let posted = robin.post_on(OAK, "step=posted").await;
        assert!(posted.says("Letter posted") && posted.says("Posted on 2 November 2026"), "{}", posted.text());
        let file = robin.get("/placements/ask-by-letter/export.csv?year=2026").await;
        assert!(file.html.contains("100001,Oak Primary School,") && file.html.contains("Posted on 2 November 2026"), "{}", file.html);
        let history = robin.get("/partner-schools/100001").await;
        assert!(history.says("Letter about placements in 2026 to 2027 posted"), "{}", history.text());
        let mut school = world.browser();
        let wrong = school.post("/a/code", &form(&[("urn", "100001"), ("code", "AAAA-AAAA")])).await;
        assert_eq!(wrong.status, 422);
        let page = school.post_on("/a/code", &form(&[("urn", "100001"), ("code", &code)])).await;
        assert_eq!(page.h1(), "Can Oak Primary School offer placements for trainee teachers in 2026 to 2027?");
        assert!(!page.html.contains("/a/stop"), "a letter is not a message that goes on: {}", page.text());
        assert_eq!(school.post("/a", "answer=maybe&trainees=3").await.location, "/a/done");
        assert!(robin.get(LIST).await.says("Each of your partner schools has answered"));
        assert_eq!(world.post().await.len(), 0);
    }

    async fn who_may_not_write_a_letter_reads_the_list_without_links(world) {
        let scene = Scene::on(world).await;
        scene.partners(world).await;
        world.execute("delete from person_role where organisation = $1", values![scene.school.get()]).await;
        let vera = world.person("vera@oakfield.example", "Vera Lindqvist", scene.oakfield, "viewer").await;
        let list = world.signed_in(vera, scene.oakfield).await.get(LIST).await;
        assert!(list.says("Oak Primary School"), "{}", list.text());
        assert!(!list.html.contains("href=\"/placements/ask-by-letter/100001"), "{}", list.html);
        let list = world.signed_in(scene.robin, scene.oakfield).await.get(LIST).await;
        assert!(list.html.contains("href=\"/placements/ask-by-letter/100001"), "{}", list.html);
    }

    async fn a_school_that_offers_placements_has_said_that_it_can(world) {
        let scene = Scene::on(world).await;
        scene.partners(world).await;
        scene.offer(world, 2).await;
        world.execute("delete from person_role where organisation = $1", values![scene.school.get()]).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        assert!(robin.get(LIST).await.says("Each of your partner schools has answered"));
    }

    async fn only_partner_schools_are_asked_by_letter_and_an_address_takes_them_off(world) {
        let scene = Scene::on(world).await;
        scene.partners(world).await;
        world.execute("delete from person_role where organisation = $1", values![scene.school.get()]).await;
        let mut kim = world.signed_in(scene.kim, scene.rival).await;
        let path = "/placements/ask-by-letter/100001?year=2026";
        assert_eq!(kim.get(path).await.status, 404);
        assert_eq!(kim.post(path, "step=make").await.status, 404);
        assert!(!kim.get(LIST).await.says("Oak Primary School"));
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        assert_eq!(robin.post(OAK, "step=posted").await.status, 303, "nothing is posted that was not made");
        assert_eq!(world.scalar::<i64>("select count(*) from availability_ask where handed_over_at is not null").await, Some(0));
        let sql = "insert into contact (organisation, purpose, post, address, source, given_at)
                   values ($1, 'itt', '', 'office@oak.example', 'file', $2)";
        world.execute(sql, values![scene.school.get(), store::naive(world.now())]).await;
        assert!(!robin.get(LIST).await.says("Oak Primary School"));
    }
}
