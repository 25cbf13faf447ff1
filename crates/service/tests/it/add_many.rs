//! Stories of adding many schools at once, by file or paste (product.md decisions 6 and 15).

use store::{both, values};

use crate::world::{Browser, Page, World, form};

const START: &str = "/partner-schools/add-many";

async fn schools(world: &World) {
    world.school_at("100001", "St Mary's Catholic Primary School", "Leeds", "LS1 4AB").await;
    world.school_at("100002", "St Mary's Catholic Primary School", "Bradford", "BD1 1AA").await;
    world.school_at("100003", "Oakfield Infant School", "York", "YO1 1AA").await;
    world.school_at("100004", "Elm Road Primary School", "Hull", "HU1 1AA").await;
    world.school_at("100005", "Horizon Academy", "Hull", "HU1 1AB").await;
    let close = "update establishment set status = 2 where urn = '100004'";
    world.execute(close, values![]).await;
    let link = "insert into establishment_link (urn, link_urn, kind) values ('100004', '100005', 'Successor')";
    world.execute(link, values![]).await;
}

async fn paste(browser: &mut Browser, list: &str) -> Page {
    browser.post_on(START, &form(&[("list", list)])).await
}

/// The address of the list that a page belongs to.
fn list_of(page: &Page) -> String {
    let link = page.links(&format!("{START}/")).first().cloned().unwrap_or_default();
    link.split('/').take(4).collect::<Vec<_>>().join("/")
}

async fn partners(world: &World) -> i64 {
    world.scalar("select count(*) from membership where status = 'active'").await.unwrap()
}

