//! Opening PostgreSQL: some connections write, some can only read.

use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::{ConnectOptions, Connection};

use super::Pools;
use super::glance::{Glances, Resting};
use crate::StoreError;

/// Connections that write, and as many that read, at one time and node.
const CONNECTIONS: u32 = 10;
/// How long to wait for a connection: a request should hear soon that the server is away.
const PATIENCE: Duration = Duration::from_secs(3);
/// A connection that rested longer is asked whether it still lives before it is used.
const RESTED: Duration = Duration::from_secs(5);

/// The connections to the server.
pub(super) async fn open(url: &str) -> Result<Pools, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Address(format!("The address of the database is wrong: {error}")))?
        .application_name("partnerships")
        .statement_cache_capacity(256)
        .disable_statement_logging();
    let writer = pool().connect_with(options.clone()).await?;
    // Said once a connection and not once a transaction, which would cost every page a round trip.
    let read_only = options
        .options([("default_transaction_read_only", "on"), ("default_transaction_isolation", "repeatable read")]);
    let glances = Glances::Postgres(Box::new(Resting::new(read_only.clone())));
    let reader = pool().connect_lazy_with(read_only);
    Ok(Pools { reader: reader.into(), writer: writer.into(), glances })
}

fn pool() -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for >= RESTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}
