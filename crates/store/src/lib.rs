//! The storage of the service, on SQLite or PostgreSQL; it knows nothing of schools or partnerships.
//!
//! Everything is read and written through a [`Tx`], which comes from a [`Db`]. The SQL is one
//! portable text with `$1`, `$2`, …; what differs between the databases lives in [`Dialect`].
//! A `Tx` also carries the audit trail: what is given to [`Tx::record`] is written, hashed and
//! chained when the transaction is committed, and is gone when it is not.

pub mod audit;
mod claim;
mod db;
mod dialect;
pub mod drafts;
mod error;
pub mod fact;
mod glance;
mod many;
mod migrations;
pub mod outbox;
mod page;
#[cfg(feature = "testing")]
pub mod testing;
mod time;
mod tx;

pub use db::Db;
pub use dialect::Dialect;
pub use error::StoreError;
pub use glance::{Columns, Glance, Kept};
pub use page::{Listed, Window};
pub use sea_orm::{FromQueryResult, TryGetable, Value};
pub use time::{naive, text_of, utc};
pub use tx::Tx;

/// Many texts as one parameter, for [`Dialect::texts`].
pub fn texts(texts: impl IntoIterator<Item = impl std::fmt::Display>) -> Value {
    let texts: Vec<serde_json::Value> = texts.into_iter().map(|text| text.to_string().into()).collect();
    serde_json::Value::from(texts).to_string().into()
}

/// A JSON text for a parameter.
fn json<T: serde::Serialize + ?Sized>(rows: &T) -> Result<String, StoreError> {
    serde_json::to_string(rows).map_err(|error| StoreError::Other(sea_orm::DbErr::Json(error.to_string())))
}
