//! `cargo xtask check`: everything that has to hold before a change is shared, and what CI runs.

mod api;
mod report;
mod steps;

use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::run::Counts;
use report::Report;

/// A part of the check, in the order in which they run: what is quick to fail comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// The source is laid out as rustfmt lays it out.
    Format,
    /// Clippy finds nothing.
    Lint,
    /// Every test passes, on SQLite and on PostgreSQL.
    Tests,
    /// The documentation builds without a warning, and its examples run.
    Docs,
    /// Dependencies have licences, sources and versions that we accept.
    Licences,
    /// The API answers as its description says, whatever it is asked.
    Api,
    /// Every page in a browser.
    Browser,
}

/// What is to be checked.
#[derive(Debug)]
pub struct Scope {
    /// Leave PostgreSQL out.
    pub sqlite_only: bool,
    /// These steps alone; all when empty.
    pub only: Vec<Step>,
}

/// How a step ended.
#[derive(Debug)]
enum Outcome {
    Passed,
    Failed,
    /// The sentence says what is missing.
    Skipped(String),
}

/// A step that has run.
#[derive(Debug)]
struct Done {
    step: Step,
    outcome: Outcome,
    took: Duration,
    counts: Counts,
    /// Parts of it that were left out, in sentences.
    left_out: Vec<String>,
}

/// What a step found.
#[derive(Debug, Default)]
struct Found {
    is_failure: bool,
    counts: Counts,
    left_out: Vec<String>,
}

impl Scope {
    fn steps(&self) -> impl Iterator<Item = Step> {
        let is_wanted = |step: &Step| self.only.is_empty() || self.only.contains(step);
        Step::value_variants().iter().copied().filter(is_wanted)
    }
}

/// Whether what is missing on this machine is a failure.
fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|it| it == "true")
}

/// Runs the steps, all of them even when one fails, and prints the report.
///
/// # Errors
/// Nothing more to say: the report has said it.
pub fn run(scope: &Scope) -> Result<(), String> {
    let mut report = Report::default();
    let mut has_built = false;
    for step in scope.steps() {
        println!("\n== {} ==", step.title());
        let started = Instant::now();
        let found = match step {
            Step::Format => Ok(steps::format()),
            Step::Lint => steps::lint(),
            Step::Tests => steps::tests(scope.sqlite_only),
            Step::Docs => steps::docs(),
            Step::Licences => steps::licences(),
            Step::Api => steps::api(has_built),
            Step::Browser => steps::browser(has_built),
        };
        // The tests build the program too, so the browser needs no second build.
        has_built |= step == Step::Tests;
        report.add(done(step, found, started.elapsed()));
    }
    report.print();
    if report.is_failure() { Err(String::new()) } else { Ok(()) }
}

fn done(step: Step, found: Result<Found, String>, took: Duration) -> Done {
    let (outcome, counts, left_out) = match found {
        Ok(found) if found.is_failure => (Outcome::Failed, found.counts, found.left_out),
        Ok(found) if is_ci() && !found.left_out.is_empty() => (Outcome::Failed, found.counts, found.left_out),
        Ok(found) => (Outcome::Passed, found.counts, found.left_out),
        Err(sentence) if is_ci() => (Outcome::Failed, Counts::default(), vec![sentence]),
        Err(sentence) => (Outcome::Skipped(sentence), Counts::default(), Vec::new()),
    };
    Done { step, outcome, took, counts, left_out }
}

impl Step {
    fn title(self) -> &'static str {
        match self {
            Step::Format => "Format",
            Step::Lint => "Lints",
            Step::Tests => "Tests on both databases",
            Step::Docs => "Documentation",
            Step::Licences => "Licences, bans, sources",
            Step::Api => "API against its description",
            Step::Browser => "Browser and accessibility",
        }
    }
}
