//! The lists of partner schools that this node holds in memory, and how it knows that they are still so.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use store::{Db, FromQueryResult, StoreError, Tx, values};

use super::membership::list_of;
use crate::partnerships::roster::{Line, Roster};
use crate::platform::drawn::{Drawn, Pages};
use crate::vocabulary::OrganisationId;

/// Lines held at most, of all providers together: some 30 MB. Those not asked for longest go first.
const MOST_LINES: usize = 100_000;

/// The lists of the providers that asked last.
#[derive(Debug, Default)]
pub struct Rosters {
    held: Mutex<Held>,
    drawn: Drawn<(OrganisationId, String), Roster>,
    /// The pages of those who look.
    pub pages: Pages<Roster>,
}

#[derive(Debug, Default)]
struct Held {
    rosters: HashMap<OrganisationId, Entry>,
    lines: usize,
    /// Counts the times that a list was asked for.
    asked: u64,
}

#[derive(Debug)]
struct Entry {
    version: Version,
    roster: Arc<Roster>,
    asked: u64,
}

store::glance! {
    /// What a list was made of: the last event about it, and the version of the register.
    ///
    /// Every change of a membership leaves its event in the same transaction, so that a list of the same version is
    /// the same list.
    #[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
    struct Version {
        last_event: Option<i64>,
        register: Option<String>,
    }
}

const VERSION: &str = "select (select number from last_event where about = $1) as last_event,
    (select value from fact where name = 'register_version') as register";

const LINES: &str = "select e.urn, e.name, o.name_folded, coalesce(e.town, e.locality, e.local_authority) as town,
    e.postcode, e.phase, e.type as kind, e.local_authority as area, e.status as register_status, m.status,
    m.report_reason, m.told_at, m.added_at, m.trainees
  from partnership h join membership m on m.partnership = h.id and m.status <> 'left'
  join organisation o on o.id = m.organisation join establishment e on e.urn = o.urn
  where h.kind = 'placement' and h.hub = $1 order by o.name_folded, o.id";

impl Rosters {
    /// The provider's partner schools as they stand at this moment, whichever node changed them last.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(&self, db: &Db, hub: OrganisationId) -> Result<Arc<Roster>, StoreError> {
        let version: Option<Version> = db.one(VERSION, values![list_of(hub)]).await?;
        if let Some(roster) = version.and_then(|version| self.lock().get(hub, &version)) {
            return Ok(roster);
        }
        let (version, roster) = read(&mut db.read().await?, hub).await?;
        let roster = Arc::new(roster);
        self.lock().put(hub, version, &roster);
        Ok(roster)
    }

    /// What an address shows of the provider's list as it stands, drawn once.
    pub fn drawn(
        &self,
        (hub, address): (OrganisationId, &str),
        roster: &Arc<Roster>,
        draw: impl FnOnce() -> String,
    ) -> Arc<str> {
        self.drawn.of((hub, address.to_owned()), roster, draw)
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Version and lines of one state of the database.
async fn read(tx: &mut Tx, hub: OrganisationId) -> Result<(Option<Version>, Roster), StoreError> {
    let version = tx.one(VERSION, values![list_of(hub)]).await?;
    let lines: Vec<Line> = tx.all(LINES, values![hub.get()]).await?;
    Ok((version, Roster::of(lines)))
}

impl Held {
    fn get(&mut self, hub: OrganisationId, version: &Version) -> Option<Arc<Roster>> {
        self.asked += 1;
        let entry = self.rosters.get_mut(&hub).filter(|entry| entry.version == *version)?;
        entry.asked = self.asked;
        Some(entry.roster.clone())
    }

    fn put(&mut self, hub: OrganisationId, version: Option<Version>, roster: &Arc<Roster>) {
        self.drop_one(hub);
        let Some(version) = version.filter(|_| roster.len() <= MOST_LINES) else { return };
        while self.lines + roster.len() > MOST_LINES {
            let oldest = self.rosters.iter().min_by_key(|(_, entry)| entry.asked).map(|(hub, _)| *hub);
            let Some(oldest) = oldest else { break };
            self.drop_one(oldest);
        }
        self.lines += roster.len();
        self.rosters.insert(hub, Entry { version, roster: roster.clone(), asked: self.asked });
    }

    fn drop_one(&mut self, hub: OrganisationId) {
        if let Some(gone) = self.rosters.remove(&hub) {
            self.lines -= gone.roster.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(last_event: i64) -> Version {
        Version { last_event: Some(last_event), register: None }
    }

    fn roster(lines: usize) -> Arc<Roster> {
        let line = Line {
            urn: "100001".to_owned(),
            name: "Elm School".to_owned(),
            name_folded: "elm school".to_owned(),
            town: None,
            postcode: None,
            phase: None,
            kind: None,
            area: None,
            register_status: 1,
            status: "active".to_owned(),
            report_reason: None,
            told_at: None,
            added_at: chrono::NaiveDateTime::default(),
            trainees: None,
        };
        Arc::new(Roster::of(vec![line; lines]))
    }

    #[test]
    fn a_list_of_another_version_is_not_given() {
        let mut held = Held::default();
        held.put(OrganisationId(1), Some(version(7)), &roster(2));
        assert!(held.get(OrganisationId(1), &version(7)).is_some());
        assert!(held.get(OrganisationId(1), &version(8)).is_none());
        assert!(held.get(OrganisationId(2), &version(7)).is_none());
        held.put(OrganisationId(1), Some(version(8)), &roster(3));
        assert_eq!((held.lines, held.rosters.len()), (3, 1));
    }

    #[test]
    fn what_was_not_asked_for_longest_goes_first_and_what_is_too_long_is_not_held() {
        let mut held = Held::default();
        for hub in 1..=3 {
            held.put(OrganisationId(hub), Some(version(hub)), &roster(MOST_LINES / 3));
            held.get(OrganisationId(1), &version(1));
        }
        held.put(OrganisationId(4), Some(version(4)), &roster(MOST_LINES / 3));
        let mut hubs: Vec<i64> = held.rosters.keys().map(|hub| hub.get()).collect();
        hubs.sort_unstable();
        assert_eq!(hubs, [1, 3, 4]);
        held.put(OrganisationId(4), Some(version(5)), &roster(MOST_LINES + 1));
        assert_eq!((held.rosters.len(), held.lines), (2, MOST_LINES / 3 * 2));
    }
}
