//! `/api/v1/partnerships`: the schools that the lead provider confirmed; confirms more, and changes who trains them.

mod change;
mod confirm;
mod wanted;

use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::{Router, routing};
use serde_json::{Value, json};

use super::body::MOST_BYTES;
use super::caller::Asking;
use super::once::Answered;
use super::problem::{Problem, answer};
use super::query::{Asked, COHORT, PARTNER, SINCE, no_such_page, part_of};
use super::shown::partnership;
use crate::early_career::store::feed::{self, Filter};
use crate::platform::App;
use crate::platform::request::Query;
use crate::policy::{Action, Permit};

/// The addresses of partnerships.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/partnerships", routing::get(list).post(confirm::post))
        .route("/api/v1/partnerships/{id}", routing::get(one).put(change::put).patch(change::put))
        .route_layer(DefaultBodyLimit::max(MOST_BYTES))
}

/// Whoever may read partnerships, and what is paid for of them.
fn reading(asking: &Asking) -> Result<Permit, Problem> {
    let _ = asking.may(Action::ReadPayable)?;
    asking.may(Action::Read)
}

async fn list(asking: Asking, Query(fields): Query) -> Result<Response, Problem> {
    let permit = reading(&asking)?;
    let asked = Asked::of(&fields, &[COHORT, PARTNER, SINCE])?;
    let part = asked.part()?;
    let filter = Filter {
        cohorts: asked.cohorts(),
        partners: asked.list(PARTNER).map(|it| it.into_iter().map(str::to_owned).collect()),
        updated_since: asked.since()?,
        after: part.after,
    };
    let rows = feed::list(&mut asking.app.db.read().await?, permit.on(), &filter, part.size + 1).await?;
    let (rows, next) = part_of(rows.ok_or_else(no_such_page)?, part.size, |it| it.public_id.clone());
    let data: Vec<Value> = rows.iter().map(|it| partnership(it, asking.now)).collect();
    Ok(answer(StatusCode::OK, &json!({ "data": data, "next": next }).to_string()))
}

async fn one(asking: Asking, Path(id): Path<String>) -> Result<Response, Problem> {
    let permit = reading(&asking)?;
    let id = known(&id)?;
    let found = feed::find(&mut asking.app.db.read().await?, permit.on(), id).await?.ok_or_else(none)?;
    Ok(answer(StatusCode::OK, &json!({ "data": partnership(&found, asking.now) }).to_string()))
}

/// The id, if it can be one.
fn known(id: &str) -> Result<&str, Problem> {
    let is_id = id.len() <= 26 && id.bytes().all(|it| it.is_ascii_alphanumeric());
    if is_id { Ok(id) } else { Err(none()) }
}

fn none() -> Problem {
    Problem::not_found("partnership")
}

/// What was answered before, again.
fn again(answered: &Answered) -> Response {
    done(answered.status(), &answered.body)
}

/// An answer to a change; what was made says where it is.
fn done(status: StatusCode, body: &str) -> Response {
    let mut response = answer(status, body);
    let made: Value = serde_json::from_str(body).unwrap_or_default();
    if let (StatusCode::CREATED, Some(id)) = (status, made.pointer("/data/id").and_then(Value::as_str))
        && let Ok(place) = HeaderValue::from_str(&format!("/api/v1/partnerships/{id}"))
    {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}
