//! From start to serving, and what stays in memory.

use std::time::Duration;

use super::report::{Line, count, time};
use super::{Bench, SIZES, Size};

/// Starts of each size; the quickest counts, because whatever else the machine does only slows one.
const ROUNDS: usize = 5;
/// So long the service is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(3);

/// Measures both.
///
/// # Errors
/// A sentence: something does not run.
pub(super) fn measure(bench: &Bench) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    for size in SIZES {
        let schools = count(bench.register.schools.len().div_ceil(size.one_in()));
        let place = bench.place(size)?;
        let mut starts = Vec::new();
        let mut resident = 0;
        for round in 0..ROUNDS {
            let (server, took) = place.serve()?;
            starts.push((took, server.cpu()?));
            if round == ROUNDS - 1 {
                std::thread::sleep(IDLE);
                resident = server.memory("VmRSS") / 1024;
            }
        }
        starts.sort_by_key(|start| start.0);
        let (took, cpu) = starts[0];
        let start = Line::new("start to serving", schools.clone()).measured(format!("{}, {cpu} CPU", time(took)));
        let memory = Line::new("resident memory, idle", schools).measured(format!("{resident} MB"));
        if size == Size::Whole {
            lines.push(start.goal("< 1 s", took < Duration::from_secs(1)));
            lines.push(memory.goal("< 128 MB", resident < 128));
        } else {
            lines.extend([start, memory]);
        }
    }
    Ok(lines)
}
