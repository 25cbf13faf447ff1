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
    /// A line that does not end.
    #[error("the row on line {0} is longer than any row of the register: the file is damaged or no CSV")]
    TooLong(u32),
}

/// Why a row cannot be cut into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// What stands after it would be lost.
    #[error("A quotation mark stands within a value and is not doubled")]
    Undoubled,
    /// The value would take in what belongs to the next row.
    #[error("A quotation mark in the row is never closed")]
    Unclosed,
    /// PostgreSQL keeps no such text.
    #[error("The row holds a NUL character, which no text has")]
    Nul,
}

/// Gives the rows of a file one after the other.
pub struct Rows<R> {
    reader: R,
    row: Vec<u8>,
    line: u32,
    before: Vec<u8>,
    before_line: u32,
    /// Lines that were taken for a part of the row before, and how far they have been given.
    put_back: (Vec<u8>, usize),
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
        let row = || Vec::with_capacity(4096);
        let (line, before_line, next_line, put_back) = (0, 0, 1, (Vec::new(), 0));
        Self { reader, row: row(), line, before: row(), before_line, put_back, next_line }
    }

    /// The next row that is not empty; none at the end. A line break between quotation marks belongs to its row.
    ///
    /// # Errors
    /// When the file cannot be read to the end of the row.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, Uncut> {
        if !self.row.is_empty() {
            std::mem::swap(&mut self.row, &mut self.before);
            self.before_line = self.line;
        }
        loop {
            self.row.clear();
            self.line = self.next_line;
            self.gather()?;
            if self.row.is_empty() {
                return Ok(None);
            }
            let ended = self.row.strip_suffix(b"\n").unwrap_or(&self.row);
            let length = ended.strip_suffix(b"\r").unwrap_or(ended).len();
            if length > 0 {
                return Ok(Some(Row { line: self.line, bytes: &self.row[..length] }));
            }
        }
    }

    /// At the end: the line of the last row, if it has fewer cells than this. A file that ends so was cut.
    pub fn cut_short(&self, width: usize) -> Option<u32> {
        let is_short = !self.before.is_empty() && Cut::of(&text_of(&self.before)).count() < width;
        is_short.then_some(self.before_line)
    }

    /// Lines until the quotation marks are closed. Where they turn out to be none, the first line is a row by itself.
    fn gather(&mut self) -> Result<(), Uncut> {
        let mut at = At::Start;
        let mut first_line = 0;
        loop {
            let start = self.row.len();
            if self.read_line()? == 0 {
                return if at == At::Quoted { Err(Uncut::Unclosed(self.line)) } else { Ok(()) };
            }
            let added = &self.row[start..];
            if start > 0 || has_odd_quotes(added) {
                at = added.iter().fold(at, |at, byte| at.after(*byte));
            }
            match at {
                _ if self.row.len() <= LONGEST_ROW_BYTES => {}
                At::Quoted => return Err(Uncut::Unclosed(self.line)),
                _ => return Err(Uncut::TooLong(self.line)),
            }
            first_line = if start == 0 { self.row.len() } else { first_line };
            self.next_line += 1;
            match at {
                At::Quoted => {}
                At::Fault => {
                    self.put_back_all_but(first_line);
                    return Ok(());
                }
                _ => return Ok(()),
            }
        }
    }

    /// Adds a line to the row, or as much of it as a row may have and one byte more. Gives how much that was.
    fn read_line(&mut self) -> io::Result<usize> {
        let (lines, given) = &mut self.put_back;
        if *given < lines.len() {
            let rest = &lines[*given..];
            let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
            self.row.extend_from_slice(&rest[..length]);
            *given += length;
            return Ok(length);
        }
        let room = (LONGEST_ROW_BYTES + 1).saturating_sub(self.row.len());
        io::Read::take(&mut self.reader, room as u64).read_until(b'\n', &mut self.row)
    }

    fn put_back_all_but(&mut self, first_line: usize) {
        let (lines, given) = &self.put_back;
        let back = [&self.row[first_line..], &lines[*given..]].concat();
        self.row.truncate(first_line);
        self.put_back = (back, 0);
        self.next_line = self.line + 1;
    }
}

/// A doubled quotation mark inside quotes counts twice, and so changes nothing.
fn has_odd_quotes(bytes: &[u8]) -> bool {
    // Folding bytes, not numbers, lets the compiler take many at a time.
    bytes.iter().fold(0_u8, |odd, byte| odd ^ u8::from(*byte == b'"')) == 1
}

/// Where one stands in a row, read byte by byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before a cell.
    Start,
    /// In a cell without quotation marks around it: one within stands for itself.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// After a mark that closes, or is the first of two.
    Closing,
    /// After spaces behind the mark that closes.
    Closed,
    /// After something else there.
    Fault,
}

impl At {
    fn after(self, byte: u8) -> At {
        match (self, byte) {
            (At::Fault, _) => At::Fault,
            (At::Quoted, b'"') => At::Closing,
            (At::Quoted, _) | (At::Start | At::Closing, b'"') => At::Quoted,
            (_, b',') => At::Start,
            (At::Start | At::Plain, _) => At::Plain,
            (At::Closing | At::Closed, byte) if byte.is_ascii_whitespace() => At::Closed,
            (At::Closing | At::Closed, _) => At::Fault,
        }
    }
}

