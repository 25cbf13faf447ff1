//! Messages to be handed over: queued in the transaction that promises them, handed over by workers.
//!
//! A worker leases messages with [`take`], hands them over, and tells the outcome with [`finish`],
//! [`retry`] or [`park`]. Each lease raises the message's fence; an outcome told with an older fence
//! changes nothing, so a worker that was paused while its lease ran out and another took the message
//! cannot speak for it any more. No message is ever dropped unseen: after [`PARK_AFTER`] failures it
//! is parked, for a person to look at and [`release`].

mod listing;

use chrono::{NaiveDateTime, TimeDelta};
use sea_orm::FromQueryResult;

pub use listing::{Backlog, Row, Search, State, backlog, find, list, purge};

use crate::{Db, StoreError, Tx, values};

/// Failures after which the worker should park a message.
pub const PARK_AFTER: i32 = 5;

/// A message to be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Made once, from what the message is about: queueing it again changes nothing.
    pub id: String,
    /// The template that it is rendered with when it is handed over.
    pub template: &'static str,
    /// What the template needs: ids, and never a secret or a personal value.
    pub parameters: serde_json::Value,
    /// Lower goes first: 0 for signing in, 5 for a single message, 9 for bulk.
    pub priority: i32,
    /// Not to be handed over before.
    pub due_at: NaiveDateTime,
}

/// A message that this worker may hand over until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leased {
    /// Its id, which is also what tells a second copy from the first.
    pub id: String,
    /// The template.
    pub template: String,
    /// What the template needs.
    pub parameters: serde_json::Value,
    /// How often it has been taken, this time included.
    pub attempts: i32,
    /// To be shown when the outcome is told.
    pub fence: i64,
}

/// How a message ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was handed over.
    Sent,
    /// It is not wanted any more, for one because its sign-in link has expired.
    Dropped,
}

#[derive(FromQueryResult)]
struct Taken {
    id: String,
    template: String,
    parameters: String,
    attempts: i32,
    fence: i64,
    priority: i32,
    due_at: NaiveDateTime,
}

/// Queues a message; `false` when one with this id was there already, which stays as it is.
///
/// # Errors
/// Those of the database.
pub async fn put(tx: &mut Tx, message: &Message) -> Result<bool, StoreError> {
    Ok(put_all(tx, std::slice::from_ref(message)).await? == 1)
}

/// Queues many messages in one statement; gives how many were new.
///
/// # Errors
/// Those of the database.
pub async fn put_all(tx: &mut Tx, messages: &[Message]) -> Result<u64, StoreError> {
    let rows = messages
        .iter()
        .map(|it| values![it.id.as_str(), it.template, it.parameters.to_string(), it.priority, it.due_at]);
    // "where true" keeps SQLite from reading "on conflict" as the condition of a join.
    tx.execute_many(["id", "template", "parameters", "priority", "due_at"], rows.collect(), [], |given, []| {
        format!(
            "insert into outbox (id, template, parameters, priority, state, attempts, due_at, fence, created_at)
             select given.id, given.template, given.parameters, given.priority, 'queued', 0, given.due_at, 0, given.due_at
             from {given} where true on conflict (id) do nothing"
        )
    })
    .await
}

/// Leases up to `count` messages that are due, the most urgent and then the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn take(db: &Db, now: NaiveDateTime, lease: TimeDelta, count: u32) -> Result<Vec<Leased>, StoreError> {
    take_urgent(db, now, lease, count, i32::MAX).await
}

/// The same of messages no less urgent than `priority`, so that they need not wait for a bulk row's hands.
///
/// # Errors
/// Those of the database.
pub async fn take_urgent(
    db: &Db,
    now: NaiveDateTime,
    lease: TimeDelta,
    count: u32,
    priority: i32,
) -> Result<Vec<Leased>, StoreError> {
    const DUE: &str =
        "state = 'queued' and priority <= $2 and due_at <= $1 and (lease_until is null or lease_until <= $1)";
    // A look first, so that a worker with nothing to do does not hold up those who write.
    let look = format!("select 1 from outbox where {DUE} limit 1");
    if db.read().await?.scalar::<i32>(&look, values![now, priority]).await?.is_none() {
        return Ok(Vec::new());
    }
    let mut tx = db.begin().await?;
    let sql = format!(
        "update outbox set lease_until = $3, fence = fence + 1, attempts = attempts + 1
         where id in (select id from outbox where {DUE} order by priority, due_at, id limit $4{})
         returning id, template, parameters, attempts, fence, priority, due_at",
        tx.dialect().for_update_skip_locked()
    );
    let mut taken: Vec<Taken> = tx.all(&sql, values![now, priority, now + lease, i64::from(count)]).await?;
    tx.commit().await?;
    taken.sort_by(|one, other| (one.priority, one.due_at, &one.id).cmp(&(other.priority, other.due_at, &other.id)));
    Ok(taken.into_iter().map(Taken::leased).collect())
}

