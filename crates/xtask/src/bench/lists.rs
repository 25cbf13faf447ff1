//! Lists of schools that a provider adds: 25,000 URNs checked, 24,750 schools confirmed, messy names matched.

use std::time::Duration;

use super::http::Browser;
use super::register::School as Line;
use super::report::{self, count, ratio, time};
use super::scene::{self, Provider};
use super::service::{Cpu, Server};
use super::{Bench, SIZES, Size, least};

#[path = "../../../service/src/partnerships/matching/trial/slips.rs"]
mod slips;

/// URNs in the longest list that is checked.
const URNS: usize = 25_000;
/// Schools that are added at once.
const CONFIRMED: usize = 24_750;
/// Rows in the longest messy list.
const MESSY: usize = 3_000;
/// Each is done so often, and the middle one counts.
const ROUNDS: usize = 3;
/// The seed of the messy rows, that of the trial in the tests.
const SEED: u64 = 20_250_422;

/// From a list of URNs to the page that says what is wrong with each.
///
/// # Errors
/// A sentence: something does not run.
pub(super) fn check(bench: &Bench) -> Result<Vec<report::Line>, String> {
    let place = bench.place(Size::Whole)?;
    let (server, _) = place.serve()?;
    let limit = scene::limit_server(place.folder(), &bench.register, 1)?;
    let mut browser = scene::sign_in(place, &server, Provider::Urns)?;
    // The schools that lists are matched against are made when the first list comes.
    checked(&server, &mut browser, &bench.register.schools[..10])?;
    let mut lines = Vec::new();
    for size in SIZES {
        let schools = &bench.register.schools[..URNS / size.one_in()];
        let rounds: Result<Vec<Cpu>, String> = (0..ROUNDS).map(|_| checked(&server, &mut browser, schools)).collect();
        let cpu = Cpu::middle(rounds?);
        let least = scene::in_memory(&limit, schools)?;
        let line = report::Line::new("check a list of URNs", count(schools.len()))
            .measured(cpu.to_string())
            .limit(time(least), ratio(cpu.service, least));
        let is_met = cpu.service <= Duration::from_millis(110);
        lines.push(if size == Size::Whole { line.goal("<= 110 ms", is_met) } else { line });
    }
    Ok(lines)
}

fn checked(server: &Server, browser: &mut Browser, schools: &[Line]) -> Result<Cpu, String> {
    let before = server.cpu()?;
    let pages = scene::upload(browser, schools.iter())?;
    browser.get(&format!("{pages}/rows"))?;
    Ok(server.cpu()?.since(before))
}

/// Adding nearly all schools of England at once, each with its event and with mail for two addresses.
///
/// # Errors
/// A sentence: something does not run.
pub(super) fn confirm(bench: &Bench) -> Result<Vec<report::Line>, String> {
    let mut lines = Vec::new();
    for size in SIZES {
        let place = scene::place(&bench.databases, &bench.program, &bench.register.bytes)?;
        let schools: Vec<&Line> = bench.register.open().take(CONFIRMED / size.one_in()).collect();
        scene::give_addresses(&place, schools.iter().copied())?;
        let (server, _) = place.serve()?;
        let mut browser = scene::sign_in(&place, &server, Provider::All)?;
        let pages = scene::upload(&mut browser, schools.iter().copied())?;
        browser.get(&format!("{pages}/rows"))?;
        browser.post(&format!("{pages}/rows"), &[])?;
        let before = server.cpu()?;
        scene::confirm(&mut browser, &pages)?;
        let cpu = server.cpu()?.since(before);
        let least = least::measure(schools.len())?;
        let times = ratio(cpu.service, least);
        let line = report::Line::new("confirm schools, two mails each", count(schools.len()))
            .measured(cpu.to_string())
            .limit(time(least), times);
        lines.push(if size == Size::Whole { line.goal("<= 2x", times <= 2.0) } else { line });
    }
    Ok(lines)
}

