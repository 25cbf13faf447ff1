//! What waits for the desk, by age.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

/// A list of what waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Queue {
    /// Of what.
    pub(super) what: &'static str,
    /// The list.
    pub(super) href: &'static str,
    /// Waiting for a day at most.
    pub(super) day: i64,
    /// For longer, and a week at most.
    pub(super) week: i64,
    /// For longer than a week.
    pub(super) older: i64,
    /// Since when the oldest waits.
    pub(super) oldest: Option<DateTime<Utc>>,
}

/// What a queue is, where its list is, and what waits in it: one column, `since`.
const QUEUES: [(&str, &str, &str); 3] = [
    (
        "Requests for access",
        "/support/access-requests?status=waiting",
        "select asked_at as since from access_request where decided_at is null",
    ),
    (
        "Mail held back",
        "/support/mail?state=parked&order=oldest",
        "select coalesce(finished_at, created_at) as since from outbox where state = 'parked'",
    ),
    (
        "Mail not sent yet",
        "/support/mail?state=queued&order=oldest",
        "select created_at as since from outbox where state = 'queued'",
    ),
];

#[derive(FromQueryResult)]
struct Row {
    day: i64,
    week: i64,
    older: i64,
    oldest: Option<NaiveDateTime>,
}

/// Every queue, with how long things wait in it by now.
pub(super) async fn all(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Queue>, StoreError> {
    let mut queues = Vec::with_capacity(QUEUES.len());
    for (what, href, waiting) in QUEUES {
        let sql = format!(
            "select coalesce(sum(case when since > $1 then 1 else 0 end), 0) as day,
               coalesce(sum(case when since <= $1 and since > $2 then 1 else 0 end), 0) as week,
               coalesce(sum(case when since <= $2 then 1 else 0 end), 0) as older,
               min(since) as oldest from ({waiting}) as waiting"
        );
        let ages = values![naive(now - TimeDelta::days(1)), naive(now - TimeDelta::days(7))];
        let row: Option<Row> = tx.one(&sql, ages).await?;
        let Some(Row { day, week, older, oldest }) = row else { continue };
        queues.push(Queue { what, href, day, week, older, oldest: oldest.map(utc) });
    }
    Ok(queues)
}
