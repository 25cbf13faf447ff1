//! The reader: from the rows of a file to batches of those that are new or differ from what we hold.
//!
//! It knows nothing of the database. It runs on a thread of its own and is held back by the writer.

use super::columns::{COLUMNS, REQUIRED, STATUS};
use super::files::Source;
use super::header::{Header, Layout};
use super::rows::{Row, Rows, Uncut, cell_at, text_of};
use super::rules::{self, Cell};
use crate::organisations::rules::Status;
use crate::vocabulary::Urn;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc::Sender;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Changed rows in a batch at most: this and the channel's length bound the memory.
const BATCH_ROWS: usize = 256;
/// Rows read until a batch is sent even if nothing changed, so that progress is seen.
const PROGRESS_ROWS: u32 = 4096;

/// What we hold of a school before the import.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Of its row when it was last read.
    pub hash: i64,
    /// Whether it was open.
    pub is_open: bool,
    /// Whether the row has stood in no file since an earlier import.
    pub is_dropped: bool,
    /// Whether it stands in the database: false for one that this import brought.
    pub is_stored: bool,
    /// The number, from 1, of the file of this import in which it was seen; 0 for none yet.
    pub seen_in: u16,
}

/// A row that is new or has other bytes than before.
#[derive(Debug)]
pub struct Incoming {
    /// Which school.
    pub urn: Urn,
    /// Of its bytes.
    pub hash: i64,
    /// One for each of our columns; absent too where the file lacks the column.
    pub cells: Vec<Cell>,
    /// Whether we hold it already.
    pub is_known: bool,
    /// Whether we hold it as one that stood in no file.
    pub is_returning: bool,
}

/// A row that was not taken, or a cell that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where the row starts in its file, counted from 1.
    pub line: u32,
    /// What is wrong, in words.
    pub reason: String,
    /// False when only a cell was left out.
    pub is_row: bool,
}

/// What the reader hands to the writer.
#[derive(Debug, Default)]
pub struct Batch {
    /// Rows that need writing, or at least comparing.
    pub incoming: Vec<Incoming>,
    /// Rows and cells that cannot be taken.
    pub refusals: Vec<Refusal>,
    /// Rows read since the last batch, of any fate.
    pub rows: u32,
    /// Bytes of the file read so far.
    pub read_bytes: u64,
}

/// Counts that only the reader knows.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    /// Rows read.
    pub read: u32,
    /// Rows whose bytes are as they were.
    pub unchanged: u32,
    /// Rows of a school that an earlier file of this import brought already.
    pub repeated: u32,
}

/// Why a file was read in vain.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// It cannot be cut into rows.
    #[error(transparent)]
    Uncut(#[from] Uncut),
    /// Its last row ends early.
    #[error("the file ends in the middle of the row on line {0}")]
    CutShort(u32),
    /// There are no rows under the header.
    #[error("the file has no rows under its header")]
    NoRows,
    /// The writer has stopped.
    #[error("the import was stopped")]
    Stopped,
}

impl From<io::Error> for Unread {
    fn from(why: io::Error) -> Self {
        Self::Uncut(Uncut::Unreadable(why))
    }
}

/// The header of a table; none for one without any row.
///
/// # Errors
/// When it cannot be read.
pub fn header(source: &Source) -> Result<Option<Header>, Unread> {
    let read = source.read(Arc::default(), |reader| Rows::new(reader).next_row().map(|row| row.map(Header::of)))?;
    Ok(read?)
}

/// One file of schools being read.
pub struct Reading<'file> {
    layout: &'file Layout,
    header: &'file Header,
    number: u16,
    known: &'file mut HashMap<Urn, Known>,
    batch: Batch,
    tally: Tally,
}

/// The file, its header and its number among the files of this import, from 1.
#[derive(Debug, Clone)]
pub struct Task {
    /// The file.
    pub source: Source,
    /// Its header.
    pub header: Header,
    /// Its number.
    pub number: u16,
}

/// Reads a file of schools to its end and sends what has changed. Notes in `known` which schools were seen.
///
/// # Errors
/// When the file is damaged or cut short; what was sent before must then be undone.
pub fn establishments(task: &Task, known: &mut HashMap<Urn, Known>, sender: &Sender<Batch>) -> Result<Tally, Unread> {
    let read_bytes = Arc::new(AtomicU64::new(0));
    let layout = Layout::of(&task.header);
    let mut reading = Reading {
        layout: &layout,
        header: &task.header,
        number: task.number,
        known,
        batch: Batch::default(),
        tally: Tally::default(),
    };
    let short_row = task.source.read(Arc::clone(&read_bytes), |reader| -> Result<Option<u32>, Unread> {
        let mut rows = Rows::new(reader);
        rows.next_row()?;
        while let Some(row) = rows.next_row()? {
            reading.take(row);
            if reading.batch.incoming.len() >= BATCH_ROWS || reading.batch.rows >= PROGRESS_ROWS {
                reading.send(&read_bytes, sender)?;
            }
        }
        reading.send(&read_bytes, sender)?;
        Ok(rows.cut_short(task.header.width))
    })??;
    match (short_row, reading.tally.read) {
        (Some(line), _) => Err(Unread::CutShort(line)),
        (None, 0) => Err(Unread::NoRows),
        (None, _) => Ok(reading.tally),
    }
}

