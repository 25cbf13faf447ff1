//! One transaction: everything is read and written through it.

use std::fmt;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, FromQueryResult, Statement, TryGetable, Value};

use crate::audit::{self, Entry};
use crate::{Dialect, StoreError, naive, time};

/// Makes the parameters of a statement: `values![urn, now, 25_i64]`, each by `Into<Value>`.
///
/// A null needs its type, as `None::<i64>`. A `DateTime<Utc>` is kept as [`crate::naive`] gives it.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::Value::from($value)),*] };
}

/// A transaction; what it wrote is gone unless [`Tx::commit`] returns.
///
/// The SQL is one text for both databases, with `$1`, `$2`, … and never a value written into it.
pub struct Tx {
    inner: DatabaseTransaction,
    dialect: Dialect,
    entries: Vec<Entry>,
}

impl Tx {
    pub(crate) fn new(inner: DatabaseTransaction, dialect: Dialect) -> Tx {
        Tx { inner, dialect, entries: Vec::new() }
    }

    /// The database of this transaction.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Every row of the answer.
    ///
    /// # Errors
    /// Those of the database, and rows that do not fit `T`.
    pub async fn all<T: FromQueryResult>(
        &mut self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.inner.query_all_raw(self.statement(sql, values)?).await?;
        let rows: Result<Vec<T>, DbErr> = rows.iter().map(|row| T::from_query_result(row, "")).collect();
        Ok(rows?)
    }

    /// The first row of the answer.
    ///
    /// # Errors
    /// Those of the database, and a row that does not fit `T`.
    pub async fn one<T: FromQueryResult>(
        &mut self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<T>, StoreError> {
        let row = self.inner.query_one_raw(self.statement(sql, values)?).await?;
        Ok(row.map(|row| T::from_query_result(&row, "")).transpose()?)
    }

    /// The first column of the first row; an `Option<T>` where the column may be null.
    ///
    /// # Errors
    /// Those of the database, and a value that does not fit `T`.
    pub async fn scalar<T: TryGetable>(
        &mut self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<T>, StoreError> {
        let row = self.inner.query_one_raw(self.statement(sql, values)?).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
    }

    /// Runs a statement; gives the number of rows that it changed.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn execute(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64, StoreError> {
        let done = self.inner.execute_raw(self.statement(sql, values)?).await?;
        Ok(done.rows_affected())
    }

    /// Runs several statements without parameters, as migrations have them.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.inner.execute_unprepared(sql).await?;
        Ok(())
    }

    /// Notes an event, to be written when the transaction is committed.
    pub fn record(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Writes the events noted, chained to those before, and makes everything lasting.
    ///
    /// The head of the audit chain is locked only here, last of all, so that two transactions never
    /// wait for each other in a ring.
    ///
    /// # Errors
    /// Those of the database; then nothing is kept.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        let entries = std::mem::take(&mut self.entries);
        audit::append(&mut self, entries).await?;
        self.inner.commit().await?;
        Ok(())
    }

    fn statement(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<Statement, StoreError> {
        let values: Result<Vec<Value>, StoreError> = values.into_iter().map(portable).collect();
        Ok(Statement::from_sql_and_values(self.dialect.backend(), sql, values?))
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let events = self.entries.len();
        formatter.debug_struct("Tx").field("dialect", &self.dialect).field("events", &events).finish_non_exhaustive()
    }
}

/// The same value in the form that both databases keep alike.
///
/// No text holds NUL, which PostgreSQL refuses; where one comes all the same, it becomes �.
///
/// SQLite would keep a zoned moment as another text, which compares wrongly with the rest, and
/// nanoseconds that PostgreSQL does not have. PostgreSQL prepares a text of SQL once, for the kinds
/// of number it first came with, so that every whole number goes as a bigint.
pub(crate) fn portable(value: Value) -> Result<Value, StoreError> {
    Ok(match value {
        Value::ChronoDateTimeUtc(moment) => Value::ChronoDateTime(moment.map(naive)),
        Value::ChronoDateTime(moment) => Value::ChronoDateTime(moment.map(time::cut)),
        Value::String(Some(text)) if text.contains('\0') => text.replace('\0', "\u{fffd}").into(),
        Value::Json(json) => Value::String(json.map(|json| json.to_string())),
        Value::Char(letter) => Value::String(letter.map(String::from)),
        Value::TinyInt(number) => Value::BigInt(number.map(i64::from)),
        Value::SmallInt(number) => Value::BigInt(number.map(i64::from)),
        Value::Int(number) => Value::BigInt(number.map(i64::from)),
        Value::TinyUnsigned(number) => Value::BigInt(number.map(i64::from)),
        Value::SmallUnsigned(number) => Value::BigInt(number.map(i64::from)),
        Value::Unsigned(number) => Value::BigInt(number.map(i64::from)),
        Value::BigUnsigned(number) => Value::BigInt(number.map(bigint).transpose()?),
        Value::Float(number) => Value::Double(number.map(f64::from)),
        other => other,
    })
}

fn bigint(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Other(DbErr::Type(format!("{number} is too large for a bigint"))))
}
