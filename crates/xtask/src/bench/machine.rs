//! What a process has used: processor time and memory, from /proc.

use std::fs;
use std::time::Duration;

/// One tick of /proc/PID/stat. The kernel scales user and system time to what the scheduler measured, so that their
/// sum is exact to a tick.
const TICK: Duration = Duration::from_millis(10);

/// The processor time of a process since its start, in all its threads, dead ones too.
///
/// # Errors
/// A sentence: there is no such process.
pub(super) fn cpu(pid: u32) -> Result<Duration, String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).map_err(|error| format!("process {pid}: {error}"))?;
    Ok(ticks(&stat, [13, 14]))
}

/// The processor time of the processes that this one has started and that have ended.
///
/// # Errors
/// A sentence: there is no such process.
pub(super) fn cpu_of_children(pid: u32) -> Result<Duration, String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).map_err(|error| format!("process {pid}: {error}"))?;
    Ok(ticks(&stat, [15, 16]))
}

/// The sum of two fields, counted from 0.
fn ticks(stat: &str, fields: [usize; 2]) -> Duration {
    // The name, field 1, stands in parentheses and may hold anything.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let number = |field: usize| after_name.split_whitespace().nth(field - 2).and_then(|it| it.parse::<u32>().ok());
    TICK * fields.into_iter().filter_map(number).sum::<u32>()
}

/// A process and all that it started, as long as they live.
pub(super) fn family(pid: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|it| it.file_name().to_str()?.parse::<u32>().ok());
    let parents: Vec<(u32, u32)> = numbers.filter_map(|it| Some((it, parent(it)?))).collect();
    let mut family = vec![pid];
    let mut at = 0;
    while let Some(elder) = family.get(at).copied() {
        family.extend(parents.iter().filter(|(_, parent)| *parent == elder).map(|(child, _)| *child));
        at += 1;
    }
    family
}

fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// A line of /proc/PID/status in kibibytes: `VmRSS` is what is resident now, `VmHWM` the most that ever was.
pub(super) fn memory(pid: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The machine in a few words, for the head of the table.
pub(super) fn described() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = information.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split_once(": "));
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    format!("{cores} cores, {}, load {load}", model.map_or("unknown processor", |(_, name)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_the_sum_of_two_fields_whatever_the_name_holds() {
        let stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 1 2 3 4 150 50 7 8 20 0";
        assert_eq!(ticks(stat, [13, 14]), Duration::from_secs(2));
        assert_eq!(ticks(stat, [15, 16]), Duration::from_millis(150));
    }

    #[test]
    fn this_process_is_of_its_own_family() {
        let own = std::process::id();
        assert!(family(own).contains(&own));
        assert!(memory(own, "VmRSS").is_some_and(|kib| kib > 100));
    }
}
