//! Text to records: RFC 4180, as loosely as it can be read without guessing.

use super::problem::FileProblem;

/// More cells in one row than any list of schools that a person keeps.
const MAX_COLUMNS: usize = 200;

/// One record: the line on which it starts, counted from 1, and its cells as they stand.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub line: usize,
    pub cells: Vec<String>,
}

/// Reads records one by one. Every separator is ASCII, so each cut falls between two characters.
pub(super) struct Lexer<'a> {
    text: &'a str,
    /// Byte at which the next record starts.
    at: usize,
    line: usize,
    separators: &'a [u8],
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str, separators: &'a [u8]) -> Self {
        Self { text, at: 0, line: 1, separators }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn is_separator(&self, byte: u8) -> bool {
        self.separators.contains(&byte)
    }

    /// Takes text up to a separator or the end of the line.
    fn plain(&mut self, cell: &mut String) {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r') || self.is_separator(*byte))
            .unwrap_or(rest.len());
        cell.push_str(&self.text[self.at..self.at + length]);
        self.at += length;
    }

    /// Takes what stands between quotation marks, which may hold line breaks and doubled marks.
    fn quoted(&mut self, cell: &mut String) -> Result<(), FileProblem> {
        let opened = self.line;
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let Some(length) = rest.find('"') else {
                // Nothing that follows can be told apart; there are no more records.
                self.at = self.text.len();
                return Err(FileProblem::Malformed { line: opened });
            };
            let inside = &rest[..length];
            self.line += line_ends(inside);
            cell.push_str(inside);
            self.at += length + 1;
            if self.peek() != Some(b'"') {
                return Ok(());
            }
            cell.push('"');
            self.at += 1;
        }
    }

    fn cell(&mut self) -> Result<String, FileProblem> {
        let mut cell = String::new();
        let rest = &self.text[self.at..];
        let indent = rest.len() - rest.trim_start_matches(' ').len();
        if rest[indent..].starts_with('"') {
            self.at += indent;
            self.quoted(&mut cell)?;
        }
        self.plain(&mut cell);
        Ok(without_guard(cell))
    }

    /// Steps over the end of a line, in any of its three forms.
    fn end_of_line(&mut self) {
        if self.text[self.at..].starts_with("\r\n") {
            self.at += 1;
        }
        if self.at < self.text.len() {
            self.at += 1;
        }
        self.line += 1;
    }

    fn record(&mut self) -> Result<Record, FileProblem> {
        let line = self.line;
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell()?);
            if cells.len() > MAX_COLUMNS {
                return Err(FileProblem::TooManyColumns { line });
            }
            match self.peek() {
                Some(byte) if self.is_separator(byte) => self.at += 1,
                _ => break,
            }
        }
        self.end_of_line();
        Ok(Record { line, cells })
    }
}

impl Iterator for Lexer<'_> {
    type Item = Result<Record, FileProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        (self.at < self.text.len()).then(|| self.record())
    }
}

/// How many lines end in a text, CR LF counted once.
fn line_ends(text: &str) -> usize {
    text.matches(['\n', '\r']).count() - text.matches("\r\n").count()
}

/// True when a spreadsheet would take the cell for a formula, or when it is such a cell behind guards of ours.
pub(super) fn needs_guard(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Takes off the one `'` that [`csv`](super::csv) puts before a cell that looks like a formula.
fn without_guard(mut cell: String) -> String {
    if cell.starts_with('\'') && needs_guard(&cell) {
        cell.remove(0);
    }
    cell
}

/// The text without the line `sep=;` that spreadsheets read as an order, the separator it names, and whether it was there.
pub(super) fn without_order(text: &str) -> (&str, Option<u8>) {
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let first = text[..end].trim().trim_matches('"');
    let named = first.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &first.as_bytes()[4..]);
    match named {
        Some([separator]) => (&text[end..], Some(*separator)),
        Some([]) => (&text[end..], Some(b'\t')),
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &[&str])]) {
        let read: Vec<Record> = Lexer::new(text, b",").collect::<Result<_, _>>().unwrap();
        let expected: Vec<Record> = expected
            .iter()
            .map(|(line, cells)| Record { line: *line, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() })
            .collect();
        assert_eq!(read, expected, "{text:?}");
    }

    #[test]
    fn every_end_of_line_ends_one_line() {
        check("a\r\nb\nc\rd", &[(1, &["a"]), (2, &["b"]), (3, &["c"]), (4, &["d"])]);
        check("a\n\r\nb\r\r", &[(1, &["a"]), (2, &[""]), (3, &["b"]), (4, &[""])]);
    }

    #[test]
    fn quotes_hold_separators_quotes_and_lines() {
        check(
            "\"a, \"\"b\"\"\",c\r\n\"two\r\nlines\rthree\",d\ne",
            &[(1, &["a, \"b\"", "c"]), (2, &["two\r\nlines\rthree", "d"]), (5, &["e"])],
        );
        check("x,  \"y, z\" more,w", &[(1, &["x", "y, z more", "w"])]);
        check("The \"Oaks\",b", &[(1, &["The \"Oaks\"", "b"])]);
        check(",\n", &[(1, &["", ""])]);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named_by_its_line() {
        let last = Lexer::new("a\n\"b\r\nc\",d\n\"e\nf", b",").last();
        assert_eq!(last, Some(Err(FileProblem::Malformed { line: 4 })));
    }

    #[test]
    fn one_guard_is_taken_off_a_formula_and_none_off_a_name() {
        check("'=A1,''=A1,'Tis,'-2,'", &[(1, &["=A1", "'=A1", "'Tis", "-2", "'"])]);
    }

    #[test]
    fn the_order_for_spreadsheets_is_no_row() {
        assert_eq!(without_order("sep=;\r\nURN"), ("\r\nURN", Some(b';')));
        assert_eq!(without_order("SEP=\t\nURN"), ("\nURN", Some(b'\t')));
        assert_eq!(without_order("separate\nURN"), ("separate\nURN", None));
        assert_eq!(without_order("é=é"), ("é=é", None));
    }
}
