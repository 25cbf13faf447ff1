//! `cargo xtask docs`: documents that tests print and compare are written again.

use crate::run::{cargo, watch};

/// The tests that compare a document end so.
const COMPARING: &str = "as_written";

/// Lets those tests write instead of compare.
///
/// # Errors
/// A sentence, when one of them could not.
pub fn write() -> Result<(), String> {
    let mut command = cargo(&["test", "--workspace", "--quiet", COMPARING]);
    command.env("UPDATE", "1");
    if watch(command)?.is_success { Ok(()) } else { Err("The documents could not be written.".to_owned()) }
}