/// Names, towns and postcodes as people keep them: how many find their school, and whether any finds another.
///
/// # Errors
/// A sentence: something does not run.
pub(super) fn matching(bench: &Bench) -> Result<Vec<report::Line>, String> {
    let place = bench.place(Size::Whole)?;
    let (server, _) = place.serve()?;
    let mut browser = scene::sign_in(place, &server, Provider::Names)?;
    matched(&server, &mut browser, &messy(bench, 10))?;
    let mut lines = Vec::new();
    for size in SIZES {
        let rows = messy(bench, MESSY / size.one_in());
        let (cpu, right, wrong) = matched(&server, &mut browser, &rows)?;
        let one = cpu.each(rows.len());
        let cpu_line = report::Line::new("match a messy list", count(rows.len()))
            .measured(format!("{cpu}, {} a row", time(one.service)));
        lines.push(cpu_line);
        if size == Size::Whole {
            let percent = 100.0 * as_number(right) / as_number(rows.len());
            let line = report::Line::new("quality: messy list", count(rows.len()))
                .measured(format!("{percent:.1}% matched, {wrong} wrongly"))
                .goal(">= 90%, 0 wrongly", percent >= 90.0 && wrong == 0);
            lines.push(line);
        }
    }
    Ok(lines)
}

fn as_number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A row of a list, and the school that is meant.
struct Messy {
    cells: [String; 3],
    urn: String,
    slips: Vec<&'static str>,
}

/// Rows of different schools: one that is named twice would be matched once.
fn messy(bench: &Bench, rows: usize) -> Vec<Messy> {
    let open: Vec<&Line> = bench.register.open().collect();
    let mut chance = slips::Chance::from(SEED);
    let mut seen = std::collections::HashSet::new();
    let mut made = Vec::with_capacity(rows);
    while made.len() < rows.min(open.len() / 2) {
        let school = open[chance.below(open.len())];
        let old = bench.register.former.get(&school.urn).map(String::as_str);
        if seen.insert(&school.urn) {
            let it = slips::messy(school, old, &mut chance);
            let place = it.places.into_iter().next().unwrap_or_default();
            made.push(Messy { cells: [it.name, place, it.postcode], urn: school.urn.clone(), slips: it.slips });
        }
    }
    made
}

/// Uploads the list and reads the file that is given back: rows matched with the school meant, and with another.
fn matched(server: &Server, browser: &mut Browser, rows: &[Messy]) -> Result<(Cpu, usize, usize), String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let records = std::iter::once(["School", "Town", "Postcode"].map(str::to_owned));
    for record in records.chain(rows.iter().map(|row| row.cells.clone())) {
        writer.write_record(record).map_err(|error| format!("cannot write the list: {error}"))?;
    }
    let list = writer.into_inner().map_err(|error| format!("cannot write the list: {error}"))?;
    let before = server.cpu()?;
    let pages = scene::upload_text(browser, &String::from_utf8_lossy(&list))?;
    let columns = [("column-0", "name"), ("column-1", "place"), ("column-2", "postcode"), ("heading", "1")];
    browser.post(&format!("{pages}/columns"), &columns)?;
    let file = browser.get(&format!("{pages}/rows/export.csv"))?.body;
    let cpu = server.cpu()?.since(before);
    let mut reader = csv::Reader::from_reader(file.as_slice());
    let (mut right, mut wrong, mut read) = (0, 0, 0);
    for (record, row) in reader.records().zip(rows) {
        let record = record.map_err(|error| format!("the file back cannot be read: {error}"))?;
        let is_matched = record.get(3) == Some("Matched");
        let is_meant = record.get(6) == Some(row.urn.as_str());
        right += usize::from(is_matched && is_meant);
        wrong += usize::from(is_matched && !is_meant);
        if is_matched && !is_meant {
            eprintln!("matched wrongly: {record:?}, meant is {}, slips {:?}", row.urn, row.slips);
        }
        read += 1;
    }
    if read == rows.len() { Ok((cpu, right, wrong)) } else { Err(format!("{read} of {} rows came back", rows.len())) }
}
