//! Databases for stories: each story has its own, migrated and empty, on SQLite and on PostgreSQL.
//!
//! A story is written once with [`crate::both!`]; the file that uses it has a type `World` in scope
//! with `async fn on(place: store::testing::Place) -> World`.

mod postgres;
mod sqlite;

use crate::Db;

/// A migrated, empty database that is gone when this is dropped.
#[derive(Debug)]
pub struct Place {
    /// The database.
    pub db: Db,
    /// Its address, for a second process or a second `Db`.
    pub url: String,
    _remains: Remains,
}

/// What is cleared away after the story.
#[derive(Debug)]
enum Remains {
    Folder { _folder: tempfile::TempDir },
    Database { _database: postgres::Database },
}

impl Place {
    /// A fresh SQLite file.
    ///
    /// # Panics
    /// When it cannot be made: the story cannot be told.
    pub async fn sqlite() -> Place {
        let (folder, url) = sqlite::fresh().await;
        Place { db: open(&url).await, url, _remains: Remains::Folder { _folder: folder } }
    }

    /// A fresh database on the PostgreSQL server of `TEST_POSTGRES_URL`.
    ///
    /// # Panics
    /// When it cannot be made, or the variable is missing.
    pub async fn postgres() -> Place {
        let (database, url) = postgres::fresh().await;
        Place { db: open(&url).await, url, _remains: Remains::Database { _database: database } }
    }
}

async fn open(url: &str) -> Db {
    told(Db::open(url).await, "open the database of the story")
}

/// The value, or the end of the story with a sentence.
fn told<T, E: std::fmt::Display>(result: Result<T, E>, what: &str) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("cannot {what}: {error}"),
    }
}

/// Tells each story twice: as `name::sqlite` and as `name::postgres`.
///
/// ```text
/// both! {
///     async fn what_is_committed_stays(world) { … }
/// }
/// ```
#[macro_export]
macro_rules! both {
    ($($(#[$note:meta])* async fn $name:ident($world:ident) $body:block)+) => { $(
        $(#[$note])*
        mod $name {
            use super::*;

            async fn story($world: &mut World) $body

            #[tokio::test]
            async fn sqlite() {
                story(&mut World::on($crate::testing::Place::sqlite().await).await).await;
            }

            #[tokio::test]
            async fn postgres() {
                story(&mut World::on($crate::testing::Place::postgres().await).await).await;
            }
        }
    )+ };
}
