//! One program serves a SQLite file, any number one PostgreSQL; what is taken away at one is gone at the other. R16: behind
//! a proxy they are restarted one after the other, and nobody notices.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use store::testing::Place;
use store::{Dialect, both};

use super::program::{Program, answer, asked, command, free_address, now, robin, status};
use crate::world::World;

both! {
    async fn two_serve_postgresql_and_one_alone_sqlite(world) {
        now(world);
        let robin = robin(world).await;
        let first = Program::serve(world, &[]).await;
        if world.app.db.dialect() == Dialect::Sqlite {
            let address = free_address();
            let second = command(&world.url, first.folder()).arg("serve").env("PARTNERSHIPS_LISTEN", address).output().await;
            let second = second.unwrap();
            assert_eq!(second.status.code(), Some(1));
            let said = String::from_utf8(second.stderr).unwrap();
            assert!(said.contains("Another process already serves"), "{said}");
            assert_eq!(status(&first.get("/partner-schools", &robin).await), 200);
            first.stopped().await;
            return;
        }
        let second = Program::serve(world, &[]).await;
        for program in [&first, &second] {
            assert_eq!(status(&program.get("/partner-schools", &robin).await), 200);
        }
        // Each is stopped in turn, as at an upgrade; the other goes on.
        let address = first.address.clone();
        first.stopped().await;
        assert!(tokio::net::TcpStream::connect(address).await.is_err());
        assert_eq!(status(&second.get("/partner-schools", &robin).await), 200);
        let third = Program::serve(world, &[]).await;
        let signed_out = third.post("/sign-out", "", &robin).await;
        assert_eq!(status(&signed_out), 303, "{signed_out}");
        for program in [&second, &third] {
            let answer = program.get("/partner-schools", &robin).await;
            assert!(answer.contains("location: /sign-in?return_to="), "{answer}");
        }
    }

    async fn a_node_that_leaves_says_so_and_answers_until_its_time_is_over(world) {
        now(world);
        let robin = robin(world).await;
        let node = Program::serve(world, &[("DRAIN_SECONDS", "600")]).await;
        assert_eq!(status(&node.get("/readyz", "").await), 200);
        node.ask_to_stop().await;
        let mut ready = node.get("/readyz", "").await;
        while status(&ready) == 200 {
            tokio::task::yield_now().await;
            ready = node.get("/readyz", "").await;
        }
        assert_eq!(status(&ready), 503, "{ready}");
        assert!(ready.ends_with("this node is stopping\n"), "{ready}");
        assert_eq!(status(&node.get("/healthz", "").await), 200);
        assert_eq!(status(&node.get("/partner-schools", &robin).await), 200);
    }
}

/// What stands before the nodes, as a proxy does: it ends TLS, and gives each request to the next node that is ready.
#[derive(Default)]
struct Proxy {
    nodes: Mutex<Vec<String>>,
    turn: AtomicUsize,
    answered: AtomicUsize,
    is_over: AtomicBool,
}

const OUTSIDE: &str = "host: partnerships.example\r\norigin: https://partnerships.example\r\nx-forwarded-for: \
                       192.0.2.7\r\nconnection: close\r\n";

async fn is_ready(node: &str) -> bool {
    let question = format!("GET /readyz HTTP/1.1\r\n{OUTSIDE}\r\n");
    // A check that is cut, since the node goes just then, says that it is not ready; a request must never be cut.
    asked(node, question.as_bytes()).await.is_ok_and(|answer| !answer.is_empty() && status(&answer) == 200)
}

impl Proxy {
    async fn pass(&self, request: &str) -> String {
        loop {
            let nodes = self.nodes.lock().unwrap().clone();
            let turn = self.turn.fetch_add(1, Ordering::Relaxed);
            let node = &nodes[turn % nodes.len()];
            if is_ready(node).await {
                let answer = answer(node, request.as_bytes()).await;
                self.answered.fetch_add(1, Ordering::Relaxed);
                return answer;
            }
        }
    }

    /// Until so many more requests have been answered.
    async fn is_busy(&self) {
        let enough = self.answered.load(Ordering::Relaxed) + 40;
        while self.answered.load(Ordering::Relaxed) < enough {
            tokio::task::yield_now().await;
        }
    }
}

/// Somebody who looks at a list and sends a form, again and again; gives how many forms were taken.
async fn somebody(proxy: Arc<Proxy>, robin: String) -> i64 {
    let form = "satisfaction=satisfied&comment=&from=%2F";
    let length = form.len();
    let kind = "content-type: application/x-www-form-urlencoded";
    let look = format!("GET /partner-schools HTTP/1.1\r\n{OUTSIDE}{robin}\r\n");
    let send = format!("POST /feedback HTTP/1.1\r\n{OUTSIDE}{robin}{kind}\r\ncontent-length: {length}\r\n\r\n{form}");
    let mut taken = 0;
    while !proxy.is_over.load(Ordering::Relaxed) {
        let page = proxy.pass(&look).await;
        assert_eq!(status(&page), 200, "{page}");
        let done = proxy.pass(&send).await;
        assert_eq!(status(&done), 303, "{done}");
        taken += 1;
    }
    taken
}

/// A SQLite file has one node, which is away while it restarts.
#[tokio::test]
async fn two_nodes_behind_a_proxy_are_restarted_in_turn_and_no_request_is_cut_postgres() {
    let world = World::on(Place::postgres().await).await;
    now(&world);
    let robin = robin(&world).await.replace("session=", "__Host-session=");
    let settings = [("DRAIN_SECONDS", "2"), ("PUBLIC_URL", "https://partnerships.example")];
    let mut old = vec![Program::serve(&world, &settings).await, Program::serve(&world, &settings).await];
    let proxy = Arc::new(Proxy::default());
    *proxy.nodes.lock().unwrap() = old.iter().map(|it| it.address.clone()).collect();
    let people: Vec<_> = (0..4).map(|_| tokio::spawn(somebody(Arc::clone(&proxy), robin.clone()))).collect();
    let mut fresh = Vec::new();
    while let Some(node) = old.pop() {
        proxy.is_busy().await;
        let address = node.address.clone();
        let log = node.stopped().await;
        assert!(log.contains("leaving") && !log.contains("still in hand"), "{log}");
        assert!(!is_ready(&address).await);
        let node = Program::serve(&world, &settings).await;
        proxy.nodes.lock().unwrap().push(node.address.clone());
        fresh.push(node);
        proxy.nodes.lock().unwrap().retain(|it| *it != address);
    }
    proxy.is_busy().await;
    proxy.is_over.store(true, Ordering::Relaxed);
    let mut taken = 0;
    for one in people {
        taken += one.await.unwrap();
    }
    assert_eq!(world.count("feedback").await, taken);
    for node in fresh {
        node.stopped().await;
    }
}
