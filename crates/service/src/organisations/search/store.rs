//! The snapshots as the database has them, and how they are kept up with it.

#[cfg(test)]
mod tests;

use super::aliases::acronyms;
use super::{Codes, Entry, Snapshot};
use crate::organisations::rules::Status;
use arc_swap::ArcSwap;
use std::sync::Arc;
use store::{Db, FromQueryResult, StoreError, Tx, values};
use tokio::sync::Mutex;

/// The fact that every import of the register or of providers counts up.
const VERSION: &str = "register_version";
/// So many rows are read at a time, so that reading them all needs little memory.
const BATCH: u16 = 8192;

/// All schools and all providers, as they stood at one version of the register.
#[derive(Debug, Default)]
pub struct Snapshots {
    /// The schools of the register.
    pub schools: Snapshot,
    /// The providers of initial teacher training.
    pub providers: Snapshot,
    /// The version; 0 before the first import.
    pub version: i64,
}

/// The snapshots in use. Whoever asks is answered at once, also while newer ones are being made.
#[derive(Debug, Default)]
pub struct Searching {
    current: ArcSwap<Snapshots>,
    refreshing: Mutex<()>,
}

impl Searching {
    /// The snapshots as they are now; they stay the same for as long as they are held.
    pub fn now(&self) -> Arc<Snapshots> {
        self.current.load_full()
    }

    /// Loads the snapshots anew if the register has another version than they have; whether it had.
    ///
    /// # Errors
    /// Those of the database; the snapshots in use stay.
    pub async fn refresh_if_changed(&self, db: &Db) -> Result<bool, StoreError> {
        let _alone = self.refreshing.lock().await;
        let mut tx = db.read().await?;
        let version = version(&mut tx).await?;
        if version == self.current.load().version {
            return Ok(false);
        }
        let schools = schools(&mut tx).await?;
        let providers = providers(&mut tx).await?;
        drop(tx);
        // Half a second of computing, which must not keep requests waiting.
        let made = tokio::task::spawn_blocking(move || Snapshots {
            schools: Snapshot::build(&schools),
            providers: Snapshot::build(&providers),
            version,
        });
        let made = made.await.map_err(|error| StoreError::Unreadable(format!("search: {error}")))?;
        self.current.store(Arc::new(made));
        Ok(true)
    }
}

/// The version of the register: what it is counted up to by every import of schools or of providers.
///
/// # Errors
/// Those of the database.
pub async fn version(tx: &mut Tx) -> Result<i64, StoreError> {
    let known = store::fact::get(tx, VERSION).await?;
    Ok(known.and_then(|text| text.parse().ok()).unwrap_or(0))
}

#[derive(FromQueryResult)]
struct School {
    urn: String,
    name: String,
    town: Option<String>,
    locality: Option<String>,
    local_authority: Option<String>,
    local_authority_code: Option<String>,
    postcode: Option<String>,
    ukprn: Option<String>,
    status: i32,
    type_code: i32,
    phase_code: Option<i32>,
    district_code: Option<String>,
    region: Option<String>,
    easting: Option<i32>,
    northing: Option<i32>,
}

async fn schools(tx: &mut Tx) -> Result<Vec<Entry>, StoreError> {
    let sql = "select urn, name, town, locality, local_authority, local_authority_code, postcode, ukprn, status,
            type_code, phase_code, district_code, region, easting, northing
        from establishment where dropped_on is null and urn > $1 order by urn limit $2";
    let mut entries = Vec::new();
    let mut after = String::new();
    loop {
        let batch: Vec<School> = tx.all(sql, values![after.as_str(), i64::from(BATCH)]).await?;
        let is_last = batch.len() < usize::from(BATCH);
        if let Some(last) = batch.last() {
            after.clone_from(&last.urn);
        }
        entries.extend(batch.into_iter().map(Entry::from));
        if is_last {
            return Ok(entries);
        }
    }
}

impl From<School> for Entry {
    fn from(school: School) -> Self {
        let metres = |value: Option<i32>| value.and_then(|value| u32::try_from(value).ok());
        // A place at 0, 0 is none: the register has it for schools that it knows no place of.
        let place = metres(school.easting).zip(metres(school.northing)).filter(|place| *place != (0, 0));
        Self {
            urn: school.urn.parse().ok(),
            key: school.urn,
            name: school.name,
            town: school.town.unwrap_or_default(),
            locality: school.locality.unwrap_or_default(),
            authority: school.local_authority.unwrap_or_default(),
            postcode: school.postcode.unwrap_or_default(),
            ukprn: school.ukprn.and_then(|ukprn| ukprn.parse().ok()),
            provider_code: None,
            status: Status::of_code(school.status).unwrap_or(Status::Closed),
            aliases: Vec::new(),
            codes: Codes {
                authority: school.local_authority_code.unwrap_or_default(),
                kind: school.type_code,
                phase: school.phase_code.unwrap_or_default(),
                district: school.district_code.unwrap_or_default(),
                region: school.region.unwrap_or_default(),
            },
            place,
        }
    }
}

#[derive(FromQueryResult)]
struct Provider {
    code: String,
    name: String,
    legal_name: Option<String>,
    town: Option<String>,
    postcode: Option<String>,
    ukprn: Option<String>,
    run_by_urn: Option<String>,
}

async fn providers(tx: &mut Tx) -> Result<Vec<Entry>, StoreError> {
    let sql = "select provider_code as code, name, legal_name, town, postcode, ukprn, run_by_urn
        from organisation where kind = 'provider'";
    let rows: Vec<Provider> = tx.all(sql, values![]).await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

impl From<Provider> for Entry {
    fn from(provider: Provider) -> Self {
        let legal_name = provider.legal_name.filter(|name| *name != provider.name);
        let mut aliases = acronyms(&provider.name);
        aliases.extend(legal_name.iter().flat_map(|name| acronyms(name)));
        aliases.extend(legal_name);
        Self {
            provider_code: provider.code.parse().ok(),
            key: provider.code,
            name: provider.name,
            town: provider.town.unwrap_or_default(),
            locality: String::new(),
            authority: String::new(),
            postcode: provider.postcode.unwrap_or_default(),
            urn: provider.run_by_urn.and_then(|urn| urn.parse().ok()),
            ukprn: provider.ukprn.and_then(|ukprn| ukprn.parse().ok()),
            status: Status::Open,
            aliases,
            codes: Codes::default(),
            place: None,
        }
    }
}
