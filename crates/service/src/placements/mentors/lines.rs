//! The lines that a school is asked for: by its phases, and in secondary by subject.

use store::Tx;

use crate::placements::school::own::Register;
use crate::placements::words::{Phase, Subject, Word};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;

/// What is counted on one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) phase: Phase,
    pub(super) subject: Option<Subject>,
}

impl Line {
    /// "Primary", "Physics", "Secondary, any other subject".
    pub(super) fn title(self) -> &'static str {
        match (self.phase, self.subject) {
            (_, Some(subject)) => subject.title(),
            (Phase::Primary, None) => "Primary",
            (Phase::Secondary, None) => "Secondary, any other subject",
            (Phase::Send, None) => "SEND",
        }
    }

    /// The end of the names of its inputs.
    pub(super) fn key(self) -> String {
        format!("{}-{}", self.phase.code(), self.subject.map_or("all", Word::code))
    }
}

/// The lines of the school that is shown.
pub(super) async fn lines(tx: &mut Tx, ctx: &Ctx) -> Result<Vec<Line>, Failure> {
    let organisation = ctx.organisation()?;
    let register = Register::of(tx, organisation.id).await?;
    let mut lines = Vec::new();
    for phase in register.phases() {
        if phase == Phase::Secondary {
            let alone = Subject::ALL.iter().filter(|it| it.stands_alone());
            lines.extend(alone.map(|it| Line { phase, subject: Some(*it) }));
        }
        lines.push(Line { phase, subject: None });
    }
    Ok(lines)
}
