//! A table as people keep it: several columns, any order, any of three separators.

use super::lexer::{Lexer, without_order};
use super::shown::trimmed;
use super::{FileProblem, MAX_ROWS, decode, pupils};

/// A table as it was read: rows that are not blank, their cells without the blanks around them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Every row that is not blank, the heading (if there is one) among them.
    pub rows: Vec<Row>,
    /// What the person may want to know about the reading.
    pub notes: Vec<Note>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The line on which it starts, counted from 1 with blank lines.
    pub line: usize,
    /// Its cells, without the empty ones at its end.
    pub cells: Vec<String>,
}

/// What was done to read a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Cells are separated by tabs, as in text copied from a spreadsheet.
    ByTabs,
    /// Cells are separated by semicolons.
    BySemicolons,
    /// Lines without anything in them were passed over.
    BlankLines(usize),
}

impl Row {
    /// A cell by its column, counted from 0; empty where the row is shorter.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

impl Sheet {
    /// Columns of the widest row.
    pub fn width(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)
    }
}

/// Reads a table from the bytes of a file or from pasted text.
///
/// # Errors
/// Any [`FileProblem`] except `ExtraColumns`.
pub fn sheet(bytes: &[u8]) -> Result<Sheet, FileProblem> {
    let sheet = table(bytes)?;
    for row in &sheet.rows {
        pupils::refuse(&row.cells)?;
    }
    Ok(sheet)
}

/// Reads a table without asking whom it is about.
pub(super) fn table(bytes: &[u8]) -> Result<Sheet, FileProblem> {
    // A heading may stand above the most rows.
    const MOST: usize = MAX_ROWS + 1;
    let text = decode::text_of(bytes)?;
    let (text, ordered) = without_order(&text);
    let separator = ordered.unwrap_or_else(|| separator_of(text));
    let mut sheet = Sheet::default();
    let mut blank = 0;
    for record in Lexer::new(text, &[separator]) {
        let record = record?;
        let mut cells: Vec<String> = record.cells.into_iter().map(tidied).collect();
        let filled = cells.iter().rposition(|cell| !cell.is_empty());
        let Some(last) = filled else {
            blank += 1;
            continue;
        };
        if sheet.rows.len() == MOST {
            return Err(FileProblem::TooManyRows);
        }
        cells.truncate(last + 1);
        let line = record.line;
        sheet.rows.push(Row { line, cells });
    }
    if sheet.rows.is_empty() {
        return Err(FileProblem::Empty);
    }
    sheet.notes = notes_on(separator, blank);
    Ok(sheet)
}

fn notes_on(separator: u8, blank: usize) -> Vec<Note> {
    let by = match separator {
        b'\t' => Some(Note::ByTabs),
        b';' => Some(Note::BySemicolons),
        _ => None,
    };
    let blank = (blank > 0).then_some(Note::BlankLines(blank));
    by.into_iter().chain(blank).collect()
}

/// Most cells need no tidying, and keep the text that they have.
fn tidied(cell: String) -> String {
    let inner = trimmed(&cell);
    if inner.len() == cell.len() { cell } else { inner.to_owned() }
}

/// Tab where text was copied from a spreadsheet, semicolon where most rows have as many of them, else comma.
fn separator_of(text: &str) -> u8 {
    let tabs = agreement(text, b'\t');
    let semicolons = agreement(text, b';');
    let commas = agreement(text, b',');
    if tabs > 0 && tabs >= commas.max(semicolons) {
        b'\t'
    } else if semicolons > commas {
        b';'
    } else {
        b','
    }
}

/// How many of the first rows have the number of cells (two or more) that most rows with several cells have.
fn agreement(text: &str, separator: u8) -> usize {
    const LOOKED_AT: usize = 50;
    let mut widths: Vec<usize> = Lexer::new(text, &[separator])
        .take(LOOKED_AT)
        .map_while(Result::ok)
        .map(|record| record.cells.len())
        .filter(|width| *width > 1)
        .collect();
    widths.sort_unstable();
    widths.chunk_by(|one, next| one == next).map(<[usize]>::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let read = sheet(text.as_bytes()).map_or_else(
            |problem| format!("{problem:?}"),
            |sheet| {
                let row = |row: &Row| format!("{}:{}", row.line, row.cells.join("|"));
                sheet.rows.iter().map(row).collect::<Vec<_>>().join(" ")
            },
        );
        assert_eq!(read, expected, "{text:?}");
    }

    #[test]
    fn cells_pasted_from_a_spreadsheet_are_separated_by_tabs() {
        check("School\tTown\nOak, Ash\tLeeds\nElm;\tYork", "1:School|Town 2:Oak, Ash|Leeds 3:Elm;|York");
    }

    #[test]
    fn semicolons_separate_where_they_agree() {
        check("URN;Name\n1;Oak, Ash\n2;Elm", "1:URN|Name 2:1|Oak, Ash 3:2|Elm");
        check("Oak,Leeds\nElm; Ash,York", "1:Oak|Leeds 2:Elm; Ash|York");
    }

    #[test]
    fn commas_separate_else_and_lines_stay_those_of_the_file() {
        check(
            "\r\nOak, Leeds ,,\r\n,,\r\n\"12 High Street\r\nLeeds\",x\r\nElm",
            "2:Oak|Leeds 4:12 High Street\r\nLeeds|x 6:Elm",
        );
    }

    #[test]
    fn an_order_to_spreadsheets_is_followed() {
        check("sep=|\nOak|Leeds, York", "2:Oak|Leeds, York");
    }

    #[test]
    fn nothing_is_an_answer_too() {
        check(" \n,,\n", "Empty");
        check("Name,DOB\nA,1/1/2010", "LooksLikePupils { heading: \"DOB\" }");
        check("a\n\"b", "Malformed { line: 2 }");
    }

    #[test]
    fn no_row_is_endless() {
        let wide = ",".repeat(1000);
        check(&wide, "TooManyColumns { line: 1 }");
    }
}
