//! The purger: once a day it takes away what the retention table says is past its time.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use store::{FromQueryResult, StoreError, Tx, naive, values};

use super::{Goes, HOLDINGS, Kept};
use crate::platform::App;
use crate::platform::worker::{DueWork, Round};
use crate::policy::{Action, Actor, Permit};
use crate::support::performance::sign_ins;
use crate::support::subject;
use crate::vocabulary::{OrganisationId, PersonId};

/// The purger, for the list of work that comes round.
#[derive(Clone, Copy, Debug)]
pub struct Purge;

impl DueWork for Purge {
    fn name(&self) -> &'static str {
        "purge"
    }

    fn every(&self) -> TimeDelta {
        TimeDelta::days(1)
    }

    fn run<'a>(&'a self, app: &'a App, now: DateTime<Utc>) -> Round<'a> {
        Box::pin(async move {
            let permit = Actor::Job.may(Action::Purge, OrganisationId::SERVICE);
            let permit = permit.map_err(|refused| StoreError::Unreadable(refused.to_string()))?;
            purge(app, &permit, now).await
        })
    }
}

/// Takes away what is past its time, and notes in the audit trail how many rows of each table that were.
///
/// # Errors
/// Those of the database; then nothing is gone.
pub async fn purge(app: &App, permit: &Permit, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut tx = app.db.begin().await?;
    let mut removed = Map::new();
    for holding in HOLDINGS {
        let Kept::Until(term) = holding.kept else { continue };
        let cutoff = term.cutoff(now);
        if holding.table == "sign_in_request" {
            // The published totals outlive the rows that they count.
            sign_ins::carry_over(&mut tx, cutoff).await?;
        }
        let count = match term.goes {
            Goes::Removed(sql) | Goes::Stripped(sql) => tx.execute(sql, values![naive(cutoff)]).await?,
            Goes::Erased(sql) => erase(&mut tx, permit, now, (sql, cutoff)).await?,
        };
        if count > 0 {
            removed.insert(holding.table.to_owned(), Value::from(count));
        }
    }
    if !removed.is_empty() {
        tx.record(permit.entry(now, "retention".to_owned(), Value::Object(removed)));
    }
    tx.commit().await
}

#[derive(FromQueryResult)]
struct Key {
    id: i64,
}

async fn erase(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (found_by, cutoff): (&str, DateTime<Utc>),
) -> Result<u64, StoreError> {
    let people: Vec<Key> = tx.all(found_by, values![naive(cutoff)]).await?;
    for person in &people {
        subject::erase_account(tx, permit, now, PersonId(person.id)).await?;
    }
    Ok(people.len() as u64)
}
