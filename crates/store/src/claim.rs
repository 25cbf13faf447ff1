//! Exactly one process serves one SQLite database.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::StoreError;

/// Locks the file beside the database; the lock lives as long as the file stays open, so that a
/// process that was killed leaves no lock behind.
///
/// # Errors
/// `Claimed` when another process holds it, `Unreadable` when the file cannot be made.
pub(crate) fn claim(database: &Path) -> Result<File, StoreError> {
    let path = beside(database);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| StoreError::Unreadable(format!("Cannot open {}: {error}", path.display())))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Claimed(format!(
            "Another process already serves {}. One SQLite database has exactly one server; use PostgreSQL for more",
            database.display()
        ))),
        Err(TryLockError::Error(error)) => {
            Err(StoreError::Unreadable(format!("Cannot lock {}: {error}", path.display())))
        }
    }
}

fn beside(database: &Path) -> PathBuf {
    let mut name: OsString = database.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}
