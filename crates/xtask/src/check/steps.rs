//! What each step of the check runs. `Err` is a sentence about what is missing on this machine.

use std::process::Command;

use crate::databases::Databases;
use crate::run::{answers, cargo, program, root, watch};
use crate::tools::{Tool, chromium, npm_ci};

use super::Found;
use super::api::Demo;

pub(super) fn format() -> Found {
    ran(cargo(&["fmt", "--all", "--check"]))
}

pub(super) fn lint() -> Result<Found, String> {
    need(Tool::Node)?;
    Ok(ran(cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])))
}

/// Each story runs on SQLite and on PostgreSQL; the server lives as long as this step.
/// Seeds the property tests, so that the check says the same of the same source each time. What runs a test by itself
/// (`cargo nextest run`) draws new cases.
const CHANCE: &str = "PROPTEST_RNG_SEED";

pub(super) fn tests(sqlite_only: bool) -> Result<Found, String> {
    need(Tool::Node)?;
    let mut left_out: Vec<String> = Tool::Aiosmtpd.missing().into_iter().collect();
    let has_nextest = answers("cargo-nextest", &["--version"]);
    let databases = Databases::find(sqlite_only);
    left_out.extend(databases.left_out.clone());
    let mut command = match (has_nextest, databases.has_postgres()) {
        (true, true) => cargo(&["nextest", "run", "--workspace"]),
        (true, false) => cargo(&["nextest", "run", "--workspace", "-E", "not test(postgres)"]),
        (false, true) => cargo(&["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"]),
        (false, false) => {
            let all =
                ["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests", "--", "--skip", "postgres"];
            cargo(&all)
        }
    };
    databases.tell(&mut command);
    if std::env::var_os(CHANCE).is_none() {
        command.env(CHANCE, "1");
    }
    let mut found = ran(command);
    found.left_out = left_out;
    Ok(found)
}

pub(super) fn docs() -> Result<Found, String> {
    need(Tool::Node)?;
    let mut build = cargo(&["doc", "--workspace", "--no-deps", "--quiet"]);
    build.env("RUSTDOCFLAGS", "-D warnings");
    let mut found = ran(build);
    let examples = ran(cargo(&["test", "--workspace", "--doc", "--quiet"]));
    found.is_failure |= examples.is_failure;
    found.counts += examples.counts;
    Ok(found)
}

/// Advisories are left out on purpose: their database has to be fetched, and a check must give the same
/// answer today and tomorrow.
pub(super) fn licences() -> Result<Found, String> {
    need(Tool::Deny)?;
    Ok(ran(program("cargo-deny", &["--workspace", "check", "licenses", "bans", "sources"])))
}

pub(super) fn browser(has_built: bool) -> Result<Found, String> {
    need(Tool::Node)?;
    need(Tool::Chromium)?;
    let folder = root().join("e2e");
    if let Err(sentence) = npm_ci(&folder) {
        return Ok(failed(&sentence));
    }
    if !has_built {
        let built = ran(cargo(&["build", "--package", "service", "--bin", "partnerships"]));
        if built.is_failure {
            return Ok(built);
        }
    }
    let mut command = program("node", &["run.mjs"]);
    command.current_dir(folder).envs(chromium().map(|path| ("CHROMIUM", path)));
    let mut found = ran(command);
    found.left_out.extend(Tool::Java.missing());
    Ok(found)
}

/// Asks a demo of its own all that the description allows, and what it does not.
pub(super) fn api(has_built: bool) -> Result<Found, String> {
    need(Tool::Schemathesis)?;
    if !has_built {
        let built = ran(cargo(&["build", "--package", "service", "--bin", "partnerships"]));
        if built.is_failure {
            return Ok(built);
        }
    }
    let mut demo = match Demo::start() {
        Ok(demo) => demo,
        Err(sentence) => return Ok(failed(&sentence)),
    };
    let found = ran(demo.questions());
    demo.stop();
    Ok(found)
}

fn need(tool: Tool) -> Result<(), String> {
    tool.missing().map_or(Ok(()), Err)
}

/// What a program found; one that cannot even start has failed.
fn ran(command: Command) -> Found {
    match watch(command) {
        Ok(ran) => Found { is_failure: !ran.is_success, counts: ran.counts, left_out: Vec::new() },
        Err(sentence) => failed(&sentence),
    }
}

fn failed(sentence: &str) -> Found {
    eprintln!("{sentence}");
    Found { is_failure: true, ..Found::default() }
}
