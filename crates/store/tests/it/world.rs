//! What the stories stand on.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use store::audit::Entry;
use store::testing::Place;
use store::{Db, Tx};

/// A database of one's own.
pub struct World {
    pub db: Db,
    pub url: String,
    _place: Place,
}

impl World {
    pub async fn on(place: Place) -> World {
        place.db.ping().await.unwrap();
        World { db: place.db.clone(), url: place.url.clone(), _place: place }
    }

    pub async fn write(&self) -> Tx {
        self.db.begin().await.unwrap()
    }

    pub async fn read(&self) -> Tx {
        self.db.read().await.unwrap()
    }

    /// Changes something in a transaction of its own, past every rule of the store.
    pub async fn tamper(&self, sql: &str) {
        let mut tx = self.write().await;
        tx.execute(sql, []).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// Noon on the first day of the story, and some minutes.
pub fn minute(minutes: i64) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 8, 1).unwrap().and_hms_opt(12, 0, 0).unwrap() + TimeDelta::minutes(minutes)
}

/// An event of the story.
pub fn entry(subject: &str) -> Entry {
    Entry {
        at: minute(0),
        actor_kind: "person",
        person: Some(7),
        acting_as: None,
        organisation: Some(3),
        on_behalf: false,
        action: "add_partner_school",
        subject: subject.to_owned(),
        data: serde_json::json!({ "urn": "100001", "note": "“quoted” \\ and \u{1f600}" }),
        personal: vec![("email", "ann@school.example".to_owned())],
    }
}
