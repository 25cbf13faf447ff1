//! What can go wrong below the SQL.

use sea_orm::sqlx::error::{DatabaseError, ErrorKind};
use sea_orm::sqlx::postgres::PgDatabaseError;
use sea_orm::sqlx::{self};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};

/// Why the database did not do what was asked.
///
/// Whatever the variant, nothing of the transaction is kept, unless the connection was lost during
/// the commit itself: then it may or may not have been.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A row with this key is there already; names the constraint (PostgreSQL) or the columns (SQLite).
    #[error("There is already a row with the same {0}")]
    Unique(String),
    /// A foreign key, a check or an append-only table refused the change.
    #[error("The database refused the change: {0}")]
    Refused(String),
    /// Another transaction stood in the way for too long; the same request may succeed later.
    #[error("The database is busy")]
    Busy,
    /// The database cannot be reached just now.
    #[error("The database cannot be reached")]
    Unavailable,
    /// There is no room left on the disk.
    #[error("The disk of the database is full")]
    Full,
    /// The database is there but cannot be used: not a database, corrupt, or not permitted. The sentence says which.
    #[error("{0}")]
    Unreadable(String),
    /// The address of the database is wrong.
    #[error("{0}")]
    Address(String),
    /// Another process serves this database.
    #[error("{0}")]
    Claimed(String),
    /// The tables do not fit this program.
    #[error("{0}")]
    Migration(String),
    /// Anything else: a fault of ours.
    #[error("The database gave an error: {0}")]
    Other(#[source] DbErr),
}

impl StoreError {
    /// Whether a row with the same key was in the way.
    pub fn is_unique(&self) -> bool {
        matches!(self, StoreError::Unique(_))
    }

    /// Whether the same request may succeed a little later, with nothing mended.
    pub fn is_passing(&self) -> bool {
        matches!(self, StoreError::Busy | StoreError::Unavailable | StoreError::Full)
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> StoreError {
        match &error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed) => {
                StoreError::Unavailable
            }
            DbErr::Conn(RuntimeErr::SqlxError(inner))
            | DbErr::Exec(RuntimeErr::SqlxError(inner))
            | DbErr::Query(RuntimeErr::SqlxError(inner)) => of_driver(inner).unwrap_or(StoreError::Other(error)),
            _ => StoreError::Other(error),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match of_driver(&error) {
            Some(known) => known,
            None => StoreError::Other(DbErr::Conn(RuntimeErr::SqlxError(error.into()))),
        }
    }
}

/// The meaning of an error of the driver, where it has one.
fn of_driver(error: &sqlx::Error) -> Option<StoreError> {
    match error {
        sqlx::Error::Database(database) => match database.try_downcast_ref::<PgDatabaseError>() {
            Some(postgres) => of_postgres(postgres),
            None => of_sqlite(database.as_ref()),
        },
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Tls(_) => Some(StoreError::Unavailable),
        _ => None,
    }
}

/// Source: PostgreSQL, "Appendix A. PostgreSQL Error Codes".
fn of_postgres(error: &PgDatabaseError) -> Option<StoreError> {
    let message = || error.message().to_owned();
    let code = error.code();
    Some(match code {
        "23505" => StoreError::Unique(error.constraint().unwrap_or("key").to_owned()),
        "23503" | "23514" | "23502" | "P0001" => StoreError::Refused(message()),
        "40001" | "40P01" | "55P03" | "57014" => StoreError::Busy,
        "53100" => StoreError::Full,
        "3D000" | "28000" | "28P01" | "42501" | "XX001" | "XX002" => {
            StoreError::Unreadable(format!("PostgreSQL refuses the database: {}", error.message()))
        }
        // Connections lost, too many of them, shutting down, starting up, closed for a while (55000), or a server that
        // became a standby.
        "57P01" | "57P02" | "57P03" | "57P05" | "53300" | "25006" | "55000" => StoreError::Unavailable,
        _ if code.starts_with("08") => StoreError::Unavailable,
        _ => return None,
    })
}

/// Source: SQLite, "Result and Error Codes"; the lowest eight bits are the primary code.
fn of_sqlite(error: &dyn DatabaseError) -> Option<StoreError> {
    let code: u32 = error.code()?.parse().ok()?;
    if error.kind() == ErrorKind::UniqueViolation {
        let columns = error.message().trim_start_matches("UNIQUE constraint failed: ");
        return Some(StoreError::Unique(columns.to_owned()));
    }
    of_sqlite_code(code.try_into().ok()?, error.message())
}

/// The meaning of a result code, where it has one.
pub(crate) fn of_sqlite_code(code: i32, message: &str) -> Option<StoreError> {
    Some(match code & 0xff {
        5 | 6 => StoreError::Busy,
        13 => StoreError::Full,
        11 => StoreError::Unreadable("The database file is damaged: restore it from a backup".to_owned()),
        14 => StoreError::Unreadable("The database file cannot be opened: check its folder and permissions".to_owned()),
        8 => StoreError::Unreadable("The database file cannot be written: check its permissions".to_owned()),
        26 => StoreError::Unreadable("The file is not a SQLite database".to_owned()),
        19 => StoreError::Refused(message.to_owned()),
        _ => return None,
    })
}
