//! What time brings: requests that nobody answered expire, and places of a year that is over are completed.

use chrono::{DateTime, TimeDelta, Utc};
use store::StoreError;

use super::mail::{self, RequestExpired, RequestUnanswered};
use super::store::{self as placements, Change, Due};
use crate::placements::rules::Assignment;
use crate::platform::App;
use crate::platform::worker::{DueWork, Round};
use crate::policy::{Action, Actor};
use crate::vocabulary::london_date;

/// How many are done in one transaction.
const AT_ONCE: u32 = 100;

/// The work that looks for them.
pub struct EndPlacements;

impl DueWork for EndPlacements {
    fn name(&self) -> &'static str {
        "end_placements"
    }

    fn every(&self) -> TimeDelta {
        TimeDelta::hours(1)
    }

    fn run<'a>(&'a self, app: &'a App, now: DateTime<Utc>) -> Round<'a> {
        Box::pin(end(app, now))
    }
}

/// Expires and completes everything that is due; twice is as good as once.
///
/// # Errors
/// [`StoreError`]; what was done before it stays.
pub async fn end(app: &App, now: DateTime<Utc>) -> Result<(), StoreError> {
    loop {
        let due = placements::due(&mut app.db.read().await?, london_date(now), AT_ONCE).await?;
        if some(app, now, &due).await? == 0 {
            return Ok(());
        }
    }
}

/// Does these; gives how many could be done, so that one which cannot holds nobody up for ever.
async fn some(app: &App, now: DateTime<Utc>, due: &[Due]) -> Result<usize, StoreError> {
    if due.is_empty() {
        return Ok(0);
    }
    let mut done = 0;
    let mut tx = app.db.begin().await?;
    for Due { share, placement } in due {
        let (share, placement) =
            (placements::share(&mut tx, share).await?, placements::placement(&mut tx, placement).await?);
        let (Some(share), Some(placement)) = (share, placement) else { continue };
        let Ok(permit) = Actor::Job.may(Action::EndPlacements, placement.school) else { continue };
        let change = match share.state {
            Assignment::Requested { .. } => Change::Expire,
            _ => Change::Complete,
        };
        let outcome = placements::change_by_job(&mut tx, &permit, now, (&placement, &share), &change).await?;
        let Ok(share) = outcome else { continue };
        if share.state == Assignment::Expired {
            mail::tell::<RequestExpired>(&mut tx, app, now, &share).await?;
            mail::tell::<RequestUnanswered>(&mut tx, app, now, &share).await?;
        }
        done += 1;
    }
    tx.commit().await?;
    app.wake.notify_one();
    Ok(done)
}
