//! What became of an import, for the log and for whoever ran it.

use chrono::{DateTime, NaiveDate, Utc};
use std::fmt;

use crate::vocabulary::counted;

/// Rows of an import by their fate. Closed and reopened schools are among the changed ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows read.
    pub read: u32,
    /// Not held before.
    pub added: u32,
    /// Held before with other values.
    pub changed: u32,
    /// Open before and not open now.
    pub closed: u32,
    /// Closed before and open now.
    pub reopened: u32,
    /// Held before with the same values.
    pub unchanged: u32,
    /// Held before and standing in no file any more; they are kept and marked.
    pub dropped: u32,
    /// Not taken.
    pub refused: u32,
}

/// One file of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRun {
    /// Its name, without folders.
    pub name: String,
    /// What it held.
    pub holds: &'static str,
    /// The day in its name, else the day of the import.
    pub published_on: NaiveDate,
    /// Of its bytes after unpacking, where the whole file is compared; empty otherwise.
    pub content_hash: String,
    /// The register's names of columns that we take and the file lacks.
    pub missing_columns: Vec<&'static str>,
    /// Rows read.
    pub read: u32,
    /// Rows added.
    pub added: u32,
    /// Rows changed.
    pub changed: u32,
    /// Rows removed.
    pub removed: u32,
    /// Rows refused.
    pub refused: u32,
}

impl FileRun {
    /// The only file of a run, with the counts of the run.
    pub fn of(holds: &'static str, name: &str, published_on: NaiveDate, counts: Counts) -> Self {
        Self {
            name: name.to_owned(),
            holds,
            published_on,
            content_hash: String::new(),
            missing_columns: Vec::new(),
            read: counts.read,
            added: counts.added,
            changed: counts.changed,
            removed: 0,
            refused: counts.refused,
        }
    }
}

/// A file that was not taken, because another one of its import holds the same and is not older.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// Its name.
    pub name: String,
    /// What both hold.
    pub holds: &'static str,
    /// The name of the one that was taken.
    pub taken: String,
}

/// An import that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number in the log.
    pub number: i64,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// The schools, providers or contacts.
    pub counts: Counts,
    /// What the counts are of: "schools", "providers" or "contacts".
    pub things: &'static str,
    /// Its files.
    pub files: Vec<FileRun>,
    /// Files that were found beside and hold nothing of the register.
    pub aside: Vec<String>,
    /// Files that were found beside and hold what another one of this import holds.
    pub passed_over: Vec<PassedOver>,
    /// The first rows that were refused or had a cell left out: file, line, reason.
    pub refusals: Vec<(String, u32, String)>,
    /// Cells left out because they could not be read.
    pub cells_left_out: u32,
    /// The version of the register after it, when it changed anything.
    pub version: Option<i64>,
}

/// Refusals that are kept in memory to be shown; all of them stand in the log.
pub const SHOWN_REFUSALS: usize = 20;

impl Run {
    /// Whether anything differs from before.
    pub fn has_changed_anything(&self) -> bool {
        let counts = self.counts;
        let files = self.files.iter().any(|file| file.added + file.changed + file.removed > 0);
        files || counts.added + counts.changed + counts.dropped > 0
    }
}

impl fmt::Display for Run {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.counts;
        if self.things == "contacts" {
            let read = counted(counts.read as usize, ("contact", "contacts"));
            let Counts { added, unchanged, refused, .. } = counts;
            writeln!(out, "{read} read: {added} new, {unchanged} unchanged, {refused} refused.")?;
        } else {
            writeln!(
                out,
                "{} {} read: {} new, {} changed ({} closed, {} reopened), {} unchanged, {} dropped, {} refused.",
                counts.read,
                self.things,
                counts.added,
                counts.changed,
                counts.closed,
                counts.reopened,
                counts.unchanged,
                counts.dropped,
                counts.refused
            )?;
        }
        for file in &self.files {
            writeln!(
                out,
                "{}: {} {} read, {} new, {} changed, {} removed, {} refused.",
                file.name,
                file.read,
                file.holds.replace('_', " "),
                file.added,
                file.changed,
                file.removed,
                file.refused
            )?;
            if !file.missing_columns.is_empty() {
                writeln!(out, "{}: columns missing: {}.", file.name, file.missing_columns.join(", "))?;
            }
        }
        for name in &self.aside {
            writeln!(out, "{name}: left aside, it is not a file of the register.")?;
        }
        for PassedOver { name, holds, taken } in &self.passed_over {
            let holds = holds.replace('_', " ");
            writeln!(out, "{name}: left aside, {taken} holds {holds} too and is not older.")?;
        }
        for (file, line, reason) in &self.refusals {
            writeln!(out, "{file}, line {line}: {reason}.")?;
        }
        if self.refusals.len() == SHOWN_REFUSALS {
            writeln!(out, "Every refused row and cell stands in the log of run {}.", self.number)?;
        }
        match (self.has_changed_anything(), self.version) {
            (true, Some(version)) => write!(out, "The register is now at version {version}."),
            (true, None) => write!(out, "Done."),
            (false, _) => write!(out, "Nothing has changed."),
        }
    }
}

/// Why an import was not done. What was held before stands as it stood.
#[derive(Debug, thiserror::Error)]
pub enum NotImported {
    /// The files are not what they should be; the sentences say how.
    #[error("{0}")]
    Refused(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

/// How far an import is.
#[derive(Debug, Clone)]
pub struct Progress<'run> {
    /// The file that is being read.
    pub file: &'run str,
    /// Its bytes that have been read.
    pub read_bytes: u64,
    /// Its bytes.
    pub size_bytes: u64,
}

/// Where an import tells how far it is.
pub type Report<'run> = &'run mut (dyn FnMut(Progress<'_>) + Send);

/// How an import is to be done.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Do it even if it closes or drops many schools.
    pub force: bool,
    /// Now.
    pub at: DateTime<Utc>,
}
