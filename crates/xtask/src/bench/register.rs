//! The register that the bench works with: the real one beside the workspace, or one that is made up.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::WINDOWS_1252;
use flate2::read::MultiGzDecoder;

use super::made_up;
use crate::run::root;

/// Where the real register lies, seen from the workspace.
const FOLDER: &str = "../shared/data/gias";
/// Above every number of the real register.
const FIRST_GENERATED: u32 = 200_000;
const SCHOOLS: &str = "edubasealldata20250422.csv.gz";
const LINKS: &str = "links_edubasealldata20250422.csv.gz";

/// A file of the register's schools.
#[derive(Debug)]
pub(super) struct Register {
    /// Whether it is the real one.
    pub is_real: bool,
    /// The file as it is, unpacked.
    pub bytes: Vec<u8>,
    /// Every row that names a school.
    pub schools: Vec<School>,
    /// The old name of a school that took another's place, where the register says so.
    pub former: HashMap<String, String>,
    /// Where each row starts, and where the last ends.
    starts: Vec<usize>,
}

/// What the bench asks about a school.
#[derive(Debug, Clone)]
pub(super) struct School {
    pub urn: String,
    pub name: String,
    pub town: String,
    pub locality: String,
    pub authority: String,
    pub county: String,
    pub postcode: String,
    /// Open and in England: what a provider may add.
    pub is_open: bool,
}

impl Register {
    /// The real register, or a made-up one of the same shape where it is absent.
    ///
    /// # Errors
    /// A sentence: a file is there and cannot be read.
    pub fn find() -> Result<Register, String> {
        let folder = root().join(FOLDER);
        if !folder.join(SCHOOLS).exists() {
            return Register::of(made_up::register(), HashMap::new(), false);
        }
        let links = unpacked(&folder.join(LINKS))?;
        let mut register = Register::of(unpacked(&folder.join(SCHOOLS))?, HashMap::new(), true)?;
        register.former = register.former_names(&links);
        Ok(register)
    }

    fn of(bytes: Vec<u8>, former: HashMap<String, String>, is_real: bool) -> Result<Register, String> {
        let failed = |error: csv::Error| format!("the register cannot be read: {error}");
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
        let columns = columns(reader.byte_headers().map_err(failed)?);
        let (mut schools, mut starts) = (Vec::new(), Vec::new());
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(failed)? {
            let place = record.position().map_or(0, csv::Position::byte);
            starts.push(usize::try_from(place).unwrap_or(usize::MAX));
            schools.push(school(&record, &columns));
        }
        starts.push(bytes.len());
        Ok(Register { is_real, bytes, schools, former, starts })
    }

    /// Every so-and-so-manieth row under the same header, as a file.
    pub fn part(&self, one_in: usize) -> Vec<u8> {
        let header = &self.bytes[..self.starts[0]];
        let rows = self.starts.windows(2).step_by(one_in).flat_map(|row| &self.bytes[row[0]..row[1]]);
        header.iter().chain(rows).copied().collect()
    }

    /// The file with another address of the website in one row of a hundred, and how many those are.
    pub fn changed(&self, one_in: usize) -> (Vec<u8>, usize) {
        const BEFORE: &[u8] = b"\"http://www.";
        let mut changed = self.bytes[..self.starts[0]].to_vec();
        let (mut rows, mut seen) = (0, 0);
        for row in self.starts.windows(2).map(|row| &self.bytes[row[0]..row[1]]) {
            seen += 1;
            let place = row.windows(BEFORE.len()).position(|it| it == BEFORE);
            match place.filter(|_| seen >= (rows + 1) * one_in) {
                Some(place) => {
                    changed.extend_from_slice(&row[..place]);
                    changed.extend_from_slice(b"\"https://www.");
                    changed.extend_from_slice(&row[place + BEFORE.len()..]);
                    rows += 1;
                }
                None => changed.extend_from_slice(row),
            }
        }
        (changed, rows)
    }

