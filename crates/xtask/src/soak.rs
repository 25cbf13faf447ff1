//! `cargo xtask soak`: the stories that kill a process, many times over.

use crate::databases::Databases;
use crate::run::{cargo, watch};

/// How often each story kills unless said.
pub const KILLS: u32 = 50;

/// The stories that kill have this word in their names.
const KILLING: &str = "killed";

/// Tells those stories with so many kills each, on SQLite and on PostgreSQL.
///
/// # Errors
/// A sentence, when one of them found something lost, doubled or mixed.
pub fn run(kills: u32, sqlite_only: bool) -> Result<(), String> {
    let databases = Databases::find(sqlite_only);
    if let Some(sentence) = &databases.left_out {
        println!("{sentence}");
    }
    // Not by nextest, which ends what takes long.
    let mut arguments = vec!["test", "--package", "service", "--test", "it", "--", KILLING];
    if !databases.has_postgres() {
        arguments.extend(["--skip", "postgres"]);
    }
    let mut command = cargo(&arguments);
    command.env("SOAK", kills.to_string());
    databases.tell(&mut command);
    let ran = watch(command)?;
    if ran.is_success && ran.counts.passed > 0 { Ok(()) } else { Err("Something did not survive a kill.".to_owned()) }
}