impl Taken {
    fn leased(self) -> Leased {
        Leased {
            id: self.id,
            template: self.template,
            parameters: serde_json::from_str(&self.parameters).unwrap_or(serde_json::Value::Null),
            attempts: self.attempts,
            fence: self.fence,
        }
    }
}

/// Ends a message; `false` when the fence has moved and nothing was changed, which means that
/// another worker has the message now, or that it has ended.
///
/// # Errors
/// Those of the database.
pub async fn finish(
    tx: &mut Tx,
    id: &str,
    fence: i64,
    now: NaiveDateTime,
    outcome: Outcome,
) -> Result<bool, StoreError> {
    let state = match outcome {
        Outcome::Sent => "sent",
        Outcome::Dropped => "dropped",
    };
    let sql = "update outbox set state = $3, finished_at = $4, lease_until = null, last_error = null
        where id = $1 and fence = $2 and state = 'queued'";
    Ok(tx.execute(sql, values![id, fence, state, now]).await? == 1)
}

/// Gives a message back after a failure, to be taken again from `due_at` on (see [`gap`]); `false` when
/// the fence has moved. The error must not tell an address or a name.
///
/// # Errors
/// Those of the database.
pub async fn retry(tx: &mut Tx, id: &str, fence: i64, due_at: NaiveDateTime, error: &str) -> Result<bool, StoreError> {
    let sql = "update outbox set due_at = $3, last_error = $4, lease_until = null
        where id = $1 and fence = $2 and state = 'queued'";
    Ok(tx.execute(sql, values![id, fence, due_at, error]).await? == 1)
}

/// Puts a message aside that failed too often; `false` when the fence has moved.
///
/// # Errors
/// Those of the database.
pub async fn park(tx: &mut Tx, id: &str, fence: i64, now: NaiveDateTime, error: &str) -> Result<bool, StoreError> {
    let sql = "update outbox set state = 'parked', finished_at = $3, last_error = $4, lease_until = null
        where id = $1 and fence = $2 and state = 'queued'";
    Ok(tx.execute(sql, values![id, fence, now, error]).await? == 1)
}

/// Queues a parked message again, as if it had never been tried; `false` when it is not parked.
///
/// # Errors
/// Those of the database.
pub async fn release(tx: &mut Tx, id: &str, now: NaiveDateTime) -> Result<bool, StoreError> {
    let sql = "update outbox set state = 'queued', attempts = 0, due_at = $2, finished_at = null
        where id = $1 and state = 'parked'";
    Ok(tx.execute(sql, values![id, now]).await? == 1)
}

/// How long to wait after this many failures: half a minute, then four times as long each time, up
/// to half a day; `jitter`, by chance from 0 to 255, adds up to a quarter, so that messages which
/// failed together are not all tried together.
pub fn gap(failures: i32, jitter: u8) -> TimeDelta {
    let steps = failures.clamp(1, 7) - 1;
    let wait = TimeDelta::seconds(30) * 4_i32.pow(steps.unsigned_abs());
    let wait = wait.min(TimeDelta::hours(12));
    wait + wait * i32::from(jitter) / 1020
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_grow_to_half_a_day() {
        let minutes: Vec<i64> = (1..=8).map(|failures| gap(failures, 0).num_seconds() / 30).collect();
        assert_eq!(minutes, [1, 4, 16, 64, 256, 1024, 1440, 1440]);
        assert_eq!(gap(0, 0), gap(1, 0));
        assert_eq!(gap(3, u8::MAX), TimeDelta::seconds(600));
        assert!(gap(3, 17) > gap(3, 16));
    }
}
