//! What an organisation was told stands on its list, and goes by mail at once or in the morning, never both.

use service::organisations::digest::queue_daily_mails;
use store::both;

use crate::placements::scene::{OAK, Scene, World};
use crate::world::Browser;

/// The school adds Oakfield through its pages, so that Oakfield's users are told.
async fn adds_oakfield(sam: &mut Browser) {
    let check = sam.post_on("/partner-providers/add", "provider-key=O1K&provider=Oakfield+Teaching+Alliance").await;
    let path = check.links("/partner-providers/add/").into_iter().find(|it| it.ends_with("/check")).unwrap();
    assert!(sam.post_on(&path, "").await.says("added"));
}

/// The school removes Oakfield again.
async fn removes_oakfield(sam: &mut Browser) {
    let done = sam.post_on("/partner-providers/O1K/remove", "").await;
    assert!(done.says("removed"), "{}", done.text());
}

async fn chooses(browser: &mut Browser, digest: &str) {
    let saved = browser.post_on("/account", &format!("name=Robin+Patel&digest={digest}")).await;
    assert!(saved.says("Your account has been saved"), "{}", saved.text());
}

const ADDED: &str = "Oak Primary School has added you to its partner providers";
const LEFT: &str = "Oak Primary School is no longer one of your partner schools";

both! {
    async fn what_is_told_by_mail_stands_on_the_list_until_it_is_read(world) {
        let scene = Scene::on(world).await;
        let mut sam = scene.sam(world).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        assert!(!robin.get("/").await.says("unread"));
        adds_oakfield(&mut sam).await;
        assert_eq!(world.post().await.len(), 1);
        assert!(robin.get("/").await.says("Notifications (1 unread)"));
        let list = robin.get("/notifications").await;
        assert_eq!(list.h1(), "Notifications");
        assert!(list.says(ADDED) && list.says("Partners") && list.says("1 notification"), "{}", list.text());
        assert!(list.html.contains(&format!("href=\"/partner-schools/{OAK}\"")), "{}", list.html);
        assert!(!sam.get("/notifications").await.says(ADDED), "it was not told to the school");
        let file = robin.get("/notifications/export.csv").await;
        assert!(file.html.contains(ADDED) && file.html.contains(",no,"), "{}", file.html);
        let marked = robin.post_on(&format!("/notifications/{}/read", id(world).await), "return_to=/notifications?read=unread").await;
        assert!(marked.says("Nothing matches") && !marked.says("unread)"), "{}", marked.text());
        assert!(robin.get("/notifications").await.says(ADDED));
    }

    async fn each_user_reads_for_themselves_and_nobody_for_others(world) {
        let scene = Scene::on(world).await;
        let jo = world.person("jo@oakfield.example", "Jo Ray", scene.oakfield, "viewer").await;
        let (mut robin, mut jo) = (world.signed_in(scene.robin, scene.oakfield).await, world.signed_in(jo, scene.oakfield).await);
        let mut kim = world.signed_in(scene.kim, scene.rival).await;
        adds_oakfield(&mut scene.sam(world).await).await;
        let path = format!("/notifications/{}/read", id(world).await);
        assert_eq!(kim.post(&path, "").await.status, 404);
        assert_eq!(kim.post("/notifications/none/read", "").await.status, 404);
        assert!(robin.post_on("/notifications/read-all", "").await.says("All notifications are marked as read"));
        assert!(!robin.get("/").await.says("unread"));
        assert!(jo.get("/").await.says("1 unread"));
        world.clock("2026-11-02T10:00:00Z");
        removes_oakfield(&mut scene.sam(world).await).await;
        assert!(robin.get("/").await.says("1 unread"));
        assert!(jo.get("/notifications?q=no+longer").await.says("1 notification"));
        assert!(jo.get("/notifications?topic=placements").await.says("0 notifications"));
    }

    async fn a_school_that_is_named_is_told_beside_the_mail(world) {
        let scene = Scene::on(world).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let check = robin.post_on("/partner-schools/add", &format!("school-key={OAK}&school=Oak")).await;
        let path = check.links("/partner-schools/add/").into_iter().find(|it| it.ends_with("/check"));
        let path = path.unwrap_or_else(|| panic!("{}", check.text()));
        robin.post_on(&path, "").await;
        let list = scene.sam(world).await.get("/notifications").await;
        assert!(list.says("Oakfield Teaching Alliance has added your school to its partner schools"), "{}", list.text());
    }

    async fn who_wants_one_mail_a_day_gets_it_at_seven_in_london_and_no_other(world) {
        let scene = Scene::on(world).await;
        let mut sam = scene.sam(world).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        chooses(&mut robin, "daily").await;
        adds_oakfield(&mut sam).await;
        world.clock("2026-11-02T10:00:00Z");
        removes_oakfield(&mut sam).await;
        assert_eq!(world.post().await.len(), 0, "nothing goes at once");
        assert!(robin.get("/").await.says("2 unread"));
        // The choice counts for what happens from now on: what was kept still comes.
        chooses(&mut robin, "each").await;
        world.clock("2026-11-03T06:59:00Z");
        queue_daily_mails(&world.app, world.now()).await.unwrap();
        assert_eq!(world.post().await.len(), 0, "it is not seven yet");
        world.clock("2026-11-03T07:00:00Z");
        let (one, other) = tokio::join!(
            queue_daily_mails(&world.app, world.now()),
            queue_daily_mails(&world.app, world.now())
        );
        one.and(other).unwrap();
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject(), "2 things have happened: your daily email of 3 November 2026");
        for words in [ADDED, LEFT, "2 November 2026", "/partner-schools/100001"] {
            assert!(mails[0].body().contains(words), "{words}: {}", mails[0].body());
        }
        world.clock("2026-11-03T08:00:00Z");
        queue_daily_mails(&world.app, world.now()).await.unwrap();
        world.clock("2026-11-04T07:30:00Z");
        queue_daily_mails(&world.app, world.now()).await.unwrap();
        assert_eq!(world.post().await.len(), 0, "nothing happened");
    }

    async fn the_daily_mail_leaves_out_what_is_no_longer_theirs_and_what_cannot_wait(world) {
        let scene = Scene::on(world).await;
        let mut sam = scene.sam(world).await;
        world.execute("update person set digest = 'daily'", []).await;
        adds_oakfield(&mut sam).await;
        world.execute("delete from person_role where person = $1", store::values![scene.robin.get()]).await;
        world.clock("2026-11-03T07:00:00Z");
        queue_daily_mails(&world.app, world.now()).await.unwrap();
        assert_eq!(world.post().await.len(), 0);
        let waiting: Option<i64> = world.scalar("select count(*) from outbox where state in ('queued', 'parked')").await;
        assert_eq!(waiting, Some(0));
        let mut kim = world.signed_in(scene.kim, scene.rival).await;
        let check = kim.post_on("/partner-schools/add", &format!("school-key={OAK}&school=Oak")).await;
        let path = check.links("/partner-schools/add/").into_iter().find(|it| it.ends_with("/check")).unwrap();
        kim.post_on(&path, "").await;
        assert_eq!(world.post().await.len(), 1, "the fourteen days of the school do not wait");
    }
}

/// The one notification's id.
async fn id(world: &World) -> String {
    world.scalar("select public_id from notification order by id desc").await.unwrap()
}
