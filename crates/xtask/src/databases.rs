//! The databases that stories run on: SQLite always, PostgreSQL from outside or started here.

use std::process::Command;

use crate::postgres::{self, Postgres};

/// Where the tests look for a server; given from outside, it is used as it is.
const SERVER: &str = "TEST_POSTGRES_URL";

/// The databases, for as long as this lives.
pub struct Databases {
    url: Option<String>,
    /// Why PostgreSQL is left out, in a sentence.
    pub left_out: Option<String>,
    _server: Option<Postgres>,
}

impl Databases {
    /// Finds a server or starts one, unless SQLite is to do.
    pub fn find(sqlite_only: bool) -> Databases {
        let without = |sentence: String| Databases { url: None, left_out: Some(sentence), _server: None };
        if sqlite_only {
            return without("PostgreSQL was left out, as --sqlite-only asks".to_owned());
        }
        if let Ok(url) = std::env::var(SERVER) {
            return Databases { url: Some(url), left_out: None, _server: None };
        }
        match postgres::start(postgres::Commit::Fast) {
            Ok(started) => Databases { url: Some(started.url()), left_out: None, _server: Some(started) },
            Err(sentence) => without(sentence),
        }
    }

    /// Whether PostgreSQL is among them.
    pub fn has_postgres(&self) -> bool {
        self.url.is_some()
    }

    /// Tells a program where the server is.
    pub fn tell(&self, command: &mut Command) {
        match &self.url {
            Some(url) => command.env(SERVER, url),
            None => command.env_remove(SERVER),
        };
    }
}
