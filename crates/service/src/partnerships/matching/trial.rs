//! Thousands of messy rows made from the real register, with slips as people make them: how many find their school,
//! and that none finds another. Passed over, loudly, where the register is absent.

use super::{Ask, Facts, Judge, Schools, Verdict};
use crate::organisations::rules::{Status, is_in_england};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::io::Read;
use std::path::PathBuf;

#[path = "trial/slips.rs"]
mod slips;

use slips::{Chance, Messy};

/// A school as the register's file has it.
pub(super) struct Line {
    urn: String,
    name: String,
    town: String,
    locality: String,
    authority: String,
    county: String,
    district: String,
    postcode: String,
    status: Status,
    in_england: bool,
    dfe_number: Option<u32>,
    ukprn: String,
    point: Option<(i32, i32)>,
    successor: Option<String>,
}

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/gias");
    if folder.join("edubasealldata20250422.csv.gz").exists() {
        return Some(folder);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "the register is missing: {}", folder.display());
    eprintln!("SKIPPED: no register at {}", folder.display());
    None
}

fn text(path: PathBuf) -> String {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
    encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned()
}

/// The one plain successor of each school.
fn successors(folder: &std::path::Path) -> HashMap<String, String> {
    let links = text(folder.join("links_edubasealldata20250422.csv.gz"));
    let mut reader = csv::Reader::from_reader(links.as_bytes());
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for link in reader.records() {
        let link = link.unwrap();
        if link[3].starts_with("Successor") || link[3].starts_with("Result of") {
            found.entry(link[0].to_owned()).or_default().push(link[1].to_owned());
        }
    }
    found
        .into_iter()
        .filter_map(|(urn, mut list)| {
            list.dedup();
            (list.len() == 1).then(|| (urn, list.remove(0)))
        })
        .collect()
}

fn lines(folder: &std::path::Path) -> Vec<Line> {
    let successors = successors(folder);
    let register = text(folder.join("edubasealldata20250422.csv.gz"));
    let mut reader = csv::Reader::from_reader(register.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let at: HashMap<&str, usize> = headings.iter().enumerate().map(|(at, name)| (name, at)).collect();
    let records = reader.records().map(|record| record.unwrap());
    records.map(|record| line(&|name| record[at[name]].to_owned(), &successors)).collect()
}

fn line(cell: &dyn Fn(&str) -> String, successors: &HashMap<String, String>) -> Line {
    let number = |name: &str| cell(name).parse::<i32>().ok().filter(|it| *it > 0);
    let authority_and_school = number("LA (code)").zip(number("EstablishmentNumber"));
    let (district, region) = (cell("DistrictAdministrative (code)"), cell("GOR (name)"));
    Line {
        in_england: is_in_england(
            Some(district.as_str()).filter(|it| !it.is_empty()),
            Some(region.as_str()).filter(|it| !it.is_empty()),
        ),
        status: Status::of_code(number("EstablishmentStatus (code)").unwrap()).unwrap(),
        dfe_number: authority_and_school.and_then(|(one, other)| u32::try_from(one * 10_000 + other).ok()),
        point: number("Easting").zip(number("Northing")),
        successor: successors.get(&cell("URN")).cloned(),
        urn: cell("URN"),
        name: cell("EstablishmentName"),
        town: cell("Town"),
        locality: cell("Locality"),
        authority: cell("LA (name)"),
        county: cell("County (name)"),
        district: cell("DistrictAdministrative (name)"),
        postcode: cell("Postcode"),
        ukprn: cell("UKPRN"),
    }
}

impl Line {
    fn is_open(&self) -> bool {
        self.in_england && self.status.is_open()
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            urn: self.urn.parse().unwrap(),
            name: &self.name,
            town: &self.town,
            locality: &self.locality,
            authority: &self.authority,
            county: &self.county,
            district: &self.district,
            postcode: &self.postcode,
            ukprn: self.ukprn.parse().ok(),
            dfe_number: self.dfe_number,
            standing: self.status.into(),
            in_england: self.in_england,
            successor: self.successor.as_deref().and_then(|urn| urn.parse().ok()),
            point: self.point,
        }
    }
}

/// How many rows came to what.
#[derive(Default)]
struct Tally {
    rows: usize,
    matched: usize,
    wrong: usize,
    closed: usize,
    not_sure: usize,
    not_found: usize,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Matched,
    Wrong,
    Closed,
    NotSure,
    NotFound,
}

