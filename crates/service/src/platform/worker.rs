//! The worker: hands the outbox over, and does the work that comes round.
//!
//! It looks every second, and at once when it is woken. A message is leased, rendered from its ids,
//! handed over, and only then ended, in one transaction with what follows from it; a worker that dies
//! in between leaves the lease to run out, and the next one hands the same message over, under the same
//! Message-ID, once more. No page waits for any of this.

mod deliver;
mod due;
mod own;

use std::time::Duration;

use chrono::TimeDelta;
use store::{StoreError, naive, outbox};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::App;
use super::mail::Priority;
pub use deliver::{Delivery, Taken, deliver};
pub use due::{DueList, DueWork, Nodes, Round, Rounds, rounds};
pub use own::WORKS;

/// Messages in hand at a time.
const HANDS: usize = 4;
/// And as many more for whoever waits to sign in, however slow the others are.
const URGENT_HANDS: usize = 2;
/// How long a message is ours: longer than anything that is done with it.
pub const LEASE: TimeDelta = TimeDelta::minutes(3);
/// How often the outbox is looked at.
const TICK: Duration = Duration::from_secs(1);

/// Works until asked to stop, then ends what is in hand.
pub async fn run(app: App, works: DueList, stop: CancellationToken) {
    tokio::join!(hand_over(&app, &stop), come_round(&app, &works, &stop));
}

/// Hands over up to four messages that are due now; gives how many it took. For stories, which set the clock.
///
/// # Errors
/// Those of the database.
pub async fn once(app: &App) -> Result<usize, StoreError> {
    let mut hands = JoinSet::new();
    let taken = fill(app, &mut hands).await?;
    while hands.join_next().await.is_some() {}
    Ok(taken)
}

/// Hands over everything that is due now, and what comes of it; gives how many messages that were.
///
/// # Errors
/// Those of the database.
pub async fn until_idle(app: &App) -> Result<usize, StoreError> {
    let mut taken = 0;
    loop {
        match once(app).await? {
            0 => return Ok(taken),
            more => taken += more,
        }
    }
}

async fn hand_over(app: &App, stop: &CancellationToken) {
    let mut hands = JoinSet::new();
    loop {
        if let Err(error) = fill(app, &mut hands).await {
            tracing::warn!(%error, "the outbox could not be read");
        }
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            Some(_) = hands.join_next() => {}
            () = app.wake.notified() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
    while hands.join_next().await.is_some() {}
}

async fn come_round(app: &App, works: &DueList, stop: &CancellationToken) {
    let mut done = Rounds::default();
    loop {
        rounds(app, works, &mut done).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Takes as many messages as there are free hands.
async fn fill(app: &App, hands: &mut JoinSet<Delivery>) -> Result<usize, StoreError> {
    let (free, least_urgent) = if hands.len() < HANDS {
        (HANDS - hands.len(), i32::MAX)
    } else {
        ((HANDS + URGENT_HANDS).saturating_sub(hands.len()), Priority::SignIn.number())
    };
    if free == 0 {
        return Ok(0);
    }
    let now = app.clock.now();
    let count = u32::try_from(free).unwrap_or(1);
    let leased = outbox::take_urgent(&app.db, naive(now), LEASE, count, least_urgent).await?;
    let taken = leased.len();
    for message in leased {
        let app = app.clone();
        hands.spawn(async move { deliver(&app, &Taken { message, until: now + LEASE }).await });
    }
    Ok(taken)
}
