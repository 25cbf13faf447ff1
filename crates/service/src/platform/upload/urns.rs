//! A list of URNs: one column, one school a line, nothing guessed.

use super::lexer::{Lexer, Record, without_order};
use super::shown::trimmed;
use super::{FileProblem, MAX_ROWS, Shown, decode, pupils};
use crate::vocabulary::Urn;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// A list of URNs as it was read, in its own order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrnList {
    /// Every row that is neither blank nor the heading.
    pub rows: Vec<UrnRow>,
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrnRow {
    /// Its line in the file, counted from 1 with headings and blank lines.
    pub line: usize,
    /// What stands there.
    pub what: WhatStands,
}

/// What stands in a row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhatStands {
    /// A number that a school may have.
    Good(Urn),
    /// A school that an earlier line has named. Counted once and mentioned; no error.
    Again {
        /// The school.
        urn: Urn,
        /// The number as it stands here.
        shown: Shown,
        /// The first line that names it.
        same_as: usize,
    },
    /// No URN: row error `urn_not_valid`.
    Bad(Shown),
}

impl UrnList {
    /// The schools named, each once, with the line that names it first.
    pub fn good(&self) -> impl Iterator<Item = (usize, Urn)> {
        self.rows.iter().filter_map(|row| match row.what {
            WhatStands::Good(urn) => Some((row.line, urn)),
            WhatStands::Again { .. } | WhatStands::Bad(_) => None,
        })
    }

    /// The rows that hold no URN.
    pub fn bad(&self) -> impl Iterator<Item = (usize, &Shown)> {
        self.rows.iter().filter_map(|row| match &row.what {
            WhatStands::Bad(shown) => Some((row.line, shown)),
            WhatStands::Good(_) | WhatStands::Again { .. } => None,
        })
    }

    /// The rows that name a school again: line, what stands there, the line that named it first.
    pub fn again(&self) -> impl Iterator<Item = (usize, &Shown, usize)> {
        self.rows.iter().filter_map(|row| match &row.what {
            WhatStands::Again { shown, same_as, .. } => Some((row.line, shown, *same_as)),
            WhatStands::Good(_) | WhatStands::Bad(_) => None,
        })
    }
}

/// Reads a list of URNs from the bytes of a file or from pasted text.
///
/// # Errors
/// Any [`FileProblem`]; a row that holds no URN is none, and stands in the list as `Bad`.
pub fn urns(bytes: &[u8]) -> Result<UrnList, FileProblem> {
    let text = decode::text_of(bytes)?;
    let (text, _) = without_order(&text);
    let mut list = Reading::default();
    for record in Lexer::new(text, b",;\t") {
        list.take(&record?)?;
    }
    list.finish()
}

/// The list while it is read.
#[derive(Default)]
struct Reading {
    rows: Vec<UrnRow>,
    first_lines: HashMap<Urn, usize>,
    lines_with_more: Vec<usize>,
    is_past_heading: bool,
}

impl Reading {
    fn take(&mut self, record: &Record) -> Result<(), FileProblem> {
        pupils::refuse(&record.cells)?;
        let line = record.line;
        let mut values = record.cells.iter().map(|cell| trimmed(cell)).filter(|value| !value.is_empty());
        let Some(value) = values.next() else {
            return Ok(());
        };
        if values.next().is_some() {
            self.lines_with_more.push(line);
            return Ok(());
        }
        let is_first = !std::mem::replace(&mut self.is_past_heading, true);
        if is_first && is_heading(value) {
            return Ok(());
        }
        if self.rows.len() + self.lines_with_more.len() == MAX_ROWS {
            return Err(FileProblem::TooManyRows);
        }
        if value.contains(['\n', '\r']) {
            // A quotation mark out of place has swallowed whole lines; each of them may be a school.
            return Err(FileProblem::Malformed { line });
        }
        let what = self.what_stands(line, value);
        self.rows.push(UrnRow { line, what });
        Ok(())
    }

