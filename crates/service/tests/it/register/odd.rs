//! Stories of files that are damaged within: no value is changed unseen, and none ends in an error of the database.

use super::files::{self, row, school, wide};
use super::{World, counted, options, permit};
use service::organisations::register::Run;
use service::organisations::{contacts, providers};
use service::platform::clock::Chance;
use store::both;

fn reasons(run: &Run) -> Vec<String> {
    run.refusals.iter().map(|(_, line, why)| format!("{line}: {why}")).collect()
}

const LINKS: &str = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\n";
const PROVIDERS: &str = "code,operating_name,urn,accreditation_start_date\r\n";

both! {
    async fn a_row_with_a_nul_character_is_refused(world) {
        let rows = [school(0), row("100001", "Nought\0 School", "1"), row("10\x000002", "School", "1"), school(3)];
        let run = world.take("a.csv", &wide(&rows)).await.unwrap();
        assert_eq!(reasons(&run), ["3: The row holds a NUL character, which no text has", "4: The row holds a NUL character, which no text has"]);
        assert_eq!((run.counts.added, run.counts.refused), (2, 2));
        let links = format!("{LINKS}100000,100003,B,Succ\0essor,\r\n100000,100003,B,Successor,\r\n");
        let run = world.take("links.csv", links.as_bytes()).await.unwrap();
        assert_eq!((run.files[0].added, run.files[0].refused), (1, 1));
        let chance = Chance::seeded(1);
        let path = world.folder.put("providers.csv", format!("{PROVIDERS}T92,A\0 SCITT,,\r\n1Q6,Other,,\r\n").as_bytes());
        let run = providers::import(&world.db, &permit(), &path, &chance, options(false)).await.unwrap();
        assert_eq!((run.counts.added, run.counts.refused), (1, 1));
        let path = world.folder.put("contacts.csv", b"urn,address\r\n100000,a\0@a.example\r\n10\x000000,a@a.example\r\n100000,a@a.example\r\n");
        let run = contacts::import(&world.db, &permit(), &path, &chance, options(false)).await.unwrap();
        assert_eq!((run.counts.added, run.counts.refused), (1, 2));
    }

    async fn an_address_that_no_server_takes_is_refused(world) {
        world.take("a.csv", &wide(&[school(0)])).await.unwrap();
        let rows = [64, 65].map(|length| format!("100000,{}@a.example\r\n", "a".repeat(length))).concat();
        let path = world.folder.put("contacts.csv", format!("urn,address\r\n{rows}").as_bytes());
        let run = contacts::import(&world.db, &permit(), &path, &Chance::seeded(1), options(false)).await.unwrap();
        assert_eq!(reasons(&run), ["3: Enter an email address with 64 characters or fewer before the @"]);
        assert_eq!((run.counts.added, run.counts.refused), (1, 1));
    }

    async fn a_date_before_the_first_year_is_left_out(world) {
        let run = world.take("a.csv", &wide(&[school(0).replace("01-09-1990", "01-01-0000")])).await.unwrap();
        assert_eq!(reasons(&run), ["2: OpenDate: “01-01-0000” is not a date"]);
        assert_eq!((run.counts.added, run.cells_left_out), (1, 1));
        let run = world.take("links.csv", format!("{LINKS}100000,100003,B,Successor,01/01/0000\r\n").as_bytes()).await.unwrap();
        assert_eq!(reasons(&run), ["2: LinkEstablishedDate: “01/01/0000” is not a date"]);
        let path = world.folder.put("providers.csv", format!("{PROVIDERS}T92,A SCITT,,0000-01-01T00:00:00Z\r\n").as_bytes());
        let run = providers::import(&world.db, &permit(), &path, &Chance::seeded(1), options(false)).await.unwrap();
        assert_eq!((run.counts.added, run.cells_left_out), (1, 1));
    }

    async fn a_text_longer_than_any_of_the_register_is_left_out(world) {
        // No two neighbours alike, so that the database cannot pack it.
        let long: String = (0_u32..9000).map(|it| char::from(b'a' + u8::try_from(it.wrapping_mul(it + 7) / 3 % 26).unwrap())).collect();
        let links = format!("{LINKS}100000,100001,B,{long},\r\n100000,100001,B,Successor,\r\n");
        let run = world.take("links.csv", links.as_bytes()).await.unwrap();
        assert_eq!((run.files[0].added, run.files[0].refused), (1, 1));
        let numbers = format!("Group UID,Group Name\r\n{},A\r\n12,B\r\n", "1234567890".repeat(900));
        let run = world.take("groups.csv", numbers.as_bytes()).await.unwrap();
        assert_eq!((run.files[0].added, run.files[0].refused), (1, 1));
    }

    async fn a_line_without_end_is_not_read_whole(world) {
        let good = wide(&(0..3).map(school).collect::<Vec<_>>());
        world.take("a.csv", &good).await.unwrap();
        let endless = [good.as_slice(), &vec![b'x'; 32 * 1024 * 1024]].concat();
        let why = world.take("endless.csv.gz", &files::gzip(&endless)).await.unwrap_err();
        assert_eq!(why, "endless.csv.gz: the row on line 5 is longer than any row of the register: the file is damaged or no CSV. Nothing has been changed.");
        let why = world.take("endless.csv.gz", &files::gzip(&endless[good.len()..])).await.unwrap_err();
        assert!(why.contains("the row on line 1 is longer than"), "{why}");
        assert_eq!((world.count("establishment").await, world.version().await.as_deref()), (3, Some("1")));
    }

    async fn a_quotation_mark_within_a_value_cuts_nothing_unseen(world) {
        let name = |text: &str| row("100001", text, "1");
        let check = async |text: &str| {
            let run = world.take("a.csv", &wide(&[school(0), name(text), school(2)])).await.unwrap();
            assert_eq!(reasons(&run), ["3: A quotation mark stands within a value and is not doubled"], "{text}");
        };
        check("\"St \"Mary's\" School\"").await;
        check("\"St \"Mary, and John\" School\"").await;
        check("\"St\" Mary's").await;
        world.take("a.csv", &wide(&[school(0), name("\"St Mary's\" "), school(2)])).await.unwrap();
        assert_eq!(world.fact("100001", "Organisation name").await, "St Mary's");
        check("\"St \"Mary's\" School\"").await;
        assert_eq!(world.fact("100001", "Organisation name").await, "St Mary's");
    }

    async fn a_stray_quotation_mark_swallows_no_row(world) {
        let name = |number: u32, text: &str| row(&(100_000 + number).to_string(), text, "1");
        let rows = [school(0), name(1, "St \"Mary's"), name(2, "\"St John's\""), school(3), name(4, "12\" School"), school(5)];
        let run = world.take("a.csv", &wide(&rows)).await.unwrap();
        assert_eq!((counted(&run).as_str(), run.refusals.len()), ("6 schools read: 6 new, 0 changed (0 closed, 0 reopened), 0 unchanged, 0 dropped, 0 refused.", 0));
        assert_eq!(world.fact("100001", "Organisation name").await, "St \"Mary's");
        let rows = [school(0), name(1, "\"St Mary's"), name(2, "\"St John's\""), school(3), school(4), school(5)];
        let run = world.take("a.csv", &wide(&rows)).await.unwrap();
        assert_eq!(reasons(&run), ["3: A quotation mark in the row is never closed"]);
        assert_eq!((run.counts.read, run.counts.dropped, run.counts.refused), (6, 0, 1));
        assert_eq!(world.fact("100002", "Organisation name").await, "St John's");
    }

    async fn a_last_row_that_is_cut_is_noticed_whatever_stood_before(world) {
        let whole = wide(&[school(0), school(1)]);
        let again = wide(&[school(0), school(1), school(1)]);
        let why = world.take("a.csv", &again[..again.len() - 30]).await.unwrap_err();
        assert!(why.contains("ends in the middle of the row on line 4"), "{why}");
        let paths = [world.folder.put("a20250401.csv", &whole), world.folder.put("b20250301.csv", &whole[..whole.len() - 30])];
        let why = world.try_import(&paths, false).await.unwrap_err();
        assert_eq!(why, "b20250301.csv: the file ends in the middle of the row on line 3. Nothing has been changed.");
        assert_eq!(world.count("establishment").await, 0);
    }

    async fn a_column_that_stands_twice_is_named(world) {
        let file = String::from_utf8(wide(&[school(0)])).unwrap();
        let why = world.take("a.csv", file.replacen("Town", "postcode ", 1).as_bytes()).await.unwrap_err();
        assert_eq!(why, "a.csv: the column “Postcode” stands twice in the first row. Nothing has been changed.");
        let why = world.take("links.csv", b"URN,LinkURN,LinkType,URN\r\n1,2,Successor,3\r\n").await.unwrap_err();
        assert_eq!(why, "links.csv: the column “URN” stands twice in the first row. Nothing has been changed.");
        let path = world.folder.put("contacts.csv", b"urn,address,address\r\n100000,a@a.example,b@a.example\r\n");
        let run = contacts::import(&world.db, &permit(), &path, &Chance::seeded(1), options(false)).await;
        assert_eq!(run.unwrap_err().to_string(), "contacts.csv: the column “address” stands twice in the first row. Nothing has been changed.");
        // A column that nobody reads may stand twice.
        let wider = file.replacen("OfstedLastInsp", "OfstedLastInsp,Extra,Extra", 1).replacen("18-04-2013", "18-04-2013,,", 1);
        assert_eq!(world.take("a.csv", wider.as_bytes()).await.unwrap().counts.added, 1);
    }

    async fn a_second_file_of_links_is_named(world) {
        let [older, newer] = ["Predecessor", "Successor"].map(|kind| format!("{LINKS}100000,100001,B,{kind},\r\n"));
        let paths = [world.folder.put("links20250301.csv", older.as_bytes()), world.folder.put("links20250401.csv", newer.as_bytes())];
        let run = world.try_import(&paths, false).await.unwrap();
        assert_eq!(world.count("establishment_link where kind = 'Successor'").await, 1);
        let said = "links20250301.csv: left aside, links20250401.csv holds links too and is not older.";
        assert!(run.to_string().lines().any(|line| line == said), "{run}");
    }

    async fn a_link_that_stands_twice_is_refused_and_counted(world) {
        let links = format!("{LINKS}100000,100001,B,Successor,01/09/2020\r\n0100000,100001,B,Successor,01/09/2021\r\n");
        let run = world.take("links.csv", links.as_bytes()).await.unwrap();
        assert_eq!(reasons(&run), ["3: URN, LinkURN and LinkType stand in this file already"]);
        assert_eq!((run.files[0].read, run.files[0].added, run.files[0].refused), (2, 1, 1));
    }
}
