//! Lists that people sent, kept between pages until they are confirmed or expire: the one place that writes them.

use chrono::{DateTime, TimeDelta, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, values};

use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, PersonId};

/// Days for which a list is kept. Source: product.md, retention; long enough for a week's holiday.
const DAYS_KEPT: i64 = 7;

/// A list to keep. What the texts hold is its capability's to know.
#[derive(Debug)]
pub struct New<'a> {
    /// What it is for, as `upload.purpose` has it.
    pub purpose: &'static str,
    /// Its name in addresses.
    pub public_id: &'a str,
    /// The file's name; empty for a pasted list.
    pub file_name: &'a str,
    /// The rows as they were read.
    pub cells: String,
    /// What is known of the whole list.
    pub columns: String,
    /// What the person chose so far.
    pub choices: String,
    /// Rows without the heading: all that the log keeps of what stood in it.
    pub rows: usize,
}

/// A list as it was kept.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Kept {
    /// Its key.
    pub id: i64,
    /// The file's name; empty for a pasted list.
    pub file_name: String,
    /// The rows as they were read.
    pub cells: String,
    /// What is known of the whole list.
    pub columns: String,
    /// What the person chose so far.
    pub choices: String,
    /// `read` or `confirmed`.
    pub state: String,
    /// What came of it.
    pub outcome: String,
    purpose: String,
}

/// Keeps a list for the permit's organisation.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn keep(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, list: New<'_>) -> Result<(), StoreError> {
    let sql = "insert into upload (public_id, purpose, person, organisation, file_name, cells, columns, choices, state,
            created_at, expires_at, row_count)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'read', $9, $10, $11)";
    let values = values![
        list.public_id,
        list.purpose,
        permit.person().map(PersonId::get),
        permit.on().get(),
        list.file_name,
        list.cells,
        list.columns,
        list.choices,
        naive(now),
        naive(now + TimeDelta::days(DAYS_KEPT)),
        i32::try_from(list.rows).unwrap_or(i32::MAX),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Whose list it must be, and for what.
#[derive(Clone, Copy, Debug)]
pub struct Whose<'a> {
    /// Whose.
    pub owner: OrganisationId,
    /// What it may be for.
    pub purposes: &'static [&'static str],
    /// Its name in addresses.
    pub public_id: &'a str,
}

/// A list that has not expired.
///
/// # Errors
/// Those of the database.
pub async fn find(tx: &mut Tx, whose: Whose<'_>, now: DateTime<Utc>) -> Result<Option<Kept>, StoreError> {
    read(tx, whose, now, "").await
}

/// The same, held until the end of the transaction: a second click waits for the first.
///
/// # Errors
/// Those of the database.
pub async fn hold(tx: &mut Tx, whose: Whose<'_>, now: DateTime<Utc>) -> Result<Option<Kept>, StoreError> {
    let lock = tx.dialect().for_update();
    read(tx, whose, now, lock).await
}

async fn read(tx: &mut Tx, whose: Whose<'_>, now: DateTime<Utc>, lock: &str) -> Result<Option<Kept>, StoreError> {
    let sql = format!(
        "select id, file_name, cells, columns, choices, state, outcome, purpose from upload
         where public_id = $1 and organisation = $2 and expires_at > $3{lock}"
    );
    let found: Option<Kept> = tx.one(&sql, values![whose.public_id, whose.owner.get(), naive(now)]).await?;
    Ok(found.filter(|it| whose.purposes.contains(&it.purpose.as_str())))
}

/// Keeps what the person chose, as long as the list is not confirmed.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn set_choices(tx: &mut Tx, _: &Permit, id: i64, choices: &str) -> Result<(), StoreError> {
    tx.execute("update upload set choices = $2 where id = $1 and state = 'read'", values![id, choices]).await?;
    Ok(())
}

/// Keeps what the columns hold and what was chosen by them, as long as the list is not confirmed.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn set_columns(tx: &mut Tx, _: &Permit, id: i64, columns: &str, choices: &str) -> Result<(), StoreError> {
    let sql = "update upload set columns = $2, choices = $3 where id = $1 and state = 'read'";
    tx.execute(sql, values![id, columns, choices]).await?;
    Ok(())
}

/// Notes that the list has been confirmed, and what came of it, as JSON.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn confirm(tx: &mut Tx, _: &Permit, now: DateTime<Utc>, id: i64, outcome: &str) -> Result<(), StoreError> {
    let sql = "update upload set state = 'confirmed', confirmed_at = $2, outcome = $3 where id = $1";
    tx.execute(sql, values![id, naive(now), outcome]).await?;
    Ok(())
}
