//! Which module may use which: the order of `lib.rs`, and the purity of rules.

use super::none;
use super::source::{Source, line_of, sources};

const SERVICE: &str = "crates/service/src/";

/// What rules never see: the web, the database, the clock, the disk, the page.
const NOT_IN_RULES: &[&str] = &[
    "askama",
    "axum",
    "crate::platform",
    "reqwest",
    "sea_orm",
    "sqlx",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "std::time",
    "store",
    "super::store",
    "super::super::store",
    "tokio",
    "tracing",
];

#[test]
fn a_module_uses_only_those_before_it() {
    let order = order();
    let mut faults = Vec::new();
    for source in service() {
        let Some(own) = capability(&source.path).and_then(|name| order.iter().position(|it| it == name)) else {
            continue;
        };
        for (path, line) in paths(&source.code()) {
            let used = path.strip_prefix("crate::").and_then(|rest| rest.split("::").next());
            let height = used.and_then(|used| order.iter().position(|it| it == used));
            if height.is_some_and(|height| height > own) {
                faults.push(format!("{}:{line}: {path}, which stands after {}", source.path, order[own]));
            }
        }
    }
    none("A module uses only what stands before it in lib.rs", faults);
}

#[test]
fn rules_touch_nothing_but_rules() {
    let mut faults = Vec::new();
    for source in service().iter().filter(|it| it.path.ends_with("/rules.rs") || it.path.contains("/rules/")) {
        for (path, line) in paths(&source.code()) {
            let is_banned = |banned: &&&str| path == **banned || path.starts_with(&format!("{banned}::"));
            if let Some(banned) = NOT_IN_RULES.iter().find(is_banned) {
                faults.push(format!("{}:{line}: {path} ({banned})", source.path));
            }
        }
    }
    none("Rules are pure: no web, database, clock, disk or page", faults);
}

#[test]
fn the_lower_crates_know_nothing_of_the_higher() {
    let banned: &[(&str, &[&str])] = &[
        ("crates/govuk/src/", &["axum", "http", "sea_orm", "service", "sqlx", "store", "tokio"]),
        ("crates/store/src/", &["askama", "axum", "govuk", "http", "service"]),
    ];
    let mut faults = Vec::new();
    for source in sources(&["rs"]) {
        for (folder, names) in banned.iter().filter(|(folder, _)| source.path.starts_with(folder)) {
            for (path, line) in paths(&source.production()) {
                let first = path.split("::").next().unwrap_or_default();
                if path.contains("::") && names.contains(&first) {
                    faults.push(format!("{}:{line}: {path} in {folder}", source.path));
                }
            }
        }
    }
    none("govuk and store know nothing of the service, nor of one another", faults);
}

fn service() -> Vec<Source> {
    sources(&["rs"]).into_iter().filter(|it| it.path.starts_with(SERVICE)).collect()
}

/// The modules of `lib.rs`, lowest first.
fn order() -> Vec<String> {
    let service = service();
    let lib = service.iter().find(|it| it.path == format!("{SERVICE}lib.rs")).unwrap();
    let code = lib.code();
    let names = code.lines().filter_map(|line| line.trim().strip_suffix(';')?.split_once("mod "));
    names.map(|(_, name)| name.to_owned()).collect()
}

/// The module of `lib.rs` that a file belongs to.
fn capability(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(SERVICE)?;
    rest.split('/').next().map(|first| first.trim_end_matches(".rs"))
}

/// Every path that the code names, written in full, with its line: from `use` and from expressions alike.
fn paths(code: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(word) = next_word(code, rest) {
        let (start, end) = word;
        let line = line_of(code, start);
        if &code[start..end] == "use" {
            let stop = code[end..].find(';').map_or(code.len(), |at| end + at);
            let tree: String = code[end..stop].split_whitespace().collect::<Vec<_>>().join(" ");
            found.extend(leaves("", &tree).into_iter().map(|path| (path, line)));
            rest = stop;
        } else {
            let path_end = end + code[end..].find(|it: char| !is_of_path(it)).unwrap_or(code.len() - end);
            found.push((code[start..path_end].trim_end_matches(':').to_owned(), line));
            rest = path_end.max(end);
        }
    }
    found
}

/// The next identifier from here.
fn next_word(code: &str, from: usize) -> Option<(usize, usize)> {
    let start = from + code[from..].find(|it: char| it.is_alphabetic() || it == '_')?;
    let end = code[start..].find(|it: char| !it.is_alphanumeric() && it != '_').map_or(code.len(), |at| start + at);
    Some((start, end))
}

fn is_of_path(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == ':'
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn leaves(prefix: &str, tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        let whole = format!("{prefix}{path}");
        return vec![whole.trim_end_matches("::self").trim_start_matches("::").to_owned()];
    };
    let head = format!("{prefix}{}", &tree[..open]);
    let inner = &tree[open + 1..tree.rfind('}').unwrap_or(tree.len())];
    let mut found = Vec::new();
    let (mut depth, mut from) = (0_i32, 0);
    for (at, letter) in inner.char_indices().chain([(inner.len(), ',')]) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inner[from..at].trim().is_empty() {
                    found.extend(leaves(&head, &inner[from..at]));
                }
                from = at + 1;
            }
            _ => {}
        }
    }
    found
}

#[test]
fn paths_are_found_grouped_and_in_full() {
    let code = "use crate::{policy::Permit, platform::{self, App as A}};\nlet x = sqlx::query(y);\npub fn a(b: crate::x::Y) {}";
    let found: Vec<String> = paths(code).into_iter().map(|(path, _)| path).filter(|it| it.contains("::")).collect();
    let expected = ["crate::policy::Permit", "crate::platform", "crate::platform::App", "sqlx::query", "crate::x::Y"];
    assert_eq!(found, expected);
}