both! {
    async fn pasted_urns_are_judged_checked_and_added_once(world) {
        schools(world).await;
        let mut robin = world.oakfield().await;
        let school = world.organisation("100001").await;
        world.person("sam@st-marys.example", "Sam Carter", school, "coordinator").await;
        let rows = paste(&mut robin, "URN\n100001\n100002\n0100001\n999999\nabc\n100004").await;
        assert_eq!(rows.h1(), "Check each row of your list", "{}", rows.text());
        for words in [
            "2 rows are matched and ready to add", "2 rows cannot be added", "1 row is added already, or named twice",
            "1 row needs you to choose the school",
            "URN is not valid", "Line 2 names the same school", "Its successor is URN 100005", "Continue with 2 schools",
        ] {
            assert!(rows.says(words), "{words}: {}", rows.text());
        }
        let list = list_of(&rows);
        let check = robin.post_on(&format!("{list}/rows"), "").await;
        assert_eq!(check.h1(), "Check the schools before you add them");
        for words in ["We will email 1 of them", "We have no email address for the other school", "only if you have an agreement"] {
            assert!(check.says(words), "{words}: {}", check.text());
        }
        assert_eq!(partners(world).await, 0);
        let done = robin.post_on(&format!("{list}/confirm"), "").await;
        assert_eq!(done.h1(), "2 partner schools added", "{}", done.text());
        assert!(done.says("We are emailing 1 school.") && done.says("1 school has not been told yet"), "{}", done.text());
        assert_eq!(partners(world).await, 2);
        assert_eq!(world.scalar::<i64>("select count(*) from outbox").await, Some(1));
        for _ in 0..2 {
            let again = robin.post_on(&format!("{list}/confirm"), "").await;
            assert_eq!(again.html, done.html);
        }
        for page in ["rows", "check", "done"] {
            let page = robin.get(&format!("{list}/{page}")).await;
            assert!(page.status == 200 || page.location == format!("{list}/done"), "{}", page.location);
        }
        assert_eq!(partners(world).await, 2);
        let mails = world.post().await;
        assert_eq!((mails.len(), mails[0].to()), (1, "sam@st-marys.example"));
        let added = world.audit().await.into_iter().filter(|it| it.contains(r#""change":"added""#)).count();
        assert_eq!(added, 2);
        let again = paste(&mut robin, "100001").await;
        assert!(again.says("Partner school has already been added"), "{}", again.text());
    }

    async fn a_table_has_its_columns_confirmed_and_what_is_not_sure_is_chosen(world) {
        schools(world).await;
        let mut robin = world.oakfield().await;
        let file = b"School,Town,Postcode\nSt Marys RC Primary,Leeds,LS1 4AB\nSt Mary's Catholic Primary School,,\nElm Road Primary School,Hull,HU1 1AA\nNowhere Hall,Atlantis,\n";
        let sent = robin.upload(START, "file", "our partners.csv", file).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        let columns = robin.get(&sent.location).await;
        assert_eq!(columns.h1(), "Check what each column holds", "{}", columns.text());
        assert!(columns.says("our partners.csv") && columns.says("Column 1: School"), "{}", columns.text());
        let list = list_of(&columns);
        let at = format!("{list}/columns");
        let bad = robin.post(&at, "column-0=place&column-1=place&column-2=none&heading=1").await;
        assert_eq!((bad.status, bad.problems().len()), (422, 1));
        let bad = robin.post(&at, "column-0=name&column-1=name&heading=1").await;
        assert_eq!((bad.status, bad.problems().len()), (422, 1));
        let rows = robin.post_on(&at, "column-0=name&column-1=place&column-2=postcode&heading=1").await;
        for words in ["Matched by postcode and name", "2 rows need you to choose", "School not found", "Continue with 1 school"] {
            assert!(rows.says(words), "{words}: {}", rows.text());
        }
        let row = robin.get(&format!("{list}/rows/3")).await;
        assert_eq!(row.h1(), "Choose the school for line 3");
        for words in ["Leeds, LS1 4AB (URN 100001)", "Bradford, BD1 1AA (URN 100002)", "None of these"] {
            assert!(row.says(words), "{words}: {}", row.text());
        }
        for odd in ["", "school=100003", "school=x"] {
            let page = robin.post(&format!("{list}/rows/3"), odd).await;
            assert_eq!((page.status, page.problems().len()), (422, 1), "{odd}");
        }
        let next = robin.post_on(&format!("{list}/rows/3"), "school=100002").await;
        assert_eq!(next.h1(), "Choose the school for line 4");
        assert!(next.says("Horizon Academy") && next.says("took the place of the closed school"), "{}", next.text());
        let rows = robin.post_on(&format!("{list}/rows/4"), "school=none").await;
        for words in ["Chosen by you", "1 row is left out", "Continue with 2 schools"] {
            assert!(rows.says(words), "{words}: {}", rows.text());
        }
        let only = robin.get(&format!("{list}/rows?result=left-out")).await;
        assert!(only.says("1 row ") && !only.says("Nowhere Hall"), "{}", only.text());
        let file = robin.get(&format!("{list}/rows/export.csv")).await;
        assert!(file.html.contains("Result,Reason,School matched,URN,Told"), "{}", file.html);
        assert!(file.html.contains("Nowhere Hall,Atlantis,,School not found"), "{}", file.html);
        let check = robin.post_on(&format!("{list}/rows"), "").await;
        assert!(check.says("2 schools will be added"), "{}", check.text());
        let check = robin.post_on(&format!("{list}/check"), "remove=100001").await;
        assert!(check.says("1 school will be added") && check.says("School taken off the list"), "{}", check.text());
        assert!(robin.get(&format!("{list}/rows")).await.says("2 rows are left out, as you chose"));
        let on_again = robin.post_on(&format!("{list}/rows"), "").await;
        assert!(on_again.says("1 school will be added"), "back and on again: {}", on_again.text());
        let done = robin.post_on(&format!("{list}/confirm"), "").await;
        assert_eq!(done.h1(), "1 partner school added");
        assert_eq!(world.scalar::<String>("select o.urn from membership m join organisation o on o.id = m.organisation").await.as_deref(), Some("100002"));
    }

    async fn a_trainee_registers_export_gives_schools_and_counts_and_no_names(world) {
        schools(world).await;
        let mut robin = world.oakfield().await;
        let export = "first_names,date_of_birth,placement_school_urn\nAnnabel,1/1/2000,100001\nBo,2/2/2000,100001\nCy,,100003\nDi,,\n";
        let rows = robin.post_on(START, &form(&[("list", export), ("trainees", "yes")])).await;
        assert!(rows.says("Continue with 2 schools"), "{}", rows.text());
        let kept: String = world.scalar("select cells from upload").await.unwrap();
        assert!(!kept.contains("Annabel") && !kept.contains("2000"), "{kept}");
        let list = list_of(&rows);
        robin.post_on(&format!("{list}/rows"), "").await;
        robin.post_on(&format!("{list}/confirm"), "").await;
        let trainees: Option<i64> = world.scalar("select cast(sum(trainees) as bigint) from membership").await;
        assert_eq!((partners(world).await, trainees), (2, Some(3)));
    }

    async fn of_a_trainee_register_lines_are_those_of_the_file_and_doubts_are_said(world) {
        schools(world).await;
        let mut robin = world.oakfield().await;
        let export = "trn,placement_urn\n1,100001\n2,100001\n\n3,999999\n4,100003\n";
        let rows = robin.post_on(START, &form(&[("list", export), ("trainees", "yes")])).await;
        let file = robin.get(&format!("{}/rows/export.csv", list_of(&rows))).await;
        assert!(rows.html.contains(">2<") && rows.html.contains(">5<") && rows.html.contains(">6<"), "{}", rows.text());
        assert!(file.html.contains("999999"), "{}", file.html);
        let two = "trn,placement_1_urn,placement_2_urn\n1,100001,100003\n";
        let page = robin.post(START, &form(&[("list", two), ("trainees", "yes")])).await;
        assert_eq!(page.status, 422);
        assert!(page.problems()[0].contains("‘placement_1_urn’, ‘placement_2_urn’"), "{:?}", page.problems());
    }

    async fn addresses_in_the_list_tell_schools_that_nobody_could_be_told_of(world) {
        schools(world).await;
        let mut robin = world.oakfield().await;
        let users = world.organisation("100003").await;
        world.person("sam@oakfield-infants.example", "Sam Carter", users, "coordinator").await;
        let list = "School,Postcode,Contact email\nSt Mary's Catholic Primary School,LS1 4AB,office@st-marys.example\n\
                    St Mary's Catholic Primary School,BD1 1AA,not an address\nOakfield Infant School,YO1 1AA,head@oakfield-infants.example";
        let columns = paste(&mut robin, list).await;
        assert!(columns.says("Email address of the school"), "{}", columns.text());
        let list = list_of(&columns);
        robin.post_on(&format!("{list}/columns"), "column-0=name&column-1=postcode&column-2=email&heading=1").await;
        let file = robin.get(&format!("{list}/rows/export.csv")).await;
        for words in ["100001,By email to office@st-marys.example", "100002,No address yet: ‘not an address’ is not an email address", "100003,By email to its users"] {
            assert!(file.html.contains(words), "{words}: {}", file.html);
        }
        let check = robin.post_on(&format!("{list}/rows"), "").await;
        for words in ["We will email 2 of them", "By email to office@st-marys.example", "No address yet: ‘not an address’ is not an email address"] {
            assert!(check.says(words), "{words}: {}", check.text());
        }
        let done = robin.post_on(&format!("{list}/confirm"), "").await;
        assert!(done.says("We are emailing 2 schools") && done.says("1 school has not been told yet"), "{}", done.text());
        let mut to: Vec<String> = world.post().await.iter().map(|it| it.to().to_owned()).collect();
        to.sort();
        assert_eq!(to, ["office@st-marys.example", "sam@oakfield-infants.example"], "users come before an address");
        assert_eq!(world.scalar::<i64>("select count(*) from contact").await, Some(1));
    }

    async fn partner_schools_that_were_not_told_are_told_at_addresses_that_come_with_a_later_list(world) {
        schools(world).await;
        let mut robin = world.oakfield().await;
        let first = list_of(&paste(&mut robin, "100001\n100002").await);
        robin.post_on(&format!("{first}/rows"), "").await;
        robin.post_on(&format!("{first}/confirm"), "").await;
        assert!(world.post().await.is_empty());
        world.clock("2026-11-02T09:05:00Z");
        let list = "URN,Email\n100001,office@st-marys.example\n100002,nothing\n100003,bad\n100003,office@oakfield.example";
        let columns = paste(&mut robin, list).await;
        let list = list_of(&columns);
        let rows = robin.post_on(&format!("{list}/columns"), "column-0=urn&column-1=email&heading=1").await;
        for words in ["1 row gives an address of a partner school that has not been told", "We tell it at the address of your list", "Continue with 2 schools"] {
            assert!(rows.says(words), "{words}: {}", rows.text());
        }
        let check = robin.post_on(&format!("{list}/rows"), "").await;
        assert!(check.says("1 school will be added") && check.says("1 partner school that has not been told yet will be told"), "{}", check.text());
        assert!(check.says("By email to office@oakfield.example"), "the address that can be read, of the later row: {}", check.text());
        let done = robin.post_on(&format!("{list}/confirm"), "").await;
        assert!(done.says("1 partner school added") && done.says("We are emailing 1 partner school that had not been told"), "{}", done.text());
        let mut to: Vec<String> = world.post().await.iter().map(|it| it.to().to_owned()).collect();
        to.sort();
        assert_eq!(to, ["office@oakfield.example", "office@st-marys.example"]);
        let again = paste(&mut robin, "URN,Email\n100001,office@st-marys.example").await;
        let rows = robin.post_on(&format!("{}/columns", list_of(&again)), "column-0=urn&column-1=email&heading=1").await;
        assert!(rows.says("1 row is added already, or named twice"), "told once: {}", rows.text());
    }

    async fn a_list_pasted_before_the_terms_were_accepted_goes_on_after_them(world) {
        schools(world).await;
        let mut robin = world.oakfield().await;
        world.execute("update person set terms_version = null", values![]).await;
        let body = "--story\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n\
                    --story\r\nContent-Disposition: form-data; name=\"list\"\r\n\r\n100001\r\n100002\r\n--story--\r\n";
        let request = axum::http::Request::post(START)
            .header("content-type", "multipart/form-data; boundary=story")
            .header("sec-fetch-site", "same-origin");
        let asked = robin.send(request, axum::body::Body::from(body)).await;
        assert!(asked.says("What you entered is kept"), "{}", asked.text());
        let kept = form(&[("accept", "yes"), ("return_to", asked.hidden("return_to")), ("kept", asked.hidden("kept"))]);
        let go_on = robin.post_on("/accept-terms", &kept).await;
        let rows = robin.post_on(START, &form(&[("list", go_on.hidden("list"))])).await;
        assert!(rows.says("Continue with 2 schools"), "{}", rows.text());
        world.execute("update person set terms_version = null", values![]).await;
        let file = robin.upload(START, "file", "our.csv", b"100003").await;
        assert!(file.says("We do not keep the file that you chose"), "{}", file.text());
    }

    async fn to_take_off_what_is_not_on_the_list_says_nothing(world) {
        schools(world).await;
        let mut robin = world.oakfield().await;
        let list = list_of(&paste(&mut robin, "100001\n100002").await);
        robin.post_on(&format!("{list}/rows"), "").await;
        for odd in ["", "remove=999999", "remove=x"] {
            let page = robin.post_on(&format!("{list}/check"), odd).await;
            assert!(page.says("2 schools will be added") && !page.says("taken off"), "{odd}: {}", page.text());
        }
    }

    async fn a_file_that_cannot_be_read_says_what_to_do_on_its_field(world) {
        let mut robin = world.oakfield().await;
        let asked = robin.get(START).await;
        assert_eq!((asked.status, asked.h1().as_str()), (200, "Add many schools"));
        let nothing = robin.post(START, "list=+").await;
        assert_eq!((nothing.status, nothing.problems()), (422, vec!["Select a CSV file or paste a list of schools".to_owned()]));
        for (bytes, words) in [
            (&b"%PDF-1.7"[..], "is a PDF and must be a CSV file"),
            (b"", "The selected file is empty"),
            (b"URN\r\n", "The selected file is empty"),
            (&["100001,Oak\n".repeat(30_001).into_bytes()].concat(), "must have 30,000 rows or fewer"),
            (b"UPN,Name\nA,B", "looks like a list of pupils"),
            (&vec![b'1'; 2 * 1024 * 1024 + 1], "must be smaller than 2MB"),
            (&vec![b'1'; 3 * 1024 * 1024], "must be smaller than 2MB"),
        ] {
            let page = robin.upload(START, "file", "list.csv", bytes).await;
            assert_eq!(page.status, 422, "{words}");
            assert!(page.problems()[0].contains(words), "{:?}", page.problems());
            assert!(page.html.contains(r##"href="#file""##));
        }
        assert_eq!(world.scalar::<i64>("select count(*) from upload").await, Some(0));
    }

    async fn what_changed_after_the_check_drops_out_and_is_told(world) {
        schools(world).await;
        let mut robin = world.oakfield().await;
        let list = list_of(&paste(&mut robin, "100001\n100002\n100003").await);
        robin.post_on(&format!("{list}/rows"), "").await;
        let other = list_of(&paste(&mut robin, "100001").await);
        robin.post_on(&format!("{other}/rows"), "").await;
        robin.post_on(&format!("{other}/confirm"), "").await;
        world.execute("update establishment set status = 2 where urn = '100003'", values![]).await;
        world.clock("2026-11-02T09:05:00Z");
        let done = robin.post_on(&format!("{list}/confirm"), "").await;
        assert_eq!(done.h1(), "1 partner school added");
        for words in ["(URN 100001): Partner school has already been added", "Oakfield Infant School (URN 100003): School is closed"] {
            assert!(done.says(words), "{words}: {}", done.text());
        }
        assert_eq!(partners(world).await, 2);
    }

    async fn only_the_provider_that_sent_a_list_sees_it_and_not_for_ever(world) {
        schools(world).await;
        let mut robin = world.oakfield().await;
        let list = list_of(&paste(&mut robin, "100001").await);
        let elm = world.provider("E1M", "Elm Partnership").await;
        let kim = world.person("kim@elm.example", "Kim Lee", elm, "coordinator").await;
        let mut kim = world.signed_in(kim, elm).await;
        let nothing = kim.get(&format!("{START}/nothing/rows")).await;
        for page in ["rows", "rows/1", "rows/export.csv", "check", "done", "columns"] {
            let page = kim.get(&format!("{list}/{page}")).await;
            assert_eq!((page.status, &page.html), (404, &nothing.html));
        }
        for page in ["rows", "rows/1", "check", "confirm", "columns"] {
            assert_eq!(kim.post(&format!("{list}/{page}"), "").await.status, 404, "{page}");
        }
        let vi = world.person("vi@elm.example", "Vi Ray", elm, "viewer").await;
        let mut vi = world.signed_in(vi, elm).await;
        assert_eq!(vi.get(START).await.status, 403);
        assert!(world.browser().get(START).await.location.starts_with("/sign-in?return_to="));
        world.clock("2026-11-09T09:00:01Z");
        let robin = world.nobody("robin@oakfield.example", "Robin Patel").await;
        let oakfield = world.organisation("O1K").await;
        let mut robin = world.signed_in(robin, oakfield).await;
        assert_eq!(robin.get(&format!("{list}/rows")).await.status, 404);
        assert_eq!(world.scalar::<i64>("select count(*) from upload where expires_at > created_at").await, Some(1));
    }

    async fn a_long_list_is_shown_in_pages(world) {
        schools(world).await;
        let mut robin = world.oakfield().await;
        let list: Vec<String> = (0..60).map(|number| (700_000 + number).to_string()).collect();
        let rows = paste(&mut robin, &list.join("\n")).await;
        assert!(rows.says("Showing 1 to 25 of 60 rows") && rows.says("No school of this list can be added"), "{}", rows.text());
        let at = list_of(&rows);
        assert!(robin.get(&format!("{at}/rows?page=3")).await.says("Showing 51 to 60 of 60 rows"));
        assert_eq!(robin.post(&format!("{at}/rows"), "").await.location, format!("{at}/rows"));
        assert_eq!(robin.get(&format!("{at}/check")).await.location, format!("{at}/rows"));
    }
}
