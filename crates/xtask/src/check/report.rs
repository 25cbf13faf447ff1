//! What the check says at its end.

use std::fmt;
use std::time::Duration;

use crate::run::Counts;

use super::{Done, Outcome};

/// Every step that has run.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<Done>);

impl Report {
    pub(super) fn add(&mut self, done: Done) {
        self.0.push(done);
    }

    pub(super) fn is_failure(&self) -> bool {
        self.0.iter().any(|done| matches!(done.outcome, Outcome::Failed))
    }

    /// To the same stream as everything else, so that it is last wherever both go.
    pub(super) fn print(&self) {
        print!("{self}");
    }

    fn skipped(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|done| {
            let whole = match &done.outcome {
                Outcome::Skipped(sentence) => Some(sentence.as_str()),
                Outcome::Passed | Outcome::Failed => None,
            };
            whole.into_iter().chain(done.left_out.iter().map(String::as_str))
        })
    }

    fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        for done in &self.0 {
            sum += done.counts;
        }
        sum
    }
}

impl fmt::Display for Report {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(to, "\n{:<28} {:<8} {:>8} {:>8} {:>8}", "Step", "Result", "Passed", "Failed", "Time")?;
        for done in &self.0 {
            let result = match done.outcome {
                Outcome::Passed => "passed",
                Outcome::Failed => "FAILED",
                Outcome::Skipped(_) => "SKIPPED",
            };
            let (passed, failed) = (tests(done.counts, done.counts.passed), tests(done.counts, done.counts.failed));
            writeln!(to, "{:<28} {result:<8} {passed:>8} {failed:>8} {:>8}", done.step.title(), time(done.took))?;
        }
        for sentence in self.skipped() {
            writeln!(to, "SKIPPED: {sentence}")?;
        }
        let Counts { passed, failed } = self.counts();
        writeln!(to, "\n{passed} passed, {failed} failed")
    }
}

/// A dash where a step has no tests to count.
fn tests(counts: Counts, number: u64) -> String {
    if counts == Counts::default() { "–".to_owned() } else { number.to_string() }
}

/// Minutes and seconds.
fn time(took: Duration) -> String {
    let seconds = took.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::super::Step;
    use super::*;

    fn done(step: Step, outcome: Outcome, passed: u64) -> Done {
        let counts = Counts { passed, failed: 0 };
        Done { step, outcome, took: Duration::from_secs(75), counts, left_out: Vec::new() }
    }

    #[test]
    fn the_last_line_is_the_sum_and_what_is_missing_is_told() {
        let mut report = Report::default();
        report.add(done(Step::Format, Outcome::Passed, 0));
        report.add(done(Step::Tests, Outcome::Passed, 40));
        report.add(done(Step::Browser, Outcome::Skipped("Chromium is not installed".to_owned()), 0));
        let said = report.to_string();
        assert_eq!(said.lines().last(), Some("40 passed, 0 failed"));
        assert!(said.contains("SKIPPED: Chromium is not installed\n"), "{said}");
        assert!(said.contains("Tests on both databases      passed         40        0     1:15"), "{said}");
        assert!(!report.is_failure());
    }

    #[test]
    fn one_failed_step_fails_the_check() {
        let mut report = Report::default();
        report.add(done(Step::Format, Outcome::Failed, 0));
        report.add(done(Step::Tests, Outcome::Passed, 40));
        assert!(report.is_failure());
    }
}
