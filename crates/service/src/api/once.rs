//! What is asked for twice is done once: the answers of a day, by the key that the caller gave.

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, values};

use super::body::Sent;
use super::problem::{Fault, Place, Problem};
use crate::policy::Permit;

/// How long an answer is kept. Source: product.md, rulings on the API.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Answered {
    request_hash: String,
    status: i32,
    /// Its body.
    pub body: String,
}

impl Answered {
    /// Its status.
    pub fn status(&self) -> StatusCode {
        u16::try_from(self.status).ok().and_then(|it| StatusCode::from_u16(it).ok()).unwrap_or(StatusCode::OK)
    }
}

/// Takes the key for this transaction, which must be the one that does the change; gives the answer of before, if any.
///
/// Of two at once with the same key the second waits here until the first has ended, and then has its answer.
///
/// # Errors
/// Those of the database. The inner one: the key belongs to another request.
pub async fn take(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    sent: &Sent,
) -> Result<Result<Option<Answered>, Problem>, StoreError> {
    let Some(key) = &sent.key else { return Ok(Ok(None)) };
    let sql = "insert into api_request (organisation, idempotency_key, request_hash, status, body, at)
               values ($1, $2, $3, 0, '', $4)
               on conflict (organisation, idempotency_key) do update set request_hash = excluded.request_hash,
                 status = 0, body = '', at = excluded.at where api_request.at <= $5";
    let (at, cutoff) = (naive(now), naive(now - KEPT));
    let row = values![permit.on(), key.as_str(), sent.digest.as_str(), at, cutoff];
    if tx.execute(sql, row).await? == 1 {
        return Ok(Ok(None));
    }
    let sql = "select request_hash, status, body from api_request where organisation = $1 and idempotency_key = $2";
    let found: Option<Answered> = tx.one(sql, values![permit.on(), key.as_str()]).await?;
    Ok(match found {
        Some(answered) if answered.request_hash != sent.digest => {
            let sentence = "Another request had this key in the last 24 hours. Give each change a key of its own";
            Err(Problem::refused(vec![Fault::new(Place::Header, "Idempotency-Key", "used", sentence)]))
        }
        found => Ok(found),
    })
}

/// Keeps the answer, in the transaction that took the key.
///
/// # Errors
/// Those of the database.
pub async fn keep(
    tx: &mut Tx,
    permit: &Permit,
    sent: &Sent,
    (status, body): (StatusCode, &str),
) -> Result<(), StoreError> {
    let Some(key) = &sent.key else { return Ok(()) };
    let sql = "update api_request set status = $3, body = $4 where organisation = $1 and idempotency_key = $2";
    tx.execute(sql, values![permit.on(), key.as_str(), i32::from(status.as_u16()), body]).await?;
    Ok(())
}
