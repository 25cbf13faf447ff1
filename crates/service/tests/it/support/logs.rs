//! What waits by age, the log of imports and the log of uploads.

use store::{both, naive, values};

use crate::world::{Page, World};

async fn run(world: &World, what: &str, state: &str, refused: i32, reason: Option<&str>) -> i64 {
    let at = naive(world.now());
    world
        .execute(
            "insert into register_run (what, state, started_at, finished_at, forced, read, added, changed, closed,
               reopened, unchanged, dropped, refused, reason) values ($1, $2, $3, $3, $4, 100, 7, 5, 2, 1, 80, 3, $5, $6)",
            values![what, state, at, false, refused, reason.map(str::to_owned)],
        )
        .await;
    world.scalar("select max(id) from register_run").await.unwrap()
}

async fn refusals(world: &World, run: i64, count: i32) {
    world
        .execute(
            "insert into register_file (run, name, holds, published_on, content_hash, missing_columns, read, added,
               changed, removed, refused) values ($1, 'edubasealldata20261101.csv', 'establishments', '2026-11-01', '',
               'OfstedRating (name)', 100, 7, 5, 0, $2)",
            values![run, count],
        )
        .await;
    for line in 1..=count {
        world
            .execute(
                "insert into register_refusal (run, file, line, reason) values ($1, 'edubasealldata20261101.csv', $2, $3)",
                values![run, line, format!("=“{line}x” is not a URN")],
            )
            .await;
    }
}

fn row(page: &Page, words: &str) -> bool {
    assert!(page.says(words), "{words}: {}", page.text());
    true
}

