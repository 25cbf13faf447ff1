//! The change itself: judged again inside the transaction.

use axum::response::Response;
use govuk::journey::Answers;
use govuk::{Problems, Sought};
use store::Tx;

use super::questions;
use crate::organisations::contact_book::{self, Purpose};
use crate::organisations::directory;
use crate::organisations::profile::profile;
use crate::partnerships::mail::{SCHOOLS_ADDED, run};
use crate::partnerships::store::{self as partnerships, ToAdd, notices};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::journeys::Stopped;
use crate::platform::mail;
use crate::platform::page::{see_other, with_banner};
use crate::policy::Permit;
use crate::vocabulary::{EmailAddress, Urn};

/// Adds the school, keeps the address given for it, and queues telling it.
pub(super) async fn finish(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit,
    answers: &Answers,
) -> Result<Result<Response, Stopped>, Failure> {
    let urn = chosen(answers).ok_or(Failure::NotFound)?;
    let found = profile(tx, urn).await?;
    let school = found.as_ref().map(|it| (&it.school).into());
    let to_add = [ToAdd { urn, school, trainees: None }];
    let outcome = partnerships::add_schools(tx, permit, &ctx.app.chance, ctx.now, &to_add).await?;
    if let Some((_, refusal)) = outcome.refused.first() {
        return Ok(Err(Problems::one(questions::SCHOOL, refusal).into()));
    }
    let address: Option<EmailAddress> = answers.get(questions::CONTACT).and_then(|it| it.parse().ok());
    if let (Some(address), Some(school)) = (&address, directory::by_urn(tx, urn).await?) {
        contact_book::give(tx, permit, ctx.now, (school.id, Purpose::Itt), address).await?;
    }
    let told = notices::queue_for_added(tx, permit.on(), ctx.now).await?;
    if told > 0 {
        mail::queue(tx, &ctx.app, SCHOOLS_ADDED, run(permit.on(), ctx.now), ctx.now).await?;
    }
    let next = if told > 0 {
        "We are emailing the school. It has 14 days to tell us if this is a mistake."
    } else {
        "The school has not been told yet: give an email address or print a letter on its page."
    };
    let name = found.map(|it| it.school.name).unwrap_or_default();
    let banner = Banner::new(format!("{name} added"), next);
    Ok(Ok(with_banner(ctx, see_other("/partner-schools"), &banner)))
}

fn chosen(answers: &Answers) -> Option<Urn> {
    let sought = Sought::from(answers.get(questions::SCHOOL)?.as_str());
    let key = sought.key.or_else(|| answers.get(questions::RESULT).cloned())?;
    key.parse().ok()
}
