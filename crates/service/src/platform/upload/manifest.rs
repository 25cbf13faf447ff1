//! Every case of the collection of real uploads, as its own manifest says. Passed over, loudly, where the
//! collection is absent; its absence fails where nothing may be skipped.

use super::{FileProblem, UrnList, urns};
use std::fs;
use std::path::PathBuf;

fn collection() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/urn-uploads");
    if folder.join("manifest.csv").exists() {
        return Some(folder);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "the collection of uploads is missing: {}", folder.display());
    eprintln!("SKIPPED: no collection of uploads at {}", folder.display());
    None
}

/// One row of the manifest, by its columns.
struct Case {
    file: String,
    result: String,
    data_rows: String,
    valid: String,
    first_valid: String,
    errors: String,
    duplicates: String,
}

fn cases(folder: &std::path::Path) -> Vec<Case> {
    let mut reader = csv::Reader::from_path(folder.join("manifest.csv")).unwrap();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let cell = |index: usize| record[index].to_owned();
            Case {
                file: cell(0),
                result: cell(3),
                data_rows: cell(4),
                valid: cell(5),
                first_valid: cell(6),
                errors: cell(8),
                duplicates: cell(9),
            }
        })
        .collect()
}

/// The bytes of a case: its file, or what the manifest says to make.
fn bytes_of(folder: &std::path::Path, file: &str) -> Vec<u8> {
    let numbers = |from: u32, count: u32| -> Vec<u8> {
        let lines: Vec<String> = (from..from + count).map(|urn| urn.to_string()).collect();
        (lines.join("\r\n") + "\r\n").into_bytes()
    };
    match &file[..2] {
        "29" => {
            let mut state = 0x9E37_79B9_7F4A_7C15_u64;
            let mut next = || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()
            };
            (0..2_097_152 / 8).flat_map(|_| next()).collect()
        }
        "35" => numbers(200_000, 30_000),
        "36" => numbers(700_000, 30_000),
        "37" => numbers(200_000, 330_000),
        "40" => format!("{}\n100001\n", "1".repeat(1_000_000)).into_bytes(),
        _ => fs::read(folder.join(file)).unwrap(),
    }
}

/// The result of the file in the manifest's words.
fn result_of(read: &Result<UrnList, FileProblem>) -> String {
    match read {
        Ok(_) => "ok".to_owned(),
        Err(FileProblem::Malformed { line }) => format!("file_malformed:line {line}"),
        Err(FileProblem::ExtraColumns { lines }) => {
            let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
            format!("file_extra_columns:lines {}", lines.join(","))
        }
        Err(problem) => problem.code().to_owned(),
    }
}

/// Row errors of reading alone: `line|text` for each. What only the register knows is not ours to find.
fn expected_errors(case: &Case) -> Vec<(usize, String)> {
    if case.errors.ends_with("and so on") || case.file.starts_with("38") {
        return Vec::new();
    }
    let from_text = |text: &str| match text.rsplit_once("...(") {
        Some((start, _)) => start.to_owned(),
        None => text.to_owned(),
    };
    let mut found = Vec::new();
    for error in case.errors.split("|urn_not_valid").filter(|it| !it.is_empty()) {
        let (line, text) = error.trim_start_matches("; ").split_once('|').unwrap();
        found.push((line.parse().unwrap(), from_text(text)));
    }
    found
}

#[test]
fn every_upload_of_the_collection_is_read_as_its_manifest_says() {
    let Some(folder) = collection() else {
        return;
    };
    let cases = cases(&folder);
    assert!(cases.len() >= 41, "only {} cases", cases.len());
    for case in cases {
        let read = urns(&bytes_of(&folder, &case.file));
        assert_eq!(result_of(&read), case.result, "{}", case.file);
        if let Ok(list) = read {
            check_rows(&case, &list);
        }
    }
}

fn check_rows(case: &Case, list: &UrnList) {
    let file = &case.file;
    assert_eq!(list.rows.len().to_string(), case.data_rows, "{file}: rows");

    let errors = expected_errors(case);
    let bad: Vec<(usize, String)> = list.bad().map(|(line, shown)| (line, shown.as_str().to_owned())).collect();
    assert_eq!(bad.len(), errors.len(), "{file}: {bad:?}");
    for ((line, shown), (expected_line, text)) in bad.iter().zip(&errors) {
        assert_eq!(line, expected_line, "{file}");
        let text: String = text.replace('\u{202e}', "[hidden character]");
        let start: String = text.chars().take(20).collect();
        assert!(shown.starts_with(&start), "{file}: {shown} for {text}");
    }

    let again: Vec<String> = list.again().map(|(line, shown, first)| format!("{line}|{shown}|{first}")).collect();
    assert_eq!(again.join("; "), case.duplicates, "{file}");

    // In 36 and 38 the register has the last word on which of the numbers are schools.
    if !file.starts_with("36") && !file.starts_with("38") {
        let good: Vec<String> = list.good().map(|(_, urn)| urn.to_string()).collect();
        assert_eq!(good.len().to_string(), case.valid, "{file}: valid");
        let first: Vec<&str> = good.iter().take(5).map(String::as_str).collect();
        assert_eq!(first.join(" "), case.first_valid, "{file}");
    }
}
