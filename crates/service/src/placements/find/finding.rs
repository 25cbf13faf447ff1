//! The snapshot in use, and how it is kept up with the database: by the audit trail.
//!
//! Every change of a placement or of what is said of a year has an event in the same transaction, and the numbers of
//! events are given in the order of commits. So whoever knows the trail up to a number, and reads the schools named
//! after it, knows everything that was committed.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use arc_swap::ArcSwap;
use store::{Db, StoreError, Tx};
use tokio::sync::Mutex;

use super::snapshot::{Parts, Snapshot};
use crate::organisations::search::store::{Searching, Snapshots};
use crate::placements::store::offered;
use crate::platform::drawn::{Drawn, Pages};
use crate::vocabulary::{OrganisationId, Urn};

/// The snapshot in use. Whoever asks is answered at once, also while a newer one is being made.
#[derive(Debug, Default)]
pub struct Finding {
    current: ArcSwap<Snapshot>,
    refreshing: Mutex<()>,
    drawn: Drawn<Question, Snapshot>,
    /// The pages of those who look.
    pub(super) pages: Pages<Snapshot>,
}

/// What a drawing answers: who looks, in which year from its first, at which address, by which version of the register.
pub(super) type Question = (OrganisationId, i32, String, i64);

impl Finding {
    /// The snapshot as it is now; it stays the same for as long as it is held.
    pub fn now(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// What an address shows of a snapshot to a provider, drawn once.
    pub(super) fn drawn(
        &self,
        question: Question,
        snapshot: &Arc<Snapshot>,
        draw: impl FnOnce() -> String,
    ) -> Arc<str> {
        self.drawn.of(question, snapshot, draw)
    }

    /// Brings the snapshot up to what the database has; whether there was anything new.
    ///
    /// Only the schools of which something changed are read. All are read the first time and after an import of the register.
    ///
    /// # Errors
    /// Those of the database; the snapshot in use stays.
    pub async fn refresh_if_changed(&self, db: &Db, searching: &Searching) -> Result<bool, StoreError> {
        let _alone = self.refreshing.lock().await;
        let (before, register) = (self.current.load_full(), searching.now());
        let mut tx = db.read().await?;
        let number = store::audit::newest(&mut tx).await?;
        let is_whole = before.is_of(register.version) && before.is_begun();
        if is_whole && number == before.number {
            return Ok(false);
        }
        let changed = if is_whole { Some(touched(&mut tx, before.number).await?) } else { None };
        let parts = match &changed {
            Some(schools) if schools.is_empty() => Parts::default(),
            Some(schools) => parts(&mut tx, Some(&schools.iter().copied().collect::<Vec<_>>())).await?,
            None => parts(&mut tx, None).await?,
        };
        let urns = match &changed {
            Some(schools) => urns(&mut tx, schools).await?,
            None => HashSet::new(),
        };
        drop(tx);
        let made =
            tokio::task::spawn_blocking(move || make(&before, &register, number, (changed.is_some(), &urns), &parts));
        let made = made.await.map_err(|error| StoreError::Unreadable(format!("find: {error}")))?;
        self.current.store(Arc::new(made));
        Ok(true)
    }
}

fn make(
    before: &Snapshot,
    register: &Snapshots,
    number: i64,
    (is_part, urns): (bool, &HashSet<Urn>),
    parts: &Parts,
) -> Snapshot {
    if is_part {
        before.with(number, &register.schools, urns, parts)
    } else {
        Snapshot::build(number, &register.schools, register.version, parts)
    }
}

/// The keys of the schools of which something changed after an event.
async fn touched(tx: &mut Tx, number: i64) -> Result<BTreeSet<i64>, StoreError> {
    let placements = store::audit::touched_after(tx, number, "placement").await?;
    let ids: Vec<&str> = placements.iter().filter_map(|it| it.strip_prefix("placement ")).collect();
    let mut schools: BTreeSet<i64> = offered::schools_of(tx, &ids).await?.into_iter().collect();
    let years = store::audit::touched_after(tx, number, "availability").await?;
    let school = |it: &String| it.strip_prefix("availability ")?.split('/').next()?.parse::<i64>().ok();
    schools.extend(years.iter().filter_map(school));
    Ok(schools)
}

async fn parts(tx: &mut Tx, schools: Option<&[i64]>) -> Result<Parts, StoreError> {
    Ok(Parts {
        offered: offered::offered(tx, schools).await?,
        held: offered::held(tx, schools).await?,
        said: offered::said(tx, schools).await?,
    })
}

async fn urns(tx: &mut Tx, schools: &BTreeSet<i64>) -> Result<HashSet<Urn>, StoreError> {
    let keys: Vec<i64> = schools.iter().copied().collect();
    Ok(offered::urns_of(tx, &keys).await?.iter().filter_map(|it| it.parse().ok()).collect())
}

/// After a change at this node: brings the snapshot up to it before it is answered, so that whoever changed something
/// finds it so. Other nodes look every second.
pub async fn follow(db: &Db, searching: &Searching, finding: &Finding) {
    if let Err(error) = finding.refresh_if_changed(db, searching).await {
        tracing::warn!(%error, "find could not be brought up to date");
    }
}
