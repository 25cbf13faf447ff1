//! Cutting a file into rows and a row into cells, byte by byte as RFC 4180 has it.
//!
//! A row is found without reading its cells, so that one which has not changed costs next to nothing.

use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;
use std::io::{self, BufRead};

/// No row of the register comes near this; a longer one is a quotation mark that is never closed, or no CSV.
const LONGEST_ROW_BYTES: usize = 256 * 1024;

/// Why a file cannot be cut into rows.
#[derive(Debug, thiserror::Error)]
pub enum Uncut {
    /// The file cannot be read, or its compressed form is damaged or cut short.
    #[error("the file cannot be read to its end: {0}")]
    Unreadable(#[from] io::Error),
    /// The end came inside quotation marks, or they never end.
    #[error("the quotation mark in the row on line {0} is never closed: the file is cut short or damaged")]
    Unclosed(u32),
}

/// Gives the rows of a file one after the other.
pub struct Rows<R> {
    reader: R,
    row: Vec<u8>,
    next_line: u32,
}

/// One row, without the end of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'bytes> {
    /// The line on which it starts, counted from 1 as a text editor does.
    pub line: u32,
    /// Its bytes as they stand in the file.
    pub bytes: &'bytes [u8],
}

impl<R: BufRead> Rows<R> {
    /// Starts at the first line.
    pub fn new(reader: R) -> Self {
        Self { reader, row: Vec::with_capacity(4096), next_line: 1 }
    }

    /// The next row that is not empty; none at the end. A line break between quotation marks belongs to its row.
    ///
    /// # Errors
    /// When the file cannot be read to the end of the row.
    pub fn next(&mut self) -> Result<Option<Row<'_>>, Uncut> {
        loop {
            self.row.clear();
            let line = self.next_line;
            let mut is_within_quotes = false;
            loop {
                let start = self.row.len();
                if self.reader.read_until(b'\n', &mut self.row)? == 0 {
                    break;
                }
                self.next_line += 1;
                is_within_quotes ^= has_odd_quotes(&self.row[start..]);
                if !is_within_quotes {
                    break;
                }
                if self.row.len() > LONGEST_ROW_BYTES {
                    return Err(Uncut::Unclosed(line));
                }
            }
            if is_within_quotes {
                return Err(Uncut::Unclosed(line));
            }
            if self.row.is_empty() {
                return Ok(None);
            }
            let ended = self.row.strip_suffix(b"\n").unwrap_or(&self.row);
            let length = ended.strip_suffix(b"\r").unwrap_or(ended).len();
            if length > 0 {
                return Ok(Some(Row { line, bytes: &self.row[..length] }));
            }
        }
    }
}

/// A doubled quotation mark inside quotes counts twice, and so changes nothing.
fn has_odd_quotes(bytes: &[u8]) -> bool {
    // Folding bytes, not numbers, lets the compiler take many at a time.
    bytes.iter().fold(0_u8, |odd, byte| odd ^ u8::from(*byte == b'"')) == 1
}

/// The text of a row: UTF-8 where it is that, else windows-1252, in which every byte means something.
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The cells of a row, in the order in which they stand.
pub fn cells(row: &str) -> Vec<Cow<'_, str>> {
    let mut cells = Vec::with_capacity(160);
    let mut rest = row;
    loop {
        let (cell, after) = first_cell(rest);
        cells.push(cell);
        match after {
            Some(after) => rest = after,
            None => return cells,
        }
    }
}

/// The first cell, and what stands after its comma.
fn first_cell(row: &str) -> (Cow<'_, str>, Option<&str>) {
    let Some(quoted) = row.strip_prefix('"') else {
        return match row.split_once(',') {
            Some((cell, after)) => (Cow::Borrowed(cell), Some(after)),
            None => (Cow::Borrowed(row), None),
        };
    };
    let end = end_of_quoted(quoted.as_bytes());
    let cell = &quoted[..end];
    let cell = if cell.contains('"') { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) };
    // What stands between the closing mark and the comma is no part of the value.
    let after = quoted.get(end + 1..).and_then(|tail| tail.split_once(',')).map(|(_, after)| after);
    (cell, after)
}

fn end_of_quoted(bytes: &[u8]) -> usize {
    let mut place = 0;
    while place < bytes.len() {
        if bytes[place] == b'"' {
            if bytes.get(place + 1) != Some(&b'"') {
                return place;
            }
            place += 1;
        }
        place += 1;
    }
    bytes.len()
}

/// The cell at a place, without reading those after it.
pub fn cell_at(row: &str, place: usize) -> Option<Cow<'_, str>> {
    let mut rest = row;
    for _ in 0..place {
        rest = first_cell(rest).1?;
    }
    Some(first_cell(rest).0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(bytes: &[u8]) -> Result<Vec<(u32, String)>, Uncut> {
        let mut rows = Rows::new(bytes);
        let mut read = Vec::new();
        while let Some(row) = rows.next()? {
            read.push((row.line, text_of(row.bytes).into_owned()));
        }
        Ok(read)
    }

    #[test]
    fn a_line_break_between_quotes_belongs_to_its_row() {
        let read = rows(b"URN,Name\r\n1,\"St Mary's\r\nSchool\"\r\n\r\n2,b").unwrap();
        assert_eq!(
            read,
            [(1, "URN,Name".to_owned()), (2, "1,\"St Mary's\r\nSchool\"".to_owned()), (5, "2,b".to_owned())]
        );
    }

    #[test]
    fn a_file_that_ends_between_quotes_is_cut_short() {
        assert!(matches!(rows(b"URN\n1,\"St Ma"), Err(Uncut::Unclosed(2))));
    }

    #[test]
    fn curly_quotes_are_read_as_such() {
        assert_eq!(text_of(b"St Mary\x92s caf\xe9 \x96 1"), "St Mary’s café – 1");
        assert_eq!(text_of("St Mary’s café".as_bytes()), "St Mary’s café");
    }

    #[test]
    fn cells_are_quoted_or_not() {
        assert_eq!(cells("1,\"a, \"\"b\"\"\",,\"\",x\"y"), ["1", "a, \"b\"", "", "", "x\"y"]);
        assert_eq!(cells(""), [""]);
        assert_eq!(cells("\"a\" ,b,"), ["a", "b", ""]);
        assert_eq!(cell_at("1,\"a,b\",c", 2).as_deref(), Some("c"));
        assert_eq!(cell_at("1,\"a,b\"", 2), None);
    }

    proptest! {
        #[test]
        fn what_a_csv_writer_writes_is_read_back(
            table in prop::collection::vec(prop::collection::vec("[a-z,\"\r\n’ ]{0,9}", 2..5), 1..6)
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let read: Vec<Vec<String>> = rows(&bytes)
                .unwrap()
                .iter()
                .map(|(_, row)| cells(row).into_iter().map(Cow::into_owned).collect())
                .collect();
            prop_assert_eq!(read, table);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(read) = rows(&bytes) {
                for (_, row) in read {
                    let _ = cells(&row);
                }
            }
        }
    }
}
