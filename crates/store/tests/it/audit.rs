//! The audit trail: what is committed is chained, and no change of it stays unseen.

use store::audit::{self, Entry, Fault};
use store::{StoreError, Window, both, values};

use crate::world::{World, entry};

const PAGE: Window = Window { skip: 0, take: 25 };

both! {
    async fn what_is_committed_is_chained_and_read_back(world) {
        three_events(world).await;
        let mut tx = world.read().await;
        assert_eq!(audit::verify(&mut tx).await.unwrap().events, 3);
        let about = audit::about(&mut tx, "membership:2", PAGE).await.unwrap();
        assert_eq!(about.total, 1);
        assert_eq!(about.rows[0].data, entry("").data);
        assert_eq!(about.rows[0].personal, [("email".to_owned(), "ann@school.example".to_owned())]);
        let newest_first = audit::of_organisation(&mut tx, 3, Window::page(1, 2)).await.unwrap();
        let numbers: Vec<i64> = newest_first.rows.iter().map(|event| event.number).collect();
        assert_eq!((numbers, newest_first.total), (vec![3, 2], 3));
        let rest = audit::after(&mut tx, 1, 100).await.unwrap();
        assert_eq!(rest.len(), 2);
    }

    async fn events_of_several_kinds_keep_their_order(world) {
        let mut tx = world.write().await;
        for number in 0..10 {
            let kind = if number % 3 == 0 { "remove" } else { "add" };
            let organisation = (number % 2 == 0).then_some(number);
            tx.record(Entry { action: kind, organisation, ..entry(&format!("membership:{number}\0")) });
        }
        tx.commit().await.unwrap();
        let mut tx = world.read().await;
        assert_eq!(audit::verify(&mut tx).await.unwrap().events, 10);
        let events = audit::after(&mut tx, 0, 100).await.unwrap();
        for (event, number) in events.iter().zip(0..10) {
            assert_eq!(event.subject, format!("membership:{number}\u{fffd}"));
            assert_eq!(event.action, if number % 3 == 0 { "remove" } else { "add" });
            assert_eq!(event.organisation, (number % 2 == 0).then_some(number));
        }
    }

    async fn what_is_rolled_back_leaves_no_event(world) {
        let mut tx = world.write().await;
        store::fact::set(&mut tx, "colour", "green").await.unwrap();
        tx.record(entry("membership:1"));
        drop(tx);
        let mut tx = world.read().await;
        assert_eq!(audit::verify(&mut tx).await.unwrap().events, 0);
        assert_eq!(store::fact::get(&mut tx, "colour").await.unwrap(), None);
    }

    async fn the_trail_refuses_update_and_delete(world) {
        three_events(world).await;
        let mut changes = vec![
            "update audit_event set subject = 'membership:9' where number = 2",
            "delete from audit_event where number = 3",
        ];
        match world.db.dialect() {
            store::Dialect::Postgres => changes.push("truncate audit_event cascade"),
            store::Dialect::Sqlite => changes.push(
                "insert or replace into audit_event select number, at, actor_kind, person, acting_as, organisation,
                 on_behalf, action, 'membership:9', data, hash from audit_event where number = 1",
            ),
        }
        for change in changes {
            let mut tx = world.write().await;
            let refused = tx.execute(change, values![]).await.unwrap_err();
            assert!(matches!(refused, StoreError::Refused(_)), "{change}: {refused:?}");
            assert!(refused.to_string().contains("append-only"), "{refused}");
        }
    }

    async fn an_edited_event_is_named(world) {
        three_events(world).await;
        unguarded(world).await;
        for edit in [
            "update audit_event set subject = 'membership:9' where number = 2",
            "update audit_event set at = '2026-08-01 12:00:00.000001' where number = 2",
            "update audit_event set person = null where number = 2",
            "update audit_event set acting_as = 7 where number = 2",
            "update audit_event set organisation = 4 where number = 2",
            "update audit_event set on_behalf = true where number = 2",
            "update audit_event set actor_kind = 'job' where number = 2",
            "update audit_event set action = 'remove' where number = 2",
            "update audit_event set data = '{}' where number = 2",
            "update audit_event set hash = 'beef' where number = 2",
        ] {
            let mut tx = world.write().await;
            assert_eq!(tx.execute(edit, values![]).await.unwrap(), 1);
            assert!(matches!(audit::verify(&mut tx).await, Err(Fault::Edited(2))), "{edit}");
        }
    }

    async fn a_removed_event_is_named(world) {
        three_events(world).await;
        unguarded(world).await;
        world.tamper("delete from audit_event where number = 2").await;
        assert!(matches!(verdict(world).await, Err(Fault::Missing(2))));
    }

    async fn reordered_events_are_named(world) {
        three_events(world).await;
        unguarded(world).await;
        for change in [
            "update audit_event set number = 100 where number = 2",
            "update audit_event set number = 2 where number = 3",
            "update audit_event set number = 3 where number = 100",
        ] {
            world.tamper(change).await;
        }
        assert!(matches!(verdict(world).await, Err(Fault::Edited(2))));
    }

    async fn a_cut_end_is_named(world) {
        three_events(world).await;
        unguarded(world).await;
        world.tamper("delete from audit_event where number = 3").await;
        assert!(matches!(verdict(world).await, Err(Fault::Cut(3))));
    }

    async fn a_head_set_back_is_named(world) {
        three_events(world).await;
        world.tamper("update audit_head set number = 2, hash = (select hash from audit_event where number = 2)").await;
        assert!(matches!(verdict(world).await, Err(Fault::BeyondHead(3))));
    }

    async fn a_head_with_another_hash_is_named(world) {
        three_events(world).await;
        world.tamper("update audit_head set hash = 'beef'").await;
        assert!(matches!(verdict(world).await, Err(Fault::Head(3))));
    }

    async fn an_event_put_before_the_first_is_named(world) {
        three_events(world).await;
        unguarded(world).await;
        world.tamper("update audit_event set number = 0 where number = 1").await;
        assert!(matches!(verdict(world).await, Err(Fault::Edited(0))));
    }

    async fn erasing_a_personal_value_keeps_the_chain(world) {
        three_events(world).await;
        world.tamper("delete from audit_personal").await;
        assert_eq!(verdict(world).await.unwrap().events, 3);
    }
}

/// Three events in two transactions.
async fn three_events(world: &World) {
    let mut tx = world.write().await;
    tx.record(entry("membership:1"));
    tx.record(entry("membership:2"));
    tx.commit().await.unwrap();
    let mut tx = world.write().await;
    tx.record(entry("membership:3"));
    tx.commit().await.unwrap();
}

/// As someone does who owns the database: no personal values in the way, no triggers.
async fn unguarded(world: &World) {
    world.tamper("delete from audit_personal").await;
    match world.db.dialect() {
        store::Dialect::Sqlite => {
            world.tamper("drop trigger audit_event_refuses_update").await;
            world.tamper("drop trigger audit_event_refuses_delete").await;
        }
        store::Dialect::Postgres => {
            world.tamper("alter table audit_event disable trigger user").await;
        }
    }
}

async fn verdict(world: &World) -> Result<audit::Verified, Fault> {
    audit::verify(&mut world.read().await).await
}
