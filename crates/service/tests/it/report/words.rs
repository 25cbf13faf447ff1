//! Names are only words, wherever they stand. Trust S13.

use store::{both, values};

use super::scene::{Scene, World, link};

const NASTY: &str = "=1+2 <script>alert(1)</script> \"&'\r\nBcc: x@evil.example {{ 7*7 }}";

both! {
    async fn hostile_names_stay_text_on_every_page_and_in_every_mail(world) {
        let scene = Scene::on(world).await;
        world.execute("update organisation set name = $1", values![NASTY]).await;
        let mail = scene.add(world).await;
        assert!(!mail.subject().contains(['\r', '\n']), "{:?}", mail.subject());
        let mut browser = world.browser();
        browser.get(&link(&mail)).await;
        let mut school = scene.at_school(world).await;
        for path in ["/report", "/report/mistake"] {
            let page = browser.get(path).await;
            assert!(page.status == 200 && !page.html.contains("<script>alert"), "{path}");
        }
        for path in ["/partner-providers", "/partner-providers/O1K", "/partner-providers/O1K/mistake",
                     "/partner-providers/O1K/remove"] {
            let page = school.get(path).await;
            assert!(page.status == 200 && !page.html.contains("<script>alert"), "{path}");
        }
        let csv = school.get("/partner-providers/export.csv").await;
        assert!(csv.html.contains("'=1+2"), "{}", csv.html);
        browser.post("/report/mistake", "reason=mistake").await;
        assert!(!browser.get("/report/done").await.html.contains("<script>alert"));
        let mails = world.post().await;
        assert_eq!(mails.len(), 2);
        for mail in mails {
            let text = mail.as_text();
            let headers = text.split("\n\n").next().unwrap_or_default();
            assert_eq!(headers.lines().count(), 2, "{headers}");
        }
    }
}
