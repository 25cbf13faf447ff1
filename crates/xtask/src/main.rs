//! The chores of the project: `cargo xtask …`.

mod bench;
mod check;
mod databases;
mod docs;
mod postgres;
mod run;
mod soak;
mod tools;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use check::{Scope, Step};

/// The chores of the project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Check everything: format, lints, tests on both databases, documentation, licences.
    ///
    /// What is not on this machine is skipped with a sentence that says how to install it; with CI=true it fails.
    Check {
        /// Leave PostgreSQL out.
        #[arg(long)]
        sqlite_only: bool,
        /// One step alone; may be given several times.
        #[arg(long, value_name = "STEP")]
        only: Vec<Step>,
    },
    /// Install what the checks need and this machine lacks (Debian and its children).
    Install,
    /// Visit every page in a browser: accessibility, HTML, weight, keyboard, no scripts.
    E2e,
    /// Write the generated documents again (docs/rules).
    Docs,
    /// Run a temporary PostgreSQL for tests until Ctrl-C.
    Postgres,
    /// Kill processes in the midst of imports, bulk changes and mail, many times over: a check kills three times each.
    Soak {
        /// How often each story kills.
        #[arg(long, default_value_t = soak::KILLS, value_parser = clap::value_parser!(u32).range(1..))]
        kills: u32,
        /// Leave PostgreSQL out.
        #[arg(long)]
        sqlite_only: bool,
    },
    /// Measure the hot paths against the least that this machine needs for the same work.
    Bench(bench::Options),
    /// What the bench measures against: the same web server with nothing on top.
    #[command(hide = true)]
    LimitServer {
        /// A line for each school.
        file: PathBuf,
        #[arg(long)]
        port: u16,
    },
    /// What the bench measures imports against: a file read to its cells.
    #[command(hide = true)]
    LimitParse {
        /// The file.
        file: PathBuf,
    },
    /// What the bench measures confirming against: the same rows written to SQLite and nothing else done.
    #[command(hide = true)]
    LimitConfirm {
        /// A folder for the database.
        folder: PathBuf,
        /// How many schools.
        schools: u32,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Check { sqlite_only, only } => check::run(&Scope { sqlite_only, only }),
        Chore::E2e => check::run(&Scope { sqlite_only: true, only: vec![Step::Browser] }),
        Chore::Install => tools::install(),
        Chore::Docs => docs::write(),
        Chore::Postgres => postgres::run(),
        Chore::Soak { kills, sqlite_only } => soak::run(kills, sqlite_only),
        Chore::Bench(options) => bench::run(&options),
        Chore::LimitServer { file, port } => bench::serve_limit(&file, port),
        Chore::LimitParse { file } => bench::parse_limit(&file),
        Chore::LimitConfirm { folder, schools } => bench::confirm_limit(&folder, schools),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            if !sentence.is_empty() {
                eprintln!("{sentence}");
            }
            ExitCode::FAILURE
        }
    }
}
