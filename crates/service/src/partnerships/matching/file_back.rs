//! The list given back, with a result and a reason for each row.

use super::{Columns, Verdict};
use crate::platform::upload::{Sheet, csv};
use crate::vocabulary::Urn;
use std::collections::HashMap;

/// The name of a school for the file back; empty for one that is not known.
pub trait Named {
    /// The name as the register has it.
    fn name_of(&self, urn: Urn) -> String;
}

impl<F: Fn(Urn) -> String> Named for F {
    fn name_of(&self, urn: Urn) -> String {
        self(urn)
    }
}

/// What is said of a row.
#[derive(Debug, Clone)]
pub struct SaidOf {
    /// Its line.
    pub line: usize,
    /// What is said of it.
    pub verdict: Verdict,
    /// Whether and where its school is told; empty where it is not to be.
    pub told: String,
}

/// The person's own columns, then "Result", "Reason", "School matched" and "URN" of the school, and "Told".
///
/// A row of which nothing is said stands as it was, so that nothing of the list is lost.
pub fn file_back(sheet: &Sheet, columns: &Columns, said: &[SaidOf], names: &impl Named) -> String {
    let width = sheet.width();
    let by_line: HashMap<usize, &SaidOf> = said.iter().map(|it| (it.line, it)).collect();
    let has_heading = columns.header_line.is_some();
    let heading = (!has_heading).then(|| {
        let own = (0..width).map(|index| heading_of(columns, index));
        own.chain(ADDED.map(str::to_owned)).collect::<Vec<_>>()
    });
    let rows = sheet.rows.iter().map(|row| {
        let mut cells: Vec<String> = (0..width).map(|index| row.cell(index).to_owned()).collect();
        if Some(row.line) == columns.header_line {
            cells.extend(ADDED.map(str::to_owned));
        } else if let Some(said) = by_line.get(&row.line) {
            cells.extend(added(said, names));
        } else {
            cells.extend(ADDED.map(|_| String::new()));
        }
        cells
    });
    csv(heading.into_iter().chain(rows))
}

/// The headings of what we add. Uploaded again, the file says the same: the person's own URN, where there is one, stands
/// before ours.
const ADDED: [&str; 5] = ["Result", "Reason", "School matched", "URN", "Told"];

fn heading_of(columns: &Columns, index: usize) -> String {
    let known = columns.guess.iter().find(|(known, _)| *known == index);
    known.map_or_else(|| format!("Column {}", index + 1), |(_, column)| column.words().to_owned())
}

fn added(said: &SaidOf, names: &impl Named) -> [String; 5] {
    let verdict = &said.verdict;
    let school = verdict.urn();
    let reason = match verdict {
        Verdict::Matched { .. } => verdict.reason(),
        Verdict::NotSure { candidates } => {
            let named: Vec<String> =
                candidates.iter().map(|it| format!("{} (URN {})", names.name_of(it.urn), it.urn)).collect();
            format!("{}: {}", verdict.reason(), named.join("; "))
        }
        other => format!("{}. {}", other.reason(), other.next_step()),
    };
    [
        verdict.result().to_owned(),
        reason,
        school.map_or_else(String::new, |urn| names.name_of(urn)),
        school.map_or_else(String::new, |urn| urn.to_string()),
        said.told.clone(),
    ]
}
