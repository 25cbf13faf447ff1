//! Stories of mail: queued with the change, handed over once, whatever the server and the worker do.

mod aiosmtpd;
mod killed;
mod notify;
mod pages;
mod rounds;
pub mod server;
mod templates;
mod words;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use service::platform::clock::{Chance, Clock};
use service::platform::limits::Limits;
use service::platform::mail::{self, HandOver, Mail, Smtp, Templates, Transport, Undelivered};
use service::platform::secret::Secret;
use service::platform::settings;
use service::platform::worker::{self, Delivery, DueList, LEASE, Taken};
use service::platform::{App, Parts};
use store::outbox::{self, Row, Search, State};
use store::testing::Place;
use store::{Db, Window, both, fact, naive};
use tokio_util::sync::CancellationToken;

use aiosmtpd::Aiosmtpd;
use server::{Manner, Server, message_id};
use templates::TEMPLATES;

struct World {
    app: App,
    place: Place,
}

/// The service on this database, at nine o'clock, with the stories' templates.
fn app_on(db: Db) -> App {
    let settings =
        settings::read_from(std::iter::empty(), "public_url = \"https://partnerships.example\"\nsecond_factor = false")
            .unwrap();
    App::of(Parts {
        db,
        settings: Arc::new(settings),
        clock: Clock::at("2026-11-23T09:00:00Z".parse().unwrap()),
        chance: Chance::seeded(1),
        secret: Secret::of([7; 32]),
        limits: Arc::new(Limits::new(false)),
        wake: Arc::default(),
        templates: Templates::of(TEMPLATES),
        transport: Transport::Outbox,
    })
}

/// The transport to this server.
pub fn transport_to(address: &str) -> Transport {
    let mut settings =
        settings::read_from(std::iter::empty(), "public_url = \"https://partnerships.example\"\nsecond_factor = false")
            .unwrap();
    settings.mail = settings::Mail::Smtp(address.to_owned());
    Transport::open(&settings).unwrap()
}

impl World {
    #[expect(clippy::unused_async, reason = "both! waits for every world")]
    async fn on(place: Place) -> World {
        World { app: app_on(place.db.clone()), place }
    }

    /// From now on mail goes to this server.
    fn send_to(&mut self, address: &str) {
        self.app.transport = transport_to(address);
    }

