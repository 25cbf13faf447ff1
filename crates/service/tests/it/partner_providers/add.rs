//! A school adds a provider: found, checked, told or not, and one relationship for both.

use store::both;

use crate::placements::scene::{Scene, World};

/// The school's browser goes through the journey with this search; gives the page at which it ends.
async fn add(browser: &mut crate::world::Browser, form: &str) -> crate::world::Page {
    browser.post_on("/partner-providers/add", form).await
}

both! {
    async fn a_school_adds_a_provider_and_each_of_its_users_gets_one_mail(world) {
        let scene = Scene::on(world).await;
        world.person("jo@oakfield.example", "Jo Ray", scene.oakfield, "viewer administrator").await;
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        let list = sam.get("/partner-providers").await;
        assert!(list.says("Add partner provider"), "{}", list.text());
        let check = add(&mut sam, "provider-key=O1K&provider=Oakfield+Teaching+Alliance").await;
        assert_eq!(check.h1(), "Check the provider’s details");
        for words in ["Oakfield Teaching Alliance", "O1K", "10012345", "We will email everyone at Oakfield Teaching Alliance"] {
            assert!(check.says(words), "{words}: {}", check.text());
        }
        assert_eq!(world.post().await.len(), 0);
        let path = check.links("/partner-providers/add/").into_iter().find(|it| it.ends_with("/check")).unwrap();
        let done = sam.post_on(&path, "").await;
        assert!(done.says("Oakfield Teaching Alliance added") && done.says("We are emailing everyone"), "{}", done.text());
        assert!(done.says("Added by your school") && done.says("Working together"), "{}", done.text());
        assert!(done.says("Code O1K, UKPRN 10012345"), "{}", done.text());
        assert!(sam.get("/partner-providers?q=10012345").await.says("1 partner provider"), "found by its UKPRN");
        assert!(sam.get("/partner-providers/export.csv").await.html.contains("O1K,Oakfield Teaching Alliance,,10012345"));
        let mails = world.post().await;
        assert_eq!(mails.len(), 2);
        assert!(mails.iter().all(|it| it.subject() == "Oak Primary School has added you to its partner providers"));
        assert_eq!(world.post().await.len(), 0);
        assert!(world.audit().await.iter().any(|it| it.contains("added_by_school")));
        let page = sam.get("/partner-providers/O1K").await;
        assert!(page.says("Your school added the provider on 2 November 2026"), "{}", page.text());
        assert!(!page.says("This is a mistake"), "{}", page.text());
        assert!(!sam.get("/").await.says("Check if this is right"));
    }

    async fn a_provider_without_users_is_added_and_nobody_is_mailed(world) {
        let scene = Scene::on(world).await;
        world.provider("N0B", "Nobody Training").await;
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        let check = add(&mut sam, "provider-key=N0B&provider=Nobody+Training").await;
        assert!(check.says("Nobody at Nobody Training uses this service yet"), "{}", check.text());
        let path = check.links("/partner-providers/add/").into_iter().find(|it| it.ends_with("/check")).unwrap();
        let done = sam.post_on(&path, "").await;
        assert!(done.says("so we have not emailed anyone"), "{}", done.text());
        assert_eq!(world.post().await.len(), 0);
        assert!(sam.get("/partner-providers/N0B").await.says("Nobody at this provider uses the service yet"));
    }

    async fn a_provider_is_found_by_ukprn_urn_postcode_code_and_name_without_scripts(world) {
        let scene = Scene::on(world).await;
        let sql = "update organisation set run_by_urn = '100777', postcode = 'LS1 4AB', ukprn = '10077777'
            where provider_code = 'O1K'";
        world.execute(sql, []).await;
        world.school("100002", "Elm Primary School").await;
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        let blank = sam.post("/partner-providers/add", "provider=").await;
        assert_eq!((blank.status, blank.problems()), (422,
            vec!["Enter a provider name, provider code, UKPRN, URN or postcode".to_owned()]));
        for typed in ["10077777", "100777", "LS1+4AB", "o1k", "oakfield"] {
            let found = add(&mut sam, &format!("provider={typed}")).await;
            assert!(found.h1().starts_with("1 result found for"), "{typed}: {}", found.text());
            assert!(found.says("Oakfield Teaching Alliance") && found.says("code O1K"), "{typed}: {}", found.text());
        }
        let none = add(&mut sam, "provider=zzzzqq").await;
        assert!(none.says("No results found") && none.says("Change your search"), "{}", none.text());
        let found = add(&mut sam, "provider=oakfield").await;
        let path = found.links("/partner-providers/add/").into_iter().find(|it| it.ends_with("/result")).unwrap();
        assert_eq!(sam.post(&path, "result=").await.problems(), ["Select a provider"]);
        assert_eq!(sam.post_on(&path, "result=O1K").await.h1(), "Check the provider’s details");
        let json = world.browser().get("/providers/suggest?q=oakf").await;
        assert!(json.html.contains(r#""code":"O1K""#), "{}", json.html);
    }

    async fn one_relationship_has_two_views_and_cannot_be_made_twice(world) {
        let scene = Scene::on(world).await;
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        scene.partners(world).await;
        assert!(robin.get("/partner-schools").await.says("Oak Primary School"));
        let seen = robin.get("/partner-schools/100001").await;
        assert!(seen.says("The school added you on 2 November 2026"), "{}", seen.text());
        let again = sam.post("/partner-providers/add", "provider-key=O1K&provider=Oakfield").await;
        assert_eq!((again.status, again.problems()), (422, vec!["Provider has already been added".to_owned()]));
        world.post().await;
        let gone = robin.post_on("/partner-schools/100001/remove", "").await;
        assert!(gone.says("We are emailing everyone at the school"), "{}", gone.text());
        assert_eq!(world.post().await[0].subject(), "Oakfield Teaching Alliance is no longer one of your partner providers");
        assert!(!sam.get("/partner-providers").await.says("Oakfield Teaching Alliance"));
        let check = add(&mut sam, "provider-key=O1K&provider=Oakfield").await;
        let path = check.links("/partner-providers/add/").into_iter().find(|it| it.ends_with("/check")).unwrap();
        assert!(sam.post_on(&path, "").await.says("Oakfield Teaching Alliance added"));
        assert!(robin.get("/partner-schools").await.says("Oak Primary School"));
    }

    async fn only_schools_and_only_those_who_can_edit_add_providers(world) {
        let scene = Scene::on(world).await;
        let viewer = world.person("vi@oak.example", "Vi Ray", scene.school, "viewer").await;
        let mut viewer = world.signed_in(viewer, scene.school).await;
        assert!(!viewer.get("/partner-providers").await.says("Add partner provider"));
        assert_eq!(viewer.get("/partner-providers/add").await.status, 403);
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        assert_eq!(robin.get("/partner-providers/add").await.status, 404);
        assert_eq!(robin.post("/partner-providers/add", "provider-key=R1V&provider=Rival").await.status, 404);
        // Nor does a school have partner schools.
        let mut sam = world.signed_in(scene.sam, scene.school).await;
        for path in ["/partner-schools/add", "/partner-schools/add-many"] {
            assert_eq!(sam.get(path).await.status, 404, "{path}");
            assert_eq!(sam.post(path, "school-key=100001&school=Oak&list=100001").await.status, 404, "{path}");
        }
    }
}
