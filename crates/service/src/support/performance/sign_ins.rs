//! How many requests for a sign-in link end in signing in.
//!
//! The requests themselves are removed after a day; their totals stay, as two facts of the service.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, fact, naive, values};

use super::small::Share;

const ASKED: &str = "sign-in links asked for";
const USED: &str = "sign-in links used";

#[derive(FromQueryResult)]
struct Found {
    asked: i64,
    used: i64,
}

/// Adds the requests that are about to be removed, those that ran out by `cutoff`, to the totals.
///
/// # Errors
/// Those of the database.
pub async fn carry_over(tx: &mut Tx, cutoff: DateTime<Utc>) -> Result<(), StoreError> {
    // A request of an address without an account tells nothing of the service.
    let sql = "select count(*) as asked, count(used_at) as used from sign_in_request
        where person is not null and expires_at <= $1";
    let found = found(tx, sql, naive(cutoff)).await?;
    for (name, more) in [(ASKED, found.asked), (USED, found.used)] {
        if more > 0 {
            let before = total(tx, name).await?;
            fact::set(tx, name, &(before + more).to_string()).await?;
        }
    }
    Ok(())
}

/// The share of requests that were used, of all whose time is over: those removed and those still kept.
pub(super) async fn share(tx: &mut Tx, now: NaiveDateTime) -> Result<Share, StoreError> {
    let sql = "select count(*) as asked, count(used_at) as used from sign_in_request
        where person is not null and (used_at is not null or expires_at <= $1)";
    let found = found(tx, sql, now).await?;
    let part = found.used + total(tx, USED).await?;
    let whole = found.asked + total(tx, ASKED).await?;
    Ok(Share { part: u64::try_from(part).unwrap_or_default(), whole: u64::try_from(whole).unwrap_or_default() })
}

async fn found(tx: &mut Tx, sql: &str, at: NaiveDateTime) -> Result<Found, StoreError> {
    Ok(tx.one(sql, values![at]).await?.unwrap_or(Found { asked: 0, used: 0 }))
}

async fn total(tx: &mut Tx, name: &str) -> Result<i64, StoreError> {
    Ok(fact::get(tx, name).await?.and_then(|it| it.parse().ok()).unwrap_or_default())
}
