//! What follows when a change of a placement is refused: the sentence on the page, and the event of its own.

use serde_json::json;
use store::audit::Entry;

use super::rules::Refusal;
use super::store::{Placement, subject};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::policy::Permit;

/// The event of a change that was refused.
pub fn refused_event(ctx: &Ctx, permit: &Permit, placement: &Placement, refusal: Refusal) -> Entry {
    let data = json!({ "change": "refused", "why": refusal.to_string() });
    permit.entry(ctx.now, subject(&placement.public_id), data)
}

/// Writes it, after the change was rolled back.
///
/// # Errors
/// [`Failure`] when it cannot be written.
pub async fn refused(ctx: &Ctx, permit: &Permit, placement: &Placement, refusal: Refusal) -> Result<(), Failure> {
    ctx.record_alone(refused_event(ctx, permit, placement, refusal)).await
}
