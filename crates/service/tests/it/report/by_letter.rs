//! By the code of a letter.

use store::both;

use super::scene::{Scene, World, reports};
use crate::world::form;

const CODE: &str = "ABCD-EFGH-JKL2";

both! {
    async fn a_letters_code_opens_the_same_page_however_it_is_typed(world) {
        let scene = Scene::on(world).await;
        scene.add_quietly(world).await;
        scene.letter(world, CODE).await;
        for typed in [CODE, "abcd efgh jkl2", "abcdefghjkl2", " ABCD–EFGH–JKL2 "] {
            let mut browser = world.browser();
            assert_eq!(browser.get("/report").await.h1(), "Enter the code from your letter");
            let page = browser.post_on("/report/code", &form(&[("code", typed)])).await;
            assert!(page.h1().contains("has added Oak Primary School"), "{typed}: {}", page.h1());
            // Nobody has been told yet: the letter is on its way.
            assert!(page.says("14 days from when you were told"), "{}", page.text());
        }
        let mut browser = world.browser();
        browser.post("/report/code", &form(&[("code", CODE)])).await;
        assert_eq!(browser.post("/report/mistake", "reason=mistake").await.location, "/report/done");
        assert_eq!(reports(world).await, 1);
    }

    async fn a_wrong_code_is_said_so_beside_the_question(world) {
        let scene = Scene::on(world).await;
        scene.add_quietly(world).await;
        scene.letter(world, CODE).await;
        let mut browser = world.browser();
        for (typed, said) in [
            ("", "Enter the code from your letter"),
            ("ABCD", "The code from your letter must be 12 letters and numbers, like ABCD-EFGH-JKLM"),
            ("ABCD-EFGH-JKL3", "We do not know this code. Check that it is the same as in your letter"),
            ("'; drop table x", "The code from your letter must be 12 letters and numbers, like ABCD-EFGH-JKLM"),
        ] {
            let page = browser.post("/report/code", &form(&[("code", typed)])).await;
            assert_eq!((page.status, page.problems()), (422, vec![said.to_owned()]), "{typed}");
            assert!(page.html.contains("href=\"#code\""));
        }
        assert!(browser.cookie("report").is_none());
    }
}
