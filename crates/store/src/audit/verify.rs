//! Walking the whole chain.

use chrono::NaiveDateTime;
use sea_orm::FromQueryResult;

use super::chain::{self, Row, hash};
use crate::{StoreError, Tx, values};

/// Events read at a time.
const BATCH: i64 = 5_000;

/// A chain without a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Events in it, which is also the number of the last.
    pub events: i64,
    /// The hash of the last event.
    pub hash: String,
}

/// The first fault of the chain.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The event's columns do not give its hash.
    #[error("Event {0} does not match its hash: it was edited, or put in the place of another")]
    Edited(i64),
    /// The chain has a gap.
    #[error("Event {0} is missing: it was removed")]
    Missing(i64),
    /// The last events are not there.
    #[error("Event {0} and those after it are missing: the end of the trail was cut off")]
    Cut(i64),
    /// There are events that the head does not know.
    #[error("Event {0} comes after the head of the trail: it was added, or the head was set back")]
    BeyondHead(i64),
    /// The head has another hash than the last event.
    #[error("The head of the audit trail does not match event {0}, the last: one of them was edited")]
    Head(i64),
    /// The trail could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(FromQueryResult)]
struct Kept {
    number: i64,
    at: NaiveDateTime,
    actor_kind: String,
    person: Option<i64>,
    acting_as: Option<i64>,
    organisation: Option<i64>,
    on_behalf: bool,
    action: String,
    subject: String,
    data: String,
    hash: String,
}

impl Kept {
    fn row(&self) -> Row<'_> {
        Row {
            number: self.number,
            at: self.at,
            actor_kind: &self.actor_kind,
            person: self.person,
            acting_as: self.acting_as,
            organisation: self.organisation,
            on_behalf: self.on_behalf,
            action: &self.action,
            subject: &self.subject,
            data: &self.data,
        }
    }
}

/// Reads the trail from its first event to its head and finds the first fault. Memory does not grow
/// with the trail. Use a reading transaction, so that the head and the events are of one moment.
///
/// # Errors
/// The first fault, naming the event.
pub async fn verify(tx: &mut Tx) -> Result<Verified, Fault> {
    let (head, head_hash) = chain::head(tx, false).await?;
    let (mut last, mut last_hash) = (0, String::new());
    loop {
        let batch = batch(tx, last).await?;
        for kept in &batch {
            check(kept, last + 1, &last_hash, head)?;
            last = kept.number;
            last_hash.clone_from(&kept.hash);
        }
        if batch.is_empty() {
            break;
        }
    }
    if last < head {
        return Err(Fault::Cut(last + 1));
    }
    if last_hash != head_hash {
        return Err(Fault::Head(last));
    }
    Ok(Verified { events: last, hash: last_hash })
}

fn check(kept: &Kept, expected: i64, previous: &str, head: i64) -> Result<(), Fault> {
    if kept.number != expected {
        // A number below 1 is no gap: it stands where nothing may stand.
        return Err(if kept.number < expected { Fault::Edited(kept.number) } else { Fault::Missing(expected) });
    }
    if kept.number > head {
        return Err(Fault::BeyondHead(kept.number));
    }
    if hash(previous, &kept.row()) != kept.hash {
        return Err(Fault::Edited(kept.number));
    }
    Ok(())
}

async fn batch(tx: &mut Tx, after: i64) -> Result<Vec<Kept>, StoreError> {
    // The first batch has no lower bound, so that an event numbered below 1 is seen.
    let after = if after == 0 { i64::MIN } else { after };
    let sql = "select number, at, actor_kind, person, acting_as, organisation, on_behalf, action, subject, data, hash
        from audit_event where number > $1 order by number limit $2";
    tx.all(sql, values![after, BATCH]).await
}
