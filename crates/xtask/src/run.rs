//! Running other programs: what they say is shown as it comes, and the lines that count tests are kept.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed, timed out or could not run.
    pub failed: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// What a program did.
#[derive(Clone, Copy, Debug)]
pub struct Ran {
    /// Whether it ended with 0.
    pub is_success: bool,
    /// The tests that it said it ran.
    pub counts: Counts,
}

/// The root of the workspace, wherever the chore was started.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// A program to be run in the root of the workspace.
pub fn program(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root()).stdin(Stdio::null());
    command
}

/// The cargo that runs us.
pub fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    program(&cargo, arguments)
}

/// Whether a program is there and answers.
pub fn answers(name: &str, arguments: &[&str]) -> bool {
    let mut command = program(name, arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Runs a program to its end.
///
/// # Errors
/// A sentence: it could not be started.
pub fn watch(mut command: Command) -> Result<Ran, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    println!("$ {}", spelled(&command));
    let started = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = started.map_err(|error| format!("cannot run {name}: {error}"))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    // Both at once: a pipe that nobody empties stops the program.
    let counts = thread::scope(|scope| {
        let errors = scope.spawn(|| err.map(|it| shown(it, &mut std::io::stderr())).unwrap_or_default());
        let mut counts = out.map(|it| shown(it, &mut std::io::stdout())).unwrap_or_default();
        counts += errors.join().unwrap_or_default();
        counts
    });
    let status = child.wait().map_err(|error| format!("cannot wait for {name}: {error}"))?;
    Ok(Ran { is_success: status.success(), counts })
}

/// The command as one would type it.
fn spelled(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Passes on what is read, line by line, and adds up the lines that count tests.
fn shown(from: impl Read, to: &mut impl Write) -> Counts {
    let mut counts = Counts::default();
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        // Nobody may be listening to us any more; the program still runs to its end.
        let _ = to.write_all(&line).and_then(|()| to.flush());
        counts += counted(&String::from_utf8_lossy(&line));
        line.clear();
    }
    counts
}

/// What a closing line of nextest, `cargo test` or Node's test runner says.
fn counted(line: &str) -> Counts {
    let line = line.trim();
    let is_closing = line.starts_with("Summary [") || line.starts_with("test result:");
    let node = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ "));
    if let Some((word, number)) = node.and_then(|rest| rest.split_once(' ')) {
        let number = number.parse().unwrap_or(0);
        return match word {
            "pass" => Counts { passed: number, failed: 0 },
            "fail" | "cancelled" => Counts { passed: 0, failed: number },
            _ => Counts::default(),
        };
    }
    if !is_closing {
        return Counts::default();
    }
    let words: Vec<&str> = line.split([' ', ',', ';', ':', '.']).filter(|word| !word.is_empty()).collect();
    // The number before a word: "3 passed (1 slow), 1 failed, 1 timed out, 1 exec failed".
    let before = |word: &str| -> u64 {
        let numbers = words.windows(2).filter(|pair| pair[1] == word).filter_map(|pair| pair[0].parse::<u64>().ok());
        numbers.sum()
    };
    Counts { passed: before("passed"), failed: before("failed") + before("timed") + before("exec") }
}

#[cfg(test)]
mod tests {
    use super::{Counts, counted};

    #[test]
    fn closing_lines_are_counted_and_other_lines_are_not() {
        let cases = [
            ("     Summary [   0.017s] 12 tests run: 12 passed, 3 skipped", (12, 0)),
            (
                " Summary [ 1.0s] 12 tests run: 9 passed (1 slow), 1 failed, 1 timed out, 1 exec failed, 0 skipped",
                (9, 3),
            ),
            ("test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s", (5, 0)),
            ("test result: FAILED. 5 passed; 2 failed; 0 ignored", (5, 2)),
            ("# pass 4", (4, 0)),
            ("# fail 2", (0, 2)),
            ("ℹ pass 7", (7, 0)),
            ("ℹ duration_ms 7", (0, 0)),
            ("# Subtest: 3 passed", (0, 0)),
            ("the day 5 passed; 2 failed", (0, 0)),
        ];
        for (line, (passed, failed)) in cases {
            assert_eq!(counted(line), Counts { passed, failed }, "{line}");
        }
    }
}
