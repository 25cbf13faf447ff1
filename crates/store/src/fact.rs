//! What is known of the service as a whole: a name and a value.

use crate::{StoreError, Tx, values};

/// The value of a fact, if it was ever set.
///
/// # Errors
/// Those of the database.
pub async fn get(tx: &mut Tx, name: &str) -> Result<Option<String>, StoreError> {
    tx.scalar("select value from fact where name = $1", values![name]).await
}

/// Sets a fact, in place of its earlier value.
///
/// # Errors
/// Those of the database.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    let sql = "insert into fact (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";
    tx.execute(sql, values![name, value]).await?;
    Ok(())
}
