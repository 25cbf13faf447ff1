//! Work that comes round: purging, proposals, looking whether the register has changed.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use store::{StoreError, fact, values};

use crate::platform::App;

/// How long a node may be busy with one round before another takes it for dead.
const LEASE: TimeDelta = TimeDelta::minutes(15);
/// When a round that failed is tried again, at the latest.
const AFTER_FAILURE: TimeDelta = TimeDelta::minutes(1);

/// What a round promises: a boxed future, so that different work can stand in one list.
pub type Round<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>>;

/// Who does a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// One of them, for all: what changes the database.
    One,
    /// Each for itself: what is held in memory.
    Each,
}

/// Work that comes round. A capability declares its own as values; the roof lists them.
pub trait DueWork: Sync {
    /// The name kept in the database; never changed once used.
    fn name(&self) -> &'static str;

    /// The time from one round to the next.
    fn every(&self) -> TimeDelta;

    /// Who does it; one node unless said.
    fn nodes(&self) -> Nodes {
        Nodes::One
    }

    /// Does one round. A round may be cut short and begun again: it must be safe to do twice.
    fn run<'a>(&'a self, app: &'a App, now: DateTime<Utc>) -> Round<'a>;
}

/// All the work that comes round. Cheap to clone.
#[derive(Clone)]
pub struct DueList(Arc<[&'static dyn DueWork]>);

impl DueList {
    /// That of one capability.
    pub fn of(works: &[&'static dyn DueWork]) -> DueList {
        DueList(works.into())
    }

    /// And that of another.
    #[must_use]
    pub fn and(self, works: &[&'static dyn DueWork]) -> DueList {
        DueList(self.iter().chain(works.iter().copied()).collect())
    }

    /// Each work, in the order of the lists.
    pub fn iter(&self) -> impl Iterator<Item = &'static dyn DueWork> {
        self.0.iter().copied()
    }
}

impl fmt::Debug for DueList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(DueWork::name)).finish()
    }
}

/// What this node remembers of its own rounds.
#[derive(Debug, Default)]
pub struct Rounds(HashMap<&'static str, DateTime<Utc>>);

/// Does every round that is due now; a failing one is logged, tried again soon, and stops no other.
pub async fn rounds(app: &App, works: &DueList, done: &mut Rounds) {
    for work in works.iter() {
        let now = app.clock.now();
        let outcome = match work.nodes() {
            Nodes::Each => each(app, work, done, now).await,
            Nodes::One => one(app, work, now).await,
        };
        if let Err(error) = outcome {
            tracing::error!(work = work.name(), %error, "a round of work failed");
        }
    }
}

async fn each(app: &App, work: &dyn DueWork, done: &mut Rounds, now: DateTime<Utc>) -> Result<(), StoreError> {
    let next = done.0.get(work.name());
    // A clock that was set back must not stop the work for as long.
    if next.is_some_and(|next| now < *next && *next <= now + work.every()) {
        return Ok(());
    }
    done.0.insert(work.name(), now + work.every());
    work.run(app, now).await
}

async fn one(app: &App, work: &dyn DueWork, now: DateTime<Utc>) -> Result<(), StoreError> {
    if !claim(app, work, now).await? {
        return Ok(());
    }
    let outcome = work.run(app, now).await;
    let wait = if outcome.is_ok() { work.every() } else { work.every().min(AFTER_FAILURE) };
    let mut tx = app.db.begin().await?;
    fact::set(&mut tx, &name(work), &moment(now + wait)).await?;
    tx.commit().await?;
    outcome
}

fn name(work: &dyn DueWork) -> String {
    format!("due {}", work.name())
}

/// Microseconds since 1970 in twenty digits: texts of digits alone compare alike in every collation.
fn moment(at: DateTime<Utc>) -> String {
    format!("{:020}", at.timestamp_micros())
}

/// Takes the round when it is due, and nobody has it.
async fn claim(app: &App, work: &dyn DueWork, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let name = name(work);
    // No next moment can be further off than this, unless the clock was set back.
    let furthest = now + work.every().max(LEASE);
    let is_due = |next: &str| next <= moment(now).as_str() || next > moment(furthest).as_str();
    // A look first, so that a node with nothing to do does not hold up those who write.
    let next = fact::get(&mut app.db.read().await?, &name).await?;
    if next.is_some_and(|next| !is_due(&next)) {
        return Ok(false);
    }
    let mut tx = app.db.begin().await?;
    let taken = tx
        .execute(
            "insert into fact (name, value) values ($1, $2) on conflict (name)
             do update set value = excluded.value where fact.value <= $3 or fact.value > $4",
            values![name, moment(now + LEASE), moment(now), moment(furthest)],
        )
        .await?;
    tx.commit().await?;
    Ok(taken == 1)
}
