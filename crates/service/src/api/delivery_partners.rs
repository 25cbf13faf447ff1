//! `/api/v1/delivery-partners`: who trains teachers for the lead provider, and of which cohorts.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use store::Tx;

use super::caller::Asking;
use super::problem::{Problem, answer};
use super::query::{Asked, COHORT, no_such_page, part_of};
use super::shown::moment;
use crate::early_career::store::pairings::{self, Trainer};
use crate::platform::request::Query;
use crate::policy::Action;
use crate::vocabulary::london_date;

fn shown(trainer: &Trainer) -> Value {
    let cohorts: Vec<i32> = trainer.cohorts.iter().map(|it| it.start_year()).collect();
    json!({
        "id": trainer.partner.public_id, "name": trainer.partner.name, "cohorts": cohorts,
        "updated_at": moment(trainer.changed_at)
    })
}

async fn all(tx: &mut Tx, asking: &Asking) -> Result<Vec<Trainer>, Problem> {
    let permit = asking.may(Action::Read)?;
    Ok(pairings::trainers(tx, permit.on(), london_date(asking.now)).await?)
}

/// Those that are paired with the lead provider, in an order that does not change.
pub async fn list(asking: Asking, Query(fields): Query) -> Result<Response, Problem> {
    let _ = asking.may(Action::Read)?;
    let asked = Asked::of(&fields, &[COHORT])?;
    let (cohorts, part) = (asked.cohorts(), asked.part()?);
    let mut trainers = all(&mut asking.app.db.read().await?, &asking).await?;
    if let Some(after) = &part.after {
        let place = trainers.iter().position(|it| it.partner.public_id == *after).ok_or_else(no_such_page)?;
        trainers.drain(..=place);
    }
    if let Some(cohorts) = cohorts {
        trainers.retain(|it| it.cohorts.iter().any(|cohort| cohorts.contains(cohort)));
    }
    let (rows, next) = part_of(trainers, part.size, |it| it.partner.public_id.clone());
    let body = json!({ "data": rows.iter().map(shown).collect::<Vec<_>>(), "next": next });
    Ok(answer(StatusCode::OK, &body.to_string()))
}

/// One of them.
pub async fn one(asking: Asking, Path(id): Path<String>) -> Result<Response, Problem> {
    let trainers = all(&mut asking.app.db.read().await?, &asking).await?;
    let found = trainers.iter().find(|it| it.partner.public_id == id);
    let found = found.ok_or_else(|| Problem::not_found("delivery partner"))?;
    Ok(answer(StatusCode::OK, &json!({ "data": shown(found) }).to_string()))
}
