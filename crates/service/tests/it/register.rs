//! Stories of the register: its files come in whole or not at all, on both databases.

pub mod files;
mod odd;
mod real;

use files::{Folder, narrow, row, school, wide};
use service::organisations::facts::sections;
use service::organisations::register::{NotImported, Options, Run, import};
use service::organisations::rules::Successor;
use service::organisations::{contacts, providers, store as schools};
use service::platform::clock::Chance;
use service::policy::{Action, Actor, Permit};
use service::vocabulary::{OrganisationId, Urn};
use std::path::PathBuf;
use store::testing::Place;
use store::{Db, both, values};

/// A database and a folder for files.
pub struct World {
    db: Db,
    folder: Folder,
    _place: Place,
}

fn permit() -> Permit {
    Actor::Operator.may(Action::Import, OrganisationId::SERVICE).unwrap()
}

fn options(force: bool) -> Options {
    Options { force, at: "2025-04-22T09:00:00Z".parse().unwrap() }
}

fn urn(text: &str) -> Urn {
    text.parse().unwrap()
}

impl World {
    #[expect(clippy::unused_async, reason = "the stories of every file begin alike")]
    async fn on(place: Place) -> World {
        World { db: place.db.clone(), folder: Folder::new(), _place: place }
    }

    async fn try_import(&self, paths: &[PathBuf], force: bool) -> Result<Run, String> {
        match import(&self.db, &permit(), paths, options(force), &mut |_| {}).await {
            Ok(run) => Ok(run),
            Err(NotImported::Refused(why)) => Err(why),
            Err(NotImported::Store(why)) => panic!("{why}"),
        }
    }

    /// Imports one file of these bytes.
    async fn take(&self, name: &str, bytes: &[u8]) -> Result<Run, String> {
        self.try_import(&[self.folder.put(name, bytes)], false).await
    }

    async fn count(&self, table: &str) -> i64 {
        let mut tx = self.db.read().await.unwrap();
        tx.scalar(&format!("select count(*) from {table}"), []).await.unwrap().unwrap()
    }

    /// The wording of a field of the details page.
    async fn fact(&self, number: &str, label: &str) -> String {
        let mut tx = self.db.read().await.unwrap();
        let school = schools::school(&mut tx, urn(number)).await.unwrap().unwrap();
        let beside = schools::beside(&mut tx, urn(number)).await.unwrap();
        let sections = sections(&school, &beside);
        let mut fields = sections.iter().flat_map(|section| &section.fields);
        fields.find(|field| field.label == label).unwrap().fact.to_string()
    }

    async fn history(&self, number: &str) -> Vec<String> {
        let mut tx = self.db.read().await.unwrap();
        let changes = schools::history(&mut tx, urn(number)).await.unwrap();
        let text = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        changes
            .into_iter()
            .map(|it| format!("{} {}: {} > {}", it.noticed_on, it.field, text(it.before), text(it.after)))
            .collect()
    }

    async fn version(&self) -> Option<String> {
        let mut tx = self.db.read().await.unwrap();
        store::fact::get(&mut tx, service::organisations::register::VERSION).await.unwrap()
    }
}

fn counted(run: &Run) -> String {
    run.to_string().lines().next().unwrap().to_owned()
}

