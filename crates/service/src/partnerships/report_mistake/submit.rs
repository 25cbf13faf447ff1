//! The change itself: one report, its event and the promise of its mail in one transaction.

use serde_json::json;
use store::Tx;

use crate::organisations::news;
use crate::partnerships::mail::SchoolReported;
use crate::partnerships::rules::{About, Reason, Refusal};
use crate::partnerships::store::{self as partnerships, Current, Source};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::policy::Permit;
use crate::vocabulary::Urn;

/// How often we look again when the partnership changed between our look and our write.
const TRIES: u8 = 3;

/// Which membership is reported, and by what right.
#[derive(Clone, Debug)]
pub struct Target {
    membership: i64,
    /// What the audit trail calls it.
    subject: String,
    about: About,
    urn: Urn,
    notice: Option<(i64, i32)>,
}

impl Target {
    /// A membership of the school with this number. `notice` is the notice that is held, and the time of adding that it is
    /// about; none for a user who is signed in.
    pub fn of(current: &Current, urn: Urn, notice: Option<(i64, i32)>) -> Target {
        Target { membership: current.id, subject: current.subject(urn), about: current.about, urn, notice }
    }
}

/// Reports a mistake, and promises the mail to the provider's users.
///
/// A refusal is an event of its own, written after the roll-back. Source: product.md "Audit".
///
/// # Errors
/// [`Failure::NotFound`] when the membership is not one of the school of the permit. The inner result holds the [`Refusal`].
pub async fn submit(
    ctx: &Ctx,
    permit: &Permit,
    target: &Target,
    reason: Reason,
) -> Result<Result<(), Refusal>, Failure> {
    let mut refusal = Refusal::OutOfStep;
    for _ in 0..TRIES {
        let mut tx = ctx.app.db.begin().await?;
        match attempt(&mut tx, ctx, permit, target, reason).await? {
            Ok(()) => {
                tx.commit().await?;
                ctx.app.wake.notify_one();
                return Ok(Ok(()));
            }
            Err(Refusal::OutOfStep) => {}
            Err(other) => {
                refusal = other;
                break;
            }
        }
    }
    let data = json!({ "change": "report_refused", "urn": target.urn.to_string(), "why": refusal.to_string() });
    ctx.record_alone(permit.entry(ctx.now, target.subject.clone(), target.about.event(data))).await?;
    Ok(Err(refusal))
}

async fn attempt(
    tx: &mut Tx,
    ctx: &Ctx,
    permit: &Permit,
    target: &Target,
    reason: Reason,
) -> Result<Result<(), Refusal>, Failure> {
    let current = partnerships::by_id(tx, target.membership).await?;
    let current = current.filter(|it| it.school == permit.on()).ok_or(Failure::NotFound)?;
    if target.notice.is_some_and(|(_, number)| number != current.report_number) {
        return Ok(Err(Refusal::NotAPartner));
    }
    let source = Source { notice: target.notice.map(|(id, _)| id) };
    let done = partnerships::report(tx, permit, ctx.now, (target.urn, &current), (reason, source)).await?;
    if done.is_ok() {
        let parameters = json!({ "membership": current.public_id, "report_number": current.report_number });
        news::tell::<SchoolReported>(tx, &ctx.app, ctx.now, parameters).await?;
    }
    Ok(done)
}
