//! Single statements that only read, on connections of their own: one way to the database and back.
//!
//! A transaction costs a way more for its beginning and its end, and the pool asks every connection that comes
//! back whether it still lives. What every page reads, who asks and what they may, should not pay for that.

use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sea_query::Values;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{self, ConnectOptions, Connection, PgConnection, SqliteConnection};
use sea_orm::{QueryResult, Value};
use sea_query_sqlx::SqlxValues;
use tokio::sync::Semaphore;

use crate::StoreError;

/// Statements at one time; more wait.
const AT_ONCE: usize = 4;
/// How long to wait for one's turn.
const PATIENCE: Duration = Duration::from_secs(3);
/// A connection that rested longer is asked whether it still lives before it is used.
const RESTED: Duration = Duration::from_secs(5);

/// Connections for single statements.
#[derive(Debug)]
pub(super) enum Glances {
    Sqlite(Resting<SqliteConnection, SqliteConnectOptions>),
    Postgres(Resting<PgConnection, PgConnectOptions>),
}

/// Connections that nobody uses just now, and how to make another.
#[derive(Debug)]
pub(super) struct Resting<C, O> {
    turns: Semaphore,
    idle: Mutex<Vec<(C, Instant)>>,
    options: O,
}

impl<C, O> Resting<C, O>
where
    C: Connection<Options = O>,
    O: ConnectOptions<Connection = C>,
{
    pub fn new(options: O) -> Resting<C, O> {
        Resting { turns: Semaphore::new(AT_ONCE), idle: Mutex::default(), options }
    }

    /// Does the work on a connection. One whose work failed or was given up is closed and never used again.
    async fn with<T, F>(&self, work: impl FnOnce(C) -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<(T, C), sqlx::Error>>,
    {
        let turn = tokio::time::timeout(PATIENCE, self.turns.acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err(StoreError::Unavailable) };
        let (done, connection) = work(self.connection().await?).await?;
        self.lock().push((connection, Instant::now()));
        Ok(done)
    }

    async fn connection(&self) -> Result<C, StoreError> {
        let rested = self.lock().pop();
        if let Some((mut connection, since)) = rested
            && (since.elapsed() < RESTED || connection.ping().await.is_ok())
        {
            return Ok(connection);
        }
        Ok(self.options.connect().await?)
    }

    /// The connections that rest, which nobody else will be given any more.
    fn take(&self) -> Vec<(C, Instant)> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(C, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Glances {
    /// The first row of a statement.
    pub async fn one(&self, sql: &'static str, values: Vec<Value>) -> Result<Option<QueryResult>, StoreError> {
        let values = SqlxValues(Values(values));
        match self {
            Glances::Sqlite(resting) => {
                let work = async |mut connection| {
                    let row = sqlx::query_with(sql, values).fetch_optional(&mut connection).await?;
                    Ok((row.map(QueryResult::from), connection))
                };
                resting.with(work).await
            }
            Glances::Postgres(resting) => {
                let work = async |mut connection| {
                    let row = sqlx::query_with(sql, values).fetch_optional(&mut connection).await?;
                    Ok((row.map(QueryResult::from), connection))
                };
                resting.with(work).await
            }
        }
    }

    /// Closes the connections that rest.
    pub async fn close(&self) {
        match self {
            Glances::Sqlite(resting) => close(resting.take()).await,
            Glances::Postgres(resting) => close(resting.take()).await,
        }
    }
}

async fn close<C: Connection>(connections: Vec<(C, Instant)>) {
    for (connection, _) in connections {
        if let Err(error) = connection.close().await {
            tracing::warn!(%error, "closing the database");
        }
    }
}
