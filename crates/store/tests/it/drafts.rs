//! Half-made answers.

use std::collections::BTreeMap;

use store::both;
use store::drafts::{self, Draft};

use crate::world::{World, minute};

const DAY: i64 = 24 * 60;

both! {
    async fn answers_are_kept_for_seven_days_after_the_last(world) {
        assert!(saved(world, "ann", "10 places", 0).await);
        assert!(saved(world, "ann", "12 places", DAY).await);
        assert_eq!(answer(world, "ann", 8 * DAY - 1).await.as_deref(), Some("12 places"));
        assert_eq!(answer(world, "ann", 8 * DAY).await, None);
    }

    async fn another_owner_neither_sees_nor_overwrites_them(world) {
        assert!(saved(world, "ann", "10 places", 0).await);
        assert_eq!(answer(world, "bob", 1).await, None);
        assert!(!saved(world, "bob", "99 places", 1).await);
        let mut tx = world.write().await;
        drafts::remove(&mut tx, "add-placement", "bob", "d1").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(answer(world, "ann", 1).await.as_deref(), Some("10 places"));
    }

    async fn an_expired_draft_is_not_revived(world) {
        assert!(saved(world, "ann", "10 places", 0).await);
        assert!(!saved(world, "ann", "12 places", 7 * DAY).await);
        assert_eq!(answer(world, "ann", 7 * DAY).await, None);
    }

    async fn removing_and_purging_forget_them(world) {
        assert!(saved(world, "ann", "10 places", 0).await);
        let mut tx = world.write().await;
        assert_eq!(drafts::purge(&mut tx, minute(7 * DAY - 1)).await.unwrap(), 0);
        drafts::remove(&mut tx, "add-placement", "ann", "d1").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(answer(world, "ann", 1).await, None);

        assert!(saved(world, "ann", "10 places", 2).await);
        let mut tx = world.write().await;
        assert_eq!(drafts::purge(&mut tx, minute(2 + 7 * DAY)).await.unwrap(), 1);
    }
}

async fn saved(world: &World, owner: &str, answer: &str, minutes: i64) -> bool {
    let answers = BTreeMap::from([("places".to_owned(), answer.to_owned())]);
    let draft = Draft { id: "d1".to_owned(), answers };
    let mut tx = world.write().await;
    let saved = drafts::save(&mut tx, "add-placement", owner, &draft, minute(minutes)).await.unwrap();
    tx.commit().await.unwrap();
    saved
}

async fn answer(world: &World, owner: &str, minutes: i64) -> Option<String> {
    let mut tx = world.read().await;
    let draft = drafts::load(&mut tx, "add-placement", owner, "d1", minute(minutes)).await.unwrap();
    draft.map(|draft| draft.answers["places"].clone())
}