    /// The file with so many open academies of England after its own rows, numbered from 200000, and those alone.
    pub fn with_generated(&self, schools: usize) -> (Vec<u8>, Vec<School>) {
        let header = WINDOWS_1252.decode(&self.bytes[..self.starts[0]]).0;
        let names: Vec<&str> = header.trim().split(',').map(|it| it.trim_matches('"')).collect();
        let mut bytes = self.bytes.clone();
        let mut made = Vec::with_capacity(schools);
        for urn in (FIRST_GENERATED..).take(schools) {
            let cells = names.iter().map(|name| match *name {
                "URN" => urn.to_string(),
                "EstablishmentName" => format!("Generated Academy {urn}"),
                "TypeOfEstablishment (code)" => "34".to_owned(),
                "EstablishmentStatus (code)" => "1".to_owned(),
                "DistrictAdministrative (code)" => "E06000001".to_owned(),
                _ => String::new(),
            });
            let row = format!("{}\r\n", cells.collect::<Vec<_>>().join(","));
            bytes.extend_from_slice(row.as_bytes());
            let [town, locality, authority, county, postcode] = Default::default();
            let (urn, name) = (urn.to_string(), format!("Generated Academy {urn}"));
            made.push(School { urn, name, town, locality, authority, county, postcode, is_open: true });
        }
        (bytes, made)
    }

    /// Schools that a provider may add.
    pub fn open(&self) -> impl Iterator<Item = &School> {
        self.schools.iter().filter(|school| school.is_open)
    }

    /// By URN: what the one school was called whose place it took. A name that another school bears today is none.
    fn former_names(&self, links: &[u8]) -> HashMap<String, String> {
        let names: HashMap<&str, &str> = self.schools.iter().map(|it| (it.urn.as_str(), it.name.as_str())).collect();
        let borne: std::collections::HashSet<&str> = self.open().map(|it| it.name.as_str()).collect();
        let mut successors: HashMap<String, Vec<String>> = HashMap::new();
        let text = WINDOWS_1252.decode(links).0;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for link in reader.records().flatten() {
            let cell = |at: usize| link.get(at).unwrap_or_default();
            if cell(3).starts_with("Successor") || cell(3).starts_with("Result of") {
                successors.entry(cell(0).to_owned()).or_default().push(cell(1).to_owned());
            }
        }
        let former = successors.into_iter().filter_map(|(before, mut after)| {
            after.dedup();
            let name = names.get(before.as_str()).filter(|name| !borne.contains(*name))?;
            (after.len() == 1).then(|| (after.remove(0), (*name).to_owned()))
        });
        former.collect()
    }
}

const COLUMNS: [&str; 10] = [
    "URN",
    "EstablishmentName",
    "Town",
    "Locality",
    "LA (name)",
    "County (name)",
    "Postcode",
    "EstablishmentStatus (code)",
    "DistrictAdministrative (code)",
    "GOR (name)",
];

fn columns(header: &ByteRecord) -> [Option<usize>; 10] {
    COLUMNS.map(|name| header.iter().position(|it| it == name.as_bytes()))
}

fn school(record: &ByteRecord, columns: &[Option<usize>; 10]) -> School {
    let cells = columns.map(|at| {
        let bytes = at.and_then(|at| record.get(at)).unwrap_or_default();
        WINDOWS_1252.decode(bytes).0.trim().to_owned()
    });
    let [urn, name, town, locality, authority, county, postcode, status, district, region] = cells;
    // As the service judges it, but for a few rows on the edge: the bench asks for thousands and not for all.
    let in_england = if district.is_empty() { is_english(&region) } else { district.starts_with('E') };
    let is_open = in_england && (status == "1" || status == "3");
    School { urn, name, town, locality, authority, county, postcode, is_open }
}

fn is_english(region: &str) -> bool {
    ["East", "London", "North", "South", "West", "Yorkshire"].iter().any(|it| region.starts_with(it))
}

fn unpacked(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    MultiGzDecoder::new(file).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Writes a file into a folder and gives its path.
///
/// # Errors
/// A sentence: it cannot be written.
pub(super) fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, String> {
    let path = folder.join(name);
    std::fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_changes_leave_the_other_rows_as_they_are() {
        let register = Register::of(made_up::register(), HashMap::new(), false).unwrap();
        assert_eq!(register.schools.len(), made_up::SCHOOLS);
        assert!(register.open().count() > made_up::SCHOOLS / 3);
        let part = Register::of(register.part(16), HashMap::new(), false).unwrap();
        assert_eq!(part.schools.len(), made_up::SCHOOLS.div_ceil(16));
        assert_eq!(part.schools[1].urn, register.schools[16].urn);
        let (changed, rows) = register.changed(100);
        assert!((500..=516).contains(&rows), "{rows}");
        assert_eq!(changed.len(), register.bytes.len() + rows);
    }
}
