//! Which provider a row of a list means: certain, one of several, or none that we know.

use crate::organisations::folding::fold;
use crate::organisations::search::{Hit, Part, Snapshot};
use crate::platform::upload::Row;
use crate::vocabulary::{ProviderCode, Ukprn, Urn};

/// Candidates shown for a row that is not certain.
const MOST_CANDIDATES: usize = 5;
/// What headings of such lists hold.
const HEADINGS: [&str; 10] = [
    "code",
    "provider code",
    "provider",
    "provider name",
    "name",
    "ukprn",
    "urn",
    "organisation",
    "organisation name",
    "operating name",
];

/// What a row was judged to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// This provider, and no other.
    Certain(String),
    /// One of these, perhaps: a person says which.
    Perhaps(Vec<String>),
    /// No provider that we know.
    Nothing,
}

/// Whether the first row names columns and no provider.
pub(super) fn is_heading(row: &Row) -> bool {
    let mut filled = row.cells.iter().filter(|it| !it.is_empty()).peekable();
    filled.peek().is_some() && filled.all(|it| HEADINGS.contains(&it.to_lowercase().replace('_', " ").as_str()))
}

/// What a row means. Cells that name different providers make it uncertain.
pub(super) fn meaning(providers: &Snapshot, row: &Row) -> Meaning {
    let mut certain: Vec<String> = Vec::new();
    let mut perhaps: Vec<String> = Vec::new();
    for cell in row.cells.iter().filter(|it| !it.is_empty()) {
        match of_cell(providers, cell) {
            Meaning::Certain(code) => add(&mut certain, code),
            Meaning::Perhaps(codes) => codes.into_iter().for_each(|code| add(&mut perhaps, code)),
            Meaning::Nothing => {}
        }
    }
    match certain.as_slice() {
        [one] => Meaning::Certain(one.clone()),
        [] => {
            perhaps.truncate(MOST_CANDIDATES);
            if perhaps.is_empty() { Meaning::Nothing } else { Meaning::Perhaps(perhaps) }
        }
        _ => Meaning::Perhaps(certain),
    }
}

fn add(codes: &mut Vec<String>, code: String) {
    if !codes.contains(&code) {
        codes.push(code);
    }
}

/// A code, a number that one provider has, or the whole of one provider's name are certain.
fn of_cell(providers: &Snapshot, cell: &str) -> Meaning {
    let found = providers.search(cell, |_| true, Part { skip: 0, take: 50 }).hits;
    let (code, ukprn, urn): (Option<ProviderCode>, Option<Ukprn>, Option<Urn>) =
        (cell.parse().ok(), cell.parse().ok(), cell.parse().ok());
    let name = fold(cell);
    let is_code = |hit: &Hit<'_>| code.is_some_and(|it| it.as_str() == hit.key);
    if let Some(hit) = found.iter().find(|hit| is_code(hit)) {
        return Meaning::Certain(hit.key.to_owned());
    }
    let is_meant = |hit: &&Hit<'_>| {
        (ukprn.is_some() && hit.ukprn == ukprn) || (urn.is_some() && hit.urn == urn) || fold(hit.name) == name
    };
    let exact: Vec<String> = found.iter().filter(is_meant).map(|hit| hit.key.to_owned()).collect();
    match exact.as_slice() {
        [one] => Meaning::Certain(one.clone()),
        [] if found.is_empty() => Meaning::Nothing,
        [] => Meaning::Perhaps(found.iter().take(MOST_CANDIDATES).map(|hit| hit.key.to_owned()).collect()),
        _ => Meaning::Perhaps(exact.into_iter().take(MOST_CANDIDATES).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisations::rules::Status;
    use crate::organisations::search::{Codes, Entry};

    fn provider(code: &str, name: &str, ukprn: &str) -> Entry {
        Entry {
            provider_code: code.parse().ok(),
            key: code.to_owned(),
            name: name.to_owned(),
            town: String::new(),
            locality: String::new(),
            authority: String::new(),
            postcode: String::new(),
            urn: None,
            ukprn: ukprn.parse().ok(),
            status: Status::Open,
            aliases: Vec::new(),
            codes: Codes::default(),
            place: None,
        }
    }

    fn row(cells: &[&str]) -> Row {
        Row { line: 1, cells: cells.iter().map(|it| (*it).to_owned()).collect() }
    }

    #[test]
    fn a_code_a_number_or_a_whole_name_is_certain_and_the_rest_is_asked() {
        let providers = Snapshot::build(&[
            provider("O1K", "Oakfield Teaching Alliance", "10012345"),
            provider("O2K", "Oakfield Training", "10012346"),
            provider("S1D", "Southdown Partnership", "10012346"),
        ]);
        let certain = |code: &str| Meaning::Certain(code.to_owned());
        assert_eq!(meaning(&providers, &row(&["o1k"])), certain("O1K"));
        assert_eq!(meaning(&providers, &row(&["10012345"])), certain("O1K"));
        assert_eq!(meaning(&providers, &row(&["southdown partnership"])), certain("S1D"));
        assert_eq!(meaning(&providers, &row(&["O1K", "Oakfield"])), certain("O1K"));
        assert!(matches!(meaning(&providers, &row(&["Oakfield"])), Meaning::Perhaps(it) if it.len() == 2));
        assert!(matches!(meaning(&providers, &row(&["10012346"])), Meaning::Perhaps(it) if it.len() == 2));
        assert!(matches!(meaning(&providers, &row(&["O1K", "Southdown Partnership"])), Meaning::Perhaps(_)));
        assert_eq!(meaning(&providers, &row(&["Zzqx"])), Meaning::Nothing);
    }

    #[test]
    fn headings_name_columns_only() {
        assert!(is_heading(&row(&["Provider code", "name"])));
        assert!(!is_heading(&row(&["O1K", "name"])) && !is_heading(&row(&[""])));
    }
}
