//! SQLite: a file is migrated once, and its bytes are copied for each story.

use std::path::Path;

use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::told;
use crate::Db;

static MIGRATED: OnceCell<Vec<u8>> = OnceCell::const_new();

pub(super) async fn fresh() -> (TempDir, String) {
    let bytes = MIGRATED.get_or_init(migrated).await;
    let folder = told(tempfile::tempdir(), "make a folder");
    let file = folder.path().join("story.db");
    told(std::fs::write(&file, bytes), "copy the migrated database");
    let url = address(&file);
    (folder, url)
}

async fn migrated() -> Vec<u8> {
    let folder = told(tempfile::tempdir(), "make a folder");
    let file = folder.path().join("migrated.db");
    let db = told(Db::open(&address(&file)).await, "open a database");
    told(db.migrate().await, "migrate the database");
    // Closing the last connection moves everything into the one file.
    db.close().await;
    told(std::fs::read(&file), "read the migrated database")
}

fn address(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}
