//! POST /api/v1/partnerships: confirms one school or many, all or none, by the rules and the writes of the pages.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use serde_json::{Value, json};
use store::Tx;

use super::wanted::{Row, Wanted};
use super::{again, done};
use crate::api::body::Sent;
use crate::api::caller::Asking;
use crate::api::once;
use crate::api::problem::{Fault, Problem, answer};
use crate::api::shown::partnership;
use crate::early_career::rules::verdict::Refusal;
use crate::early_career::store::bodies;
use crate::early_career::store::confirm::{Confirm, Line, confirm_schools};
use crate::early_career::store::feed;
use crate::early_career::store::judge::{Asking as Asked, Register};
use crate::early_career::store::reported::reported;
use crate::partnerships::rules::About;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{AcademicYear, Urn};

type Tools = Extension<Arc<Register>>;

/// Why nothing is confirmed: faults by row, and refusals, which have events of their own.
#[derive(Default)]
struct Against {
    faults: Vec<Fault>,
    refusals: Vec<(AcademicYear, Refusal)>,
}

pub(super) async fn post(asking: Asking, Extension(register): Tools, sent: Sent) -> Result<Response, Problem> {
    let permit = asking.may(Action::ConfirmSchools)?;
    let wanted = Wanted::of(&sent.value)?;
    let mut tx = asking.app.db.begin().await?;
    if !wanted.is_dry_run
        && let Some(answered) = once::take(&mut tx, &permit, asking.now, &sent).await??
    {
        return Ok(again(&answered));
    }
    let against = confirm(&mut tx, &asking, &permit, (&register, &wanted)).await?;
    if !against.faults.is_empty() {
        drop(tx);
        let problem = Problem::refused(against.faults);
        if !wanted.is_dry_run {
            refused(&asking, &permit, &sent, (&problem, &against.refusals)).await?;
        }
        return Err(problem);
    }
    if wanted.is_dry_run {
        drop(tx);
        let body = json!({ "dry_run": true, "would_be_confirmed": wanted.rows.len() });
        return Ok(answer(StatusCode::OK, &body.to_string()));
    }
    let body = shown(&mut tx, &asking, &permit, &wanted).await?.to_string();
    once::keep(&mut tx, &permit, &sent, (StatusCode::CREATED, &body)).await?;
    tx.commit().await?;
    asking.app.wake.notify_one();
    Ok(done(StatusCode::CREATED, &body))
}

/// Confirms every group of rows with the same cohort and delivery partner; what stands against any of them.
async fn confirm(
    tx: &mut Tx,
    asking: &Asking,
    permit: &Permit,
    (register, wanted): (&Register, &Wanted),
) -> Result<Against, Problem> {
    let mut groups: BTreeMap<(AcademicYear, &str), Vec<(usize, &Row)>> = BTreeMap::new();
    for (number, row) in wanted.rows.iter().enumerate() {
        groups.entry((row.cohort, row.partner.as_str())).or_default().push((number, row));
    }
    let schools = register.schools(tx).await?;
    let mut against = Against::default();
    let mut now = asking.now;
    for ((cohort, partner), rows) in groups {
        let Some(partner) = bodies::find(tx, Kind::DeliveryPartner, partner).await? else {
            let sentence = "No delivery partner has this id. Yours are at /api/v1/delivery-partners";
            let fault = |row: &Row| row.fault("delivery_partner_id", "not_found", sentence.to_owned());
            against.faults.extend(rows.iter().map(|(_, row)| fault(row)));
            continue;
        };
        against.faults.extend(unresolved(tx, permit, cohort, &rows).await?);
        let lines: Vec<Line> = rows.iter().map(|(number, row)| Line { line: *number, urn: row.urn }).collect();
        let confirm = Confirm { cohort, delivery_partner: &partner, upload: None, lines: &lines, schools: &schools };
        match confirm_schools(tx, permit, confirm, now, &asking.app.chance).await? {
            Err(refusal) => {
                let name = if refusal == Refusal::NotPaired { "delivery_partner_id" } else { "cohort" };
                let fault = |row: &Row| row.fault(name, refusal.code(), refusal.to_string());
                against.faults.extend(rows.iter().map(|(_, row)| fault(row)));
                against.refusals.push((cohort, refusal));
            }
            Ok(confirmed) => {
                for dropped in &confirmed.dropped {
                    if let (Some(row), Some(error)) = (wanted.rows.get(dropped.line), dropped.error()) {
                        let detail = format!("{error}. {}. {}", error.sentence(), error.next_step());
                        against.faults.push(row.fault("urn", error.code(), detail));
                    }
                }
            }
        }
        // Confirmations of one lead provider and cohort are told apart by their moments.
        now += TimeDelta::microseconds(1);
    }
    Ok(against)
}

/// Rows of schools that told us that they were confirmed by mistake, without a word that it is settled.
async fn unresolved(
    tx: &mut Tx,
    permit: &Permit,
    cohort: AcademicYear,
    rows: &[(usize, &Row)],
) -> Result<Vec<Fault>, Problem> {
    let urns: Vec<Urn> = rows.iter().filter(|(_, row)| !row.is_resolved).map(|(_, row)| row.urn).collect();
    let reported = reported(tx, Asked { lead_provider: permit.on(), cohort }, &urns).await?;
    let reason = |row: &Row| reported.iter().find(|it| it.urn == row.urn).filter(|_| !row.is_resolved);
    let fault = |(_, row): &(usize, &Row)| {
        let reason = reason(row)?.reason.words(About::EarlyCareer(cohort));
        let detail = format!(
            "The school told us that you confirmed it by mistake: {reason}. Settle it with the school, then send \
             \"resolved\": true with it"
        );
        Some(row.fault("urn", "reported", detail))
    };
    Ok(rows.iter().filter_map(fault).collect())
}

/// Keeps that, and why, nothing was confirmed, once the change has been rolled back.
async fn refused(
    asking: &Asking,
    permit: &Permit,
    sent: &Sent,
    (problem, refusals): (&Problem, &[(AcademicYear, Refusal)]),
) -> Result<(), Problem> {
    let mut tx = asking.app.db.begin().await?;
    for (cohort, refusal) in refusals {
        let data = json!({ "change": "confirm_refused", "why": refusal.code() });
        let subject = format!("early-career {}/{}", permit.on(), cohort.start_year());
        tx.record(permit.entry(asking.now, subject, data));
    }
    if once::take(&mut tx, permit, asking.now, sent).await??.is_none() {
        once::keep(&mut tx, permit, sent, (problem.status(), &problem.json().to_string())).await?;
    }
    Ok(tx.commit().await?)
}

/// What was confirmed, in the order of the request.
async fn shown(tx: &mut Tx, asking: &Asking, permit: &Permit, wanted: &Wanted) -> Result<Value, Problem> {
    let keys: Vec<_> = wanted.rows.iter().map(|it| (it.cohort, it.urn)).collect();
    let lines = feed::these(tx, permit.on(), &keys).await?;
    let found: HashMap<_, _> = lines.iter().map(|it| ((it.cohort, it.urn.clone()), it)).collect();
    let rows = keys.iter().filter_map(|(cohort, urn)| found.get(&(*cohort, urn.to_string())));
    let mut data: Vec<Value> = rows.map(|line| partnership(line, asking.now)).collect();
    let data = if wanted.is_list { Value::from(data) } else { data.pop().unwrap_or_default() };
    Ok(json!({ "data": data }))
}
