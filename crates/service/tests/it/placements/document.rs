//! The machine of assignments, printed whole: a change of it is read in a document, not in code.

use std::fmt::Write as _;

use chrono::NaiveDate;
use service::placements::rules::{Assignment, Ground, Party, Refusal, Step};
use service::vocabulary::AcademicYear;

const DOCUMENT: &str = "../../docs/rules/assignment-states.md";

const PREFACE: &str = "# How places of a placement stand for a provider

Printed by a test from `crates/service/src/placements/rules/assignment.rs`. Change the rule, then run `cargo xtask docs`.

Every step that can be taken, when nothing stands in its way. A request expires 28 days after it was made, or at the
end of its academic year when that is sooner. “New” stands for no row.

```mermaid
stateDiagram-v2
    [*] --> new
";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A ground on which nothing stands in the way of the step.
fn ground(step: Step) -> Ground {
    let today = match step {
        Step::Expire => day("2026-12-01"),
        _ => day("2026-11-02"),
    };
    Ground {
        by: step.parties()[0],
        today,
        year: AcademicYear::starting(2026),
        is_offered: true,
        begins_on: day("2026-08-01"),
        places: 1,
        left: 1,
        cap_left: None,
        has_open_request: false,
        expires_on: day("2026-11-30"),
    }
}

fn states() -> [Assignment; 7] {
    let expires_on = day("2026-11-30");
    [
        Assignment::New,
        Assignment::Requested { expires_on },
        Assignment::Assigned,
        Assignment::Declined,
        Assignment::Expired,
        Assignment::Released,
        Assignment::Completed,
    ]
}

fn who(party: Party) -> &'static str {
    match party {
        Party::School => "school",
        Party::Provider => "provider",
        Party::Job => "background work",
    }
}

#[test]
fn the_states_of_an_assignment_are_as_written() {
    let mut text = PREFACE.to_owned();
    for state in states() {
        for step in Step::ALL {
            if let Ok(next) = state.take(step, &ground(step)) {
                let _ = writeln!(text, "    {} --> {}: {}", state.code(), next.code(), step.title());
            }
        }
    }
    text.push_str(
        "```\n\n## Steps that are refused\n\n| State | Step | Who may take it | Why not |\n| --- | --- | --- | --- |\n",
    );
    for state in states() {
        for step in Step::ALL {
            if let Err(refusal) = state.take(step, &ground(step)) {
                let parties: Vec<_> = step.parties().iter().map(|it| who(*it)).collect();
                let (state, step) = (state.code(), step.title());
                let _ = writeln!(text, "| {state} | {step} | {} | {refusal} |", parties.join(", "));
            }
        }
    }
    text.push_str("\n## Every refusal, and what to do\n\n| Sentence | What the person can do |\n| --- | --- |\n");
    for refusal in Refusal::ALL {
        let _ = writeln!(text, "| {refusal} | {} |", refusal.next_step());
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == written, "docs/rules/assignment-states.md is out of date: run `cargo xtask docs` and read it");
}
