//! The decision itself, the same for the address that was told and for support.

use serde_json::json;

use super::rules::{Asker, Refusal, may_grant};
use super::store::{self, Request};
use crate::accounts::store::{NotDone, add_user};
use crate::organisations::people::has_users;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::mail;
use crate::policy::Permit;

/// Lets the asker in as the school's first user, or refuses; either is mailed to them.
///
/// # Errors
/// [`Failure`]. The inner result holds the [`Refusal`]; then nothing is written but its event.
pub async fn decide(
    ctx: &Ctx,
    permit: &Permit,
    public_id: &str,
    is_granted: bool,
) -> Result<Result<Request, Refusal>, Failure> {
    let outcome = attempt(ctx, permit, public_id, is_granted).await?;
    if let Err(refusal) = &outcome {
        let mut tx = ctx.app.db.begin().await?;
        let data = json!({ "change": "decision_refused", "why": refusal.to_string() });
        tx.record(permit.entry(ctx.now, store::subject(public_id), data));
        tx.commit().await?;
    }
    Ok(outcome)
}

async fn attempt(
    ctx: &Ctx,
    permit: &Permit,
    public_id: &str,
    is_granted: bool,
) -> Result<Result<Request, Refusal>, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let request = store::find(&mut tx, public_id).await?.filter(|it| it.school == permit.on());
    let request = request.ok_or(Failure::NotFound)?;
    // The days are those of the told address; support decides at any time.
    let within = permit.person().is_none().then_some(ctx.now);
    let has_users = is_granted && has_users(&mut tx, request.school).await?;
    if let Err(refusal) = may_grant(request.standing, has_users, request.asked_at, within) {
        return Ok(Err(refusal));
    }
    if !store::decided(&mut tx, permit, ctx.now, &request, is_granted).await? {
        return Ok(Err(Refusal::Decided));
    }
    if is_granted {
        let asker = Asker::read(&request.name, &request.email)
            .map_err(|_| Failure::Broken(format!("access request {public_id} has no name or address")))?;
        match add_user(&mut tx, &ctx.app, permit, ctx.now, &asker.as_user()).await {
            Ok(added) => added.tell(&mut tx, &ctx.app, permit, ctx.now).await?,
            Err(NotDone::Refused(_)) => return Ok(Err(Refusal::HasUsers)),
            Err(NotDone::Store(error)) => return Err(error.into()),
        }
    } else {
        mail::queue(&mut tx, &ctx.app, super::mail::ACCESS_REFUSED, json!({ "request": public_id }), ctx.now).await?;
    }
    tx.commit().await?;
    ctx.app.wake.notify_one();
    Ok(Ok(request))
}
