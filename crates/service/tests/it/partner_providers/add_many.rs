//! A school adds many providers: a list, judged row by row, nothing uncertain taken silently.

use store::both;

use crate::placements::scene::{Scene, World};

both! {
    async fn a_list_is_judged_asked_about_and_added_once(world) {
        let scene = Scene::on(world).await;
        world.provider("O2K", "Oakfield Training").await;
        world.provider("S1D", "Southdown Partnership").await;
        world.execute("update organisation set ukprn = '10077777' where provider_code = 'S1D'", []).await;
        // The search is made anew with the next version of the register.
        world.school("100002", "Elm Primary School").await;
        scene.partners(world).await;
        world.post().await;
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        assert!(sam.get("/partner-providers").await.says("Add many providers"));
        let file = b"provider code,name\r\nO1K,\r\n,Oakfield\r\n10077777,\r\nR1V,Rival Training\r\n,Zzqxx\r\n";
        let kept = sam.upload("/partner-providers/add-many", "file", "providers.csv", file).await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        let rows = sam.get(&kept.location).await;
        for words in ["Line 2: O1K", "Southdown Partnership", "Line 3: Oakfield", "Oakfield Training", "Line 6: Zzqxx"] {
            assert!(rows.says(words), "{words}: {}", rows.text());
        }
        let blank = sam.post(&kept.location, "").await;
        assert_eq!((blank.status, blank.problems()), (422,
            vec!["Select a provider for line 3, or “None of these”".to_owned()]));
        let before = sam.get(&format!("{}/export.csv", kept.location)).await;
        assert!(before.html.contains("Not sure,\"It may be one of these: ") && before.html.contains("Will be added"), "{}", before.html);
        let nothing_yet = sam.get(&kept.location.replace("/rows", "/done")).await;
        assert_eq!(nothing_yet.location, kept.location);
        let odd = sam.post(&kept.location, "line-3=S1D").await;
        assert_eq!(odd.status, 422);
        let check = sam.post_on(&kept.location, "line-3=O2K").await;
        assert_eq!(check.h1(), "Check the providers that you are adding");
        assert!(check.says("Oakfield Teaching Alliance (O1K): Provider has already been added"), "{}", check.text());
        assert!(check.says("Oakfield Training") && check.says("No: nobody there uses this service yet"), "{}", check.text());
        assert_eq!(world.post().await.len(), 0);
        let path = kept.location.replace("/rows", "/check");
        let done = sam.post_on(&path, "").await;
        assert!(done.says("3 partner providers added") && done.says("Rows that were left out"), "{}", done.text());
        assert!(done.says("Line 2: O1K Left out Provider has already been added"), "{}", done.text());
        assert!(done.says("Line 6: Zzqxx Not found No provider answers to this row"), "{}", done.text());
        let list = sam.get("/partner-providers").await;
        for name in ["Oakfield Training", "Southdown Partnership", "Rival Training"] {
            assert!(list.says(name), "{name}: {}", list.text());
        }
        let file = sam.get(&format!("{}/export.csv", kept.location)).await;
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        for row in [
            "Column 1,Column 2,Result,Reason,Provider,Code",
            "O1K,,Left out,Provider has already been added", ",Oakfield,Added,,Oakfield Training,O2K",
            "10077777,,Added,,Southdown Partnership,S1D", ",Zzqxx,Not found,",
        ] {
            assert!(file.html.contains(row), "{row}: {}", file.html);
        }
        assert_eq!(world.post().await.len(), 1);
        assert_eq!(sam.post(&path, "").await.location, path.replace("/check", "/done"));
        assert_eq!(world.post().await.len(), 0);
        let mut kim = world.signed_in(scene.kim, scene.rival).await;
        assert_eq!(kim.get(&kept.location).await.status, 404);
        assert_eq!(kim.get(&format!("{}/export.csv", kept.location)).await.status, 404);
    }

    async fn a_list_that_cannot_be_read_is_said_and_a_pasted_one_is_as_good(world) {
        let scene = Scene::on(world).await;
        world.school("100002", "Elm Primary School").await;
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        for (form, problem) in [
            ("list=", "Select a CSV file or paste a list of providers"),
            ("list=provider+code", "The list holds no providers"),
        ] {
            let page = sam.post("/partner-providers/add-many", form).await;
            assert_eq!((page.status, page.problems()), (422, vec![problem.to_owned()]));
        }
        let many = format!("list={}", "O1K%0A".repeat(501));
        assert_eq!(sam.post("/partner-providers/add-many", &many).await.problems(),
            ["The list must hold 500 providers or fewer"]);
        let kept = sam.post("/partner-providers/add-many", "list=o1k%0AO1K").await;
        let check = sam.post_on(&kept.location, "").await;
        assert!(check.says("We will email everyone at them"), "{}", check.text());
        let done = sam.post_on(&kept.location.replace("/rows", "/check"), "").await;
        assert!(done.says("1 partner provider added"), "{}", done.text());
    }
}
