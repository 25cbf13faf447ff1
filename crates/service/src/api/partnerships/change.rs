//! PUT, PATCH /api/v1/partnerships/{id}: changes who trains the school's teachers.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::{again, done, known, none};
use crate::api::body::{Members, Sent, id};
use crate::api::caller::Asking;
use crate::api::once;
use crate::api::problem::{Fault, Place, Problem};
use crate::api::shown::partnership;
use crate::early_career::rules::change::Refusal;
use crate::early_career::store::schools::{self, Line, chosen};
use crate::early_career::store::{cohorts, feed, pairings};
use crate::partnerships::store::confirmed_subject;
use crate::policy::{Action, Permit};
use crate::vocabulary::london_date;

const PARTNER: &str = "delivery_partner_id";

pub(super) async fn put(asking: Asking, Path(public_id): Path<String>, sent: Sent) -> Result<Response, Problem> {
    let permit = asking.may(Action::ConfirmSchools)?;
    let public_id = known(&public_id)?;
    let mut members = Members::of(&sent.value, String::new(), &[PARTNER]).map_err(Problem::bad)?;
    let sentence = "Give the id of a delivery partner, as /api/v1/delivery-partners has it";
    let wanted = members.needed(PARTNER, sentence, id);
    let Some(wanted) = wanted.filter(|_| members.faults.is_empty()) else {
        return Err(Problem::refused(members.faults));
    };
    let mut tx = asking.app.db.begin().await?;
    let line = feed::find(&mut tx, permit.on(), public_id).await?.ok_or_else(none)?;
    if let Some(answered) = once::take(&mut tx, &permit, asking.now, &sent).await?? {
        return Ok(again(&answered));
    }
    let today = london_date(asking.now);
    let is_open = cohorts::find(&mut tx, line.cohort).await?.is_some_and(|it| it.is_open(today));
    let partners = pairings::partners_for(&mut tx, line.cohort, permit.on(), today).await?;
    let changed = match chosen(&line, is_open, &partners, wanted) {
        // Asked for again: it has been done.
        Err(Refusal::SamePartner) => Ok(()),
        Err(refusal) => Err(refusal),
        Ok(partner) => {
            let about = (line.cohort, &line);
            let is_changed = schools::change_partner(&mut tx, &permit, asking.now, about, partner).await?;
            is_changed.then_some(()).ok_or(Refusal::OutOfStep)
        }
    };
    if let Err(refusal) = changed {
        drop(tx);
        return refused(&asking, &permit, &sent, (&line, refusal)).await;
    }
    let line = feed::find(&mut tx, permit.on(), public_id).await?.ok_or_else(none)?;
    let body = json!({ "data": partnership(&line, asking.now) }).to_string();
    once::keep(&mut tx, &permit, &sent, (StatusCode::OK, &body)).await?;
    tx.commit().await?;
    Ok(done(StatusCode::OK, &body))
}

/// Keeps that, and why, nothing was changed, once the change has been rolled back.
async fn refused(
    asking: &Asking,
    permit: &Permit,
    sent: &Sent,
    (line, refusal): (&Line, Refusal),
) -> Result<Response, Problem> {
    let problem =
        Problem::refused(vec![Fault::new(Place::Pointer, format!("/{PARTNER}"), refusal.code(), refusal.to_string())]);
    let mut tx = asking.app.db.begin().await?;
    let subject = confirmed_subject(permit.on(), line.cohort, &line.urn);
    let data = json!({ "change": "partner_refused", "urn": line.urn, "why": refusal.to_string() });
    tx.record(permit.entry(asking.now, subject, data));
    if once::take(&mut tx, permit, asking.now, sent).await??.is_none() {
        once::keep(&mut tx, permit, sent, (problem.status(), &problem.json().to_string())).await?;
    }
    tx.commit().await?;
    Err(problem)
}
