//! The answer itself: one effect, however often it is sent.

use serde_json::json;

use super::held::permit;
use crate::placements::rules::availability::{Might, Refusal};
use crate::placements::store::asks::{self, Asked};
use crate::placements::store::availability::{self as stored, Said, availability};
use crate::placements::store::placements_of;
use crate::placements::words::Answer;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// It is recorded.
    Done,
    /// Somebody had answered before.
    Before,
    /// A rule forbids it.
    Refused(Refusal),
}

/// Records the answer of whoever holds the link.
pub(super) async fn submit(ctx: &Ctx, asked: &Asked, answer: Answer, trainees: Option<i32>) -> Result<Came, Failure> {
    let permit = permit(asked)?;
    let mut tx = ctx.app.db.begin().await?;
    let current = availability(&mut tx, asked.school, asked.year).await?;
    let since = current.as_ref().and_then(|it| it.confirmed_at.or(it.answered_at));
    if !asks::take(&mut tx, &permit, ctx.now, asked).await? || since.is_some_and(|at| at >= asked.queued_at) {
        return Ok(Came::Before);
    }
    let mut said = Said::plain(answer);
    if let (Answer::Maybe, Some(current)) = (answer, &current) {
        said.might = current.might.clone();
        said.note.clone_from(&current.note);
    }
    said.might = Might { trainees, ..said.might };
    // What is offered is withdrawn only by somebody who has seen the list of it.
    let offered = placements_of(&mut tx, asked.school, asked.year).await?;
    let done = if answer != Answer::Yes && !offered.is_empty() {
        Err(Refusal::StillOffered)
    } else {
        let based_on = (asked.year, current.map(|it| it.version));
        stored::answer(&mut tx, &permit, ctx.now, based_on, &said).await?.map(|_| ())
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(Came::Done)
        }
        Err(Refusal::OutOfStep) => Ok(Came::Before),
        Err(refusal) => {
            drop(tx);
            refused(ctx, asked, refusal).await?;
            Ok(Came::Refused(refusal))
        }
    }
}

/// A refusal is an event of its own, written after the roll-back.
async fn refused(ctx: &Ctx, asked: &Asked, refusal: Refusal) -> Result<(), Failure> {
    let data = json!({ "change": "refused", "why": refusal.to_string() });
    ctx.record_alone(permit(asked)?.entry(ctx.now, stored::subject(asked.school, asked.year), data)).await
}

/// Records that what the school said is still right.
pub(super) async fn submit_confirmation(ctx: &Ctx, asked: &Asked) -> Result<Came, Failure> {
    let permit = permit(asked)?;
    let mut tx = ctx.app.db.begin().await?;
    if !asks::take(&mut tx, &permit, ctx.now, asked).await? {
        return Ok(Came::Before);
    }
    match stored::confirm(&mut tx, &permit, ctx.now, asked.year).await? {
        Ok(()) => {
            tx.commit().await?;
            Ok(Came::Done)
        }
        Err(refusal) => Ok(Came::Refused(refusal)),
    }
}
