//! Reading a SQLite file on the thread that asks.
//!
//! The driver of everything else has a thread for each connection, and each statement wakes it and is woken by it: more
//! work than a row by its key. What is read here is in memory nearly always, and never waits for whoever writes.
//!
//! Each connection asks first whether anybody has committed anything since it last asked, in this process or in another.
//! As long as nobody has, a statement that it has answered has the same answer.

use std::any::Any;
use std::collections::HashMap;
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

/// Answers that a connection keeps. With one more, all are forgotten.
const MOST_ANSWERS: usize = 256;

/// Connections that nobody uses just now; there are as many as threads have ever asked at one time.
#[derive(Debug)]
pub(super) struct Here {
    file: PathBuf,
    resting: Mutex<Vec<Resting>>,
}

/// A connection, and what it has answered at this state of the database.
#[derive(Debug)]
struct Resting {
    connection: Connection,
    /// SQLite's count of what others have committed.
    state: i64,
    answers: HashMap<Asked, Box<dyn Any + Send>>,
}

/// Where the text of a statement stands in the program and how long it is, which is shorter than the text; and its
/// parameters.
type Asked = (usize, usize, Vec<Value>);

impl Here {
    pub fn new(file: PathBuf) -> Here {
        Here { file, resting: Mutex::default() }
    }

    /// The first row of a statement. A connection whose work failed is closed and never used again.
    pub fn one<T: Glance>(&self, sql: &'static str, values: Vec<Value>) -> Result<Option<T>, StoreError> {
        let rested = self.lock().pop();
        let mut resting = match rested {
            Some(resting) => resting,
            None => Resting { connection: self.connect()?, state: 0, answers: HashMap::new() },
        };
        let found = resting.one(sql, values)?;
        self.lock().push(resting);
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

    fn lock(&self) -> MutexGuard<'_, Vec<Resting>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Resting {
    fn one<T: Glance>(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Option<T>, StoreError> {
        let state = state(&self.connection).map_err(|error| failed(&error))?;
        if state != self.state || self.answers.len() >= MOST_ANSWERS {
            self.answers.clear();
            self.state = state;
        }
        let asked = (sql.as_ptr().addr(), sql.len(), values);
        if let Some(known) = self.answers.get(&asked).and_then(|it| it.downcast_ref::<Option<T>>()) {
            return Ok(known.clone());
        }
        let found: Option<T> = one(&self.connection, sql, asked.2.clone())?;
        // What was committed since the state was asked for makes another state, at which this answer is forgotten.
        self.answers.insert(asked, Box::new(found.clone()));
        Ok(found)
    }
}

/// A number that differs from the last one as soon as another connection has committed anything.
fn state(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("pragma data_version")?.query_row([], |row| row.get(0))
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
