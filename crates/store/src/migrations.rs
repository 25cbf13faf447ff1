//! The tables, and the road to them.
//!
//! A migration is portable SQL with `{key}`, `{number}` and `{text}`, and lines `-- append-only: TABLE`, whose
//! table then refuses every change but new rows. One that has been released is never changed.

mod checks;

use std::fmt::Write;

use data_encoding::HEXLOWER;
use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};

use crate::{Db, Dialect, StoreError, Tx, values};

/// One step on the road.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migration {
    /// The name of its file.
    pub(crate) name: &'static str,
    /// Portable SQL.
    pub(crate) text: &'static str,
}

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$(Migration { name: $name, text: include_str!(concat!("../migrations/", $name, ".sql")) }),*]
    };
}

/// Every migration, in the order in which they are applied.
pub(crate) const MIGRATIONS: &[Migration] = migrations![
    "0001_foundation",
    "0002_organisations",
    "0003_register",
    "0004_people",
    "0005_partnerships",
    "0006_access",
    "0007_support",
    "0008_placements",
    "0009_last_events",
    "0010_early_career",
    "0011_second_factor",
    "0012_api",
];

/// A number that stands for "migrating" among the advisory locks of PostgreSQL.
const LOCK: i64 = 7_019_265_481;

/// A row of the table `migration`.
#[derive(FromQueryResult)]
struct Applied {
    name: String,
    checksum: String,
}

impl Migration {
    /// Stands for the text; the same whatever the line ends of the checkout.
    fn checksum(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.text.replace('\r', "")))
    }

    /// The SQL for one database.
    fn sql(&self, dialect: Dialect) -> String {
        let words = [("{key}", dialect.key()), ("{number}", dialect.number()), ("{text}", dialect.text())];
        let mut sql = words.iter().fold(self.text.to_owned(), |sql, (word, meant)| sql.replace(word, meant));
        if dialect == Dialect::Sqlite {
            sql = checks::compared_one_by_one(&sql);
        }
        sql.push('\n');
        for table in self.text.lines().filter_map(|line| line.strip_prefix("-- append-only: ")) {
            sql.push_str(&dialect.append_only(table.trim()));
        }
        sql
    }
}

/// Applies what is missing, in one transaction.
pub(crate) async fn apply(db: &Db) -> Result<Vec<String>, StoreError> {
    apply_list(db, MIGRATIONS).await
}

/// What [`apply`] would apply.
pub(crate) async fn pending(db: &Db) -> Result<Vec<String>, StoreError> {
    let mut tx = db.read().await?;
    let table = match tx.dialect() {
        Dialect::Sqlite => "select name from sqlite_master where type = 'table' and name = 'migration'",
        Dialect::Postgres => {
            "select to_regclass('migration')::text as name from (select 1) as one where to_regclass('migration') is not null"
        }
    };
    let applied = match tx.scalar::<String>(table, values![]).await? {
        Some(_) => applied(&mut tx).await?,
        None => Vec::new(),
    };
    let missing = missing(MIGRATIONS, &applied)?;
    Ok(missing.iter().map(|migration| migration.name.to_owned()).collect())
}

/// Stands for the whole list, so that a database prepared for tests can be told from an older one.
#[cfg(feature = "testing")]
pub(crate) fn fingerprint() -> String {
    let checksums: String = MIGRATIONS.iter().map(Migration::checksum).collect();
    HEXLOWER.encode(&Sha256::digest(checksums)[..8])
}

async fn apply_list(db: &Db, list: &[Migration]) -> Result<Vec<String>, StoreError> {
    let mut tx = db.begin().await?;
    if tx.dialect() == Dialect::Postgres {
        // Nodes that start together migrate one after the other.
        tx.execute("select pg_advisory_xact_lock($1)", values![LOCK]).await?;
    }
    tx.script(
        "create table if not exists migration (
            name        text primary key,
            checksum    text not null,
            applied_at  timestamp not null default current_timestamp
        )",
    )
    .await?;
    let applied = applied(&mut tx).await?;
    let missing = missing(list, &applied)?;
    for migration in missing {
        tx.script(&migration.sql(tx.dialect())).await?;
        let row = values![migration.name, migration.checksum()];
        tx.execute("insert into migration (name, checksum) values ($1, $2)", row).await?;
    }
    tx.commit().await?;
    Ok(missing.iter().map(|migration| migration.name.to_owned()).collect())
}

async fn applied(tx: &mut Tx) -> Result<Vec<Applied>, StoreError> {
    tx.all("select name, checksum from migration order by name", values![]).await
}

/// The end of the list that is not applied yet.
fn missing<'a>(list: &'a [Migration], applied: &[Applied]) -> Result<&'a [Migration], StoreError> {
    for (migration, row) in list.iter().zip(applied) {
        if migration.name != row.name {
            return Err(unknown(&row.name));
        }
        if migration.checksum() != row.checksum {
            return Err(StoreError::Migration(format!(
                "The database was made with another text of migration {}: it belongs to another version of this program",
                row.name
            )));
        }
    }
    match applied.get(list.len()) {
        Some(row) => Err(unknown(&row.name)),
        None => Ok(&list[applied.len()..]),
    }
}

fn unknown(name: &str) -> StoreError {
    let mut sentence = String::from("The database was made by a newer version of this program");
    let _ = write!(sentence, " (it has migration {name}): use that version");
    StoreError::Migration(sentence)
}
