//! What is said of each row of a list: before its providers are added, and after.

use std::collections::HashMap;

use super::judge::Meaning;
use super::kept::{Kept, Outcome};
use super::rows::Judged;
use crate::organisations::provider::Provider;
use crate::platform::upload::csv;

/// The headings of what we add to the person's own columns.
const ADDED: [&str; 4] = ["Result", "Reason", "Provider", "Code"];

/// What is said of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// In a word or two.
    pub result: &'static str,
    /// Why; empty where nothing needs to be said.
    pub reason: String,
    /// The provider that it means: name and code.
    pub provider: Option<(String, String)>,
}

impl Said {
    fn of(result: &'static str, reason: impl Into<String>) -> Said {
        Said { result, reason: reason.into(), provider: None }
    }

    /// Whether its provider was not, or will not be, added by this row.
    pub(super) fn is_left_out(&self) -> bool {
        !["Added", "Will be added"].contains(&self.result)
    }
}

/// What is said of each row, in the order of the list. `refused` holds, by code, why a provider cannot be added now.
pub(super) fn results(
    kept: &Kept,
    rows: &[Judged<'_>],
    names: &HashMap<String, Provider>,
    refused: &HashMap<String, String>,
) -> Vec<Said> {
    let mut first_lines: HashMap<String, usize> = HashMap::new();
    let mut said = Vec::with_capacity(rows.len());
    for row in rows {
        let code = match code_of(kept, row, names) {
            Ok(code) => code,
            Err(why) => {
                said.push(why);
                continue;
            }
        };
        let name = names.get(&code).map_or_else(|| code.clone(), |it| it.name.clone());
        let line = *first_lines.entry(code.clone()).or_insert(row.row.line);
        let judged = if line == row.row.line {
            of_provider(kept.outcome.as_ref(), &code, refused)
        } else {
            Said::of("Left out", format!("It names the same provider as line {line}"))
        };
        said.push(Said { provider: Some((name, code)), ..judged });
    }
    said
}

/// The code that a row means, or why it means none.
fn code_of(kept: &Kept, row: &Judged<'_>, names: &HashMap<String, Provider>) -> Result<String, Said> {
    let candidates = match &row.meaning {
        Meaning::Certain(code) => return Ok(code.clone()),
        Meaning::Nothing => {
            return Err(Said::of(
                "Not found",
                "No provider answers to this row. Check the code, the UKPRN or the name",
            ));
        }
        Meaning::Perhaps(candidates) => candidates,
    };
    match kept.choices.get(&row.row.line).map(String::as_str) {
        Some("") => Err(Said::of("Left out", "You said that it is none of the providers that we found")),
        Some(code) => Ok(code.to_owned()),
        None => {
            let called = |code: &String| match names.get(code) {
                Some(it) => format!("{} ({code})", it.name),
                None => code.clone(),
            };
            let all: Vec<String> = candidates.iter().map(called).collect();
            Err(Said::of("Not sure", format!("It may be one of these: {}", all.join("; "))))
        }
    }
}

fn of_provider(outcome: Option<&Outcome>, code: &str, refused: &HashMap<String, String>) -> Said {
    let why = match outcome {
        Some(outcome) if outcome.added.iter().any(|it| it == code) => return Said::of("Added", ""),
        Some(outcome) => outcome.left_out.iter().find(|(it, _)| it == code).map(|(_, why)| why.clone()),
        None => match refused.get(code) {
            Some(why) => Some(why.clone()),
            None => return Said::of("Will be added", ""),
        },
    };
    Said::of("Left out", why.unwrap_or_else(|| "It was not in the list when it was confirmed".to_owned()))
}

/// The list given back: the person's own columns, and what is said of each row.
pub(super) fn file_back(kept: &Kept, said: &[Said]) -> String {
    let width = kept.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let own = |row: usize| (0..width).map(move |at| kept.rows[row].cells.get(at).cloned().unwrap_or_default());
    let heading: Vec<String> =
        (1..=width).map(|number| format!("Column {number}")).chain(ADDED.map(str::to_owned)).collect();
    let rows = said.iter().enumerate().map(|(row, said)| {
        let (name, code) = said.provider.clone().unwrap_or_default();
        own(row).chain([said.result.to_owned(), said.reason.clone(), name, code]).collect::<Vec<_>>()
    });
    csv(std::iter::once(heading).chain(rows))
}
