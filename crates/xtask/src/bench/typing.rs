//! The last key to suggestions shown, in a real browser with a slow network and processor.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use super::report::{Line, count};
use super::scene::{self, Provider};
use super::{Bench, Size};
use crate::run;

/// Names that are typed; few, because each waits for a person's fingers.
const NAMES: usize = 60;
/// Letters of each.
const LETTERS: usize = 9;
/// Source: the performance goals.
const GOAL_MS: u64 = 400;

/// Measures it.
///
/// # Errors
/// A sentence: Node.js, the browser or the service does not run.
pub(super) fn measure(bench: &Bench) -> Result<Vec<Line>, String> {
    let place = bench.place(Size::Whole)?;
    let (server, _) = place.serve()?;
    let browser = scene::sign_in(place, &server, Provider::Typing)?;
    let cookie = browser.cookie();
    let session = cookie.split("; ").find_map(|it| it.strip_prefix("session=")).ok_or("nobody is signed in")?;
    let schools = &bench.register.schools;
    let step = schools.len().div_ceil(NAMES).max(1);
    let words: Vec<String> =
        schools.iter().step_by(step).map(|it| it.name.chars().take(LETTERS).collect::<String>()).collect();
    let script = run::root().join("e2e/typing.mjs");
    let mut command =
        run::program("node", &[&script.to_string_lossy(), &format!("http://{}", server.address), session]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("Node.js cannot be started: {error}"))?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(words.join("\n").as_bytes()).map_err(|error| format!("typing.mjs: {error}"))?;
    }
    let done = child.wait_with_output().map_err(|error| format!("typing.mjs: {error}"))?;
    let told: Value = serde_json::from_slice(&done.stdout).map_err(|_| {
        "typing.mjs measured nothing: run `cargo xtask e2e` first, which says what is missing".to_owned()
    })?;
    let of = |name: &str| told[name].as_u64().ok_or(format!("typing.mjs gave no {name}"));
    let (samples, p50, p95) = (of("samples")?, of("p50")?, of("p95")?);
    let line =
        Line::new("last key to suggestions, slow network and processor", format!("{} schools", count(schools.len())))
            .measured(format!("{p95} ms at the 95th of 100, {p50} ms in the middle, {samples} names"));
    Ok(vec![line.goal(format!("<= {GOAL_MS} ms"), p95 <= GOAL_MS)])
}
