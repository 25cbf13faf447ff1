//! What is done for one of several schools: judged by the same rules as by the school itself, each on its own.

use serde_json::json;
use store::Tx;

use crate::delegation::store::Delegation;
use crate::organisations::contact_book;
use crate::placements::Register;
use crate::placements::mail::{self, RequestDeclined};
use crate::placements::rules::{Offer, What};
use crate::placements::store as placements;
use crate::placements::store::availability::{self as stored, Said};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::policy::{Action, Actor, Manner, OnBehalf, Permit};
use crate::vocabulary::AcademicYear;

/// How what happened begins where a rule said no.
pub(super) const NOT_DONE: &str = "Not done";

/// What a school cannot offer that has no such pupils.
const PHASE_NOT_TAUGHT: &str = "the school does not teach this phase";

/// What a school cannot offer whom providers could not reach. Source: acceptance A24.
const NO_CONTACT: &str = "the school has no contact for placements. Act for it and add one, then offer it there";

/// What is to be done for each school.
#[derive(Clone, Debug)]
pub(super) enum Task {
    /// The same answer for a year, with its reason.
    Answer(AcademicYear, Said),
    /// The same placement, with so many places.
    Offer(AcademicYear, What, i32),
}

/// The policy's answer about the school, as it lets one's organisation: the delegation was read in this transaction.
fn permit(ctx: &Ctx, of: &Delegation, action: Action) -> Result<Permit, Failure> {
    let viewer = ctx.viewer()?;
    let manner = Manner::Delegated(of.scopes);
    let actor = Actor::Person {
        person: viewer.person,
        organisation: Some(of.delegate.id),
        roles: viewer.roles,
        on_behalf_of: Some(OnBehalf { organisation: of.school.id, manner }),
    };
    Ok(actor.may(action, of.school.id)?)
}

/// Does it for one school; gives what happened there, as a sentence without its full stop.
///
/// A rule that says no changes nothing of the school, and nothing of the others; its event is recorded.
pub(super) async fn at(ctx: &Ctx, tx: &mut Tx, of: &Delegation, task: &Task) -> Result<String, Failure> {
    match task {
        Task::Answer(year, said) => answered(ctx, tx, of, (*year, said)).await,
        Task::Offer(year, what, places) => offered(ctx, tx, of, (*year, what, *places)).await,
    }
}

/// A rule's refusal, as an event of its own and as what happened at the school.
fn refused(ctx: &Ctx, tx: &mut Tx, (permit, subject): (&Permit, String), why: &str) -> String {
    tx.record(permit.entry(ctx.now, subject, json!({ "change": "refused", "why": why })));
    format!("{NOT_DONE}: {why}")
}

async fn answered(
    ctx: &Ctx,
    tx: &mut Tx,
    of: &Delegation,
    (year, said): (AcademicYear, &Said),
) -> Result<String, Failure> {
    let permit = permit(ctx, of, Action::SetAvailability)?;
    let current = stored::availability(tx, permit.on(), year).await?;
    if current.as_ref().is_some_and(|it| it.answer == Some(said.answer)) {
        return Ok("It had this answer already. Nothing was changed".to_owned());
    }
    let based_on = (year, current.map(|it| it.version));
    match stored::answer(tx, &permit, ctx.now, based_on, said).await? {
        Ok(followed) => {
            for share in followed.withdrawn.iter().flat_map(|(_, declined)| declined) {
                mail::tell::<RequestDeclined>(tx, &ctx.app, ctx.now, share).await?;
            }
            Ok(match followed.withdrawn.len() {
                0 => "Answer saved".to_owned(),
                1 => "Answer saved, and 1 placement withdrawn".to_owned(),
                several => format!("Answer saved, and {several} placements withdrawn"),
            })
        }
        Err(refusal) => Ok(refused(ctx, tx, (&permit, stored::subject(permit.on(), year)), &refusal.to_string())),
    }
}

async fn offered(
    ctx: &Ctx,
    tx: &mut Tx,
    of: &Delegation,
    (year, what, places): (AcademicYear, &What, i32),
) -> Result<String, Failure> {
    let permit = permit(ctx, of, Action::OfferPlacements)?;
    let subject = format!("organisation {}", permit.on());
    let register = Register::of(tx, permit.on()).await?;
    let phase = what.phase();
    if !register.phases().contains(&phase) {
        return Ok(refused(ctx, tx, (&permit, subject), PHASE_NOT_TAUGHT));
    }
    if contact_book::for_placements(tx, permit.on()).await?.is_none() {
        return Ok(refused(ctx, tx, (&permit, subject), NO_CONTACT));
    }
    let plain = Offer { places, ..Offer::plain(what.clone(), year) };
    let setting = register.settings(phase).first().copied().unwrap_or(plain.setting);
    let offer = Offer { setting, ..plain };
    let done = placements::offer(tx, &permit, &ctx.app.chance, ctx.now, &[offer]).await?;
    Ok(match done {
        Ok(_) => "Offered. Providers can find it now".to_owned(),
        Err(refusal) => refused(ctx, tx, (&permit, subject), &refusal.to_string()),
    })
}
