//! R12: a copy that is made while people work is whole: the trail holds and everything fits together.

use std::sync::atomic::{AtomicBool, Ordering};

use store::{Dialect, both};

use super::program::{Program, command, now, robin, status};
use crate::world::World;

const COPIES: usize = 3;

both! {
    async fn a_copy_made_under_load_is_whole(world) {
        now(world);
        let robin = robin(world).await;
        let program = Program::serve(world, &[]).await;
        let folder = program.folder().to_owned();
        if world.app.db.dialect() == Dialect::Postgres {
            let said = command(&world.url, &folder).args(["backup", "copy.db"]).output().await.unwrap();
            assert!(String::from_utf8(said.stdout).unwrap().contains("pg_dump --format=custom --file=copy.db"));
            program.stopped().await;
            return;
        }
        let is_over = AtomicBool::new(false);
        let work = async {
            let mut names = 0;
            while !is_over.load(Ordering::Relaxed) {
                names += 1;
                let form = format!("name=Robin+Patel+{names}&digest=each");
                assert_eq!(status(&program.post("/account", &form, &robin).await), 303);
            }
        };
        let copying = async {
            let mut seen = Vec::new();
            for number in 0..COPIES {
                let before = world.count("audit_event").await;
                // Somebody has worked since the last copy.
                while world.count("audit_event").await < before + 3 {
                    tokio::task::yield_now().await;
                }
                let file = folder.join(format!("copy-{number}.db"));
                let said = command(&world.url, &folder).arg("backup").arg(&file).output().await.unwrap();
                assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
                seen.push((before, file, world.count("audit_event").await));
            }
            is_over.store(true, Ordering::Relaxed);
            seen
        };
        let ((), copies) = tokio::join!(work, copying);
        for (before, file, after) in copies {
            let copy = format!("sqlite:{}", file.display());
            for arguments in [&["audit", "verify"][..], &["doctor"]] {
                let said = command(&copy, &folder).args(arguments).output().await.unwrap();
                assert!(said.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&said.stdout));
            }
            let held = count_in(&copy).await;
            assert!((before..=after).contains(&held), "{before} {held} {after}");
        }
        program.stopped().await;
    }
}

async fn count_in(url: &str) -> i64 {
    let db = store::Db::open(url).await.unwrap();
    db.read().await.unwrap().scalar("select count(*) from audit_event", store::values![]).await.unwrap().unwrap()
}
