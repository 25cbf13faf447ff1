//! A school answers a request in one step.

use service::placements::ending;
use store::both;

use super::scene::{Scene, World, form, read};

both! {
    async fn a_request_is_answered_by_assigning_places(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 3).await;
        let asked = scene.ask(world, scene.oakfield, &placement, 2).await.unwrap();
        let base = format!("/placements/{}", placement.public_id);
        let address = format!("{base}/requests/{}/answer", asked.public_id);
        let mut sam = scene.sam(world).await;
        let page = sam.get(&base).await;
        assert!(page.says("Requests to answer") && page.says("The end of 30 November 2026"), "{}", page.text());
        let page = sam.get(&address).await;
        assert_eq!(page.h1(), "Oakfield Teaching Alliance requests 2 places");
        assert!(page.says("For one of our trainees") && page.html.contains("value=\"2\""), "{}", page.html);
        for (body, problem) in [
            ("", "Select whether you assign places or decline the request"),
            ("answer=assign&places=", "Enter how many places you assign"),
            ("answer=assign&places=4", "There are only 3 places left on this placement. Choose fewer places, or offer more"),
            ("answer=decline&places=2", "Enter why you decline"),
        ] {
            let wrong = sam.post(&address, body).await;
            assert_eq!((wrong.status, wrong.problems()), (422, vec![problem.to_owned()]));
        }
        let done = sam.post_on(&address, "answer=assign&places=1").await;
        assert!(done.says("1 place assigned to Oakfield Teaching Alliance"), "{}", done.text());
        assert_eq!(read(world, &placement.public_id).await.assigned, 1);
        assert_eq!(world.post().await[0].subject(), "Oak Primary School has assigned you 1 place");
        let again = sam.post(&address, "answer=decline&reason=No").await;
        assert!(again.status == 422 && again.says("The request has already been answered or taken back"), "{}", again.text());
        let page = sam.get(&address).await;
        assert_eq!(page.h1(), "Request of Oakfield Teaching Alliance");
        assert!(page.says("This request has already been answered: 1 place is assigned"), "{}", page.text());
        assert!(!page.says("Answer by") && !page.html.contains("<form action=\"/placements/"), "{}", page.text());
    }

    async fn a_request_is_declined_with_a_reason_that_the_provider_reads(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 1).await;
        let asked = scene.ask(world, scene.oakfield, &placement, 1).await.unwrap();
        let address = format!("/placements/{}/requests/{}/answer", placement.public_id, asked.public_id);
        let mut sam = scene.sam(world).await;
        let done = sam.post_on(&address, &form(&[("answer", "decline"), ("reason", "No mentor <this> year")])).await;
        assert!(done.says("Request of Oakfield Teaching Alliance declined") && done.says("No mentor <this> year"), "{}", done.text());
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].body().contains("The reason it gave: No mentor <this> year"), "{}", mails[0].body());
        let audit = world.audit().await.join("\n");
        assert!(audit.contains("declined") && !audit.contains("No mentor"), "what people write stays out of the trail");
    }

    async fn a_request_that_nobody_answers_expires_and_both_are_told(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 1).await;
        let asked = scene.ask(world, scene.oakfield, &placement, 1).await.unwrap();
        world.clock("2026-12-01T00:00:00Z");
        ending::end(&world.app, world.now()).await.unwrap();
        let mut mails: Vec<_> = world.post().await.iter().map(|it| format!("{}: {}", it.to(), it.subject())).collect();
        mails.sort();
        assert_eq!(mails, [
            "robin@oakfield.example: Oak Primary School has not answered your request for 1 place",
            "sam@oak.example: A request by Oakfield Teaching Alliance has expired",
        ]);
        let mut sam = scene.sam(world).await;
        let address = format!("/placements/{}/requests/{}/answer", placement.public_id, asked.public_id);
        assert_eq!(sam.post(&address, "answer=assign&places=1").await.status, 422);
        assert!(sam.get(&format!("/placements/{}", placement.public_id)).await.says("Expired"));
    }

    async fn the_cap_is_said_on_the_page(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        let asked = scene.ask(world, scene.oakfield, &placement, 2).await.unwrap();
        world.execute(
            "insert into availability (school, year, trainee_cap) values ($1, 2026, 1)",
            store::values![scene.school.get()],
        ).await;
        let mut sam = scene.sam(world).await;
        assert!(sam.get("/placements").await.says("0 of at most 1 trainees assigned for the year"));
        let address = format!("/placements/{}/requests/{}/answer", placement.public_id, asked.public_id);
        let over = sam.post(&address, "answer=assign&places=2").await;
        assert!(over.says("Your school’s limit for the year leaves room for only 1 more trainee. Raise the limit"), "{}", over.text());
        assert_eq!(sam.post(&address, "answer=assign&places=1").await.status, 303);
    }
}
