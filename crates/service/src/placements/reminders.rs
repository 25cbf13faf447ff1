//! Reminders that really go: schools are asked for the next year, and each term whether what they said is still right.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use store::{StoreError, naive, text_of};

use super::mail::AVAILABILITY_ASKS;
use super::rules::reminders::rounds_at;
use super::store::asks;
use crate::organisations::directory;
use crate::platform::worker::{DueWork, Round};
use crate::platform::{App, mail};
use crate::policy::{Action, Actor};

/// The work that looks which round is on.
pub struct AskSchools;

impl DueWork for AskSchools {
    fn name(&self) -> &'static str {
        "ask_schools"
    }

    fn every(&self) -> TimeDelta {
        TimeDelta::hours(1)
    }

    fn run<'a>(&'a self, app: &'a App, now: DateTime<Utc>) -> Round<'a> {
        Box::pin(remind(app, now))
    }
}

/// Asks every school that is to be asked now and has not been asked in this round; twice is as good as once.
///
/// # Errors
/// [`StoreError`]; then nobody is asked in this look, and the next one does it.
pub async fn remind(app: &App, now: DateTime<Utc>) -> Result<(), StoreError> {
    let rounds = rounds_at(now);
    if rounds.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    let department = directory::department(&mut tx, &app.chance, now).await?;
    let Ok(permit) = Actor::Job.may(Action::AskAvailability, department.id) else { return Ok(()) };
    let mut asked = 0;
    for round in rounds {
        asked += asks::ask(&mut tx, &permit, now, round).await?;
    }
    if asked == 0 {
        return Ok(());
    }
    mail::queue(&mut tx, app, AVAILABILITY_ASKS, json!({ "at": text_of(naive(now)) }), now).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(())
}
