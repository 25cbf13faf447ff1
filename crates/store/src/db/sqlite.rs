//! Opening a SQLite file: one connection writes, a few read.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{ConnectOptions, Connection};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, FromQueryResult, QueryResult, Statement};

use super::Pools;
use super::glance::Glances;
use super::here::Here;
use crate::{StoreError, Tx, values};

/// Readers at one time; they do their work on threads of their own.
const READERS: u32 = 8;
/// How long to wait for a connection, and for a lock held by another process.
const PATIENCE: Duration = Duration::from_secs(5);
/// Rows on their way from a connection's thread before it waits for whoever takes them.
const ROWS: usize = 1024;
/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 256;

/// Kibibytes of pages that the writer may hold: a change of 25,000 schools, which would else be written to the disk
/// and read again before it is through.
const WRITER_HOLDS: &str = "-40000";

/// The file, and the connections to it.
pub(super) async fn open(url: &str) -> Result<(PathBuf, Pools), StoreError> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| StoreError::Address(format!("The address of the database is wrong: {error}")))?
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(STATEMENTS)
        .row_buffer_size(ROWS)
        .pragma("temp_store", "memory")
        // Without it, "insert or replace" would slip past the triggers of an append-only table.
        .pragma("recursive_triggers", "on")
        .disable_statement_logging();
    let file = options.get_filename().to_owned();
    // The writer comes first: it makes the file and its write-ahead log.
    let writer = writer(options.clone()).await?;
    let options = options.read_only(true);
    let glances = Glances::Sqlite(Here::new(file.clone()));
    let reader = pool(READERS).connect_lazy_with(options);
    Ok((file, Pools { reader: reader.into(), writer: writer.into(), glances }))
}

async fn writer(options: SqliteConnectOptions) -> Result<SqlitePool, StoreError> {
    let options =
        options.create_if_missing(true).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let options = options.pragma("cache_size", WRITER_HOLDS);
    let pool = pool(1).before_acquire(|connection, _| {
        // A commit that failed for want of room leaves the driver counting a transaction that
        // SQLite has rolled back; such a connection is replaced.
        Box::pin(async move { Ok(!connection.is_in_transaction()) })
    });
    Ok(pool.connect_with(options).await?)
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        // A connection to a file does not go stale, and its prepared statements are worth keeping.
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// The first column of every row, whatever its name.
pub(super) async fn lines(tx: &mut Tx, sql: &str) -> Result<Vec<String>, StoreError> {
    struct Line(String);
    impl FromQueryResult for Line {
        fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
            row.try_get_by_index(0).map(Line)
        }
    }
    let lines: Vec<Line> = tx.all(sql, values![]).await?;
    Ok(lines.into_iter().map(|line| line.0).collect())
}

/// Outside a transaction, because SQLite copies only so.
pub(super) async fn copy(reader: &DatabaseConnection, file: &str) -> Result<(), StoreError> {
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, "vacuum into $1", values![file]);
    reader.execute_raw(statement).await?;
    Ok(())
}
