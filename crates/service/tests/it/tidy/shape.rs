//! How long things may be, and what is never written.

use super::none;
use super::source::{Source, block_end, line_of, sources};

const LINES_A_FILE: usize = 400;
const LINES_A_FUNCTION: usize = 60;
const PARAMETERS: usize = 5;

#[test]
fn no_file_is_too_long() {
    let mut faults = Vec::new();
    for source in sources(&["rs", "html", "js", "mjs", "sql", "css", "txt", "sh"]) {
        let lines = source.text.lines().count();
        // The whole grid of permissions, printed by a test and read as a table.
        if lines > LINES_A_FILE && source.path != "docs/rules/policy.txt" {
            faults.push(format!("{}: {lines} lines", source.path));
        }
    }
    none("A file has at most 400 lines", faults);
}

#[test]
fn no_function_is_too_long_or_takes_too_much() {
    let mut faults = Vec::new();
    for source in sources(&["rs"]) {
        let code = source.code();
        for function in functions(&code) {
            let place = format!("{}:{}: {}", source.path, function.line, function.name);
            if function.lines > LINES_A_FUNCTION {
                faults.push(format!("{place} has {} lines", function.lines));
            }
            if function.parameters > PARAMETERS {
                faults.push(format!("{place} takes {} parameters", function.parameters));
            }
        }
    }
    none("A function has at most 60 lines and takes at most 5 parameters", faults);
}

#[test]
fn nothing_is_allowed_or_unwrapped() {
    let banned = ["#[allow(", "#![allow(", "#[ignore", "#[should_panic"];
    let in_production = [".unwrap()", "unreachable!(", "dbg!("];
    let mut faults = Vec::new();
    for source in sources(&["rs"]) {
        let (code, production) = (source.code(), source.production());
        let mut note = |text: &str, words: &[&str]| {
            for word in words {
                let places = text.match_indices(word).map(|(at, _)| line_of(text, at));
                faults.extend(places.map(|line| format!("{}:{line}: {word}", source.path)));
            }
        };
        note(&code, &banned);
        if !source.is_test {
            note(&production, &in_production);
            // One that says why stands under #[expect(clippy::expect_used, reason = …)].
            let explained = source.text.matches("clippy::expect_used").count();
            if production.matches(".expect(").count() > explained {
                note(&production, &[".expect("]);
            }
        }
    }
    none("Nothing is allowed (use #[expect(…, reason)]), ignored or unwrapped", faults);
}

#[test]
fn nothing_sleeps_in_a_test() {
    let mut faults = Vec::new();
    for source in sources(&["rs"]).iter().filter(|it| it.is_test && !is_this(it)) {
        let code = source.code();
        {
            let word = "sleep(";
            let places = code.match_indices(word).map(|(at, _)| line_of(&code, at));
            faults.extend(places.map(|line| format!("{}:{line}: {word}", source.path)));
        }
    }
    none("A test waits for something to be so, never for time to pass", faults);
}

#[test]
fn nothing_is_left_to_do() {
    let mut faults = Vec::new();
    for source in sources(&["rs", "html", "js", "mjs", "sql", "css", "txt", "md", "toml"]) {
        if is_this(&source) {
            continue;
        }
        for (number, line) in source.text.lines().enumerate() {
            let words: Vec<&str> = line.split(|it: char| !it.is_alphanumeric()).collect();
            if let Some(word) = ["TODO", "FIXME", "XXX", "HACK"].iter().find(|word| words.contains(word)) {
                faults.push(format!("{}:{}: {word}", source.path, number + 1));
            }
        }
    }
    none("What is left to do is an issue, not a comment", faults);
}

#[test]
fn modules_are_files_named_for_themselves() {
    let all = sources(&["rs"]);
    let faults = all.iter().filter(|it| it.path.ends_with("/mod.rs")).map(|it| it.path.clone()).collect();
    none("A module file is partnerships.rs, not partnerships/mod.rs", faults);
}

fn is_this(source: &Source) -> bool {
    source.path.ends_with("tidy/shape.rs")
}

/// A function as written.
struct Function<'a> {
    name: &'a str,
    line: usize,
    /// Of its body, blank lines and comments aside.
    lines: usize,
    parameters: usize,
}

fn functions(code: &str) -> Vec<Function<'_>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let is_word = code[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_');
        let rest = &code[at + 3..];
        let name = &rest[..rest.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(rest.len())];
        if is_word || name.is_empty() {
            continue;
        }
        let Some(open) = parameters_start(code, at + 3 + name.len()) else { continue };
        let (parameters, close) = parameters(code, open);
        // A signature without a body, as in a trait, ends with a semicolon.
        let Some(body) = code[close..].find(['{', ';']).map(|it| close + it) else { continue };
        let end = if code[body..].starts_with('{') { block_end(code, body) } else { body };
        let inner = code.get(body + 1..end.saturating_sub(1)).unwrap_or_default();
        let lines = inner.lines().filter(|line| !line.trim().is_empty()).count();
        found.push(Function { name, line: line_of(code, at), lines, parameters });
    }
    found
}

/// The parenthesis of the parameters, past generics.
fn parameters_start(code: &str, from: usize) -> Option<usize> {
    let mut angles = 0_i32;
    let mut before = ' ';
    for (at, letter) in code[from..].char_indices() {
        match letter {
            '<' => angles += 1,
            '>' if before != '-' => angles -= 1,
            '(' if angles == 0 => return Some(from + at),
            '{' | ';' => return None,
            _ => {}
        }
        before = letter;
    }
    None
}

/// How many there are, and the place just past the closing parenthesis.
fn parameters(code: &str, open: usize) -> (usize, usize) {
    let (mut depth, mut number, mut has_text) = (0_i32, 0, false);
    let mut before = ' ';
    for (at, letter) in code[open..].char_indices() {
        match letter {
            '(' | '[' | '<' | '{' => depth += 1,
            '>' if before == '-' => {}
            ')' | ']' | '>' | '}' => depth -= 1,
            ',' if depth == 1 => {
                number += usize::from(has_text);
                has_text = false;
            }
            _ => {}
        }
        if depth == 0 {
            return (number + usize::from(has_text), open + at + 1);
        }
        has_text |= at > 0 && letter != ',' && !letter.is_whitespace();
        before = letter;
    }
    (number, code.len())
}

#[test]
fn functions_are_measured() {
    let code = "fn a() {}\nimpl B {\n  fn c<F: Fn(u8, u8) -> u8>(&self, d: (u8, u8), e: HashMap<K, V>,) -> u8 {\n\n    1\n  }\n}\nfn f(g: u8);";
    let found: Vec<_> = functions(code).iter().map(|it| (it.name, it.line, it.lines, it.parameters)).collect();
    assert_eq!(found, [("a", 1, 0, 0), ("c", 3, 1, 3), ("f", 8, 0, 1)]);
}
