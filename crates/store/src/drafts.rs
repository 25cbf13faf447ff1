//! Half-made answers of a journey, kept for 7 days after the last of them.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};

use crate::{StoreError, Tx, values};

/// How long a draft is kept after its last answer.
pub const KEPT: TimeDelta = TimeDelta::days(7);

/// The answers given so far, by the name of the step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// A random name, which stands in the address.
    pub id: String,
    /// Answers, by step.
    pub answers: BTreeMap<String, String>,
}

/// The draft with this id, if it is of this journey and owner and has not expired.
///
/// # Errors
/// Those of the database.
pub async fn load(
    tx: &mut Tx,
    journey: &str,
    owner: &str,
    id: &str,
    now: NaiveDateTime,
) -> Result<Option<Draft>, StoreError> {
    let sql = "select answers from draft where id = $1 and journey = $2 and owner = $3 and expires_at > $4";
    let answers: Option<String> = tx.scalar(sql, values![id, journey, owner, now]).await?;
    // Answers that cannot be read were written by another version: the journey starts again.
    let answers = answers.and_then(|text| serde_json::from_str(&text).ok());
    Ok(answers.map(|answers| Draft { id: id.to_owned(), answers }))
}

/// Holds a draft until the end of the transaction, so that of two who end its journey one comes after the other.
///
/// # Errors
/// Those of the database.
pub async fn hold(tx: &mut Tx, journey: &str, owner: &str, id: &str) -> Result<(), StoreError> {
    let lock = tx.dialect().for_update();
    let sql = format!("select id from draft where id = $1 and journey = $2 and owner = $3{lock}");
    tx.scalar::<String>(&sql, values![id, journey, owner]).await?;
    Ok(())
}

/// Keeps the draft for another 7 days; `false` when the id belongs to another journey or owner, or has expired.
///
/// # Errors
/// Those of the database.
pub async fn save(
    tx: &mut Tx,
    journey: &str,
    owner: &str,
    draft: &Draft,
    now: NaiveDateTime,
) -> Result<bool, StoreError> {
    let sql = "insert into draft (id, journey, owner, answers, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (id) do update set answers = excluded.answers, expires_at = excluded.expires_at
        where draft.journey = excluded.journey and draft.owner = excluded.owner
            and draft.expires_at > excluded.created_at";
    let answers = serde_json::json!(draft.answers).to_string();
    let row = values![draft.id.as_str(), journey, owner, answers, now, now + KEPT];
    Ok(tx.execute(sql, row).await? == 1)
}

/// Forgets a draft whose journey is over; nothing happens when it is not this owner's.
///
/// # Errors
/// Those of the database.
pub async fn remove(tx: &mut Tx, journey: &str, owner: &str, id: &str) -> Result<(), StoreError> {
    let sql = "delete from draft where id = $1 and journey = $2 and owner = $3";
    tx.execute(sql, values![id, journey, owner]).await?;
    Ok(())
}

/// Forgets every expired draft; gives their number.
///
/// # Errors
/// Those of the database.
pub async fn purge(tx: &mut Tx, now: NaiveDateTime) -> Result<u64, StoreError> {
    tx.execute("delete from draft where expires_at <= $1", values![now]).await
}
