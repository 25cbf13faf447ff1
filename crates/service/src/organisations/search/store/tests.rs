use super::*;
use chrono::NaiveDateTime;
use store::testing::Place;

/// A database with one school and one provider, and the search over it.
struct World {
    place: Place,
    searching: Searching,
}

impl World {
    async fn on(place: Place) -> Self {
        let mut world = Self { place, searching: Searching::default() };
        world.add_school("100001", "Oakfield Primary School", 1).await;
        let sql = "insert into organisation (public_id, kind, name, name_folded, legal_name, provider_code, ukprn, created_at)
            values ('p1', 'provider', 'Northern Lights SCITT', 'northern lights scitt', 'Upland Learning Trust', 'T92',
                '10045988', $1)";
        world.run(sql, values![NaiveDateTime::default()]).await;
        world
    }

    async fn run(&mut self, sql: &str, given: impl IntoIterator<Item = store::Value>) {
        let mut tx = self.place.db.begin().await.unwrap();
        tx.execute(sql, given).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Adds a school, and counts the register's version up to this.
    async fn add_school(&mut self, urn: &str, name: &str, version: i32) {
        let sql =
            "insert into establishment (urn, name, town, postcode, status, type_code, easting, northing, row_hash)
            values ($1, $2, 'Hull', 'HU1 1AA', 1, 2, 509000, 428000, 1)";
        self.run(sql, values![urn, name]).await;
        let mut tx = self.place.db.begin().await.unwrap();
        store::fact::set(&mut tx, VERSION, &version.to_string()).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn refresh(&self) -> bool {
        self.searching.refresh_if_changed(&self.place.db).await.unwrap()
    }
}

store::both! {
    async fn what_is_in_the_register_is_found(world) {
        assert!(world.refresh().await);
        let now = world.searching.now();
        let school = now.schools.suggest("oakfeild hull", 10)[0];
        assert_eq!((school.key, school.postcode, school.place), ("100001", "HU1 1AA", Some((509_000, 428_000))));
        for query in ["northern lights", "Upland Learning Trust", "ult", "nls", "t92", "10045988"] {
            assert_eq!(now.providers.suggest(query, 10)[0].key, "T92", "{query}");
        }
    }

    async fn only_a_new_version_is_loaded(world) {
        assert!(world.refresh().await);
        assert!(!world.refresh().await);
        let before = world.searching.now();
        world.add_school("100002", "Ashfield School", 2).await;
        assert!(world.refresh().await);
        let after = world.searching.now();
        assert_eq!((before.schools.len(), after.schools.len()), (1, 2));
    }

    async fn what_the_register_dropped_is_not_found(world) {
        let sql = "update establishment set dropped_on = '2025-01-01' where urn = $1";
        world.run(sql, values!["100001"]).await;
        assert!(world.refresh().await);
        assert!(world.searching.now().schools.is_empty());
    }
}

/// The real list of providers, or nothing where the files are absent.
fn real_providers() -> Option<Snapshot> {
    let text = crate::organisations::search::register::data("providers.csv.gz")?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let read = |row: csv::StringRecord| {
        let cell = |name: &str| {
            let at = headers.iter().position(|it| it == name).unwrap();
            Some(row[at].to_owned()).filter(|text| !text.is_empty())
        };
        Entry::from(Provider {
            code: cell("code").unwrap_or_default(),
            name: cell("operating_name").unwrap_or_default(),
            legal_name: cell("legal_name"),
            town: cell("town_or_city"),
            postcode: cell("postcode"),
            ukprn: cell("ukprn"),
            run_by_urn: cell("urn"),
        })
    };
    let entries: Vec<Entry> = reader.records().map(|row| read(row.unwrap())).collect();
    Some(Snapshot::build(&entries))
}

#[test]
fn real_providers_are_found_by_what_they_are_called() {
    let Some(providers) = real_providers() else {
        return;
    };
    for (query, expected) in [
        ("ucl", "University College London"),
        ("uwe", "West of England"),
        ("mmu", "Manchester Metropolitan"),
        ("uni of exeter", "Exeter"),
        ("sheffeild hallam", "Sheffield Hallam"),
        ("kings college london", "King"),
        ("2schools consortium", "2Schools"),
        ("t92", "2Schools"),
        ("oakthorpe primary", "2Schools"),
        ("10045988", "2Schools"),
    ] {
        let hits = providers.suggest(query, 3);
        let names: Vec<&str> = hits.iter().map(|hit| hit.name).collect();
        assert!(names.iter().any(|name| name.contains(expected)), "{query}: {names:?}");
    }
}
