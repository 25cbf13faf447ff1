//! R1: the process is killed while a lead provider confirms 2,000 schools. All are there or none, and pressing the
//! same button again completes it, with one notice a school. The mail that a server takes is exact: none of a confirm
//! that was not committed, then one to each school that can be told, and one reminder.

use std::collections::BTreeMap;

use service::platform::worker;
use store::{both, values};

use super::bulk::{SCHOOLS, TOLD, kill_at, moments, schools};
use crate::early_career::confirm::{list_of, paste, start};
use crate::mail::server::{Manner, Server, message_id};
use crate::mail::transport_to;
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

/// Mail as a server has it: how often each Message-ID came, and to whom.
#[derive(Default)]
struct Taken {
    by_id: BTreeMap<String, (u64, String)>,
}

impl Taken {
    /// Carries what is due, and takes what has arrived.
    async fn carry(&mut self, world: &World, server: &mut Server) {
        worker::until_idle(&world.app).await.unwrap();
        while let Some(mail) = server.next() {
            let to = mail.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().to_owned();
            self.by_id.entry(message_id(&mail).to_owned()).or_insert((0, to)).0 += 1;
        }
    }

    /// Each Message-ID came once, and each address so often; addresses in their order.
    fn each_once(&self, times: u64) -> Vec<String> {
        assert!(self.by_id.values().all(|(count, _)| *count == 1), "{:#?}", self.by_id);
        let mut to: Vec<String> = self.by_id.values().map(|(_, to)| to.clone()).collect();
        to.sort();
        let all = to.len() as u64;
        to.dedup();
        assert_eq!(all, times * to.len() as u64, "{to:?}");
        to
    }
}

/// The addresses of the schools of so many rounds that can be told.
fn told(rounds: u64) -> Vec<String> {
    let urns = (0..rounds * SCHOOLS).step_by(40).map(|it| format!("office@s{}.example", 100_000 + it));
    urns.collect()
}

both! {
    async fn a_killed_confirmation_is_all_or_nothing_and_pressing_again_completes_it(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        let start = start(world, partner).await;
        let mut server = Server::start(Manner::Takes).await;
        world.app.transport = transport_to(&server.address);
        let mut taken = Taken::default();
        for (round, moment) in (0..).zip(moments()) {
            let urns = schools(world, round).await;
            let pasted = urns.iter().map(u64::to_string).collect::<Vec<_>>().join("\n");
            let check = paste(&mut sam, &start, &pasted).await;
            assert!(check.says("Confirm 2,000 schools"), "{}", check.text());
            let list = list_of(&check);
            kill_at(world, &sam, &list, (round, moment)).await;
            let left = written(world).await;
            assert!(left == after(round) || left == after(round + 1), "{moment:?}: {left:?}");
            taken.carry(world, &mut server).await;
            let committed = if left == after(round) { round } else { round + 1 };
            assert_eq!(taken.each_once(1), told(committed), "{moment:?}");
            for _ in 0..2 {
                let done = sam.post_on(&format!("{list}/confirm"), "").await;
                assert_eq!(done.h1(), "2,000 schools confirmed", "{moment:?}: {}", done.text());
                assert_eq!(written(world).await, after(round + 1), "{moment:?}");
            }
            taken.carry(world, &mut server).await;
            assert_eq!(taken.each_once(1), told(round + 1), "{moment:?}");
        }
        assert_eq!(taken.by_id.len() as u64, TOLD * moments().len() as u64);
        world.clock("2026-11-09T09:00:00Z");
        taken.carry(world, &mut server).await;
        assert_eq!(taken.each_once(2), told(moments().len() as u64), "one mail and one reminder each");
    }
}
