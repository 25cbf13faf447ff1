//! Confirmed schools that were “Not told yet” are told as soon as somebody there can be: a tutor was nominated, or an
//! address given or imported. Source: product.md decision 12.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use store::{StoreError, Tx, outbox};

use super::mail::{SCHOOL_CONFIRMED, SCHOOL_CONFIRMED_REMINDER};
use super::store::notices::{self, DAYS_TO_REMINDER};
use crate::platform::App;
use crate::platform::mail;
use crate::platform::worker::{DueWork, Round};

/// The work that looks for them.
pub struct TellReachable;

impl DueWork for TellReachable {
    fn name(&self) -> &'static str {
        "tell_reachable_confirmed_schools"
    }

    fn every(&self) -> TimeDelta {
        TimeDelta::minutes(10)
    }

    fn run<'a>(&'a self, app: &'a App, now: DateTime<Utc>) -> Round<'a> {
        Box::pin(tell(app, now))
    }
}

/// Queues the mail to each of them, and a reminder where that of the whole confirmation has gone; twice is as good as once.
///
/// # Errors
/// [`StoreError`]; then nothing is queued.
pub async fn tell(app: &App, now: DateTime<Utc>) -> Result<(), StoreError> {
    if notices::tellable(&mut app.db.read().await?, None).await?.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    put(&mut tx, app, now, None).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(())
}

/// The same of one membership, or of all, within a change.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn put(tx: &mut Tx, app: &App, now: DateTime<Utc>, of: Option<i64>) -> Result<(), StoreError> {
    let week = TimeDelta::days(DAYS_TO_REMINDER);
    for notice in notices::tellable(tx, of).await? {
        notices::goes_by_mail(tx, &notice).await?;
        let about = || json!({ "notice": notice.public_id });
        outbox::put(tx, &mail::message(app, &notice.public_id, SCHOOL_CONFIRMED, about(), now)?).await?;
        if notice.added_at + week <= now {
            let id = format!("{}l", notice.public_id);
            outbox::put(tx, &mail::message(app, &id, SCHOOL_CONFIRMED_REMINDER, about(), now + week)?).await?;
        }
    }
    Ok(())
}
