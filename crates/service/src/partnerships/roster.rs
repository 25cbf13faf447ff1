//! A provider's partner schools in memory: searched, filtered, ordered and cut into pages without the database.
//!
//! Pure: `store/rosters.rs` reads it, and reads it anew whenever an event or an import has changed what it shows.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use store::{FromQueryResult, Listed, Window};

use crate::organisations::folding::fold;

/// So many words of a search count.
const MOST_WORDS: usize = 8;

/// What the list is narrowed to; empty means everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of the name, the town, or a URN or postcode.
    pub words: String,
    /// Phases of education, as the register writes them.
    pub phases: Vec<String>,
    /// Types of school.
    pub types: Vec<String>,
    /// Local authorities.
    pub areas: Vec<String>,
    /// `active`, `reported`, `proposed`, `closed`.
    pub statuses: Vec<String>,
    /// `told`, `not_told`.
    pub told: Vec<String>,
    /// The order.
    pub order: Order,
}

/// The orders that the list offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name, A to Z.
    #[default]
    Name,
    /// Last added first.
    Added,
    /// By town, then name.
    Town,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Line {
    /// The school's number.
    pub urn: String,
    /// Its name in the register.
    pub name: String,
    /// The name as it is ordered and searched.
    pub name_folded: String,
    /// Its town, or what stands for it.
    pub town: Option<String>,
    /// Its postcode.
    pub postcode: Option<String>,
    /// Its phase.
    pub phase: Option<String>,
    /// Its type.
    pub kind: Option<String>,
    /// Its local authority.
    pub area: Option<String>,
    /// 1 open, 2 closed, 3 open but proposed to close, 4 proposed to open.
    pub register_status: i32,
    /// The membership's status.
    pub status: String,
    /// Why it was reported.
    pub report_reason: Option<String>,
    /// When the school was told.
    pub told_at: Option<NaiveDateTime>,
    /// When it was added.
    pub added_at: NaiveDateTime,
    /// Trainees, where the provider said so.
    pub trainees: Option<i32>,
}

/// Values that the list can be filtered by, in order: only what the list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// Phases of education.
    pub phases: Vec<String>,
    /// Types of school.
    pub types: Vec<String>,
    /// Local authorities.
    pub areas: Vec<String>,
}

/// Every line of one provider's list.
#[derive(Debug, Default)]
pub struct Roster {
    /// By name.
    lines: Vec<Line>,
    /// For each line what its words are looked for in.
    searched: Vec<String>,
    /// Places of lines, the last added first.
    by_added: Vec<usize>,
    /// Places of lines by town.
    by_town: Vec<usize>,
    /// What the filters offer.
    pub facets: Facets,
}

impl Roster {
    /// From lines in the order of their names.
    pub fn of(lines: Vec<Line>) -> Roster {
        let places = || (0..lines.len()).collect::<Vec<_>>();
        let (mut by_added, mut by_town) = (places(), places());
        // Both stay in the order of names where they are alike.
        by_added.sort_by_key(|at| std::cmp::Reverse(lines[*at].added_at));
        by_town.sort_by(|one, other| lines[*one].town.cmp(&lines[*other].town));
        let offered = |of: fn(&Line) -> Option<&String>| {
            let held: BTreeSet<&String> = lines.iter().filter_map(of).collect();
            held.into_iter().cloned().collect()
        };
        let facets = Facets {
            phases: offered(|line| line.phase.as_ref()),
            types: offered(|line| line.kind.as_ref()),
            areas: offered(|line| line.area.as_ref()),
        };
        let searched = lines.iter().map(searched).collect();
        Roster { lines, searched, by_added, by_town, facets }
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether the provider has no partner school.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A page of what the filter leaves, and how long all of that is.
    pub fn page(&self, filter: &Filter, window: Window) -> Listed<&Line> {
        let words = folded(&filter.words);
        let wanted =
            |at: &usize| words.iter().all(|word| self.searched[*at].contains(word)) && filter.wants(&self.lines[*at]);
        let (skip, take) = (at_most(window.skip), at_most(window.take));
        let by_name: Vec<usize>;
        let order = match filter.order {
            Order::Added => &self.by_added,
            Order::Town => &self.by_town,
            Order::Name => {
                if words.is_empty() && filter.is_empty() {
                    // The page that is asked for most is where it stands, however deep it is.
                    let rows = self.lines.iter().skip(skip).take(take).collect();
                    return Listed { rows, total: self.lines.len() as u64 };
                }
                by_name = (0..self.lines.len()).collect();
                &by_name
            }
        };
        let left: Vec<usize> = order.iter().copied().filter(wanted).collect();
        let rows = left.iter().skip(skip).take(take).map(|at| &self.lines[*at]).collect();
        Listed { rows, total: left.len() as u64 }
    }
}

impl Filter {
    fn is_empty(&self) -> bool {
        [&self.phases, &self.types, &self.areas, &self.statuses, &self.told].iter().all(|it| it.is_empty())
    }

    fn wants(&self, line: &Line) -> bool {
        among(&self.phases, line.phase.as_ref())
            && among(&self.types, line.kind.as_ref())
            && among(&self.areas, line.area.as_ref())
            && self.wants_status(line)
            && match self.told.as_slice() {
                [one] if one == "told" => line.told_at.is_some(),
                [one] if one == "not_told" => line.told_at.is_none(),
                _ => true,
            }
    }

    /// A status that is none narrows nothing.
    fn wants_status(&self, line: &Line) -> bool {
        let is_closed = line.register_status == 2;
        let mut judged = self.statuses.iter().filter_map(|status| match status.as_str() {
            "active" => Some(line.status == "active" && !is_closed),
            "reported" => Some(line.status == "reported"),
            "proposed" => Some(line.status == "proposed"),
            "closed" => Some(is_closed),
            _ => None,
        });
        match judged.next() {
            Some(first) => first || judged.any(|it| it),
            None => true,
        }
    }
}

fn among(wanted: &[String], value: Option<&String>) -> bool {
    wanted.is_empty() || value.is_some_and(|value| wanted.contains(value))
}

/// Name, town, URN and postcode in small letters, apart, so that no word reaches from one into the next.
fn searched(line: &Line) -> String {
    let [town, postcode] = [&line.town, &line.postcode].map(|it| it.as_deref().unwrap_or_default().to_lowercase());
    [line.name_folded.as_str(), &town, &line.urn, &postcode].join("\n")
}

/// The words of a search. One of signs alone folds to nothing; it is then searched for as it stands.
fn folded(words: &str) -> Vec<String> {
    let words = words.split_whitespace().take(MOST_WORDS);
    words
        .map(|word| {
            let folded = fold(word);
            if folded.is_empty() { word.to_lowercase() } else { folded }
        })
        .collect()
}

fn at_most(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}
