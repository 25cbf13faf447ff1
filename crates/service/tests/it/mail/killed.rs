//! R3: the worker's process is really killed, between handing a mail over and noting it.

use std::process::Stdio;

use service::platform::worker::{self, DueList, LEASE};
use store::outbox::State;
use store::{Db, both};
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

use super::server::{Manner, Server, message_id};
use super::{World, app_on, transport_to};

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
        for _ in 1..=3 {
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
