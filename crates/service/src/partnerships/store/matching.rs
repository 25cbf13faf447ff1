//! The register as the matcher looks schools up, made when a list first needs it and kept up with the register.

use crate::organisations::rules::{Link, Status, Successor, is_in_england, succession};
use crate::organisations::search::store::version;
use crate::partnerships::matching::{Facts, Schools};
use crate::vocabulary::Urn;
use std::collections::HashMap;
use std::sync::Arc;
use store::{Db, FromQueryResult, StoreError, Tx, values};
use tokio::sync::Mutex;

/// So many rows are read at a time, so that reading them all needs little memory.
const BATCH: u16 = 8192;

/// The schools that lists are matched against. Nothing is loaded before the first list comes.
#[derive(Debug, Default)]
pub struct Matching {
    made: Mutex<Option<(i64, Arc<Schools>)>>,
}

impl Matching {
    /// The schools as the register has them now.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn schools(&self, db: &Db) -> Result<Arc<Schools>, StoreError> {
        let mut made = self.made.lock().await;
        let mut tx = db.read().await?;
        let version = version(&mut tx).await?;
        if let Some((of, schools)) = made.as_ref()
            && *of == version
        {
            return Ok(Arc::clone(schools));
        }
        let rows = rows(&mut tx).await?;
        let successors = successors(&mut tx).await?;
        drop(tx);
        // Half a second of computing, which must not keep requests waiting.
        let making = tokio::task::spawn_blocking(move || {
            Arc::new(Schools::of(rows.iter().filter_map(|row| row.facts(&successors))))
        });
        let schools = making.await.map_err(|error| StoreError::Unreadable(format!("matching: {error}")))?;
        *made = Some((version, Arc::clone(&schools)));
        Ok(schools)
    }
}

#[derive(FromQueryResult)]
struct Row {
    urn: String,
    name: String,
    town: Option<String>,
    locality: Option<String>,
    local_authority: Option<String>,
    local_authority_code: Option<String>,
    establishment_number: Option<String>,
    county: Option<String>,
    district: Option<String>,
    district_code: Option<String>,
    region: Option<String>,
    postcode: Option<String>,
    ukprn: Option<String>,
    status: i32,
    easting: Option<i32>,
    northing: Option<i32>,
}

impl Row {
    /// Nothing for a row whose URN cannot be read.
    fn facts(&self, successors: &HashMap<Urn, Urn>) -> Option<Facts<'_>> {
        let urn = self.urn.parse().ok()?;
        Some(Facts {
            urn,
            name: &self.name,
            town: self.town.as_deref().unwrap_or_default(),
            locality: self.locality.as_deref().unwrap_or_default(),
            authority: self.local_authority.as_deref().unwrap_or_default(),
            county: self.county.as_deref().unwrap_or_default(),
            district: self.district.as_deref().unwrap_or_default(),
            postcode: self.postcode.as_deref().unwrap_or_default(),
            ukprn: self.ukprn.as_deref().and_then(|ukprn| ukprn.parse().ok()),
            dfe_number: self.dfe_number(),
            standing: Status::of_code(self.status).unwrap_or(Status::Closed).into(),
            in_england: is_in_england(self.district_code.as_deref(), self.region.as_deref()),
            successor: successors.get(&urn).copied(),
            // The register has 0 for schools that it knows no place of.
            point: self.easting.zip(self.northing).filter(|point| *point != (0, 0)),
        })
    }

    /// The code of the authority and the four digits of the school, which are one number.
    fn dfe_number(&self) -> Option<u32> {
        let authority: u32 = self.local_authority_code.as_deref()?.parse().ok()?;
        let school: u32 = self.establishment_number.as_deref()?.parse().ok()?;
        Some(authority * 10_000 + school)
    }
}

async fn rows(tx: &mut Tx) -> Result<Vec<Row>, StoreError> {
    let sql = "select urn, name, town, locality, local_authority, local_authority_code, establishment_number, county,
            district, district_code, region, postcode, ukprn, status, easting, northing
        from establishment where dropped_on is null and urn > $1 order by urn limit $2";
    let mut rows = Vec::new();
    let mut after = String::new();
    loop {
        let batch: Vec<Row> = tx.all(sql, values![after.as_str(), i64::from(BATCH)]).await?;
        let is_last = batch.len() < usize::from(BATCH);
        if let Some(last) = batch.last() {
            after.clone_from(&last.urn);
        }
        rows.extend(batch);
        if is_last {
            return Ok(rows);
        }
    }
}

