//! The first row of a file: which file it is, and where each column stands.

use super::columns::{COLUMNS, REQUIRED, URN_HEADER};
use super::rows::{Fault, Row, cells, text_of};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Raised whenever cells are read in another way, so that every row is read anew.
const READING: u64 = 2;

/// What a file of the register holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    /// Schools.
    Establishments,
    /// Predecessors and successors.
    Links,
    /// Trusts, federations and other groups.
    Groups,
    /// Which school belongs to which group.
    GroupLinks,
}

impl Holds {
    /// The word in the run's log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Establishments => "establishments",
            Self::Links => "links",
            Self::Groups => "groups",
            Self::GroupLinks => "group_links",
        }
    }
}

/// The first row of a file.
#[derive(Debug, Clone)]
pub struct Header {
    places: HashMap<String, usize>,
    twice: HashSet<String>,
    fault: Option<Fault>,
    /// Cells in a row.
    pub width: usize,
    /// Seed of the hashes of its rows: the same bytes under another header mean something else.
    pub seed: u64,
}

impl Header {
    /// Reads it.
    pub fn of(row: Row<'_>) -> Self {
        let text = text_of(row.bytes);
        let seed = xxh3_64_with_seed(row.bytes, READING);
        let names = cells(&text);
        let fault = names.as_ref().err().copied();
        let names = names.unwrap_or_else(|_| text.split(',').map(|name| name.replace('"', "").into()).collect());
        let (width, mut places, mut twice) = (names.len(), HashMap::new(), HashSet::new());
        for (place, name) in names.iter().enumerate() {
            if places.insert(fold(name), place).is_some() {
                twice.insert(fold(name));
            }
        }
        Self { places, twice, fault, width, seed }
    }

    /// What makes it impossible to say where these columns stand.
    pub fn wrong<'name>(&self, names: impl IntoIterator<Item = &'name str>) -> Option<String> {
        if self.fault.is_some() {
            return Some("the first row cannot be read: check its quotation marks".to_owned());
        }
        let twice = names.into_iter().find(|name| self.twice.contains(&fold(name)))?;
        Some(format!("the column “{twice}” stands twice in the first row"))
    }

    /// Where the column of this name stands.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.get(&fold(name)).copied()
    }

    /// The cells of a row under this header.
    ///
    /// # Errors
    /// A sentence that says why it cannot be read.
    pub fn row<'row>(&self, text: &'row str) -> Result<Vec<Cow<'row, str>>, String> {
        let cells = cells(text).map_err(|fault| fault.to_string())?;
        if cells.len() == self.width {
            return Ok(cells);
        }
        let values = if cells.len() == 1 { "value" } else { "values" };
        Err(format!("The row has {} {values} and the header {}", cells.len(), self.width))
    }

    fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.place(name).is_some())
    }

    /// Which file of the register this is; none for any other table.
    pub fn holds(&self) -> Option<Holds> {
        if self.has(&[URN_HEADER, "LinkURN", "LinkType"]) {
            Some(Holds::Links)
        } else if self.has(&[URN_HEADER, "Linked UID"]) {
            Some(Holds::GroupLinks)
        } else if self.has(&["Group UID", "Group Name"]) {
            Some(Holds::Groups)
        } else if self.has(&[URN_HEADER]) && COLUMNS[..REQUIRED].iter().all(|column| self.has(column.headers)) {
            Some(Holds::Establishments)
        } else {
            None
        }
    }
}

fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Where the cells of each of our columns stand in a file of establishments.
#[derive(Debug)]
pub struct Layout {
    /// For each of the columns that we take, the places of its cells; empty when the file lacks the column.
    pub places: Vec<Vec<usize>>,
    /// Where the URN stands.
    pub urn: usize,
}

impl Layout {
    /// The layout of a file with this header.
    pub fn of(header: &Header) -> Self {
        let places = COLUMNS.iter().map(|column| {
            let found: Option<Vec<usize>> = column.headers.iter().map(|name| header.place(name)).collect();
            found.unwrap_or_default()
        });
        Self { places: places.collect(), urn: header.place(URN_HEADER).unwrap_or_default() }
    }

    /// The register's names of the columns that the file lacks.
    pub fn missing(&self) -> impl Iterator<Item = &'static str> {
        let lacking = COLUMNS.iter().zip(&self.places).filter(|(_, places)| places.is_empty());
        lacking.filter_map(|(column, _)| column.headers.last().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, expected: Option<Holds>) {
        assert_eq!(Header::of(Row { line: 1, bytes: header.as_bytes() }).holds(), expected, "{header}");
    }

    #[test]
    fn a_file_is_known_by_its_columns() {
        check("URN,LinkURN,LinkName,LinkType,LinkEstablishedDate", Some(Holds::Links));
        check("\"Group UID\",\"Group ID\",\"Group Name\"", Some(Holds::Groups));
        check("URN,Linked UID,EstablishmentName,TypeOfEstablishment (code)", Some(Holds::GroupLinks));
        let establishments = "TypeOfEstablishment (code),EstablishmentName, urn ,EstablishmentStatus (code)";
        check(establishments, Some(Holds::Establishments));
        check("URN,Name", None);
        check("postcode,eastings,northings", None);
    }

    #[test]
    fn a_column_of_two_is_missing_when_either_is() {
        let header = Header::of(Row { line: 1, bytes: b"URN,EstablishmentName,Gender (code),UKPRN" });
        let missing: Vec<&str> = Layout::of(&header).missing().collect();
        assert!(missing.contains(&"Gender (name)") && missing.contains(&"OfstedRating (name)"));
        assert!(!missing.contains(&"UKPRN") && !missing.contains(&"EstablishmentName"));
    }
}
