//! Tables that fit the program, or a sentence.

use store::{Db, StoreError, both, values};

use crate::world::World;

both! {
    async fn migrating_again_does_nothing(world) {
        assert!(world.db.pending().await.unwrap().is_empty());
        assert!(world.db.migrate().await.unwrap().is_empty());
    }

    async fn a_changed_migration_is_refused(world) {
        world.tamper("update migration set checksum = 'beef' where name = '0001_foundation'").await;
        let sentence = refused(&world.db).await;
        assert!(sentence.contains("another text of migration 0001_foundation"), "{sentence}");
    }

    async fn a_database_of_a_newer_program_is_refused(world) {
        world.tamper("insert into migration (name, checksum) values ('9999_future', 'beef')").await;
        let sentence = refused(&world.db).await;
        assert!(sentence.contains("newer version") && sentence.contains("9999_future"), "{sentence}");
    }

    async fn the_last_migrations_are_pending_until_they_are_applied(world) {
        let mut tx = world.read().await;
        let last: Option<String> = tx.scalar("select max(name) from migration", values![]).await.unwrap();
        drop(tx);
        world.tamper("delete from migration where name = (select max(name) from migration)").await;
        assert_eq!(world.db.pending().await.unwrap(), [last.unwrap()]);
        // Its tables are there already, so it fails, and fails as a whole.
        assert!(world.db.migrate().await.is_err());
        assert_eq!(world.db.pending().await.unwrap().len(), 1);
    }

    async fn nodes_that_start_together_migrate_once(world) {
        world.tamper("create table elsewhere (id bigint)").await;
        let (one, other) = (Db::open(&world.url).await.unwrap(), Db::open(&world.url).await.unwrap());
        let (one, other) = tokio::join!(one.migrate(), other.migrate());
        assert!(one.unwrap().is_empty() && other.unwrap().is_empty());
    }
}

async fn refused(db: &Db) -> String {
    let (migrate, pending) = (db.migrate().await.unwrap_err(), db.pending().await.unwrap_err());
    assert!(matches!(migrate, StoreError::Migration(_)), "{migrate:?}");
    assert_eq!(migrate.to_string(), pending.to_string());
    migrate.to_string()
}
