//! Single statements that only read, on connections of their own: one way to a server and back, and none to a file.
//!
//! A transaction costs a way more for its beginning and its end, and the pool asks every connection that comes
//! back whether it still lives. What every page reads, who asks and what they may, should not pay for that.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sea_query::Values;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, ConnectOptions, Connection, PgConnection};
use sea_orm::{QueryResult, Value};
use sea_query_sqlx::SqlxValues;
use tokio::sync::Semaphore;

use super::here::Here;
use crate::StoreError;
use crate::glance::{Columns, Glance};

/// Statements at one time; more wait.
const AT_ONCE: usize = 4;
/// How long to wait for one's turn.
const PATIENCE: Duration = Duration::from_secs(3);
/// A connection that rested longer is asked whether it still lives before it is used.
const RESTED: Duration = Duration::from_secs(5);

/// Connections for single statements.
#[derive(Debug)]
pub(super) enum Glances {
    Sqlite(Here),
    Postgres(Box<Resting>),
}

/// Connections that nobody uses just now, and how to make another.
#[derive(Debug)]
pub(super) struct Resting {
    turns: Semaphore,
    idle: Mutex<Vec<(PgConnection, Instant)>>,
    options: PgConnectOptions,
}

impl Resting {
    pub fn new(options: PgConnectOptions) -> Resting {
        Resting { turns: Semaphore::new(AT_ONCE), idle: Mutex::default(), options }
    }

    /// The first row of a statement. A connection whose work failed or was given up is closed and never used again.
    async fn one(&self, sql: &'static str, values: Vec<Value>) -> Result<Option<QueryResult>, StoreError> {
        let turn = tokio::time::timeout(PATIENCE, self.turns.acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err(StoreError::Unavailable) };
        let mut connection = self.connection().await?;
        let row = sqlx::query_with(sql, SqlxValues(Values(values))).fetch_optional(&mut connection).await?;
        self.lock().push((connection, Instant::now()));
        Ok(row.map(QueryResult::from))
    }

    async fn connection(&self) -> Result<PgConnection, StoreError> {
        let rested = self.lock().pop();
        if let Some((mut connection, since)) = rested
            && (since.elapsed() < RESTED || connection.ping().await.is_ok())
        {
            return Ok(connection);
        }
        Ok(self.options.connect().await?)
    }

    /// The connections that rest, which nobody else will be given any more.
    fn take(&self) -> Vec<(PgConnection, Instant)> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(PgConnection, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Glances {
    /// The first row of a statement.
    pub async fn one<T: Glance>(&self, sql: &'static str, values: Vec<Value>) -> Result<Option<T>, StoreError> {
        match self {
            Glances::Sqlite(here) => here.one(sql, values),
            Glances::Postgres(resting) => {
                let row = resting.one(sql, values).await?;
                row.map(|row| T::read(&mut Columns::of_postgres(&row))).transpose()
            }
        }
    }

    /// Closes the connections that rest.
    pub async fn close(&self) {
        match self {
            Glances::Sqlite(here) => here.close(),
            Glances::Postgres(resting) => {
                for (connection, _) in resting.take() {
                    if let Err(error) = connection.close().await {
                        tracing::warn!(%error, "closing the database");
                    }
                }
            }
        }
    }
}
