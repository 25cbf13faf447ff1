//! R1: the process is killed while a lead provider confirms 2,000 schools. All are there or none, and pressing the
//! same button again completes it, with one notice a school.

use store::{both, values};

use super::bulk::{SCHOOLS, kill_at, moments, schools};
use crate::early_career::confirm::{list_of, paste, start};
use crate::world::World;

/// Everything that the changes have written: memberships, events, notices, bulk rows, confirmations, lists.
async fn written(world: &World) -> [i64; 6] {
    let mut tx = world.app.db.read().await.unwrap();
    let mut counts = [0; 6];
    let tables = [
        "membership where kind = 'ect' and status = 'active' and report_number = 1",
        "audit_event where action = 'confirm_schools' and subject like 'early-career %'",
        "notice",
        "outbox where template in ('schools_confirmed', 'confirmation_reminders')",
        "confirmation",
        "upload where state = 'confirmed'",
    ];
    for (count, table) in counts.iter_mut().zip(tables) {
        *count = tx.scalar(&format!("select count(*) from {table}"), values![]).await.unwrap().unwrap();
    }
    store::audit::verify(&mut tx).await.unwrap();
    counts
}

fn after(rounds: u64) -> [i64; 6] {
    let all = SCHOOLS * rounds;
    [all, all, all, 2 * rounds, rounds, rounds].map(|it| it.try_into().unwrap())
}

both! {
    async fn a_killed_confirmation_is_all_or_nothing_and_pressing_again_completes_it(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        let start = start(world, partner).await;
        for (round, moment) in (0..).zip(moments()) {
            let urns = schools(world, round).await;
            let pasted = urns.iter().map(u64::to_string).collect::<Vec<_>>().join("\n");
            let check = paste(&mut sam, &start, &pasted).await;
            assert!(check.says("Confirm 2000 schools"), "{}", check.text());
            let list = list_of(&check);
            kill_at(world, &sam, &list, (round, moment)).await;
            let left = written(world).await;
            assert!(left == after(round) || left == after(round + 1), "{moment:?}: {left:?}");
            for _ in 0..2 {
                let done = sam.post_on(&format!("{list}/confirm"), "").await;
                assert_eq!(done.h1(), "2000 schools confirmed", "{moment:?}: {}", done.text());
                assert_eq!(written(world).await, after(round + 1), "{moment:?}");
            }
        }
    }
}
