//! The real register, where it lies beside the workspace: all of its files, twice.

use super::{World, counted, options, permit};
use service::organisations::providers;
use service::platform::clock::Chance;
use std::path::{Path, PathBuf};
use store::both;

/// The folder of the real files; none, loudly, when it is absent.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/gias");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "the real register is needed at {}", folder.display());
    eprintln!("SKIPPED: the real register is not at {}", folder.display());
    None
}

both! {
    async fn it_comes_in_whole_and_the_second_time_changes_nothing(world) {
        let Some(folder) = folder() else { return };
        let run = world.try_import(std::slice::from_ref(&folder), false).await.unwrap();
        assert_eq!((run.counts.added, run.counts.refused, run.counts.dropped), (51_572, 0, 0), "{run}");
        assert_eq!(world.count("establishment_link").await, 33_801);
        // Group 1095 has no name and is refused.
        assert_eq!(world.count("establishment_group").await, 7_175);
        assert_eq!(world.count("establishment_group_link").await, 11_490);
        assert_eq!(world.count("establishment where status in (1, 3)").await, 27_177);
        assert_eq!(world.fact("100000", "Religious character").await, "Church of England");
        assert_eq!(world.fact("100000", "Percentage of free school meals").await, "14.54%");
        let run = world.try_import(std::slice::from_ref(&folder), false).await.unwrap();
        assert!(!run.has_changed_anything(), "{run}");
        assert!(counted(&run).contains(" 51572 unchanged,"), "{run}");
        let file = folder.join("providers.csv.gz");
        let run = providers::import(&world.db, &permit(), &file, &Chance::seeded(1), options(false)).await.unwrap();
        assert_eq!((run.counts.added, run.counts.refused), (2235, 0), "{run}");
    }
}
