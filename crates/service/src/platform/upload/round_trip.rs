//! What we write reads back as it was, and no bytes at all stop the reader.

use super::lexer::Lexer;
use super::{Row, csv, pupils, sheet, trainees, urns};
use proptest::prelude::*;

/// Cells such as people and attackers write, with every character that means something to a spreadsheet.
fn cells() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = "[-=+@'\" ,;\t\r\na-cé0-9\u{feff}]{0,8}";
    prop::collection::vec(prop::collection::vec(cell, 1..5), 1..6)
}

proptest! {
    #[test]
    fn cells_come_back_as_they_were_written(rows in cells()) {
        let file = csv(&rows);
        let text = file.strip_prefix('\u{feff}').unwrap();
        let back: Vec<Vec<String>> = Lexer::new(text, b",").map(|record| record.unwrap().cells).collect();
        prop_assert_eq!(back, rows);
    }

    #[test]
    fn a_sheet_comes_back_as_it_was_written(rows in prop::collection::vec(prop::collection::vec("[=+@'a-z][-=a-z ,\"']{0,6}[a-z]", 2..5), 1..6)) {
        // "u=p n" is a heading of a list of pupils by its letters, and rightly refused.
        prop_assume!(rows.iter().all(|row| pupils::refuse(row).is_ok()));
        let read = sheet(csv(&rows).as_bytes()).unwrap();
        let back: Vec<Vec<String>> = read.rows.into_iter().map(|Row { cells, .. }| cells).collect();
        prop_assert_eq!(back, rows);
    }

    #[test]
    fn any_table_comes_back_cell_for_cell(text in "([a-z]{1,3}|[-=+@'\" ,;\t\r\n]|\u{200b}|sep=|é){0,40}") {
        if let Ok(read) = sheet(text.as_bytes()) {
            let cells = |rows: Vec<Row>| rows.into_iter().map(|row| row.cells).collect::<Vec<_>>();
            let file = csv(read.rows.iter().map(|row| &row.cells));
            // The order to spreadsheets keeps the separator, whatever the cells look like.
            let ordered = format!("sep=,\r\n{}", file.trim_start_matches('\u{feff}'));
            prop_assert_eq!(cells(sheet(ordered.as_bytes()).unwrap().rows), cells(read.rows));
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = (urns(&bytes), sheet(&bytes), trainees(&bytes));
    }

    #[test]
    fn any_text_is_answered(text in "([0-9]{6}|[,;\t\"'\r\n]|URN|sep=|.){0,60}") {
        let bytes = text.as_bytes();
        let _ = (urns(bytes), sheet(bytes), trainees(bytes));
    }

    #[test]
    fn no_line_of_a_list_is_lost(urns_given in prop::collection::vec(1_u32..=9_999_999, 1..50), end in "\r\n|\n|\r") {
        let text = urns_given.iter().map(u32::to_string).collect::<Vec<_>>().join(&end);
        let lines: Vec<usize> = urns(text.as_bytes()).unwrap().rows.iter().map(|row| row.line).collect();
        prop_assert_eq!(lines, (1..=urns_given.len()).collect::<Vec<_>>());
    }
}
