//! What is kept of an upload between its pages, and how it is written down.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::partnerships::matching::{Column, Columns};
use crate::platform::upload::{Row, Sheet};
use crate::vocabulary::{EmailAddress, Urn};

/// A list on its way to becoming partner schools.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    /// Its key.
    pub id: i64,
    /// Its name in addresses.
    pub public_id: String,
    /// The file's name; empty for a pasted list.
    pub file_name: String,
    /// The rows as they were read.
    pub sheet: Sheet,
    /// What the columns hold.
    pub layout: Layout,
    /// What the person chose.
    pub choices: Choices,
    /// Set once the schools were added.
    pub outcome: Option<Outcome>,
}

impl Upload {
    /// One of its pages.
    pub fn at(&self, page: &str) -> String {
        format!("{}/{}/{page}", super::BASE, self.public_id)
    }

    /// How pages name the list.
    pub fn called(&self) -> &str {
        if self.file_name.is_empty() { "Your list" } else { &self.file_name }
    }

    /// The rows below the heading.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        let heading = self.layout.columns.header_line;
        self.sheet.rows.iter().filter(move |row| Some(row.line) != heading)
    }
}

/// What the columns hold, and how that is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    /// A list of URNs and nothing else, which the strict reader read: nothing in it is guessed.
    pub is_urns: bool,
    /// The columns.
    pub columns: Columns,
}

/// What the person chose, by line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Choices {
    /// The school chosen for a row, or none: the row is left out.
    pub rows: BTreeMap<usize, Option<u32>>,
    /// The schools that the person went on with.
    pub going_on: Option<Vec<GoingOn>>,
}

/// A school that the person went on with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct GoingOn {
    /// The line that named it.
    pub line: usize,
    /// The school.
    pub urn: u32,
    /// Trainees there, where the list says so.
    pub trainees: Option<i32>,
    /// The email address that the list gives for it, as it is written there.
    #[serde(default)]
    pub email: Option<String>,
    /// It is a partner already, and only to be told.
    #[serde(default)]
    pub is_partner: bool,
}

impl GoingOn {
    /// The address that the list gives for it, where it is one.
    pub fn address(&self) -> Option<EmailAddress> {
        self.email.as_deref()?.parse().ok()
    }

    /// The school.
    pub fn urn(&self) -> Option<Urn> {
        self.urn.to_string().parse().ok()
    }
}

/// What came of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Outcome {
    /// Schools added.
    pub added: Vec<u32>,
    /// Of these, so many that will be told by email.
    pub told: u64,
    /// Schools that were partners before, and are told now.
    #[serde(default)]
    pub told_late: u64,
    /// Those that dropped out between the check and the change.
    pub dropped: Vec<Dropped>,
}

impl Outcome {
    /// Schools added that nobody can be told of yet.
    pub fn not_told(&self) -> u64 {
        (self.added.len() as u64).saturating_sub(self.told)
    }
}

/// A school that dropped out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Dropped {
    /// The school.
    pub urn: u32,
    /// The refusal's sentence.
    pub reason: String,
    /// What the person can do about it.
    pub next: String,
}

/// The cells as text for the database.
pub(super) fn cells_text(sheet: &Sheet) -> String {
    let rows: Vec<_> = sheet.rows.iter().map(|row| (row.line, &row.cells)).collect();
    serde_json::to_string(&rows).unwrap_or_default()
}

/// The cells as the database has them.
pub(super) fn sheet_of(text: &str) -> Option<Sheet> {
    let rows: Vec<(usize, Vec<String>)> = serde_json::from_str(text).ok()?;
    let rows = rows.into_iter().map(|(line, cells)| Row { line, cells }).collect();
    Some(Sheet { rows, notes: Vec::new() })
}

#[derive(Serialize, Deserialize)]
struct Written {
    is_urns: bool,
    heading: Option<usize>,
    columns: Vec<(usize, String)>,
}

/// The layout as text for the database.
pub(super) fn layout_text(layout: &Layout) -> String {
    let columns = layout.columns.guess.iter().map(|(index, column)| (*index, column.key().to_owned()));
    let written = Written { is_urns: layout.is_urns, heading: layout.columns.header_line, columns: columns.collect() };
    serde_json::to_string(&written).unwrap_or_default()
}

/// The layout as the database has it.
pub(super) fn layout_of(text: &str) -> Option<Layout> {
    let written: Written = serde_json::from_str(text).ok()?;
    let guess = written.columns.into_iter().filter_map(|(index, key)| Some((index, Column::with_key(&key)?)));
    let columns = Columns { header_line: written.heading, guess: guess.collect() };
    Some(Layout { is_urns: written.is_urns, columns })
}
