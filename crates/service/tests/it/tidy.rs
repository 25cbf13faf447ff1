//! The shape of the source is a test: what a reader may rely on without looking.

mod layers;
mod pages;
mod shape;
pub mod source;
mod words;

use std::fmt::Write as _;

/// Says every fault at once, one a line, under the rule that they break.
fn none(rule: &str, faults: Vec<String>) {
    if faults.is_empty() {
        return;
    }
    let mut said = format!("{rule}:\n");
    for fault in faults {
        let _ = writeln!(said, "  {fault}");
    }
    panic!("{said}");
}