impl Reading<'_> {
    fn send(&mut self, read_bytes: &AtomicU64, sender: &Sender<Batch>) -> Result<(), Unread> {
        let mut batch = std::mem::take(&mut self.batch);
        batch.read_bytes = read_bytes.load(Ordering::Relaxed);
        sender.blocking_send(batch).map_err(|_| Unread::Stopped)
    }

    fn take(&mut self, row: Row<'_>) {
        self.tally.read += 1;
        self.batch.rows += 1;
        let text = text_of(row.bytes);
        let given = match cell_at(&text, self.layout.urn) {
            Ok(given) => given.unwrap_or_default(),
            Err(fault) => return self.refuse(row.line, fault.to_string(), true),
        };
        let Ok(urn) = given.parse::<Urn>() else {
            return self.refuse(row.line, not_a_urn(&given), true);
        };
        let hash = xxh3_64_with_seed(row.bytes, self.header.seed).cast_signed();
        let fresh = Known { hash, is_open: false, is_dropped: false, is_stored: false, seen_in: 0 };
        let known = self.known.entry(urn).or_insert(fresh);
        if known.seen_in == self.number {
            return self.refuse(row.line, format!("URN {urn} stands in this file already"), true);
        }
        if known.seen_in > 0 {
            self.tally.repeated += 1;
            return;
        }
        let (is_known, is_returning) = (known.is_stored, known.is_dropped);
        if is_known && known.hash == hash && !is_returning {
            known.seen_in = self.number;
            self.tally.unchanged += 1;
            return;
        }
        match self.decode(row.line, &text) {
            Ok(cells) => {
                self.see(urn);
                self.batch.incoming.push(Incoming { urn, hash, cells, is_known, is_returning });
            }
            Err(reason) if is_known => {
                // It stands in the register all the same: what we hold of it stays.
                self.see(urn);
                self.refuse(row.line, reason, true);
            }
            Err(reason) => {
                self.known.remove(&urn);
                self.refuse(row.line, reason, true);
            }
        }
    }

    fn see(&mut self, urn: Urn) {
        if let Some(known) = self.known.get_mut(&urn) {
            known.seen_in = self.number;
        }
    }

    fn refuse(&mut self, line: u32, reason: String, is_row: bool) {
        self.batch.refusals.push(Refusal { line, reason, is_row });
    }

    fn decode(&mut self, line: u32, text: &str) -> Result<Vec<Cell>, String> {
        let given = self.header.row(text)?;
        let mut read = Vec::with_capacity(COLUMNS.len());
        for (column, places) in COLUMNS.iter().zip(&self.layout.places) {
            let mut found = places.iter().map(|place| given[*place].clone());
            let cell = match places.len() {
                0 => Ok(Cell::Absent),
                1 => rules::read(column.manner, &found.next().map_or([Cow::default()], |cell| [cell])),
                _ => rules::read(column.manner, &found.collect::<Vec<_>>()),
            };
            read.push(cell.unwrap_or_else(|odd| {
                let reason = format!("{}: {}", column.headers[0], odd.0);
                self.batch.refusals.push(Refusal { line, reason, is_row: false });
                Cell::Absent
            }));
        }
        match missing(&read) {
            Some(reason) => Err(reason),
            None => Ok(read),
        }
    }
}

fn missing(read: &[Cell]) -> Option<String> {
    let absent = COLUMNS.iter().zip(read).take(REQUIRED).find(|(_, cell)| **cell == Cell::Absent);
    if let Some((column, _)) = absent {
        return Some(format!("{} is missing", column.headers[0]));
    }
    match read[STATUS].whole().map(Status::of_code) {
        Some(Some(_)) => None,
        _ => Some(format!("{} is not one that we know", COLUMNS[STATUS].headers[0])),
    }
}

fn not_a_urn(given: &str) -> String {
    const SHOWN: usize = 40;
    let shown: String = given.trim().chars().take(SHOWN).collect();
    if shown.is_empty() { "URN is missing".to_owned() } else { format!("“{shown}” is not a URN") }
}
