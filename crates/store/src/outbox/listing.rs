//! The outbox as people see it.

use std::fmt;

use chrono::NaiveDateTime;
use sea_orm::FromQueryResult;

use crate::{Dialect, Listed, StoreError, Tx, Value, Window, values};

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Waiting, or being handed over.
    Queued,
    /// Handed over.
    Sent,
    /// Not wanted any more.
    Dropped,
    /// Failed too often; waits for a person.
    Parked,
}

impl State {
    /// Every state, in the order in which they are shown.
    pub const ALL: [State; 4] = [State::Queued, State::Parked, State::Sent, State::Dropped];

    /// As it is kept, and as it stands in an address.
    pub fn code(self) -> &'static str {
        match self {
            State::Queued => "queued",
            State::Sent => "sent",
            State::Dropped => "dropped",
            State::Parked => "parked",
        }
    }

    /// The state with this code.
    pub fn of(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// A message as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its template.
    pub template: String,
    /// What the template needs.
    pub parameters: serde_json::Value,
    /// Lower goes first.
    pub priority: i32,
    /// Where it stands.
    pub state: State,
    /// How often it has been taken.
    pub attempts: i32,
    /// Not to be handed over before.
    pub due_at: NaiveDateTime,
    /// When it was first to be handed over.
    pub created_at: NaiveDateTime,
    /// When it was handed over, dropped or parked.
    pub finished_at: Option<NaiveDateTime>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// Which messages to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Search<'a> {
    /// Part of the id, the template or a parameter; nothing means all.
    pub text: &'a str,
    /// Only those in this state.
    pub state: Option<State>,
    /// The oldest first, instead of the newest.
    pub oldest_first: bool,
}

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// Messages to be handed over.
    pub queued: u64,
    /// Messages that wait for a person.
    pub parked: u64,
    /// When the longest waiting message was due.
    pub oldest_due_at: Option<NaiveDateTime>,
}

#[derive(FromQueryResult)]
struct Kept {
    id: String,
    template: String,
    parameters: String,
    priority: i32,
    state: String,
    attempts: i32,
    due_at: NaiveDateTime,
    created_at: NaiveDateTime,
    finished_at: Option<NaiveDateTime>,
    last_error: Option<String>,
}

const COLUMNS: &str =
    "id, template, parameters, priority, state, attempts, due_at, created_at, finished_at, last_error";

/// Messages, the newest first unless asked for otherwise.
///
/// # Errors
/// Those of the database.
pub async fn list(tx: &mut Tx, search: Search<'_>, window: Window) -> Result<Listed<Row>, StoreError> {
    let contains = |column: &str| tx.dialect().contains(column, "$1");
    let condition = format!(
        "({} or {} or {}) and ($2 = '' or state = $2)",
        contains("id"),
        contains("template"),
        contains("parameters")
    );
    let state = search.state.map_or("", State::code);
    let terms: [Value; 2] = values![Dialect::containing(search.text), state];
    let count = format!("select count(*) from outbox where {condition}");
    let total: i64 = tx.scalar(&count, terms.clone()).await?.unwrap_or(0);
    let direction = if search.oldest_first { "asc" } else { "desc" };
    let sql = format!(
        "select {COLUMNS} from outbox where {condition} order by created_at {direction}, id limit $3 offset $4"
    );
    let (limit, offset) = window.values();
    let kept: Vec<Kept> = tx.all(&sql, terms.into_iter().chain(values![limit, offset])).await?;
    Ok(Listed { rows: kept.into_iter().map(Row::from).collect(), total: total.unsigned_abs() })
}

/// The message with this id.
///
/// # Errors
/// Those of the database.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Row>, StoreError> {
    let sql = format!("select {COLUMNS} from outbox where id = $1");
    let kept: Option<Kept> = tx.one(&sql, values![id]).await?;
    Ok(kept.map(Row::from))
}

/// What waits, for measures and for the page of support.
///
/// # Errors
/// Those of the database.
pub async fn backlog(tx: &mut Tx) -> Result<Backlog, StoreError> {
    const COUNT: &str = "select count(*) from outbox where state = $1";
    let queued: Option<i64> = tx.scalar(COUNT, values!["queued"]).await?;
    let parked: Option<i64> = tx.scalar(COUNT, values!["parked"]).await?;
    let oldest = "select due_at from outbox where state = 'queued' order by due_at limit 1";
    Ok(Backlog {
        queued: queued.unwrap_or(0).unsigned_abs(),
        parked: parked.unwrap_or(0).unsigned_abs(),
        oldest_due_at: tx.scalar(oldest, values![]).await?,
    })
}

/// Forgets messages that were sent or dropped before this moment; gives their number.
///
/// # Errors
/// Those of the database.
pub async fn purge(tx: &mut Tx, before: NaiveDateTime) -> Result<u64, StoreError> {
    let sql = "delete from outbox where state in ('sent', 'dropped') and finished_at < $1";
    tx.execute(sql, values![before]).await
}

impl From<Kept> for Row {
    fn from(kept: Kept) -> Row {
        Row {
            id: kept.id,
            template: kept.template,
            parameters: serde_json::from_str(&kept.parameters).unwrap_or(serde_json::Value::Null),
            priority: kept.priority,
            // The check of the column allows no other code.
            state: State::of(&kept.state).unwrap_or(State::Parked),
            attempts: kept.attempts,
            due_at: kept.due_at,
            created_at: kept.created_at,
            finished_at: kept.finished_at,
            last_error: kept.last_error,
        }
    }
}