    fn what_stands(&mut self, line: usize, value: &str) -> WhatStands {
        // A spreadsheet keeps a number as text behind an apostrophe.
        let number = value.strip_prefix('\'').unwrap_or(value);
        let Ok(urn) = number.parse() else {
            return WhatStands::Bad(Shown::of(value));
        };
        match self.first_lines.entry(urn) {
            Entry::Vacant(first) => {
                first.insert(line);
                WhatStands::Good(urn)
            }
            Entry::Occupied(first) => WhatStands::Again { urn, shown: Shown::of(value), same_as: *first.get() },
        }
    }

    fn finish(self) -> Result<UrnList, FileProblem> {
        if !self.lines_with_more.is_empty() {
            return Err(FileProblem::ExtraColumns { lines: self.lines_with_more });
        }
        if self.rows.is_empty() {
            return Err(FileProblem::Empty);
        }
        Ok(UrnList { rows: self.rows })
    }
}

/// True for the headings that people give to a column of URNs.
pub(super) fn is_heading(value: &str) -> bool {
    let words = value
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ");
    matches!(
        words.as_str(),
        "urn"
            | "urns"
            | "urn number"
            | "urn numbers"
            | "urn no"
            | "school urn"
            | "school urns"
            | "urn of school"
            | "urn school"
            | "schools urn"
            | "schoolurn"
            | "gias urn"
            | "dfe urn"
            | "establishment urn"
            | "unique reference number"
            | "unique reference numbers"
            | "unique reference number urn"
            | "school unique reference number"
            | "school unique reference number urn"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows as one would note them down: `line:urn`, `line:again(first)`, `line:bad(text)`.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let read = match urns(text.as_bytes()) {
            Err(problem) => format!("{problem:?}"),
            Ok(list) => list
                .rows
                .iter()
                .map(|row| match &row.what {
                    WhatStands::Good(urn) => format!("{}:{urn}", row.line),
                    WhatStands::Again { same_as, .. } => format!("{}:again({same_as})", row.line),
                    WhatStands::Bad(shown) => format!("{}:bad({shown})", row.line),
                })
                .collect::<Vec<_>>()
                .join(" "),
        };
        assert_eq!(read, expected, "{text:?}");
    }

    #[test]
    fn lines_are_those_of_the_file() {
        check("School URN\n\n100001\n\n100002", "3:100001 5:100002");
        check("sep=;\nURN;\n100001;", "3:100001");
    }

    #[test]
    fn nothing_is_made_into_a_school_that_was_not_one() {
        check(
            "10A0001\n100 001\n-100001\n1e5\n\"100,001\"\n12345678\n0",
            "1:bad(10A0001) 2:bad(100 001) 3:bad(-100001) 4:bad(1e5) 5:bad(100,001) 6:bad(12345678) 7:bad(0)",
        );
    }

    #[test]
    fn zeros_in_front_name_the_same_school() {
        check("020001\n20001", "1:20001 2:again(1)");
    }

    #[test]
    fn a_number_kept_as_text_is_a_number() {
        check("'100001", "1:100001");
    }

    #[test]
    fn a_quotation_mark_that_swallows_lines_is_found() {
        check("1\n\"100002\n100003\"\n4", "Malformed { line: 2 }");
    }

    #[test]
    fn a_second_value_is_never_taken_or_dropped() {
        check("URN,Name\n1,Oak", "ExtraColumns { lines: [1, 2] }");
        check("1\n2\t3\n4;5", "ExtraColumns { lines: [2, 3] }");
    }

    #[test]
    fn lists_of_pupils_are_refused() {
        check("UPN\n100001", "LooksLikePupils { heading: \"UPN\" }");
    }

    #[test]
    fn one_row_too_many_is_too_many() {
        let rows = |count: usize| "100001\n".repeat(count);
        assert_eq!(urns(rows(MAX_ROWS).as_bytes()).map(|list| list.rows.len()), Ok(MAX_ROWS));
        assert_eq!(urns(rows(MAX_ROWS + 1).as_bytes()), Err(FileProblem::TooManyRows));
    }
}
