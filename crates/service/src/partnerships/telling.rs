//! Schools that were “Not told yet” are told as soon as somebody there can be: when an address was imported or given, or the
//! school has its first user. Source: product.md decision 12.

use chrono::{DateTime, TimeDelta, Utc};
use store::StoreError;

use super::mail::{SCHOOLS_ADDED, run};
use super::store::{self as partnerships, notices};
use crate::platform::App;
use crate::platform::mail;
use crate::platform::worker::{DueWork, Round};

/// The work that looks for them.
pub struct TellReachable;

impl DueWork for TellReachable {
    fn name(&self) -> &'static str {
        "tell_reachable_schools"
    }

    fn every(&self) -> TimeDelta {
        TimeDelta::minutes(10)
    }

    fn run<'a>(&'a self, app: &'a App, now: DateTime<Utc>) -> Round<'a> {
        Box::pin(tell(app, now))
    }
}

/// Queues a notice for each of them; twice is as good as once.
///
/// # Errors
/// [`StoreError`]; what was queued before it stays.
pub async fn tell(app: &App, now: DateTime<Utc>) -> Result<(), StoreError> {
    let runs = partnerships::tellable(&mut app.db.read().await?).await?;
    for (hub, added_at) in runs {
        let mut tx = app.db.begin().await?;
        if notices::queue_for_added(&mut tx, hub, added_at).await? > 0 {
            mail::queue(&mut tx, app, SCHOOLS_ADDED, run(hub, added_at), now).await?;
        }
        tx.commit().await?;
        app.wake.notify_one();
    }
    Ok(())
}