both! {
    async fn the_start_page_shows_what_waits_by_age(world) {
        world.oakfield().await;
        world.school("100001", "Meadow Lane Primary School").await;
        let mut dana = world.desk("support").await;
        let page = dana.get("/support").await;
        row(&page, "Requests for access None Mail held back None Mail not sent yet None");
        let mail = "insert into outbox (id, template, parameters, priority, state, attempts, due_at, fence, created_at, finished_at)
                    values ($1, 'x', '{}', 1, 'parked', 5, $2, 0, $2, $2)";
        for (id, at) in [("a", "2026-11-02T08:00:00Z"), ("b", "2026-10-30T08:00:00Z"), ("c", "2026-10-20T08:00:00Z"), ("d", "2026-10-19T08:00:00Z")] {
            world.execute(mail, values![id, naive(at.parse().unwrap())]).await;
        }
        let page = dana.get("/support").await;
        row(&page, "Mail held back 4: 1 up to 1 day, 1 for 2 to 7 days, 2 over 7 days. The oldest since 19 October 2026 See them Mail held back");
        let links = page.links("/support/");
        for link in [
            "/support/mail?state=parked&order=oldest",
            "/support/organisations",
            "/support/uploads",
            "/support/imports",
            "/support/users",
            "/support/mail",
        ] {
            assert!(links.iter().any(|it| it == link), "{link}: {links:?}");
            assert!([200, 303].contains(&dana.get(link).await.status), "{link}");
        }
    }

    async fn imports_are_listed_with_their_counts(world) {
        let mut dana = world.desk("regulator").await;
        assert!(dana.get("/support/imports").await.says("Nothing has been imported yet"));
        run(world, "register", "done", 0, None).await;
        run(world, "providers", "done", 4, None).await;
        let refused = run(world, "contacts", "refused", 0, Some("The file has no column urn")).await;
        let page = dana.get("/support/imports").await;
        row(&page, "Providers , run 2 2 November 2026 at 9am Done, some rows refused 100 read, 7 new, 5 changed, 4 refused");
        let text = page.text();
        assert!(text.find("Contacts , run").unwrap() < text.find("Register of schools , run").unwrap(), "newest first");
        assert!(dana.get("/support/imports?went=refused").await.says("1 import "));
        assert!(dana.get("/support/imports?what=register&what=providers").await.says("2 imports"));
        assert!(dana.get("/support/imports?q=column+urn").await.says("1 import "));
        let one = dana.get(&format!("/support/imports/{refused}")).await;
        assert_eq!(one.h1(), format!("Contacts, run {refused}"));
        row(&one, "Why it was refused The file has no column urn");
        row(&one, "None: every row and cell was taken");
        let file = dana.get("/support/imports/export.csv?went=some").await;
        let line = "2,providers,done,2026-11-02T09:00:00Z,2026-11-02T09:00:00Z,no,100,7,5,2,1,80,3,4,";
        assert_eq!(file.html.lines().nth(1), Some(line));
        for unknown in ["99", "x", "-1", "99999999999999999999"] {
            assert_eq!(dana.get(&format!("/support/imports/{unknown}")).await.status, 404, "{unknown}");
        }
    }

    async fn every_refused_row_of_an_import_is_there(world) {
        let mut dana = world.desk("support").await;
        let other = run(world, "register", "done", 1, None).await;
        refusals(world, other, 1).await;
        let number = run(world, "register", "done", 30, None).await;
        refusals(world, number, 30).await;
        let path = format!("/support/imports/{number}");
        let page = dana.get(&path).await;
        row(&page, "edubasealldata20261101.csv 1 November 2026 OfstedRating (name) 100 7 5 30");
        row(&page, "Showing 1 to 25 of 30 lines");
        assert!(page.says("“25x” is not a URN") && !page.says("“26x” is not a URN"));
        assert!(dana.get(&format!("{path}?page=2")).await.says("“30x” is not a URN"));
        assert!(dana.get(&format!("{path}?q=17x")).await.says("1 line "));
        assert!(dana.get(&format!("{path}?q=zzz")).await.says("Nothing matches"));
        let file = dana.get(&format!("{path}/export.csv")).await;
        assert_eq!(file.html.lines().count(), 31);
        assert!(file.html.contains("edubasealldata20261101.csv,3,'=“3x” is not a URN"), "{}", file.html);
    }

    async fn uploads_are_listed_without_what_stood_in_them(world) {
        let mut robin = world.oakfield().await;
        let mut dana = world.desk("support").await;
        assert!(dana.get("/support/uploads").await.says("Nobody has uploaded a list yet"));
        world.school("100001", "Meadow Lane Primary School").await;
        let start = "/partner-schools/add-many";
        let sent = robin.upload(start, "file", "our secret partners.csv", b"urn\n100001\n").await;
        let rows = sent.location.clone();
        let page = dana.get("/support/uploads").await;
        row(&page, "Partner schools: our secret partners.csv Oakfield Teaching Alliance Robin Patel, 2 November 2026 at 9am 1 row. Not finished yet");
        assert!(!page.says("100001"));
        robin.post_on(&rows, "").await;
        let id = rows.trim_start_matches("/partner-schools/add-many/").split('/').next().unwrap();
        let done = robin.post_on(&format!("{start}/{id}/confirm"), "").await;
        assert!(done.says("1 partner school added"), "{}", done.text());
        let page = dana.get("/support/uploads?q=oakfield&state=confirmed").await;
        row(&page, "1 row. 1 added");
        assert!(dana.get("/support/uploads?purpose=users").await.says("Nothing matches"));
        assert!(dana.get("/support/uploads?q=secret").await.says("1 upload "));
        let file = dana.get("/support/uploads/export.csv").await;
        let line = "2026-11-02T09:00:00Z,Robin Patel,Oakfield Teaching Alliance,Partner schools,our secret partners.csv,1,1 added";
        assert_eq!(file.html.lines().nth(1), Some(line));
        world.post().await;
    }

    async fn what_an_upload_held_goes_and_that_there_was_one_stays(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Meadow Lane Primary School").await;
        robin.upload("/partner-schools/add-many", "file", "our secret partners.csv", b"urn\n100001\n").await;
        let permit = service::policy::Actor::Job.may(service::policy::Action::Purge, service::vocabulary::OrganisationId::SERVICE).unwrap();
        world.clock("2026-11-09T08:59:00Z");
        service::support::retention::purge(&world.app, &permit, world.now()).await.unwrap();
        let held = "select count(*) from upload where cells like '%100001%' or file_name <> ''";
        assert_eq!(world.scalar::<i64>(held).await, Some(1));
        world.clock("2026-11-09T09:00:01Z");
        for _ in 0..2 {
            service::support::retention::purge(&world.app, &permit, world.now()).await.unwrap();
        }
        assert_eq!(world.scalar::<i64>(held).await, Some(0));
        let stripped = world.audit().await.iter().filter(|it| it.contains(r#""upload":1"#)).count();
        assert_eq!(stripped, 1, "once");
        let mut dana = world.desk("support").await;
        let page = dana.get("/support/uploads").await;
        row(&page, "Partner schools: Name no longer kept Oakfield Teaching Alliance Robin Patel, 2 November 2026 at 9am 1 row. Never finished");
    }
}
