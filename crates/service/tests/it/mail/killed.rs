//! R3, R4: the worker's process is really killed, between handing a mail over and noting it, and beside another.

use std::collections::HashMap;
use std::process::Stdio;

use service::platform::worker::{self, DueList, LEASE};
use store::outbox::State;
use store::testing::Place;
use store::{Db, both};
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

use super::server::{Manner, Server, message_id};
use super::{World, app_on, transport_to};
use crate::killed::process::kills;

/// What the other process is told.
const DATABASE: &str = "STORY_DATABASE";
const SERVER: &str = "STORY_SERVER";
const TIME: &str = "STORY_TIME";

impl World {
    /// A worker in a process of its own: this program, told to be nothing else.
    fn worker(&self, server: &Server) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "mail::killed::the_worker_of_another_process"])
            .env(DATABASE, &self.place.url)
            .env(SERVER, &server.address)
            .env(TIME, self.app.clock.now().to_rfc3339())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }
}

/// No story of its own: it works until it is killed, when another story has started it.
#[tokio::test]
async fn the_worker_of_another_process() {
    let (Ok(database), Ok(server), Ok(time)) = (std::env::var(DATABASE), std::env::var(SERVER), std::env::var(TIME))
    else {
        return;
    };
    let mut app = app_on(Db::open(&database).await.unwrap());
    app.clock.move_to(time.parse().unwrap());
    app.transport = transport_to(&server);
    worker::run(app, DueList::of(&[]), CancellationToken::new()).await;
}

both! {
    async fn a_worker_that_is_killed_costs_one_more_mail_each_time_and_loses_none(world) {
        let mut server = Server::start(Manner::Waits).await;
        let id = world.queue("single", serde_json::json!({ "to": "a@story.example" })).await;
        for _ in 0..kills() {
            let mut process = world.worker(&server);
            let mail = server.arrived().await;
            assert_eq!(message_id(&mail), format!("<{id}@partnerships.example>"));
            process.kill().await.unwrap();
            assert_eq!(world.row(&id).await.state, State::Queued);
            world.pass(LEASE);
        }
        let mut healthy = Server::start(Manner::Takes).await;
        world.send_to(&healthy.address);
        assert_eq!(worker::until_idle(&world.app).await.unwrap(), 1);
        assert_eq!(message_id(&healthy.arrived().await), format!("<{id}@partnerships.example>"));
        assert_eq!((server.unseen(), healthy.unseen()), (0, 0));
        assert_eq!(world.row(&id).await.state, State::Sent);
        assert_eq!(world.told("a@story.example").await.as_deref(), Some("1"));
    }

    async fn a_killed_worker_leaves_a_bulk_row_that_another_ends_exactly(world) {
        let mut server = Server::start(Manner::Waits).await;
        world.queue("run", serde_json::json!({ "count": 700 })).await;
        let mut process = world.worker(&server);
        // The row is expanded, and the first mails are on their way.
        for _ in 0..4 {
            server.arrived().await;
        }
        process.kill().await.unwrap();
        world.pass(LEASE);
        worker::until_idle(&world.app).await.unwrap();
        assert_eq!((world.total(State::Sent).await, world.total(State::Queued).await), (701, 0));
        for number in [0, 350, 699] {
            assert_eq!(world.told(&format!("p{number}@story.example")).await.as_deref(), Some("1"), "{number}");
        }
    }
}

/// PostgreSQL alone: exactly one process serves a SQLite file.
#[tokio::test]
async fn of_two_workers_one_is_killed_again_and_again_and_nothing_is_lost_postgres() {
    const MAILS: usize = 400;
    let world = World::on(Place::postgres().await).await;
    let mut server = Server::start(Manner::Takes).await;
    world.queue("run", serde_json::json!({ "count": MAILS })).await;
    let mut steady = world.worker(&server);
    let kills = usize::try_from(kills()).unwrap();
    let (mut arrived, mut copies) = (HashMap::new(), 0);
    for _ in 0..kills {
        let mut killed = world.worker(&server);
        for _ in 0..MAILS / kills / 2 {
            copies += count(&mut arrived, &server.arrived().await);
        }
        killed.kill().await.unwrap();
    }
    // What the killed ones had in hand, each at most four and two urgent ones, waits for its lease to end.
    steady.kill().await.unwrap();
    world.pass(LEASE);
    let mut world = world;
    world.send_to(&server.address);
    worker::until_idle(&world.app).await.unwrap();
    while let Some(mail) = server.next() {
        copies += count(&mut arrived, &mail);
    }
    assert_eq!(arrived.len(), MAILS);
    assert!(copies <= 6 * (kills + 1), "{copies} mails came twice after {kills} kills");
    assert_eq!((world.total(State::Sent).await, world.total(State::Queued).await), (1 + MAILS as u64, 0));
    for number in 0..MAILS {
        assert_eq!(world.told(&format!("p{number}@story.example")).await.as_deref(), Some("1"), "{number}");
    }
}

/// Notes a mail by its Message-ID; gives 1 when it is a copy.
fn count(arrived: &mut HashMap<String, usize>, mail: &str) -> usize {
    let times = arrived.entry(message_id(mail).to_owned()).or_insert(0);
    *times += 1;
    usize::from(*times > 1)
}