both! {
    async fn the_same_file_twice_changes_nothing(world) {
        let bytes = wide(&(0..30).map(school).collect::<Vec<_>>());
        let first = world.take("edubasealldata20250422.csv", &bytes).await.unwrap();
        assert_eq!(counted(&first), "30 schools read: 30 new, 0 changed (0 closed, 0 reopened), 0 unchanged, 0 dropped, 0 refused.");
        let version = world.version().await;
        let second = world.take("edubasealldata20250422.csv", &bytes).await.unwrap();
        assert_eq!(counted(&second), "30 schools read: 0 new, 0 changed (0 closed, 0 reopened), 30 unchanged, 0 dropped, 0 refused.");
        assert!(second.to_string().ends_with("Nothing has changed."), "{second}");
        assert_eq!((version.as_deref(), world.version().await), (Some("1"), Some("1".to_owned())));
        assert_eq!(world.count("establishment_change").await, 0);
        assert_eq!(world.count("register_run").await, 2);
    }

    async fn odd_bytes_quotes_and_line_breaks_are_read(world) {
        let mut bytes = wide(&[]);
        bytes.extend(b"0100000,\"St Mary\x92s, \"\"Old\"\"\r\nSchool\",1,01,\"ng22 0ea\",\"\",\"caf\xe9\",9,,0,0,\"01-01-1900\",Good,18-04-2013\r\n");
        bytes.extend(b"100001,Without postcode,3,2,2036,Town,,3,Mixed,1,2,01/09/1850,,\r\n");
        let run = world.take("a.csv", &bytes).await.unwrap();
        assert_eq!((run.counts.added, run.counts.refused, run.cells_left_out), (2, 0, 1));
        assert_eq!(run.refusals, [("a.csv".to_owned(), 4, "Postcode: “2036” is not a postcode".to_owned())]);
        let mut tx = world.db.read().await.unwrap();
        let school = schools::school(&mut tx, urn("100000")).await.unwrap().unwrap();
        assert_eq!(school.name, "St Mary’s, \"Old\"\r\nSchool");
        assert_eq!((school.postcode.as_deref(), school.place()), (Some("NG22 0EA"), Some("café")));
        assert_eq!((school.gender.as_deref(), school.opened_on, school.easting), (Some("Unknown"), None, None));
        let listed = schools::listed(&mut tx, &[urn("100001"), urn("7")]).await.unwrap();
        assert_eq!(listed.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Without postcode"]);
    }

    async fn columns_may_move_and_come_and_go(world) {
        let run = world.take("a20250401.csv", &wide(&[school(0)])).await.unwrap();
        assert!(run.files[0].missing_columns.contains(&"Section41Approved (name)"));
        assert_eq!(world.fact("100000", "Rating").await, "Good");
        let run = world.take("b20250501.csv", &narrow(&[("100000", "School 0", "1")])).await.unwrap();
        assert_eq!((run.counts.changed, run.counts.unchanged), (0, 1));
        assert!(run.files[0].missing_columns.contains(&"OfstedRating (name)"));
        assert_eq!(world.fact("100000", "Rating").await, "Good (not published since 1 May 2025)");
        let run = world.take("c20250601.csv", &narrow(&[("100000", "New name", "1")])).await.unwrap();
        assert_eq!(run.counts.changed, 1);
        assert_eq!(world.fact("100000", "Last inspection date").await, "18 April 2013 (not published since 1 May 2025)");
        assert_eq!(world.history("100000").await, ["2025-04-22 name: School 0 > New name"]);
        world.take("d20250701.csv", &wide(&[school(0)])).await.unwrap();
        assert_eq!(world.fact("100000", "Rating").await, "Good");
    }

    async fn a_school_closes_opens_again_goes_and_comes_back(world) {
        let of = |change: &str| {
            let schools = (0..40).map(school).filter(|row| change != "gone" || !row.starts_with("100007,"));
            let schools: Vec<String> = schools.map(|row| if row.starts_with("100007,") { row.replace(",1,1,", change) } else { row }).collect();
            wide(&schools)
        };
        world.take("a.csv", &of(",1,1,")).await.unwrap();
        let run = world.take("a.csv", &of(",2,1,")).await.unwrap();
        assert_eq!((run.counts.changed, run.counts.closed, run.counts.unchanged), (1, 1, 39));
        let run = world.take("a.csv", &of(",1,1,")).await.unwrap();
        assert_eq!((run.counts.changed, run.counts.reopened), (1, 1));
        let run = world.take("a.csv", &of("gone")).await.unwrap();
        assert_eq!((run.counts.dropped, run.counts.unchanged), (1, 39));
        assert_eq!(world.count("establishment where dropped_on is not null").await, 1);
        let run = world.take("a.csv", &of("gone")).await.unwrap();
        assert_eq!(run.counts.dropped, 0);
        let run = world.take("a.csv", &of(",1,1,")).await.unwrap();
        assert_eq!((run.counts.added, run.counts.changed), (0, 1));
        assert_eq!(world.count("establishment where dropped_on is not null").await, 0);
    }

    async fn more_than_one_open_school_in_twenty_needs_force(world) {
        world.take("a.csv", &wide(&(0..40).map(school).collect::<Vec<_>>())).await.unwrap();
        let fewer = world.folder.put("b.csv", &wide(&(0..37).map(school).collect::<Vec<_>>()));
        let why = world.try_import(std::slice::from_ref(&fewer), false).await.unwrap_err();
        assert!(why.starts_with("These files would close 0 and drop 3 of 40 open schools, more than 5%."), "{why}");
        assert_eq!(world.count("establishment where dropped_on is null").await, 40);
        assert_eq!(world.count("register_run where state = 'refused'").await, 1);
        let run = world.try_import(&[fewer], true).await.unwrap();
        assert_eq!(run.counts.dropped, 3);
    }

    async fn broken_files_are_refused_whole(world) {
        let good = wide(&(0..40).map(school).collect::<Vec<_>>());
        world.take("a.csv", &good).await.unwrap();
        let check = async |name: &str, bytes: &[u8], expected: &str| {
            let why = world.take(name, bytes).await.unwrap_err();
            assert!(why.contains(expected), "{name}: {why}");
        };
        let changed: Vec<u8> = wide(&(0..40).map(|it| school(it).replace("School", "Changed")).collect::<Vec<_>>());
        check("empty.csv", b"", "empty.csv is empty").await;
        check("blank.csv", b"\r\n\r\n", "blank.csv is empty").await;
        check("header.csv", &wide(&[]), "no rows under its header").await;
        check("other.csv", b"postcode,town\r\nA1 1AA,B\r\n", "has not the columns").await;
        check("cut.csv", &changed[..changed.len() - 30], "ends in the middle of the row on line 41").await;
        check("quote.csv", &[changed.as_slice(), b"100050,\"Open quote"].concat(), "never closed").await;
        let zipped = files::gzip(&changed);
        check("cut.csv.gz", &zipped[..zipped.len() - 40], "cannot be read to its end").await;
        check("cut.zip", &files::zip("a.csv", &changed)[..200], "cannot be read").await;
        check("not.gz", b"not compressed at all", "").await;
        check("utf16.csv", b"\xff\xfeU\0R\0N\0", "UTF-16").await;
        assert_eq!(world.count("establishment where name like 'School%'").await, 40);
        assert_eq!(world.count("establishment_change").await, 0);
        assert_eq!(world.version().await.as_deref(), Some("1"));
    }

    async fn a_bad_row_is_refused_with_line_and_reason(world) {
        let mut rows: Vec<String> = (0..5).map(school).collect();
        rows.insert(1, row("", "No number", "1"));
        rows.insert(2, row("100900", "", "1"));
        rows.insert(3, row("100901", "Odd status", "8"));
        rows.insert(4, row("100000", "Twice", "1"));
        rows.insert(5, "100902,too,few".to_owned());
        let run = world.take("a.csv", &wide(&rows)).await.unwrap();
        let reasons: Vec<String> = run.refusals.iter().map(|(_, line, why)| format!("{line}: {why}")).collect();
        assert_eq!(reasons, [
            "3: URN is missing",
            "4: EstablishmentName is missing",
            "5: EstablishmentStatus (code) is not one that we know",
            "6: URN 100000 stands in this file already",
            "7: The row has 3 values and the header 14",
        ]);
        assert_eq!((run.counts.added, run.counts.refused), (5, 5));
        assert_eq!(world.count("register_refusal").await, 5);
    }

    async fn archives_folders_and_utf_8_are_read_alike(world) {
        let bytes = wide(&(0..3).map(school).collect::<Vec<_>>());
        world.take("a.csv.gz", &files::gzip(&bytes)).await.unwrap();
        let run = world.take("a.zip", &files::zip("inside.csv", &bytes)).await.unwrap();
        assert_eq!((run.counts.unchanged, run.files[0].name.as_str()), (3, "a.zip/inside.csv"));
        let marked = [b"\xef\xbb\xbf".as_slice(), &bytes].concat();
        let folder = Folder::new();
        folder.put("schools.csv", &marked);
        folder.put("other.csv", b"a,b\r\n1,2\r\n");
        folder.put("links.csv", b"URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\n100000,100001,B,Successor,01/09/2020\r\n");
        let run = world.try_import(&[folder.path()], false).await.unwrap();
        assert_eq!((run.counts.unchanged, run.aside.as_slice()), (3, ["other.csv".to_owned()].as_slice()));
        let mut tx = world.db.read().await.unwrap();
        let lineage = schools::lineage(&mut tx, urn("100000")).await.unwrap();
        assert_eq!(lineage.successor, Successor::Simple(urn("100001")));
        assert_eq!(schools::lineage(&mut tx, urn("100001")).await.unwrap().predecessors, [urn("100000")]);
    }

    async fn an_older_file_is_refused_unless_forced(world) {
        let [older, newer] = ["edubasealldata20250301.csv", "edubasealldata20250422.csv"];
        world.take(newer, &wide(&[school(0)])).await.unwrap();
        let bytes = wide(&[school(0).replace("School 0", "Old Name")]);
        let why = world.take(older, &bytes).await.unwrap_err();
        assert!(why.contains("is of 1 March 2025, and the register was brought up to 22 April 2025 before"), "{why}");
        assert_eq!(world.count("establishment where name = 'School 0'").await, 1);
        world.try_import(&[world.folder.put(older, &bytes)], true).await.unwrap();
        assert_eq!(world.count("establishment where name = 'Old Name'").await, 1);
        world.take("edubasealldata20250401.csv", &wide(&[school(0)])).await.unwrap();
    }

    async fn groups_name_what_a_school_belongs_to(world) {
        world.take("a.csv", &wide(&[school(0)])).await.unwrap();
        let groups = b"Group UID,Group ID,Group Name,Group Type (code),Group Status,Open date\r\n0012,,A Federation,01,Open,06-01-2009\r\n";
        let links = b"URN,Linked UID,Joined date\r\n100000,12,01/09/2012\r\n";
        let paths = [world.folder.put("groups.csv", groups), world.folder.put("links.csv", links)];
        let run = world.try_import(&paths, false).await.unwrap();
        assert_eq!(run.files.iter().map(|file| file.added).sum::<u32>(), 2);
        assert_eq!(world.fact("100000", "Group").await, "A Federation");
        let run = world.try_import(&paths, false).await.unwrap();
        assert!(!run.has_changed_anything(), "{run}");
        let renamed = String::from_utf8_lossy(groups).replace("A Fed", "The Fed");
        let run = world.take("groups.csv", renamed.as_bytes()).await.unwrap();
        assert_eq!((run.files[0].changed, run.files[0].removed), (1, 0));
        assert_eq!(world.fact("100000", "Group").await, "The Federation");
    }

    async fn providers_are_kept_by_code_and_never_merged_with_schools(world) {
        let text = "operating_name,ukprn,urn,code,provider_type,accreditation_number,accreditation_start_date,accreditation_end_date,address_line_1,town_or_city,postcode\r\n\
            Ünited SCITT,10045988,100000,t92,scitt,5606,2024-08-01T00:00:00Z,,Tile Kiln Lane,London,n13 6by\r\n\
            Other,20045988,,1Q6,school,,,,,,\r\nNo code,,,,hei,,,,,,\r\n";
        let path = world.folder.put("providers.csv", text.as_bytes());
        let chance = Chance::seeded(1);
        let run = providers::import(&world.db, &permit(), &path, &chance, options(false)).await.unwrap();
        assert_eq!((run.counts.added, run.counts.refused, run.cells_left_out), (2, 1, 1));
        let sql = "organisation where provider_code = 'T92' and run_by_urn = '100000' and urn is null and postcode = 'N13 6BY'";
        assert_eq!(world.count(sql).await, 1);
        let run = providers::import(&world.db, &permit(), &path, &chance, options(false)).await.unwrap();
        assert_eq!((run.counts.unchanged, run.has_changed_anything()), (2, false));
        let path = world.folder.put("providers.csv", text.replace("Other", "Renamed").as_bytes());
        let run = providers::import(&world.db, &permit(), &path, &chance, options(false)).await.unwrap();
        assert_eq!((run.counts.changed, run.counts.unchanged), (1, 1));
        let wrong = world.folder.put("wrong.csv", b"a,b\r\n1,2\r\n");
        let why = providers::import(&world.db, &permit(), &wrong, &chance, options(false)).await.unwrap_err().to_string();
        assert!(why.contains("no column “code”"), "{why}");
    }

    async fn contacts_are_judged_row_by_row(world) {
        world.take("a.csv", &wide(&[school(0), school(1)])).await.unwrap();
        let text = b"urn,address\r\n100000,office@a.example\r\n0100000,Office@a.example\r\n100001,nothing\r\n999999,office@b.example\r\nx,office@c.example\r\n";
        let path = world.folder.put("contacts.csv", text);
        let run = contacts::import(&world.db, &permit(), &path, &Chance::seeded(1), options(false)).await.unwrap();
        assert_eq!((run.counts.added, run.counts.refused), (1, 4));
        let reasons: Vec<String> = run.refusals.iter().map(|(_, line, why)| format!("{line}: {why}")).collect();
        assert_eq!(reasons, [
            "3: URN and address stand in this file already",
            "4: Enter an email address in the correct format, like name@example.com",
            "5: URN 999999 is not in the register",
            "6: URN must be 1 to 7 digits",
        ]);
        assert_eq!(world.count("contact where address = 'office@a.example' and source = 'file'").await, 1);
        let run = contacts::import(&world.db, &permit(), &path, &Chance::seeded(1), options(false)).await.unwrap();
        assert_eq!((run.counts.added, run.counts.unchanged), (0, 1));
        let path = world.folder.put("ragged.csv", b"urn,address\r\n100000\r\n100001,a@a.example,b\r\n");
        let run = contacts::import(&world.db, &permit(), &path, &Chance::seeded(1), options(false)).await.unwrap();
        assert_eq!((run.counts.read, run.counts.refused), (2, 2), "each row has its own reason, and none is said to be absent");
        assert_eq!(run.refusals.iter().map(|(_, line, _)| *line).collect::<Vec<_>>(), [2, 3]);
    }

    async fn an_organisation_takes_its_schools_new_name(world) {
        world.take("a.csv", &wide(&[school(0)])).await.unwrap();
        let mut tx = world.db.begin().await.unwrap();
        let sql = "insert into organisation (public_id, kind, name, name_folded, urn, created_at) values ('p', 'school', 'School 0', 'school 0', '100000', $1)";
        tx.execute(sql, values![store::naive(options(false).at)]).await.unwrap();
        tx.commit().await.unwrap();
        world.take("a.csv", &wide(&[school(0).replace("School 0", "New Name")])).await.unwrap();
        assert_eq!(world.count("organisation where name = 'New Name' and name_folded = 'new name'").await, 1);
    }
}
