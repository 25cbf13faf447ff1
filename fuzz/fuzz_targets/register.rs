//! Any bytes are rows or a file that is refused: no line is lost or read twice, and every cell is read in every manner.
#![no_main]

use libfuzzer_sys::fuzz_target;
use service::organisations::register::header::Header;
use service::organisations::register::rows::{Rows, cell_at, text_of};
use service::organisations::register::rules::{self, Cell, Manner};

const MANNERS: [Manner; 10] = [
    Manner::Text,
    Manner::Digits,
    Manner::Whole,
    Manner::WholeButZero,
    Manner::Percentage,
    Manner::Date,
    Manner::Postcode,
    Manner::Named,
    Manner::NamedOr(6, "None"),
    Manner::List,
];

fuzz_target!(|bytes: &[u8]| {
    let mut rows = Rows::new(bytes);
    let Ok(Some(first)) = rows.next_row() else { return };
    let header = Header::of(first);
    let (mut line, mut read) = (first.line, first.bytes.len());
    let _ = (header.holds(), header.wrong(["URN"]));
    while let Ok(Some(row)) = rows.next_row() {
        assert!(row.line > line, "a row starts after the one before");
        line = row.line;
        read += row.bytes.len();
        let text = text_of(row.bytes);
        let Ok(cells) = header.row(&text) else { continue };
        assert_eq!(cells.len(), header.width);
        for (place, cell) in cells.iter().enumerate() {
            assert_eq!(cell_at(&text, place).as_ref(), Ok(&Some(cell.clone())));
            assert!(!cell.contains('\0'));
            for manner in MANNERS {
                match rules::read(manner, &[cell.clone(), cell.clone()]) {
                    Ok(Cell::Text(text)) => assert!(!text.is_empty() && text.trim() == text),
                    Ok(Cell::Date(day)) => assert!(day.to_string() > "0000-99".to_owned()),
                    _ => {}
                }
            }
        }
    }
    assert!(read <= bytes.len(), "no byte stands in two rows");
    let _ = rows.cut_short(header.width);
});
