//! `import-register`: the first time, again with nothing changed, and with one row in a hundred changed.

use std::path::Path;
use std::time::Duration;

use super::register::put;
use super::report::{Line, count, ratio, time};
use super::service::{Cpu, Place};
use super::{Bench, SIZES, Size, machine};

/// Each is done so often, and the middle one counts.
const ROUNDS: usize = 3;

/// Measures all three, and the memory that the import needs beyond the program itself.
///
/// # Errors
/// A sentence: something does not run.
pub(super) fn measure(bench: &Bench) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    for size in SIZES {
        let folder = tempfile::tempdir().map_err(|error| format!("cannot make a folder: {error}"))?;
        let part = bench.register.part(size.one_in());
        let file = put(folder.path(), "register-20250422.csv", &part)?;
        let schools = bench.register.schools.len().div_ceil(size.one_in());
        let parsed = middle(|| parse(&file))?;
        let mut first = Vec::new();
        let mut place = bench.databases.place(&bench.program)?;
        let mut most = 0;
        for round in 0..ROUNDS {
            if round > 0 {
                place = bench.databases.place(&bench.program)?;
            }
            place.run(&["migrate"])?;
            let (cpu, memory) = import(&place, &file)?;
            first.push(cpu);
            most = most.max(memory);
        }
        let unchanged = middle(|| Ok(import(&place, &file)?.0))?;
        let changed = if size == Size::Whole { Some(changed(bench, &place, folder.path())?) } else { None };
        let line = |name: &str, cpu: Cpu| {
            Line::new(format!("import, {name}"), count(schools))
                .measured(cpu.to_string())
                .limit(time(parsed.service), ratio(cpu.service, parsed.service))
        };
        let is_met = |cpu: Cpu, seconds: f64| cpu.service <= Duration::from_secs_f64(seconds);
        let first = Cpu::middle(first);
        if let Some((changed, memory)) = changed {
            lines.push(line("unchanged", unchanged).goal("<= 0.35 s", is_met(unchanged, 0.35)));
            lines.push(line("1% changed", changed).goal("<= 0.5 s", is_met(changed, 0.5)));
            lines.push(line("first", first).goal("<= 1.2 s", is_met(first, 1.2)));
            let idle = place.measure(&["migrate"])?.1;
            let growth = most.max(memory).saturating_sub(idle) / 1024;
            let shown = format!("{growth} MB above the program's {} MB", idle / 1024);
            lines.push(Line::new("import, memory", count(schools)).measured(shown).goal("<= 64 MB", growth <= 64));
        } else {
            lines.extend([line("unchanged", unchanged), line("first", first)]);
        }
    }
    Ok(lines)
}

fn import(place: &Place, file: &Path) -> Result<(Cpu, u64), String> {
    place.measure(&["import-register", &file.to_string_lossy()])
}

fn middle(mut measure: impl FnMut() -> Result<Cpu, String>) -> Result<Cpu, String> {
    let rounds: Result<Vec<Cpu>, String> = (0..ROUNDS).map(|_| measure()).collect();
    Ok(Cpu::middle(rounds?))
}

/// There and back, so that each import finds one row in a hundred changed.
fn changed(bench: &Bench, place: &Place, folder: &Path) -> Result<(Cpu, u64), String> {
    let (bytes, _) = bench.register.changed(100);
    let other = put(folder, "changed-20250422.csv", &bytes)?;
    let file = folder.join("register-20250422.csv");
    let mut rounds = Vec::new();
    let mut most = 0;
    for path in [&other, &file, &other] {
        let (cpu, memory) = import(place, path)?;
        rounds.push(cpu);
        most = most.max(memory);
    }
    Ok((Cpu::middle(rounds), most))
}

/// The limit: the file read to its cells, and nothing done with them.
fn parse(file: &Path) -> Result<Cpu, String> {
    let this = std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let own = std::process::id();
    let before = machine::cpu_of_children(own)?;
    let output = std::process::Command::new(this).arg("limit-parse").arg(file).output();
    let output = output.map_err(|error| format!("cannot parse: {error}"))?;
    if !output.status.success() {
        return Err(format!("cannot parse: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(Cpu { service: machine::cpu_of_children(own)?.saturating_sub(before), database: Duration::ZERO })
}
