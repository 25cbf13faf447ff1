//! POST /partner-schools/add-many/{id}/confirm: the change, judged again inside its one transaction.

use std::collections::{BTreeMap, HashMap, HashSet};

use axum::extract::Path;
use axum::response::Response;
use store::{Tx, naive};

use super::kept::{Dropped, GoingOn, Outcome, Upload};
use super::store as uploads;
use crate::organisations::contact_book;
use crate::organisations::rules::{Status, is_in_england};
use crate::organisations::store::{Listed, listed};
use crate::partnerships::mail::{SCHOOLS_ADDED, run};
use crate::partnerships::rules::Candidate;
use crate::partnerships::store::{self as partnerships, ToAdd, notices};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::mail;
use crate::platform::page::see_other;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::Urn;

/// Adds the schools, their events and their notices, and one message that the worker expands; once, however often
/// the button is pressed.
pub(super) async fn post(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::Provider, Action::ChangePartners)?;
    let mut tx = ctx.app.db.begin().await?;
    let upload = uploads::hold(&mut tx, permit.on(), &id, ctx.now).await?.ok_or(Failure::NotFound)?;
    if upload.outcome.is_some() {
        return Ok(see_other(&upload.at("done")));
    }
    let Some(going_on) = upload.choices.going_on.as_deref().filter(|it| !it.is_empty()) else {
        return Ok(see_other(&upload.at("rows")));
    };
    let outcome = add(&mut tx, &ctx, &permit, going_on).await?;
    uploads::confirm(&mut tx, &permit, ctx.now, &upload, &outcome).await?;
    tx.commit().await?;
    ctx.app.wake.notify_one();
    Ok(see_other(&Upload::at(&upload, "done")))
}

async fn add(tx: &mut Tx, ctx: &Ctx, permit: &Permit, going_on: &[GoingOn]) -> Result<Outcome, Failure> {
    let new: Vec<&GoingOn> = going_on.iter().filter(|it| !it.is_partner).collect();
    let urns: Vec<Urn> = new.iter().filter_map(|it| it.urn()).collect();
    let schools: HashMap<Urn, Listed> = listed(tx, &urns).await?.into_iter().map(|it| (it.urn, it)).collect();
    let to_add: Vec<ToAdd> = new
        .iter()
        .filter_map(|it| {
            let urn = it.urn()?;
            Some(ToAdd { urn, school: schools.get(&urn).map(candidate), trainees: it.trainees })
        })
        .collect();
    let added = partnerships::add_schools(tx, permit, &ctx.app.chance, ctx.now, &to_add).await?;
    // Told late are those that are partners, and untold, now as well.
    let mut late: HashSet<Urn> = going_on.iter().filter(|it| it.is_partner).filter_map(GoingOn::urn).collect();
    let untold = if late.is_empty() { HashSet::new() } else { uploads::untold(tx, permit.on()).await? };
    late.retain(|urn| untold.contains(urn));
    let mut given: BTreeMap<Urn, _> = going_on.iter().filter_map(|it| Some((it.urn()?, it.address()?))).collect();
    given.retain(|urn, _| added.added.contains(urn) || late.contains(urn));
    contact_book::give_many(tx, permit, ctx.now, given).await?;
    let late: Vec<Urn> = late.into_iter().collect();
    let moments = uploads::added_at(tx, permit.on(), &late).await?;
    for at in std::iter::once(ctx.now).chain(moments) {
        if notices::queue_for_added(tx, permit.on(), at).await? > 0 {
            mail::queue(tx, &ctx.app, SCHOOLS_ADDED, run(permit.on(), at), ctx.now).await?;
        }
    }
    let dropped = |(urn, refusal): &(Urn, crate::partnerships::rules::Refusal)| Dropped {
        urn: urn.number(),
        reason: refusal.to_string(),
        next: refusal.next_step().to_owned(),
    };
    Ok(Outcome {
        told: uploads::told_of_run(tx, permit.on(), naive(ctx.now)).await?,
        told_late: late.len() as u64,
        added: added.added.into_iter().map(Urn::number).collect(),
        dropped: added.refused.iter().map(dropped).collect(),
    })
}

/// What the rules of adding need of a school, as the register has it now.
fn candidate(school: &Listed) -> Candidate {
    Candidate {
        is_in_england: is_in_england(school.district_code.as_deref(), school.region.as_deref()),
        is_closed: school.status == Status::Closed,
    }
}
