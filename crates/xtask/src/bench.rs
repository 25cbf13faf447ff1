//! `cargo xtask bench`: the hot paths of the service against the least that the machine needs for the same work.
//!
//! Ratios of one run on one machine; processor time and not the time on the clock, because it repeats. The service is
//! the release build on a fresh database, SQLite with `synchronous=FULL`, or PostgreSQL with `fsync`.

mod compare;
mod early_career;
mod find;
mod http;
mod import;
mod least;
mod limit;
mod lists;
mod load;
mod machine;
mod made_up;
mod pages;
mod register;
mod report;
mod scene;
mod service;
mod start;
mod suggestions;
mod typing;

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{Args, ValueEnum};

use crate::run::{cargo, watch};
use register::Register;
use report::Line;
use service::{Databases, Place};

/// What is to be measured.
#[derive(Debug, Args)]
pub struct Options {
    /// One path alone; may be given several times.
    #[arg(long, value_name = "NAME")]
    path: Vec<Name>,
    /// On a temporary PostgreSQL instead of SQLite. Times are then of the service and of the database.
    #[arg(long)]
    postgres: bool,
    /// Take the release builds as they are.
    #[arg(long)]
    built: bool,
}

/// The paths, in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Suggestions while somebody types: speed, and whether the school meant is among them.
    Suggestions,
    /// 25 of 5,000 partner schools, the first page and the last.
    PartnerList,
    /// 25 of 1,000 schools that offer 30,000 placements: plain, with filters, near a place.
    Find,
    /// A list of 25,000 URNs, from upload to verdict.
    Check,
    /// 24,750 schools added at once, and confirmed at once for early career training.
    Confirm,
    /// The register's file: first, unchanged, one row in a hundred changed.
    Import,
    /// A page that asks the database for nothing but who is signed in.
    SignedIn,
    /// From start to serving, and memory at rest.
    Start,
    /// Names, towns and postcodes as people keep them.
    Matching,
    /// From the last key to suggestions shown, in a browser on a slow network and processor.
    Typing,
}

/// How much of the whole is measured: 1, 4 and 16 parts of 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    Sixteenth,
    Quarter,
    Whole,
}

/// Every size, the smallest first, so that growth can be read off.
const SIZES: [Size; 3] = [Size::Sixteenth, Size::Quarter, Size::Whole];

impl Size {
    fn one_in(self) -> usize {
        match self {
            Size::Sixteenth => 16,
            Size::Quarter => 4,
            Size::Whole => 1,
        }
    }
}

/// What the paths have in common.
#[derive(Debug)]
struct Bench {
    register: Register,
    databases: Databases,
    program: PathBuf,
    /// For each size, the place that is made when a path first needs it.
    places: [OnceCell<Place>; 3],
}

impl Bench {
    /// A database with so much of the register.
    fn place(&self, size: Size) -> Result<&Place, String> {
        let place = &self.places[size as usize];
        if let Some(made) = place.get() {
            return Ok(made);
        }
        let made = scene::place(&self.databases, &self.program, &self.register.part(size.one_in()))?;
        Ok(place.get_or_init(|| made))
    }
}

/// Builds what is measured, measures it and prints the table.
///
/// # Errors
/// A sentence: what is missing, or what did not run. A goal that is not met is no error: the table says it.
pub fn run(options: &Options) -> Result<(), String> {
    let folder = release_folder()?;
    let this = folder.join("xtask");
    if !options.built {
        let built = watch(cargo(&["build", "--release", "--package", "service", "--package", "xtask"]))?;
        if !built.is_success {
            return Err("the release build failed".to_owned());
        }
        // The limit must not be slower than the service for want of optimising.
        return again(&this);
    }
    let program = folder.join("partnerships");
    if !program.exists() {
        return Err(format!("{} is not there: leave out --built", program.display()));
    }
    let register = Register::find()?;
    let shown = if register.is_real { "the real register" } else { "a register that is made up" };
    println!("{}; {shown}, {} schools", machine::described(), report::count(register.schools.len()));
    let databases = Databases::open(options.postgres)?;
    let bench = Bench { register, databases, program, places: Default::default() };
    let mut lines = Vec::new();
    for name in Name::value_variants() {
        if options.path.is_empty() || options.path.contains(name) {
            eprintln!("measuring {name:?} …");
            lines.extend(measure(*name, &bench)?);
        }
    }
    println!("{}", report::table(&lines));
    Ok(())
}

fn measure(name: Name, bench: &Bench) -> Result<Vec<Line>, String> {
    match name {
        Name::Suggestions => suggestions::measure(bench),
        Name::PartnerList => pages::partner_list(bench),
        Name::Find => find::measure(bench),
        Name::Check => lists::check(bench),
        Name::Confirm => Ok([lists::confirm(bench)?, early_career::measure(bench)?].concat()),
        Name::Import => import::measure(bench),
        Name::SignedIn => pages::signed_in(bench),
        Name::Start => start::measure(bench),
        Name::Matching => lists::matching(bench),
        Name::Typing => typing::measure(bench),
    }
}

/// The folder of release builds, beside that of this program.
fn release_folder() -> Result<PathBuf, String> {
    let this = std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let target = this.ancestors().nth(2).ok_or("this program lies in no target folder")?;
    Ok(target.join("release"))
}

/// The same in the release build.
fn again(program: &Path) -> Result<(), String> {
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1)).arg("--built");
    let status = command.status().map_err(|error| format!("cannot run {}: {error}", program.display()))?;
    if status.success() { Ok(()) } else { Err(String::new()) }
}

/// `limit-server`: see [`limit`].
///
/// # Errors
/// A sentence: it cannot serve.
pub fn serve_limit(file: &Path, port: u16) -> Result<(), String> {
    limit::serve(file, port)
}

/// `limit-parse`: see [`limit`].
///
/// # Errors
/// A sentence: the file cannot be read.
pub fn parse_limit(file: &Path) -> Result<(), String> {
    limit::parse(file)
}

/// `limit-confirm`: see [`least`].
///
/// # Errors
/// A sentence: the database cannot be written.
pub fn confirm_limit(folder: &Path, schools: u32) -> Result<(), String> {
    least::confirm(folder, schools)
}