impl Tally {
    fn count(&mut self, outcome: Outcome) {
        self.rows += 1;
        match outcome {
            Outcome::Matched => self.matched += 1,
            Outcome::Wrong => self.wrong += 1,
            Outcome::Closed => self.closed += 1,
            Outcome::NotSure => self.not_sure += 1,
            Outcome::NotFound => self.not_found += 1,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a few thousand rows")]
    fn share(&self) -> f64 {
        100.0 * self.matched as f64 / self.rows as f64
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:5} rows, {:5.1}% matched, {} wrong, {} closed, {} not sure, {} not found",
            self.rows,
            self.share(),
            self.wrong,
            self.closed,
            self.not_sure,
            self.not_found
        )
    }
}

/// Judges one row; what is not matched is printed where `TRIAL_SHOW` asks for it, what is matched wrongly always.
fn outcome(judge: &mut Judge<'_>, line: usize, messy: &Messy, truth: &str) -> Outcome {
    let ask = Ask {
        name: &messy.name,
        postcode: &messy.postcode,
        places: messy.places.iter().map(String::as_str).collect(),
        ..Ask::default()
    };
    let verdict = judge.judge(line, &ask);
    let outcome = match &verdict {
        Verdict::Matched { urn, .. } | Verdict::SameAsLine { urn, .. } if urn.to_string() == truth => Outcome::Matched,
        Verdict::Matched { .. } | Verdict::SameAsLine { .. } => Outcome::Wrong,
        Verdict::Closed { .. } => Outcome::Closed,
        Verdict::NotSure { .. } => Outcome::NotSure,
        _ => Outcome::NotFound,
    };
    let is_shown = outcome == Outcome::Wrong || outcome != Outcome::Matched && std::env::var_os("TRIAL_SHOW").is_some();
    if is_shown {
        println!("{outcome:?}: {truth} {messy:?} {verdict:?}");
    }
    outcome
}

#[test]
fn nine_in_ten_messy_rows_are_matched_and_none_wrongly() {
    let Some(folder) = folder() else {
        return;
    };
    let lines = lines(&folder);
    let schools = Schools::of(lines.iter().map(Line::facts));
    let open: Vec<&Line> = lines.iter().filter(|line| line.is_open()).collect();
    let names: HashSet<&str> = open.iter().map(|line| line.name.as_str()).collect();
    let former: HashMap<&str, &Line> = lines
        .iter()
        // An old name that another school bears today means that school.
        .filter(|line| !names.contains(line.name.as_str()))
        .filter_map(|line| Some((line.successor.as_deref()?, line)))
        .collect();
    let partners = HashSet::new();
    let mut judge = Judge::new(&schools, &partners);
    let mut by_slip: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut all = Tally::default();
    let mut chance = Chance::from(seed());
    for line in 1..=rows() {
        let school = open[chance.below(open.len())];
        let old = former.get(school.urn.as_str()).map(|line| line.name.as_str());
        let messy = slips::messy(school, old, &mut chance);
        let outcome = outcome(&mut judge, line, &messy, &school.urn);
        all.count(outcome);
        for slip in &messy.slips {
            by_slip.entry(slip).or_default().count(outcome);
        }
    }
    for (slip, tally) in by_slip {
        println!("{slip:28} {tally}");
    }
    println!("all {all}");
    assert_eq!(all.wrong, 0);
    assert!(all.share() >= 90.0);
}

/// Rows of a trial; more where `TRIAL_ROWS` asks for them.
fn rows() -> usize {
    let asked = std::env::var("TRIAL_ROWS").ok();
    asked.and_then(|it| it.parse().ok()).unwrap_or(3000)
}

/// The fixed seed; another one where `TRIAL_SEED` asks for it.
fn seed() -> u64 {
    let asked = std::env::var("TRIAL_SEED").ok();
    asked.and_then(|it| it.parse().ok()).unwrap_or(20_250_422)
}

#[test]
fn a_school_that_the_register_lacks_is_hardly_ever_taken_for_another() {
    let Some(folder) = folder() else {
        return;
    };
    let lines = lines(&folder);
    let mut chance = Chance::from(seed());
    let mut left_out = HashSet::new();
    while left_out.len() < rows().min(6000) {
        let line = &lines[chance.below(lines.len())];
        if line.is_open() {
            left_out.insert(line.urn.as_str());
        }
    }
    let (absent, present): (Vec<&Line>, Vec<&Line>) =
        lines.iter().partition(|line| left_out.contains(line.urn.as_str()));
    let schools = Schools::of(present.into_iter().map(Line::facts));
    let partners = HashSet::new();
    let mut judge = Judge::new(&schools, &partners);
    let mut all = Tally::default();
    for (number, line) in absent.into_iter().enumerate() {
        let messy = slips::messy(line, None, &mut chance);
        all.count(outcome(&mut judge, number, &messy, &line.urn));
    }
    println!("absent {all}");
    // Left are namesakes in the same town, and the schools that stand in the register twice, before and after a change.
    assert!(all.wrong * 50 <= all.rows);
}
