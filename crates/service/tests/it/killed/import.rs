//! R2: an import of the register is killed at any moment. The register is the old one or the new one.

use std::path::PathBuf;

use service::organisations::register::{Options, Run, import};
use service::policy::{Action, Actor};
use service::vocabulary::OrganisationId;
use store::{Db, both, values};

use super::process::{Process, kills, tell, tell_done, told};
use crate::register::files::{Folder, row, wide};
use crate::world::World;

const SCHOOLS: u32 = 6_000;
/// The reader gives its rows in batches of 256, each of which is told before it is written.
const BATCHES: u64 = SCHOOLS.div_ceil(256) as u64;

/// The register in one of two editions: every school has another name, and there are other links.
fn edition(folder: &Folder, name: &str, links: u32) -> PathBuf {
    let schools: Vec<String> =
        (0..SCHOOLS).map(|it| row(&(100_000 + it).to_string(), &format!("{name} {it}"), "1")).collect();
    let links = (0..links).map(|it| format!("{},{},B,Successor,01/09/2020\r\n", 100_000 + it, 100_100 + it));
    let links = format!("URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\n{}", links.collect::<String>());
    let path = folder.path().join(name);
    std::fs::create_dir(&path).unwrap();
    std::fs::write(path.join("schools.csv"), wide(&schools)).unwrap();
    std::fs::write(path.join("links.csv"), links).unwrap();
    path
}

async fn bring_in(db: &Db, path: PathBuf, tell: &mut (dyn FnMut() + Send)) -> Run {
    let permit = Actor::Operator.may(Action::Import, OrganisationId::SERVICE).unwrap();
    let options = Options { force: false, at: "2025-04-22T09:00:00Z".parse().unwrap() };
    import(db, &permit, &[path], options, &mut |_| tell()).await.unwrap()
}

/// What stands there, seen in one transaction.
#[derive(Debug, PartialEq)]
struct Register {
    /// Schools of each edition: "Birch 6000".
    schools: String,
    links: i64,
    /// Runs and their files; each run has its event.
    runs: i64,
    files: i64,
    events: i64,
}

impl World {
    async fn register(&self) -> Register {
        let mut tx = self.app.db.read().await.unwrap();
        let schools = "select string_agg(word, ', ') from (select substr(name, 1, 5) || ' ' || count(*) as word
            from establishment group by substr(name, 1, 5)) as editions";
        let schools: Option<Option<String>> = tx.scalar(schools, values![]).await.unwrap();
        let counts = [
            "establishment_link",
            "register_run where state = 'done' and read = 6000",
            "register_file",
            "audit_event where subject like 'register_run:%'",
        ];
        let mut found = Vec::new();
        for table in counts {
            let count: Option<i64> = tx.scalar(&format!("select count(*) from {table}"), values![]).await.unwrap();
            found.push(count.unwrap());
        }
        store::audit::verify(&mut tx).await.unwrap();
        let [links, runs, files, events] = found[..] else { panic!("four were asked for") };
        Register { schools: schools.flatten().unwrap_or_default(), links, runs, files, events }
    }
}

fn whole(name: &str, links: i64, runs: i64) -> Register {
    Register { schools: format!("{name} {SCHOOLS}"), links, runs, files: 2 * runs, events: runs }
}

/// No story of its own: it imports when another story has started it.
#[tokio::test]
async fn an_import_in_another_process() {
    let (Some(database), Some(path)) = (told("DATABASE"), told("PATH")) else { return };
    let mut step = 0;
    bring_in(&Db::open(&database).await.unwrap(), path.into(), &mut || {
        step += 1;
        tell(step);
    })
    .await;
    tell_done();
}

fn other_process(world: &World, path: &std::path::Path) -> Process {
    let told = [("DATABASE", world.url.as_str()), ("PATH", path.to_str().unwrap())];
    Process::start("killed::import::an_import_in_another_process", &told)
}

both! {
    async fn a_killed_import_leaves_the_old_register_or_the_new_one_and_is_done_again(world) {
        let folder = Folder::new();
        let editions = [("Alder", 60), ("Birch", 62)];
        let paths = editions.map(|(name, links)| edition(&folder, name, links));
        bring_in(&world.app.db, paths[0].clone(), &mut || {}).await;
        let mut runs = 1;
        assert_eq!(world.register().await, whole("Alder", 60, runs));
        let kills = kills();
        for kill in 0..kills {
            let (from, to) = if kill % 2 == 0 { (0, 1) } else { (1, 0) };
            let mut process = other_process(world, &paths[to]);
            // From the first batch to the last, after which come the links, the log and the commit.
            process.reaches(1 + kill * (BATCHES - 1) / (kills - 1).max(1)).await;
            process.kill(&world.app.db).await;
            let left = world.register().await;
            let old = whole(editions[from].0, editions[from].1.into(), runs);
            let new = whole(editions[to].0, editions[to].1.into(), runs + 1);
            assert!(left == old || left == new, "{left:?} is neither {old:?} nor {new:?}");
            let run = bring_in(&world.app.db, paths[to].clone(), &mut || {}).await;
            assert_eq!(run.has_changed_anything(), left == old, "{run}");
            runs += if left == old { 1 } else { 2 };
            assert_eq!(world.register().await, whole(editions[to].0, editions[to].1.into(), runs));
        }
    }

    async fn an_import_that_says_done_is_there_whatever_comes(world) {
        let folder = Folder::new();
        let path = edition(&folder, "Alder", 60);
        let mut process = other_process(world, &path);
        process.is_done().await;
        process.kill(&world.app.db).await;
        assert_eq!(world.register().await, whole("Alder", 60, 1));
    }
}
