//! PostgreSQL: a template database is migrated once a server, and cloned for each story.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::{AssertSqlSafe, Connection, Executor};
use tokio::sync::OnceCell;

use super::told;
use crate::{Db, migrations};

static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static STORIES: AtomicU32 = AtomicU32::new(0);

/// Keeps test programs that start together from making the template twice.
const LOCK: i64 = 7_019_265_482;

/// A database of a story; dropped with it.
#[derive(Debug)]
pub(super) struct Database {
    server: String,
    name: String,
}

pub(super) async fn fresh() -> (Database, String) {
    let server = server();
    let template = TEMPLATE.get_or_init(|| template(&server)).await;
    let number = STORIES.fetch_add(1, Ordering::Relaxed);
    let name = format!("story_{}_{number}", std::process::id());
    let mut connection = connect(&server).await;
    run(&mut connection, format!("drop database if exists {name} with (force)")).await;
    run(&mut connection, format!("create database {name} template {template}")).await;
    let url = with_database(&server, &name);
    (Database { server, name }, url)
}

fn server() -> String {
    let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
        panic!(
            "TEST_POSTGRES_URL is missing: run the tests with `cargo xtask check`, which starts a PostgreSQL \
             for them, or start one with `cargo xtask postgres`"
        );
    };
    url
}

async fn template(server: &str) -> String {
    let name = format!("template_{}", migrations::fingerprint());
    let mut connection = connect(server).await;
    run(&mut connection, format!("select pg_advisory_lock({LOCK})")).await;
    let sql = format!("select from pg_database where datname = '{name}'");
    let found = told(connection.fetch_optional(AssertSqlSafe(sql)).await, "look for the template");
    if found.is_none() {
        // Under another name until it is whole, so that a killed run leaves no half-made template.
        let making = format!("{name}_making");
        run(&mut connection, format!("drop database if exists {making} with (force)")).await;
        run(&mut connection, format!("create database {making}")).await;
        let db = told(Db::open(&with_database(server, &making)).await, "open the template");
        told(db.migrate().await, "migrate the template");
        db.close().await;
        run(&mut connection, format!("alter database {making} rename to {name}")).await;
    }
    // Closing the connection gives the lock back.
    told(connection.close().await, "close the connection");
    name
}

async fn connect(server: &str) -> PgConnection {
    told(PgConnection::connect(server).await, "connect to the server of TEST_POSTGRES_URL")
}

async fn run(connection: &mut PgConnection, sql: String) {
    told(connection.execute(AssertSqlSafe(sql.clone())).await, &sql);
}

/// The same address with another database.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = match url.split_once('?') {
        Some((address, query)) => (address, format!("?{query}")),
        None => (url, String::new()),
    };
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address[host..].find('/').map_or(address.len(), |slash| host + slash);
    format!("{}/{name}{query}", &address[..end])
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, sql) = (self.server.clone(), format!("drop database {} with (force)", self.name));
        // The story's own runtime is ending: another one, on another thread, clears away.
        let cleared = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut connection = PgConnection::connect(&server).await.map_err(std::io::Error::other)?;
                connection.execute(AssertSqlSafe(sql)).await.map_err(std::io::Error::other)?;
                connection.close().await.map_err(std::io::Error::other)
            })
        });
        if !matches!(cleared.join(), Ok(Ok(()))) {
            eprintln!("the database {} could not be dropped", self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn only_the_name_of_the_database_changes() {
        let cases = [
            ("postgres://me@%2Ftmp%2Fpg/postgres", "postgres://me@%2Ftmp%2Fpg/story"),
            ("postgres://me:secret@host:5433", "postgres://me:secret@host:5433/story"),
            ("postgres://host/a?host=/tmp/pg", "postgres://host/story?host=/tmp/pg"),
        ];
        for (url, expected) in cases {
            assert_eq!(with_database(url, "story"), expected);
        }
    }
}
