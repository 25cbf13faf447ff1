//! Any bytes are a table or a problem; a table that is written reads back as the same cells.
#![no_main]

use libfuzzer_sys::fuzz_target;
use service::platform::upload::{Shown, csv, sheet};

fuzz_target!(|bytes: &[u8]| {
    let Ok(table) = sheet(bytes) else {
        return;
    };
    for cell in table.rows.iter().flat_map(|row| &row.cells) {
        assert!(!Shown::of(cell).as_str().contains(['\n', '\u{202e}']));
    }
    // The order to spreadsheets keeps the separator fixed, whatever the cells look like.
    let file = csv(table.rows.iter().map(|row| &row.cells));
    let ordered = format!("sep=,\r\n{}", file.trim_start_matches('\u{feff}'));
    if let Ok(again) = sheet(ordered.as_bytes()) {
        let cells = |rows: &[service::platform::upload::Row]| rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>();
        assert_eq!(cells(&again.rows), cells(&table.rows));
    }
});