/// The text of a row: UTF-8 where it is that, else windows-1252, in which every byte means something.
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The cells of a row, in the order in which they stand.
///
/// # Errors
/// A [`Fault`] where a value would be lost or changed.
pub fn cells(row: &str) -> Result<Vec<Cow<'_, str>>, Fault> {
    if row.contains('\0') {
        return Err(Fault::Nul);
    }
    let mut cells = Vec::with_capacity(160);
    for cell in Cut::of(row) {
        cells.push(cell?);
    }
    Ok(cells)
}

/// The cell at a place, without reading those after it.
///
/// # Errors
/// A [`Fault`] up to there: it cannot be said which cell it is.
pub fn cell_at(row: &str, place: usize) -> Result<Option<Cow<'_, str>>, Fault> {
    let mut cells = Cut::of(row);
    for _ in 0..place {
        if cells.next().transpose()?.is_none() {
            return Ok(None);
        }
    }
    let cell = cells.next().transpose()?;
    if cell.as_ref().is_some_and(|cell| cell.contains('\0')) { Err(Fault::Nul) } else { Ok(cell) }
}

/// Gives the cells of a row; goes on after one with a fault as well as it can.
struct Cut<'row> {
    rest: Option<&'row str>,
}

impl Cut<'_> {
    fn of(row: &str) -> Cut<'_> {
        Cut { rest: Some(row) }
    }
}

impl<'row> Iterator for Cut<'row> {
    type Item = Result<Cow<'row, str>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.rest?;
        let Some(quoted) = row.strip_prefix('"') else {
            let (cell, after) = split_at_comma(row);
            self.rest = after;
            return Some(Ok(Cow::Borrowed(cell)));
        };
        let end = end_of_quoted(quoted.as_bytes());
        let Some(tail) = quoted.get(end + 1..) else {
            self.rest = None;
            return Some(Err(Fault::Unclosed));
        };
        // Spaces between the closing mark and the comma are no part of the value.
        let (between, after) = split_at_comma(tail);
        self.rest = after;
        if !between.trim_ascii().is_empty() {
            return Some(Err(Fault::Undoubled));
        }
        let cell = &quoted[..end];
        Some(Ok(if cell.contains('"') { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) }))
    }
}

fn split_at_comma(text: &str) -> (&str, Option<&str>) {
    text.split_once(',').map_or((text, None), |(cell, after)| (cell, Some(after)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(bytes: &[u8]) -> Result<Vec<(u32, String)>, Uncut> {
        let mut rows = Rows::new(bytes);
        let mut read = Vec::new();
        while let Some(row) = rows.next_row()? {
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
        let good = |row| cells(row).unwrap();
        assert_eq!(good("1,\"a, \"\"b\"\"\",,\"\",x\"y"), ["1", "a, \"b\"", "", "", "x\"y"]);
        assert_eq!(good(""), [""]);
        assert_eq!(good("\"a\" ,b,"), ["a", "b", ""]);
        assert_eq!(cell_at("1,\"a,b\",c", 2).unwrap().as_deref(), Some("c"));
        assert_eq!(cell_at("1,\"a,b\"", 2), Ok(None));
    }

    #[test]
    fn a_value_that_would_be_cut_is_a_fault() {
        assert_eq!(cells("1,\"St \"Mary's\" School\",x"), Err(Fault::Undoubled));
        assert_eq!(cells("1,\"a\" \"b\""), Err(Fault::Undoubled));
        assert_eq!(cells("1,\"a,b"), Err(Fault::Unclosed));
        assert_eq!(cells("1,\"a\"\""), Err(Fault::Unclosed));
        assert_eq!(cells("1,a\0b"), Err(Fault::Nul));
        assert_eq!(cell_at("\"a \"b, 7, c\",1", 1), Err(Fault::Undoubled));
        assert_eq!(cell_at("1,\"a \"b", 0).unwrap().as_deref(), Some("1"));
    }

    #[test]
    fn a_mark_that_opens_nothing_joins_no_rows() {
        let lines = |bytes: &[u8]| -> Vec<(u32, String)> { rows(bytes).unwrap() };
        let row = |line, text: &str| (line, text.to_owned());
        assert_eq!(lines(b"1,x\"y\n2,b\n"), [row(1, "1,x\"y"), row(2, "2,b")]);
        assert_eq!(lines(b"1,\"x\n2,\"y\"\n3,z\n"), [row(1, "1,\"x"), row(2, "2,\"y\""), row(3, "3,z")]);
        let two = b"1,\"x\n2,\"y\n3,\"z\"\n4,\"a\nb\"";
        assert_eq!(lines(two), [row(1, "1,\"x"), row(2, "2,\"y"), row(3, "3,\"z\""), row(4, "4,\"a\nb\"")]);
    }

    #[test]
    fn the_last_row_is_known_to_be_cut() {
        let cut = |bytes: &[u8]| {
            let mut rows = Rows::new(bytes);
            while rows.next_row().unwrap().is_some() {}
            rows.cut_short(2)
        };
        assert_eq!([cut(b"a,b\n1,2\n"), cut(b"a,b\n1\n2,3\n\n"), cut(b"")], [None; 3]);
        assert_eq!([cut(b"a,b\n1,2\n\n3"), cut(b"a,b\n1,2\n3\n\n")], [Some(4), Some(3)]);
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
                .map(|(_, row)| cells(row).unwrap().into_iter().map(Cow::into_owned).collect())
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