    async fn queue(&self, template: &str, parameters: serde_json::Value) -> String {
        let mut tx = self.app.db.begin().await.unwrap();
        let id = mail::queue(&mut tx, &self.app, template, parameters, self.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn row(&self, id: &str) -> Row {
        outbox::find(&mut self.app.db.read().await.unwrap(), id).await.unwrap().unwrap()
    }

    async fn total(&self, state: State) -> u64 {
        let search = Search { state: Some(state), ..Search::default() };
        let mut tx = self.app.db.read().await.unwrap();
        outbox::list(&mut tx, search, Window::page(1, 1)).await.unwrap().total
    }

    /// How often it was noted that this address was told.
    async fn told(&self, to: &str) -> Option<String> {
        fact::get(&mut self.app.db.read().await.unwrap(), &format!("told {to}")).await.unwrap()
    }

    /// Takes a message as a worker does that then stops for a while.
    async fn take(&self) -> Taken {
        let now = self.app.clock.now();
        let mut taken = outbox::take(&self.app.db, naive(now), LEASE, 1).await.unwrap();
        Taken { message: taken.remove(0), until: now + LEASE }
    }

    fn pass(&self, time: TimeDelta) {
        self.app.clock.move_to(self.app.clock.now() + time);
    }
}

/// More than any gap between two attempts.
const DAY: TimeDelta = TimeDelta::days(1);

both! {
    async fn a_mail_that_is_handed_over_is_sent_and_noted(world) {
        let id = world.queue("single", json!({ "to": "a@story.example" })).await;
        assert_eq!(worker::once(&world.app).await.unwrap(), 1);
        assert_eq!(world.row(&id).await.state, State::Sent);
        assert_eq!(world.told("a@story.example").await.as_deref(), Some("1"));
        assert_eq!(worker::once(&world.app).await.unwrap(), 0);
    }

    async fn a_change_that_is_rolled_back_sends_nothing(world) {
        let mut tx = world.app.db.begin().await.unwrap();
        let now = world.app.clock.now();
        mail::queue(&mut tx, &world.app, "single", json!({ "to": "a@story.example" }), now).await.unwrap();
        drop(tx);
        assert_eq!(worker::until_idle(&world.app).await.unwrap(), 0);
    }

    async fn a_template_that_is_not_listed_cannot_be_queued(world) {
        let mut tx = world.app.db.begin().await.unwrap();
        let now = world.app.clock.now();
        assert!(mail::queue(&mut tx, &world.app, "unheard_of", json!({}), now).await.is_err());
    }

    async fn who_waits_to_sign_in_overtakes_the_bulk(world) {
        world.queue("run", json!({ "count": 40 })).await;
        assert_eq!(worker::once(&world.app).await.unwrap(), 1);
        world.pass(TimeDelta::seconds(1));
        let id = world.queue("sign_in", json!({ "to": "a@story.example" })).await;
        worker::once(&world.app).await.unwrap();
        assert_eq!(world.row(&id).await.state, State::Sent);
        assert_eq!(world.total(State::Queued).await, 37);
    }

    async fn a_bulk_row_becomes_one_mail_each_however_often_it_is_expanded(world) {
        let id = world.queue("run", json!({ "count": 1_203 })).await;
        let taken = world.take().await;
        // Another worker expands it first, this one wakes up later.
        world.pass(LEASE);
        assert_eq!(worker::once(&world.app).await.unwrap(), 1);
        assert_eq!((world.row(&id).await.state, world.total(State::Queued).await), (State::Sent, 1_203));
        assert_eq!(worker::deliver(&world.app, &taken).await, Delivery::Overtaken);
        assert_eq!(world.total(State::Queued).await, 1_203);
    }

    async fn what_is_not_wanted_any_more_is_dropped(world) {
        let id = world.queue("unwanted", json!({})).await;
        worker::once(&world.app).await.unwrap();
        assert_eq!(world.row(&id).await.state, State::Dropped);
    }

    async fn a_poisoned_message_is_parked_after_five_failures_and_harms_no_other(world) {
        let poison = world.queue("poison", json!({})).await;
        let other = world.queue("single", json!({ "to": "a@story.example" })).await;
        let mut gaps = Vec::new();
        for attempt in 1..=5 {
            assert_eq!(worker::once(&world.app).await.unwrap(), if attempt == 1 { 2 } else { 1 });
            let row = world.row(&poison).await;
            assert_eq!(row.attempts, attempt);
            gaps.push(row.due_at - naive(world.app.clock.now()));
            world.pass(DAY);
        }
        assert!(gaps[..4].is_sorted() && gaps[0] >= TimeDelta::seconds(30), "{gaps:?}");
        let row = world.row(&poison).await;
        assert_eq!((row.state, row.last_error.as_deref()), (State::Parked, Some("The database could not be read")));
        assert_eq!(world.row(&other).await.state, State::Sent);
        assert_eq!(worker::once(&world.app).await.unwrap(), 0);
    }

    async fn a_message_that_stops_every_worker_is_parked_unread(world) {
        let id = world.queue("single", json!({ "to": "a@story.example" })).await;
        for _ in 1..=5 {
            world.take().await;
            world.pass(LEASE);
        }
        worker::once(&world.app).await.unwrap();
        let row = world.row(&id).await;
        assert_eq!(row.state, State::Parked);
        assert!(row.last_error.unwrap().starts_with("The worker stopped"));
        assert_eq!(world.told("a@story.example").await, None);
    }

    async fn what_cannot_be_noted_is_parked_and_not_sent_again(world) {
        let id = world.queue("unnoted", json!({})).await;
        worker::once(&world.app).await.unwrap();
        let row = world.row(&id).await;
        assert_eq!(row.state, State::Parked);
        assert!(row.last_error.unwrap().starts_with("It was handed over"));
    }

    async fn an_address_that_is_none_is_parked_at_once_and_not_repeated(world) {
        let id = world.queue("single", json!({ "to": "a@story.example\r\nBcc: b@story.example" })).await;
        worker::once(&world.app).await.unwrap();
        let row = world.row(&id).await;
        assert_eq!((row.state, row.attempts), (State::Parked, 1));
        assert_eq!(row.last_error.as_deref(), Some("the recipient's address is not an email address"));
    }

    async fn a_worker_past_its_lease_can_end_nothing(world) {
        let mut server = Server::start(Manner::Waits).await;
        world.send_to(&server.address);
        let id = world.queue("single", json!({ "to": "a@story.example" })).await;
        let taken = world.take().await;
        let app = world.app.clone();
        let slow = tokio::spawn(async move { worker::deliver(&app, &taken).await });
        let first = server.arrived().await;
        // It is stuck; its lease runs out, and another worker takes the message.
        world.pass(LEASE);
        let second = world.take().await;
        server.let_go(1);
        assert_eq!(slow.await.unwrap(), Delivery::Overtaken);
        assert_eq!((world.row(&id).await.state, world.told("a@story.example").await), (State::Queued, None));
        let app = world.app.clone();
        let other = tokio::spawn(async move { worker::deliver(&app, &second).await });
        let again = server.arrived().await;
        server.let_go(1);
        assert_eq!(other.await.unwrap(), Delivery::Sent);
        assert_eq!(message_id(&first), message_id(&again));
        assert_eq!(world.told("a@story.example").await.as_deref(), Some("1"));
    }

    async fn a_worker_that_wakes_after_its_lease_hands_nothing_over(world) {
        let mut server = Server::start(Manner::Takes).await;
        world.send_to(&server.address);
        world.queue("single", json!({ "to": "a@story.example" })).await;
        let taken = world.take().await;
        world.pass(LEASE);
        assert_eq!(worker::deliver(&world.app, &taken).await, Delivery::Overtaken);
        assert_eq!(server.unseen(), 0);
    }

    async fn a_worker_lost_between_handing_over_and_noting_costs_one_more_mail_of_the_same_id(world) {
        let mut server = Server::start(Manner::Takes).await;
        world.send_to(&server.address);
        let id = world.queue("single", json!({ "to": "a@story.example" })).await;
        world.take().await;
        // It hands the mail over, and is killed before it can say so.
        let mail = Mail::new("a@story.example", "Subject", "Words").unwrap();
        let envelope = HandOver { id: &id, attempt: 1, at: world.app.clock.now() };
        world.app.transport.hand_over(&mail, envelope).await.unwrap();
        assert_eq!(worker::once(&world.app).await.unwrap(), 0);
        world.pass(LEASE);
        assert_eq!(worker::until_idle(&world.app).await.unwrap(), 1);
        let (first, second) = (server.arrived().await, server.arrived().await);
        assert_eq!(message_id(&first), format!("<{id}@partnerships.example>"));
        assert_eq!(message_id(&first), message_id(&second));
        assert_eq!((server.unseen(), world.row(&id).await.state), (0, State::Sent));
        assert_eq!(world.told("a@story.example").await.as_deref(), Some("1"));
    }

    async fn a_server_that_hangs_up_gets_the_mail_again_later(world) {
        let mut server = Server::start(Manner::HangsUp).await;
        world.send_to(&server.address);
        let id = world.queue("sign_in", json!({ "to": "a@story.example" })).await;
        worker::once(&world.app).await.unwrap();
        let row = world.row(&id).await;
        assert_eq!((row.state, row.attempts), (State::Queued, 1));
        assert!(row.due_at - naive(world.app.clock.now()) < TimeDelta::seconds(10), "somebody waits for it");
        let first = server.arrived().await;
        let mut healthy = Server::start(Manner::Takes).await;
        world.send_to(&healthy.address);
        world.pass(DAY);
        worker::once(&world.app).await.unwrap();
        assert_eq!(message_id(&first), message_id(&healthy.arrived().await));
        assert_eq!(world.row(&id).await.state, State::Sent);
    }

    async fn while_a_server_keeps_everybody_waiting_the_database_is_free(world) {
        let mut server = Server::start(Manner::Waits).await;
        world.send_to(&server.address);
        for number in 0..4 {
            world.queue("bulk", json!({ "to": format!("p{number}@story.example") })).await;
        }
        let app = world.app.clone();
        let round = tokio::spawn(async move { worker::once(&app).await });
        for _ in 0..4 {
            server.arrived().await;
        }
        // All hands are full; pages read and write as ever.
        world.queue("single", json!({ "to": "a@story.example" })).await;
        assert_eq!(world.total(State::Queued).await, 5);
        server.let_go(4);
        assert_eq!(round.await.unwrap().unwrap(), 4);
    }

    async fn who_waits_to_sign_in_does_not_wait_for_a_slow_server_and_a_stop_cuts_nothing_off(world) {
        let mut server = Server::start(Manner::Waits).await;
        world.send_to(&server.address);
        world.queue("run", json!({ "count": 5 })).await;
        let stop = CancellationToken::new();
        let working = tokio::spawn(worker::run(world.app.clone(), DueList::of(&[]), stop.clone()));
        for _ in 0..4 {
            assert!(server.arrived().await.contains("To: p"));
        }
        // Every hand is full, one message is left; but two more hands are kept for this.
        world.queue("sign_in", json!({ "to": "a@story.example" })).await;
        world.app.wake.notify_one();
        assert!(server.arrived().await.contains("To: a@story.example"));
        stop.cancel();
        server.let_go(5);
        working.await.unwrap();
        assert_eq!((world.total(State::Sent).await, world.total(State::Queued).await), (6, 1));
        assert_eq!(server.unseen(), 0);
    }

    async fn a_real_server_takes_the_mail_as_it_was_meant(world) {
        let Some(mut server) = Aiosmtpd::start().await else { return };
        world.send_to(&server.address);
        let id = world.queue("single", json!({ "to": "a@story.example" })).await;
        assert_eq!(worker::once(&world.app).await.unwrap(), 1);
        let taken = server.taken().await;
        let headers = &taken["headers"];
        assert_eq!(taken["recipients"], json!(["a@story.example"]));
        assert_eq!(headers["to"], "a@story.example");
        assert_eq!(headers["subject"], "St Zoë’s has been added Bcc: x@story.example");
        assert_eq!(headers["message-id"], format!("<{id}@partnerships.example>"));
        assert_eq!(headers["auto-submitted"], "auto-generated");
        assert_eq!(headers["date"], "Mon, 23 Nov 2026 09:00:00 +0000");
        assert_eq!(headers["bcc"], serde_json::Value::Null);
        let body = taken["body"].as_str().unwrap();
        let lines: Vec<_> = body.trim_end().lines().collect();
        assert_eq!(lines[..5], ["Dear Zoë,", "", "https://partnerships.example/a-page", "", "."]);
        assert!(lines[5].ends_with("words words") && lines[5].len() > 200 && lines.len() == 6, "{body}");
        assert_eq!(world.row(&id).await.state, State::Sent);
    }

    async fn a_real_server_that_refuses_is_believed_or_asked_again(world) {
        let Some(server) = Aiosmtpd::start().await else { return };
        world.send_to(&server.address);
        let refused = world.queue("single", json!({ "to": "refused@story.example" })).await;
        let later = world.queue("single", json!({ "to": "later@story.example" })).await;
        assert_eq!(worker::once(&world.app).await.unwrap(), 2);
        let row = world.row(&refused).await;
        assert_eq!(row.last_error.as_deref(), Some("The mail server refused the recipient (reply 550)"));
        assert_eq!((row.state, row.attempts), (State::Parked, 1));
        let row = world.row(&later).await;
        assert_eq!(row.last_error.as_deref(), Some("The mail server refused the mail for now (reply 451)"));
        assert_eq!((row.state, row.attempts), (State::Queued, 1));
    }
}

#[tokio::test]
async fn a_server_that_never_speaks_is_given_up() {
    let server = Server::start(Manner::Silent).await;
    let settings = settings::read_from(std::iter::empty(), "").unwrap();
    let smtp = Smtp::open(&server.address, &settings, Duration::from_millis(50)).unwrap();
    let mail = Mail::new("a@story.example", "Subject", "Words").unwrap();
    let envelope = HandOver { id: "x", attempt: 1, at: DateTime::<Utc>::UNIX_EPOCH };
    let answer = Transport::Smtp(smtp).hand_over(&mail, envelope).await;
    assert_eq!(answer, Err(Undelivered::Later("The mail server did not answer in time".to_owned())));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again() {
    let settings = settings::read_from(std::iter::empty(), "").unwrap();
    let smtp = Smtp::open("smtp://127.0.0.1:9", &settings, Duration::from_secs(5)).unwrap();
    let mail = Mail::new("a@story.example", "Subject", "Words").unwrap();
    let envelope = HandOver { id: "x", attempt: 1, at: DateTime::<Utc>::UNIX_EPOCH };
    let answer = Transport::Smtp(smtp).hand_over(&mail, envelope).await;
    assert!(matches!(answer, Err(Undelivered::Later(_))), "{answer:?}");
}
