//! The database as a whole: its connections, its claim and its health.

mod glance;
mod here;
mod postgres;
mod sqlite;

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{DatabaseConnection, SqliteTransactionMode, TransactionOptions, TransactionTrait, Value};

use crate::tx::portable;
use crate::{Dialect, Glance, StoreError, Tx, claim, migrations, values};
use glance::Glances;

/// The database; cheap to clone, all clones share the connections.
#[derive(Clone, Debug)]
pub struct Db {
    dialect: Dialect,
    /// Connections that can only read, each transaction seeing one state of the database.
    reader: DatabaseConnection,
    /// Connections that write; exactly one on SQLite.
    writer: DatabaseConnection,
    /// Connections for single statements that only read.
    glances: Arc<Glances>,
    claim: Arc<Claim>,
}

/// What opening gives.
struct Pools {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    glances: Glances,
}

/// What keeps a second process from serving the same SQLite file.
#[derive(Debug)]
struct Claim {
    file: Option<PathBuf>,
    held: Mutex<Option<File>>,
}

impl Db {
    /// Opens `sqlite:FILE` (made when missing) or `postgres://…`.
    ///
    /// # Errors
    /// `Address` for any other address, `Unreadable` for a file that is no database, `Unavailable` for a
    /// server that does not answer.
    pub async fn open(url: &str) -> Result<Db, StoreError> {
        let (dialect, file, pools) = if url.starts_with("sqlite:") {
            let (file, pools) = sqlite::open(url).await?;
            (Dialect::Sqlite, Some(file), pools)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            (Dialect::Postgres, None, postgres::open(url).await?)
        } else {
            return Err(StoreError::Address(
                "The address of the database must start with sqlite: or postgres:".to_owned(),
            ));
        };
        let claim = Arc::new(Claim { file, held: Mutex::new(None) });
        let Pools { reader, writer, glances } = pools;
        Ok(Db { dialect, reader, writer, glances: Arc::new(glances), claim })
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Claims the database for this process until the last clone of this `Db` is dropped, so that
    /// exactly one process serves a SQLite file. Does nothing on PostgreSQL, which any number may serve.
    ///
    /// # Errors
    /// `Claimed` when another process holds it.
    pub fn claim(&self) -> Result<(), StoreError> {
        let mut held = self.claim.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(file), None) = (&self.claim.file, held.as_ref()) {
            *held = Some(claim::claim(file)?);
        }
        Ok(())
    }

    /// Brings the tables up to this program; gives the names of the migrations applied, none when
    /// there was nothing to do. All are applied, or none.
    ///
    /// # Errors
    /// `Migration` when the database was made by a newer program or by another history.
    pub async fn migrate(&self) -> Result<Vec<String>, StoreError> {
        migrations::apply(self).await
    }

    /// The names of the migrations that [`Db::migrate`] would apply.
    ///
    /// # Errors
    /// As [`Db::migrate`].
    pub async fn pending(&self) -> Result<Vec<String>, StoreError> {
        migrations::pending(self).await
    }

    /// A transaction that only reads, and sees one state of the database throughout; there is
    /// nothing to commit.
    ///
    /// # Errors
    /// `Unavailable` when no connection could be had.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let inner = self.reader.begin().await?;
        Ok(Tx::new(inner, self.dialect))
    }

    /// The first row of one statement that only reads, without a transaction: a statement sees one state of the
    /// database by itself. For what every page asks; all else goes through [`Db::read`].
    ///
    /// # Errors
    /// Those of the database, and a row that does not fit `T`.
    pub async fn one<T: Glance>(
        &self,
        sql: &'static str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<T>, StoreError> {
        let values: Result<Vec<Value>, StoreError> = values.into_iter().map(portable).collect();
        self.glances.one(sql, values?).await
    }

    /// A transaction that writes. SQLite has one at a time: keep it short, and wait for nothing
    /// but the database while it is open.
    ///
    /// # Errors
    /// `Busy` when another writer stood in the way for too long, `Unavailable` when no connection could be had.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        match self.writer.begin_with_options(options).await.map_err(StoreError::from) {
            // The one write connection was taken all the time: the database is there, but busy.
            Err(StoreError::Unavailable) if self.dialect == Dialect::Sqlite => Err(StoreError::Busy),
            inner => Ok(Tx::new(inner?, self.dialect)),
        }
    }

    /// What is wrong with the file of a SQLite database, a line for each fault; none when it is sound.
    ///
    /// Reads the whole file: for the start of the server and for `doctor`. PostgreSQL looks after its own.
    ///
    /// # Errors
    /// Those of the database; a damaged file may give `Unreadable` instead of a list.
    pub async fn faults(&self) -> Result<Vec<String>, StoreError> {
        if self.dialect == Dialect::Postgres {
            return Ok(Vec::new());
        }
        let lines = sqlite::lines(&mut self.read().await?, "pragma quick_check(20)").await?;
        Ok(if lines == ["ok"] { Vec::new() } else { lines })
    }

    /// Copies a SQLite database into a new file while it is in use.
    ///
    /// # Errors
    /// `Address` on PostgreSQL, which has `pg_dump`; those of the database, for one when the file exists.
    pub async fn copy_to(&self, file: &str) -> Result<(), StoreError> {
        if self.dialect == Dialect::Postgres {
            return Err(StoreError::Address("Use pg_dump to copy a PostgreSQL database".to_owned()));
        }
        sqlite::copy(&self.reader, file).await
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read().await?.scalar::<i32>("select 1", values![]).await?;
        Ok(())
    }

    /// Closes every connection, waiting for those in use; on SQLite everything is in the one file then.
    pub async fn close(&self) {
        self.glances.close().await;
        for pool in [&self.reader, &self.writer] {
            if let Err(error) = pool.close_by_ref().await {
                tracing::warn!(%error, "closing the database");
            }
        }
    }
}
