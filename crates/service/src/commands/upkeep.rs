//! Commands that look after the database.

use std::path::PathBuf;

use store::Db;

use super::Stop;
use crate::platform::settings::Settings;

/// Brings the database up to this version; a line for each migration applied.
pub(super) async fn migrate(settings: Settings) -> Result<(), Stop> {
    let db = Db::open(&settings.database_url).await?;
    let applied = db.migrate().await?;
    for name in &applied {
        say!("Applied {name}");
    }
    if applied.is_empty() {
        say!("The database is up to date");
    }
    Ok(())
}

/// Checks the trail from its first event to its head.
pub(super) async fn verify_audit(settings: Settings) -> Result<(), Stop> {
    let db = Db::open(&settings.database_url).await?;
    let mut tx = db.read().await?;
    let verified = store::audit::verify(&mut tx).await?;
    say!("{} events, none edited, removed or reordered", verified.events);
    Ok(())
}

/// Copies a SQLite database while it is in use; on PostgreSQL says which command does it.
pub(super) async fn backup(settings: Settings, file: PathBuf) -> Result<(), Stop> {
    if settings.sqlite_file().is_none() {
        say!("On PostgreSQL use its own tool:");
        say!("  pg_dump --format=custom --file={} \"$PARTNERSHIPS_DATABASE_URL\"", file.display());
        return Ok(());
    }
    let db = Db::open(&settings.database_url).await?;
    db.copy_to(&file.to_string_lossy()).await?;
    say!("Wrote {}. Keep the secret file {} with it.", file.display(), settings.secret_path()?.display());
    Ok(())
}

/// Checks that what the database holds fits together.
pub(super) async fn doctor(settings: Settings) -> Result<(), Stop> {
    let app = super::open(settings).await?;
    let faults = crate::support::doctor::examine(&app).await?;
    for fault in &faults {
        say!("{fault}");
    }
    match faults.len() {
        0 => {
            say!("Everything fits together");
            Ok(())
        }
        1 => Err(Stop::Failed("1 fault".to_owned())),
        count => Err(Stop::Failed(format!("{count} faults"))),
    }
}