/// The one school that took the place of each closed one, whether simply or by a merger: it is offered, never taken.
async fn successors(tx: &mut Tx) -> Result<HashMap<Urn, Urn>, StoreError> {
    #[derive(FromQueryResult)]
    struct Line {
        urn: String,
        link_urn: String,
        kind: String,
    }
    let sql = "select urn, link_urn, kind from establishment_link
        where kind like 'Successor%' or kind like 'Predecessor%'";
    let lines: Vec<Line> = tx.all(sql, values![]).await?;
    let mut naming: HashMap<Urn, Vec<Link>> = HashMap::new();
    for line in lines {
        if let (Ok(urn), Ok(link_urn)) = (line.urn.parse(), line.link_urn.parse()) {
            let link = Link { urn, link_urn, kind: line.kind };
            naming.entry(urn).or_default().push(link.clone());
            naming.entry(link_urn).or_default().push(link);
        }
    }
    let one_of = |(urn, links): (&Urn, &Vec<Link>)| match succession(*urn, links) {
        Successor::Simple(successor) => Some((*urn, successor)),
        Successor::Several(several) => Some((*urn, *several.first().filter(|_| several.len() == 1)?)),
        Successor::None => None,
    };
    Ok(naming.iter().filter_map(one_of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partnerships::matching::{Ask, Judge, Verdict};
    use std::collections::HashSet;
    use store::testing::Place;

    struct World {
        place: Place,
    }

    impl World {
        async fn on(place: Place) -> Self {
            let mut world = Self { place };
            world.add("100001", "Elm Road Primary School", 2).await;
            world.add("100002", "Horizon Academy", 1).await;
            world.add("100003", "Oakfield Infant School", 1).await;
            let sql = "insert into establishment_link (urn, link_urn, kind) values ('100002', '100001', 'Predecessor')";
            world.run(sql, values![]).await;
            world.import(1).await;
            world
        }

        async fn run(&mut self, sql: &str, given: impl IntoIterator<Item = store::Value>) {
            let mut tx = self.place.db.begin().await.unwrap();
            tx.execute(sql, given).await.unwrap();
            tx.commit().await.unwrap();
        }

        async fn add(&mut self, urn: &str, name: &str, status: i32) {
            let sql =
                "insert into establishment (urn, name, town, postcode, status, type_code, district_code, row_hash,
                    local_authority_code, establishment_number)
                values ($1, $2, 'Hull', 'HU1 1AA', $3, 2, 'E06000010', 1, '810', '2001')";
            self.run(sql, values![urn, name, status]).await;
        }

        /// Counts the version of the register up, as an import does.
        async fn import(&mut self, version: i32) {
            let mut tx = self.place.db.begin().await.unwrap();
            store::fact::set(&mut tx, "register_version", &version.to_string()).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    fn judged(schools: &Schools, name: &str) -> Verdict {
        let ask = Ask { name, postcode: "hu11aa", ..Ask::default() };
        Judge::new(schools, &HashSet::new()).judge(1, &ask)
    }

    store::both! {
        async fn schools_are_matched_against_the_register_and_closed_ones_name_who_came_after(world) {
            let schools = Matching::default().schools(&world.place.db).await.unwrap();
            assert_eq!(judged(&schools, "Oakfield Inf Sch").urn(), "100003".parse().ok());
            let closed = judged(&schools, "Elm Rd Primary");
            let (urn, successor) = ("100001".parse().unwrap(), "100002".parse().ok());
            assert_eq!(closed, Verdict::Closed { urn, successor });
        }

        async fn the_schools_are_made_anew_only_after_an_import(world) {
            let matching = Matching::default();
            let first = matching.schools(&world.place.db).await.unwrap();
            world.add("100004", "Ashfield School", 1).await;
            let second = matching.schools(&world.place.db).await.unwrap();
            assert!(Arc::ptr_eq(&first, &second));
            world.import(2).await;
            assert_eq!(matching.schools(&world.place.db).await.unwrap().len(), first.len() + 1);
        }
    }
}
