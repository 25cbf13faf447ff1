//! The words of docs/words.md, and what no file says.

use super::none;
use super::source::{Source, root, sources};

/// In docs/words.md: under this heading, rows of `| not this | but this |`.
const HEADING: &str = "## Words that we do not use";

#[test]
fn only_the_words_of_the_glossary_are_used() {
    let Ok(glossary) = std::fs::read_to_string(root().join("docs/words.md")) else {
        return;
    };
    let banned = banned(&glossary);
    assert!(!banned.is_empty(), "docs/words.md has no rows under \"{HEADING}\"");
    let mut faults = Vec::new();
    for source in sources(&["html", "txt", "md"]).iter().filter(|it| it.path != "docs/words.md") {
        for (number, line) in source.text.lines().enumerate() {
            let line = line.to_lowercase();
            for (wrong, right) in banned.iter().filter(|(wrong, _)| says(&line, wrong)) {
                faults.push(format!("{}:{}: {wrong}, say {right}", source.path, number + 1));
            }
        }
    }
    none("Pages, mails and documents use the words of docs/words.md", faults);
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let mut faults = Vec::new();
    let all = sources(&["rs", "html", "js", "mjs", "json", "sql", "css", "txt", "md", "toml", "yml"]);
    for source in all.iter().filter(|it| !is_this(it)) {
        for (number, line) in source.text.lines().enumerate() {
            let homes = ["/home/", "/root/", "/Users/", "/work/", "C:\\Users"];
            // An address of a page may have such a part; a path of a file starts with it.
            let starts = |home: &&&str| line.match_indices(**home).any(|(at, _)| is_start(&line[..at]));
            if let Some(home) = homes.iter().find(starts) {
                faults.push(format!("{}:{}: {home}", source.path, number + 1));
            }
        }
    }
    none("No file names a folder of somebody's machine", faults);
}

fn is_start(before: &str) -> bool {
    before.chars().next_back().is_none_or(|it| !it.is_alphanumeric() && !"/.-_}".contains(it))
}

fn is_this(source: &Source) -> bool {
    source.path.ends_with("tidy/words.rs")
}

fn banned(glossary: &str) -> Vec<(String, String)> {
    let section = glossary.split_once(HEADING).map_or("", |(_, rest)| rest);
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    let cells = rows.filter_map(|row| {
        let mut cells = row.split('|').map(str::trim).skip(1);
        Some((cells.next()?.to_lowercase(), cells.next()?.to_owned()))
    });
    cells.filter(|(wrong, _)| !wrong.is_empty()).collect()
}

/// Whether the line has the words, as whole words, in the singular or the plural.
fn says(line: &str, words: &str) -> bool {
    line.match_indices(words).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + words.len()..].trim_start_matches('s').chars().next();
        let is_apart = |it: Option<char>| it.is_none_or(|it| !it.is_alphanumeric() && it != '_');
        is_apart(before) && is_apart(after)
    })
}

#[test]
fn words_are_found_whole() {
    assert!(says("the training provider, and", "training provider"));
    assert!(says("training providers", "training provider"));
    assert!(!says("retraining provider", "training provider"));
    let glossary = "# Words\n\n## Words that we do not use\n\n| not | but |\n|---|---|\n| Training provider | provider |\n\n## Other\n| a | b |\n";
    assert_eq!(banned(glossary), [("training provider".to_owned(), "provider".to_owned())]);
}
