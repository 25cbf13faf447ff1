//! Stories of the store, each told on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on is at its end")]

mod audit;
mod database;
mod drafts;
mod files;
mod migrations;
mod outbox;
mod world;
