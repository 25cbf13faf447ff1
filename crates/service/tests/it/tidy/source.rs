//! The files of the project, and Rust text with everything that is not code taken out.

use std::fs;
use std::path::{Path, PathBuf};

/// What is fetched, built or kept elsewhere.
const NOT_OURS: &[&str] = &["target", "node_modules", ".git", "package-lock.json", "Cargo.lock"];

/// A file, with its path from the root of the workspace.
pub struct Source {
    /// Its path.
    pub path: String,
    /// All of it.
    pub text: String,
    /// Whether the whole file is for tests.
    pub is_test: bool,
}

impl Source {
    /// The file's code: comments, strings and characters become spaces; lines stay where they were.
    pub fn code(&self) -> String {
        code(&self.text)
    }

    /// The same without the items that are compiled for tests alone.
    pub fn production(&self) -> String {
        without_tests(&self.code())
    }
}

/// Every file whose name ends in one of these.
pub fn sources(extensions: &[&str]) -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    walk(&root, &mut |path| {
        let name = path.strip_prefix(&root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        if path.extension().is_some_and(|it| extensions.iter().any(|wanted| it == *wanted))
            && let Ok(text) = fs::read_to_string(path)
        {
            let is_test = name.split('/').any(|part| ["tests", "testing", "testing.rs"].contains(&part));
            found.push(Source { path: name, text, is_test });
        }
    });
    found.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(found.len() > 3, "the files of the project are not where they were");
    let modules: Vec<String> = found
        .iter()
        .filter(|it| Path::new(&it.path).extension().is_some_and(|it| it == "rs"))
        .flat_map(test_modules)
        .collect();
    for source in &mut found {
        let is_within = |module: &String| source.path.starts_with(&format!("{}/", module.trim_end_matches(".rs")));
        source.is_test |= modules.contains(&source.path) || modules.iter().any(is_within);
    }
    found
}

/// The files that a file declares as modules for tests alone.
fn test_modules(source: &Source) -> Vec<String> {
    let stem = source.path.trim_end_matches(".rs");
    let is_roof = ["/lib", "/main"].iter().any(|it| stem.ends_with(it));
    let folder = if is_roof { stem.rsplit_once('/').map_or("", |(folder, _)| folder) } else { stem };
    let declared = source.text.split("#[cfg(test)]").skip(1).filter_map(|rest| {
        let name = rest.trim_start().strip_prefix("mod ")?.split_once(['{', ';'])?.0.trim();
        rest.find(';').filter(|end| rest.find('{').is_none_or(|open| *end < open)).map(|_| name)
    });
    declared.map(|name| format!("{folder}/{name}.rs")).collect()
}

/// The root of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn walk(folder: &Path, each: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if NOT_OURS.iter().any(|it| name == *it) {
            continue;
        }
        if path.is_dir() { walk(&path, each) } else { each(&path) }
    }
}

/// Where the reader of Rust text stands.
enum Place {
    Code,
    LineComment,
    BlockComment(usize),
    Text,
    /// A raw string with so many `#`.
    Raw(usize),
}

fn code(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let (mut at, mut place) = (0, Place::Code);
    while at < letters.len() {
        let rest = &letters[at..];
        let (length, next) = match place {
            Place::Code => step_in_code(rest, at.checked_sub(1).map(|before| letters[before])),
            Place::LineComment if rest[0] == '\n' => (1, Some(Place::Code)),
            Place::BlockComment(depth) if starts(rest, "*/") => {
                (2, Some(if depth == 1 { Place::Code } else { Place::BlockComment(depth - 1) }))
            }
            Place::BlockComment(depth) if starts(rest, "/*") => (2, Some(Place::BlockComment(depth + 1))),
            Place::Text if rest[0] == '\\' => (2, None),
            Place::Text if rest[0] == '"' => (1, Some(Place::Code)),
            Place::Raw(marks) if starts(rest, &format!("\"{}", "#".repeat(marks))) => (1 + marks, Some(Place::Code)),
            Place::LineComment | Place::BlockComment(_) | Place::Text | Place::Raw(_) => (1, None),
        };
        let is_code = matches!(place, Place::Code) && next.is_none() && length == 1;
        for letter in rest.iter().take(length) {
            code.push(if is_code || *letter == '\n' { *letter } else { ' ' });
        }
        at += length;
        place = next.unwrap_or(place);
    }
    code
}

/// How many letters belong together in code, and where they lead.
fn step_in_code(rest: &[char], before: Option<char>) -> (usize, Option<Place>) {
    let is_word = before.is_some_and(|it| it.is_alphanumeric() || it == '_');
    if starts(rest, "//") {
        return (2, Some(Place::LineComment));
    }
    if starts(rest, "/*") {
        return (2, Some(Place::BlockComment(1)));
    }
    if rest[0] == '"' {
        return (1, Some(Place::Text));
    }
    if rest[0] == 'r' && !is_word {
        let marks = rest[1..].iter().take_while(|it| **it == '#').count();
        if rest.get(1 + marks) == Some(&'"') {
            return (2 + marks, Some(Place::Raw(marks)));
        }
    }
    // A character, and not a lifetime: 'x' or '\…'.
    if rest[0] == '\'' {
        if rest.get(1) == Some(&'\\') {
            let end = rest.iter().skip(3).position(|it| *it == '\'').map_or(1, |end| end + 4);
            return (end, None);
        }
        if rest.get(2) == Some(&'\'') {
            return (3, None);
        }
    }
    (1, None)
}

fn starts(rest: &[char], with: &str) -> bool {
    with.chars().enumerate().all(|(at, letter)| rest.get(at) == Some(&letter))
}

fn without_tests(code: &str) -> String {
    let mut kept = code.to_owned();
    while let Some(start) = kept.find("#[cfg(test)]") {
        let end = kept[start..].find(['{', ';']).map_or(kept.len(), |at| start + at);
        let end = if kept[end..].starts_with('{') { block_end(&kept, end) } else { end + 1 };
        let blank: String =
            kept[start..end.min(kept.len())].chars().map(|it| if it == '\n' { it } else { ' ' }).collect();
        kept.replace_range(start..end.min(kept.len()), &blank);
    }
    kept
}

/// Just past the brace that closes the one at `open`.
pub fn block_end(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, letter) in code[open..].char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 1 => return open + at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

/// The number of the line of a place.
pub fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[test]
fn only_code_is_left_of_rust_text() {
    let text =
        "let a = \"use x::y; // no\"; // use b\n/* use /* c */ d */ let e: &'a str = r#\"f \" g\"#; '\\''; '{' h";
    let left = code(text);
    assert_eq!(left.split_whitespace().collect::<Vec<_>>().join(" "), "let a = ; let e: &'a str = ; ; h");
    assert_eq!(left.matches('\n').count(), 1);
    let text = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\nfn c() {}\n#[cfg(test)]\nmod d;\n";
    assert_eq!(without_tests(text).split_whitespace().collect::<Vec<_>>().join(" "), "fn a() {} fn c() {}");
}
