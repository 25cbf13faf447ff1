//! POST /early-career/confirm/lists/{id}/confirm: the change, judged again inside its one transaction.

use std::sync::Arc;

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use serde_json::json;

use super::check;
use super::judged::{Tools, found, held, permit};
use super::list::List;
use crate::early_career::rules::verdict::Refusal;
use crate::early_career::store::confirm::{Confirm, confirm_schools};
use crate::early_career::store::judge::Register;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::see_other;
use crate::platform::request::Fields;
use crate::platform::uploads;
use crate::policy::Permit;

/// Confirms the schools; once, however often the button is pressed. It goes on to its end although the browser is closed
/// meanwhile. Source: issue 4.
pub(super) async fn post(
    ctx: Ctx,
    Extension(register): Tools,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let is_resolved = fields.text(check::RESOLVED) == "yes";
    let broken = |error| Failure::Broken(format!("a confirmation did not come to its end: {error}"));
    tokio::spawn(press(ctx, register, (id, is_resolved))).await.map_err(broken)?
}

async fn press(ctx: Ctx, register: Arc<Register>, (id, is_resolved): (String, bool)) -> Result<Response, Failure> {
    let permit = permit(&ctx)?;
    // Read before others wait for this change: inside, only its version is compared.
    register.schools(&mut ctx.app.db.read().await?).await?;
    let mut tx = ctx.app.db.begin().await?;
    let list = held(&mut tx, &ctx, &permit, &id).await?;
    if list.is_confirmed {
        return Ok(see_other(&list.at("done")));
    }
    let Some(lines) = list.going_on.as_deref().filter(|it| !it.is_empty()) else {
        return Ok(see_other(&list.at("check")));
    };
    if !is_resolved && !check::reported_of(&mut tx, &ctx, &list).await?.is_empty() {
        let sentence = "Select that you have resolved this with the schools that reported a mistake, or remove them";
        return check::draw(&mut tx, &ctx, list, (&Fields::default(), Some((check::RESOLVED, sentence.to_owned()))))
            .await;
    }
    let schools = register.schools(&mut tx).await?;
    let confirm = Confirm {
        cohort: list.cohort,
        delivery_partner: &list.partner,
        upload: Some(list.id),
        lines,
        schools: &schools,
    };
    if let Err(refusal) = confirm_schools(&mut tx, &permit, confirm, ctx.now, &ctx.app.chance).await? {
        drop(tx);
        return refused(&ctx, &permit, &list, refusal).await;
    }
    uploads::confirm(&mut tx, &permit, ctx.now, list.id, "{}").await?;
    tx.commit().await?;
    ctx.app.wake.notify_one();
    Ok(see_other(&list.at("done")))
}

/// Says why nothing was confirmed; the list stays as it is.
async fn refused(ctx: &Ctx, permit: &Permit, list: &List, refusal: Refusal) -> Result<Response, Failure> {
    let data = json!({ "change": "confirm_refused", "why": refusal.code(), "delivery_partner": list.partner.name });
    let subject = format!("early-career {}/{}", permit.on(), list.cohort.start_year());
    ctx.record_alone(permit.entry(ctx.now, subject, data)).await?;
    let mut tx = ctx.app.db.read().await?;
    let list = found(&mut tx, ctx, permit, &list.public_id).await?;
    check::draw(&mut tx, ctx, list, (&Fields::default(), Some((check::CONFIRM, refusal.to_string())))).await
}
