//! The columns of any table are guessed, its rows judged and the file given back, and nothing is matched in an empty register.
#![no_main]

use libfuzzer_sys::fuzz_target;
use service::partnerships::matching::{Judge, Schools, Verdict, file_back, recognise};
use service::platform::upload::sheet;
use service::vocabulary::Urn;
use std::collections::HashSet;

fuzz_target!(|bytes: &[u8]| {
    let Ok(table) = sheet(bytes) else {
        return;
    };
    let (schools, partners) = (Schools::default(), HashSet::new());
    let columns = recognise(&table, &schools);
    let mut judge = Judge::new(&schools, &partners);
    let mut verdicts = Vec::new();
    for (row, ask) in columns.asks(&table) {
        let verdict = judge.judge(row.line, &ask);
        assert!(matches!(verdict, Verdict::NotFound | Verdict::NotValidUrn));
        verdicts.push((row.line, verdict));
    }
    assert!(!file_back(&table, &columns, &verdicts, &|_: Urn| String::new()).is_empty());
});
