//! Messages: none lost, none handed over by two, the urgent ones first.

use chrono::TimeDelta;
use store::outbox::{self, Leased, Message, Outcome, Search, State};
use store::{Dialect, FromQueryResult, StoreError, Window, both, values};

use crate::world::{World, minute};

/// How SQLite goes about a question.
#[derive(FromQueryResult)]
struct Step {
    detail: String,
}

both! {
    async fn a_message_put_twice_is_one_message(world) {
        let mut tx = world.write().await;
        let message = message("notice:1:0", 5, 0);
        assert!(outbox::put(&mut tx, &message).await.unwrap());
        assert!(!outbox::put(&mut tx, &Message { priority: 0, ..message }).await.unwrap());
        tx.commit().await.unwrap();
        let taken = take(world, 0, 10).await;
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].parameters["notice"], 17);
        assert_eq!(taken[0].attempts, 1);
    }

    async fn a_message_of_a_rolled_back_change_is_not_queued(world) {
        let mut tx = world.write().await;
        outbox::put(&mut tx, &message("notice:1:0", 5, 0)).await.unwrap();
        drop(tx);
        assert!(take(world, 0, 10).await.is_empty());
    }

    async fn the_urgent_go_first_then_the_oldest(world) {
        put(world, &[("bulk", 9, 0), ("later", 5, 2), ("sooner", 5, 1), ("sign-in", 0, 3), ("not yet", 0, 9)]).await;
        assert_eq!(ids(&take(world, 5, 3).await), ["sign-in", "sooner", "later"]);
        assert_eq!(ids(&take(world, 5, 3).await), ["bulk"]);
        assert!(take(world, 5, 3).await.is_empty());
    }

    async fn the_next_few_of_many_are_found_without_sorting_the_rest(world) {
        if world.db.dialect() == Dialect::Postgres {
            // Whether it does follows from what it has counted, and here are no rows.
            return;
        }
        let sql = "explain query plan select id from outbox where state = 'queued' and priority <= $2 and due_at <= $1
                   and (lease_until is null or lease_until <= $1) order by priority, due_at, id limit 4";
        let steps: Vec<Step> = world.write().await.all(sql, values![minute(0), 9]).await.unwrap();
        let plan: Vec<&str> = steps.iter().map(|it| it.detail.as_str()).collect();
        assert!(plan.iter().all(|it| it.contains("USING INDEX outbox_due")), "{plan:?}");
    }

    async fn a_worker_paused_past_its_lease_cannot_finish(world) {
        put(world, &[("one", 5, 0)]).await;
        let paused = take(world, 0, 1).await.remove(0);
        assert!(take(world, 1, 1).await.is_empty(), "leased for two minutes");
        let second = take(world, 2, 1).await.remove(0);
        assert_eq!((second.attempts, second.fence), (2, paused.fence + 1));

        let mut tx = world.write().await;
        let late = minute(3);
        assert!(!outbox::finish(&mut tx, "one", paused.fence, late, Outcome::Sent).await.unwrap());
        assert!(!outbox::retry(&mut tx, "one", paused.fence, late, "too late").await.unwrap());
        assert!(!outbox::park(&mut tx, "one", paused.fence, late, "too late").await.unwrap());
        assert!(outbox::finish(&mut tx, "one", second.fence, late, Outcome::Sent).await.unwrap());
        assert!(!outbox::finish(&mut tx, "one", second.fence, late, Outcome::Sent).await.unwrap(), "twice");
        tx.commit().await.unwrap();
        assert!(take(world, 60, 1).await.is_empty());
    }

    async fn a_failed_message_comes_back_when_it_is_due(world) {
        put(world, &[("one", 5, 0)]).await;
        let taken = take(world, 0, 1).await.remove(0);
        let mut tx = world.write().await;
        assert!(outbox::retry(&mut tx, "one", taken.fence, minute(4), "451 try later").await.unwrap());
        tx.commit().await.unwrap();
        assert!(take(world, 3, 1).await.is_empty());
        assert_eq!(take(world, 4, 1).await[0].attempts, 2);
    }

    async fn a_parked_message_waits_for_a_person(world) {
        put(world, &[("one", 5, 0)]).await;
        let taken = take(world, 0, 1).await.remove(0);
        let mut tx = world.write().await;
        assert!(!outbox::release(&mut tx, "one", minute(1)).await.unwrap(), "not parked");
        assert!(outbox::park(&mut tx, "one", taken.fence, minute(1), "550 refused").await.unwrap());
        tx.commit().await.unwrap();
        assert!(take(world, 600, 1).await.is_empty());

        let mut tx = world.write().await;
        let parked = outbox::find(&mut tx, "one").await.unwrap().unwrap();
        assert_eq!((parked.state, parked.last_error.as_deref()), (State::Parked, Some("550 refused")));
        let backlog = outbox::backlog(&mut tx).await.unwrap();
        assert_eq!((backlog.queued, backlog.parked, backlog.oldest_due_at), (0, 1, None));
        assert!(outbox::release(&mut tx, "one", minute(601)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(take(world, 601, 1).await[0].attempts, 1);
    }

    async fn two_workers_never_hold_one_message(world) {
        let many: Vec<String> = (0..60).map(|number| format!("m{number:02}")).collect();
        let messages: Vec<(&str, i32, i64)> = many.iter().map(|id| (id.as_str(), 5, 0)).collect();
        put(world, &messages).await;
        let (now, lease) = (minute(0), TimeDelta::minutes(2));
        let work = |db: store::Db| async move {
            let mut held = Vec::new();
            loop {
                let taken = outbox::take(&db, now, lease, 7).await?;
                if taken.is_empty() {
                    return Ok::<_, StoreError>(held);
                }
                held.extend(taken.into_iter().map(|leased| leased.id));
            }
        };
        let workers: Vec<_> = (0..4).map(|_| tokio::spawn(work(world.db.clone()))).collect();
        let mut held = Vec::new();
        for worker in workers {
            held.extend(worker.await.unwrap().unwrap());
        }
        // A worker may find the rest locked by another and go home; whatever is left is taken now.
        held.extend(ids(&take(world, 0, 100).await).into_iter().map(str::to_owned));
        held.sort();
        assert_eq!(held, many);
    }

    async fn the_page_searches_filters_and_counts(world) {
        let many: Vec<String> = (0..30).map(|number| format!("notice:{number:02}")).collect();
        let messages: Vec<(&str, i32, i64)> = many.iter().map(|id| (id.as_str(), 5, 0)).collect();
        put(world, &messages).await;
        put(world, &[("sign-in:1_", 0, 1), ("sign-in:12", 0, 1)]).await;
        let taken = take(world, 1, 1).await.remove(0);
        let mut tx = world.write().await;
        assert!(outbox::finish(&mut tx, &taken.id, taken.fence, minute(1), Outcome::Sent).await.unwrap());
        tx.commit().await.unwrap();

        let mut tx = world.read().await;
        let all = outbox::list(&mut tx, Search::default(), Window::page(2, 25)).await.unwrap();
        assert_eq!((all.rows.len(), all.total), (7, 32));
        let search = Search { text: "NOTICE:0", state: Some(State::Queued), ..Search::default() };
        let found = outbox::list(&mut tx, search, Window::page(1, 25)).await.unwrap();
        assert_eq!(found.total, 10);
        let search = Search { text: "1_", ..Search::default() };
        let found = outbox::list(&mut tx, search, Window::page(1, 25)).await.unwrap();
        assert_eq!(found.rows[0].id, "sign-in:1_");
        assert_eq!((found.rows.len(), found.rows[0].state), (1, State::Queued));
        let search = Search { text: "", state: Some(State::Sent), ..Search::default() };
        let found = outbox::list(&mut tx, search, Window::page(1, 25)).await.unwrap();
        assert_eq!((found.rows[0].id.as_str(), found.total), ("sign-in:12", 1));
        drop(tx);

        let mut tx = world.write().await;
        assert_eq!(outbox::purge(&mut tx, minute(1)).await.unwrap(), 0);
        assert_eq!(outbox::purge(&mut tx, minute(2)).await.unwrap(), 1);
    }
}

fn message(id: &str, priority: i32, due: i64) -> Message {
    let parameters = serde_json::json!({ "notice": 17 });
    Message { id: id.to_owned(), template: "ect_notice", parameters, priority, due_at: minute(due) }
}

async fn put(world: &World, messages: &[(&str, i32, i64)]) {
    let messages: Vec<Message> = messages.iter().map(|(id, priority, due)| message(id, *priority, *due)).collect();
    let mut tx = world.write().await;
    assert_eq!(outbox::put_all(&mut tx, &messages).await.unwrap(), messages.len() as u64);
    tx.commit().await.unwrap();
}

async fn take(world: &World, now: i64, count: u32) -> Vec<Leased> {
    outbox::take(&world.db, minute(now), TimeDelta::minutes(2), count).await.unwrap()
}

fn ids(taken: &[Leased]) -> Vec<&str> {
    taken.iter().map(|leased| leased.id.as_str()).collect()
}
