//! Reading a SQLite file on the thread that asks.
//!
//! The driver of everything else has a thread for each connection, and each statement wakes it and is woken by it: more
//! work than a row by its key. What is read here is in memory nearly always, and never waits for whoever writes.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::types::Value as Bound;
use rusqlite::{Connection, OpenFlags};
use sea_orm::{DbErr, Value};

use crate::error::of_sqlite_code;
use crate::glance::{Columns, Glance};
use crate::{StoreError, text_of};

/// How long to wait for a lock held by another process.
const PATIENCE: Duration = Duration::from_secs(5);

/// Connections that nobody uses just now; there are as many as threads have ever asked at one time.
#[derive(Debug)]
pub(super) struct Here {
    file: PathBuf,
    resting: Mutex<Vec<Connection>>,
}

impl Here {
    pub fn new(file: PathBuf) -> Here {
        Here { file, resting: Mutex::default() }
    }

    /// The first row of a statement. A connection whose work failed is closed and never used again.
    pub fn one<T: Glance>(&self, sql: &str, values: Vec<Value>) -> Result<Option<T>, StoreError> {
        let rested = self.lock().pop();
        let connection = match rested {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let found = one(&connection, sql, values)?;
        self.lock().push(connection);
        Ok(found)
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.file, flags).map_err(|error| failed(&error))?;
        connection.busy_timeout(PATIENCE).map_err(|error| failed(&error))?;
        connection.pragma_update(None, "temp_store", "memory").map_err(|error| failed(&error))?;
        Ok(connection)
    }

    /// Closes the connections that rest.
    pub fn close(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn one<T: Glance>(connection: &Connection, sql: &str, values: Vec<Value>) -> Result<Option<T>, StoreError> {
    let values = values.into_iter().map(bound).collect::<Result<Vec<Bound>, StoreError>>()?;
    let mut statement = connection.prepare_cached(sql).map_err(|error| failed(&error))?;
    for place in 1..=statement.parameter_count() {
        // SQLite counts parameters as it meets them, and `$2` may come first.
        let named = statement.parameter_name(place).and_then(|it| it.strip_prefix('$')?.parse::<usize>().ok());
        let value = named.and_then(|number| values.get(number.checked_sub(1)?));
        let value = value.ok_or_else(|| StoreError::Other(DbErr::Type(format!("parameter {place} has no value"))))?;
        statement.raw_bind_parameter(place, value).map_err(|error| failed(&error))?;
    }
    let mut rows = statement.raw_query();
    let row = rows.next().map_err(|error| failed(&error))?;
    row.map(|row| T::read(&mut Columns::of_sqlite(row))).transpose()
}

/// The value as the other driver binds it.
fn bound(value: Value) -> Result<Bound, StoreError> {
    let bound = match value {
        Value::Bool(it) => it.map(|it| Bound::Integer(it.into())),
        Value::BigInt(it) => it.map(Bound::Integer),
        Value::Double(it) => it.map(Bound::Real),
        Value::String(it) => it.map(Bound::Text),
        Value::Bytes(it) => it.map(Bound::Blob),
        Value::ChronoDate(it) => it.map(|it| Bound::Text(it.to_string())),
        Value::ChronoDateTime(it) => it.map(|it| Bound::Text(text_of(it))),
        other => return Err(StoreError::Other(DbErr::Type(format!("{other:?} is no parameter")))),
    };
    Ok(bound.unwrap_or(Bound::Null))
}

fn failed(error: &rusqlite::Error) -> StoreError {
    let known = error.sqlite_error().and_then(|it| of_sqlite_code(it.extended_code, &error.to_string()));
    known.unwrap_or_else(|| StoreError::Other(DbErr::Custom(error.to_string())))
}
