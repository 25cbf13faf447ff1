//! How well the search finds what people look for, over the whole real register.

use super::entry::class;
use super::*;
use crate::organisations::rules::Status;
use std::io::Read;
use std::path::Path;
use std::sync::OnceLock;

pub(super) fn data(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/gias").join(name);
    let Ok(file) = std::fs::read(&path) else {
        assert!(std::env::var("CI").is_err(), "the register's files are absent: {}", path.display());
        eprintln!("SKIPPED: the register's files are absent: {}", path.display());
        return None;
    };
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(file.as_slice()).read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8(bytes);
    Some(text.unwrap_or_else(|error| encoding_rs::WINDOWS_1252.decode(error.as_bytes()).0.into_owned()))
}

fn entries() -> Option<Vec<Entry>> {
    let text = data("edubasealldata20250422.csv.gz")?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|it| it == name).unwrap();
    let columns = [
        "URN",
        "EstablishmentName",
        "Town",
        "Locality",
        "LA (name)",
        "Postcode",
        "UKPRN",
        "EstablishmentStatus (code)",
        "Easting",
        "Northing",
    ]
    .map(column);
    let read = |record: csv::StringRecord| {
        let [urn, name, town, locality, authority, postcode, ukprn, status, east, north] =
            columns.map(|at| record[at].trim().to_owned());
        Entry {
            urn: urn.parse().ok(),
            key: urn,
            name,
            town,
            locality,
            authority,
            postcode,
            ukprn: ukprn.parse().ok(),
            provider_code: None,
            status: Status::of_code(status.parse().unwrap()).unwrap(),
            aliases: Vec::new(),
            codes: Codes::default(),
            place: east.parse().ok().zip(north.parse().ok()),
        }
    };
    Some(reader.records().map(|record| read(record.unwrap())).collect())
}

/// The register and every 53rd of its open schools, or nothing where the files are absent.
fn sample() -> Option<&'static (Snapshot, Vec<Entry>)> {
    static SAMPLE: OnceLock<Option<(Snapshot, Vec<Entry>)>> = OnceLock::new();
    let made = SAMPLE.get_or_init(|| {
        let entries = entries()?;
        let open = entries.iter().filter(|entry| class(entry.status) == 0);
        let sample = open.step_by(53).cloned().collect();
        Some((Snapshot::build(&entries), sample))
    });
    made.as_ref()
}

/// Numbers that look like chance and are the same in every run.
fn chance(seed: usize) -> usize {
    let mixed = (seed as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33).unwrap()
}

/// A letter too many, too few, another or two swapped, anywhere in the text.
fn with_an_error(text: &str, seed: usize) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = chance(seed) % letters.len();
    let other = char::from(b'a' + u8::try_from(chance(seed + 7) % 26).unwrap());
    match chance(seed + 13) % 4 {
        0 => letters.insert(at, other),
        1 => drop(letters.remove(at)),
        2 => letters[at] = other,
        _ => letters.swap(at, (at + 1) % text.chars().count()),
    }
    letters.into_iter().collect()
}

fn beginning(name: &str) -> String {
    let letters = name.chars().count();
    name.chars().take((letters * 2 / 3).max(8)).collect()
}

type Ask = fn(&Entry, usize) -> Option<String>;

fn full(entry: &Entry) -> Option<String> {
    (!entry.town.is_empty()).then(|| format!("{} {}", entry.name, entry.town))
}

const KINDS: [(&str, Ask); 8] = [
    ("URN", |entry, _| Some(entry.key.clone())),
    ("postcode", |entry, _| entry.postcode.parse::<Postcode>().ok().map(|it| it.to_string())),
    ("postcode without its space", |entry, _| {
        let postcode = entry.postcode.parse::<Postcode>().ok()?;
        Some(postcode.to_string().replace(' ', "").to_lowercase())
    }),
    ("beginning of the name", |entry, _| Some(beginning(&entry.name))),
    ("name", |entry, _| Some(entry.name.clone())),
    ("name with an error", |entry, seed| Some(with_an_error(&entry.name, seed))),
    ("beginning with an error", |entry, seed| Some(with_an_error(&beginning(&entry.name), seed))),
    ("name and town", |entry, _| full(entry)),
];

/// Of a thousand: how many are among the first ten, and how many are the first.
fn hits(snapshot: &Snapshot, sample: &[Entry], ask: Ask) -> (usize, usize) {
    let (mut asked, mut among, mut first) = (0, 0, 0);
    for (seed, entry) in sample.iter().enumerate() {
        let Some(query) = ask(entry, seed) else {
            continue;
        };
        let found = snapshot.suggest(&query, SUGGESTIONS);
        asked += 1;
        among += usize::from(found.iter().any(|hit| hit.key == entry.key));
        first += usize::from(found.first().is_some_and(|hit| hit.key == entry.key));
    }
    (among * 1000 / asked, first * 1000 / asked)
}

/// Asserts how many thousandths are among the first ten, and how many are the first.
#[track_caller]
fn check(kind: &str, among: usize, first: usize) {
    let Some((snapshot, sample)) = sample() else {
        return;
    };
    let (_, ask) = KINDS.into_iter().find(|(name, _)| *name == kind).unwrap();
    let found = hits(snapshot, sample, ask);
    println!("{kind:30} in the first ten {}, first {} of 1000", found.0, found.1);
    assert!(found.0 >= among && found.1 >= first, "{kind}: {found:?}");
}

#[test]
fn numbers_and_postcodes_find_their_schools() {
    check("URN", 1000, 1000);
    // A few postcodes have more schools than a list of ten has room for.
    check("postcode", 998, 950);
    check("postcode without its space", 998, 950);
}

#[test]
fn names_find_their_schools() {
    check("beginning of the name", 930, 0);
    check("name", 970, 0);
    check("name and town", 995, 980);
}

#[test]
fn names_with_typing_errors_find_their_schools() {
    check("name with an error", 970, 0);
    check("beginning with an error", 900, 0);
}
