//! The change itself: judged again inside the transaction.

use axum::response::Response;
use govuk::Problems;
use govuk::journey::Answers;
use serde_json::json;
use store::Tx;

use super::{candidate, questions};
use crate::organisations::news;
use crate::organisations::{people, provider};
use crate::partnerships::mail::ProviderAdded;
use crate::partnerships::store::{self as partnerships, ToName};
use crate::placements::partner_providers::school;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::journeys::Stopped;
use crate::platform::page::{see_other, with_banner};
use crate::policy::{Action, Permit};
use crate::vocabulary::ProviderCode;

/// Adds the provider, and promises the mail to its users.
pub(super) async fn finish(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit,
    answers: &Answers,
) -> Result<Result<Response, Stopped>, Failure> {
    let (_, urn) = school(ctx, Action::ChangePartners)?;
    let code: Option<ProviderCode> = questions::key(answers).and_then(|it| it.parse().ok());
    let found = provider::by_code(tx, code.ok_or(Failure::NotFound)?).await?.ok_or(Failure::NotFound)?;
    let school = candidate(tx, urn).await?;
    let to_name = ToName { urn, school, providers: &[found.organisation()] };
    let outcome = partnerships::add_providers(tx, permit, &ctx.app.chance, ctx.now, to_name).await?;
    if let Some((_, refusal)) = outcome.refused.first() {
        return Ok(Err(Problems::one(questions::PROVIDER, refusal).into()));
    }
    for added in &outcome.added {
        let about = json!({ "membership": added.public_id, "report_number": added.report_number });
        news::tell::<ProviderAdded>(tx, &ctx.app, ctx.now, about).await?;
    }
    let has_users = people::has_users(tx, found.organisation()).await?;
    let next = if has_users {
        format!("We are emailing everyone at {} who uses this service.", found.name)
    } else {
        format!("Nobody at {} uses this service yet, so we have not emailed anyone.", found.name)
    };
    let banner = Banner::new(format!("{} added", found.name), next);
    Ok(Ok(with_banner(ctx, see_other("/partner-providers"), &banner)))
}
