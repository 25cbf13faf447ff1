//! R6, R8: the database is away, or full. A clear page, nothing half done, and all is well again by itself.

use store::testing::Place;
use store::{Db, Dialect, both, values};

use crate::world::{Page, World, form};

const ADD_MANY: &str = "/partner-schools/add-many";

/// A list that needs more room than a page of the database.
fn list() -> String {
    let lines: Vec<String> = (0..3_000).map(|it| format!("School number {it}, Durham, DH1 1AA")).collect();
    form(&[("list", &lines.join("\n"))])
}

/// What a change that broke off must not have touched.
async fn left(world: &World) -> Vec<Option<i64>> {
    let db = Db::open(&world.url).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let mut counts = Vec::new();
    for table in ["audit_event", "membership", "outbox", "upload", "draft"] {
        counts.push(tx.scalar(&format!("select count(*) from {table}"), values![]).await.unwrap());
    }
    counts
}

/// Lets the database grow no more, or grow again.
async fn room(world: &World, is_full: bool) {
    let sql = match (world.app.db.dialect(), is_full) {
        (Dialect::Sqlite, true) => "pragma max_page_count = 1",
        (Dialect::Sqlite, false) => "pragma max_page_count = 1000000000",
        (Dialect::Postgres, true) => {
            "create function no_room() returns trigger language plpgsql as $$
               begin raise exception 'no space left on device' using errcode = '53100'; end $$;"
        }
        (Dialect::Postgres, false) => "drop trigger full_disk on upload",
    };
    world.execute(sql, values![]).await;
    if world.app.db.dialect() == Dialect::Postgres && is_full {
        let sql = "create trigger full_disk before insert on upload execute function no_room()";
        world.execute(sql, values![]).await;
    }
}

fn is_full(page: &Page) -> bool {
    page.status == 503 && page.says("Nothing can be saved at the moment") && page.says("run out of space")
}

both! {
    async fn a_full_disk_is_told_changes_nothing_and_is_forgotten_when_there_is_room(world) {
        let mut robin = world.oakfield().await;
        let before = left(world).await;
        room(world, true).await;
        let page = robin.post(ADD_MANY, &list()).await;
        assert!(is_full(&page), "{} {}", page.status, page.text());
        assert_eq!(page.headers["retry-after"], "60");
        assert_eq!(robin.get("/partner-schools").await.status, 200, "reading goes on");
        assert_eq!(left(world).await, before);
        room(world, false).await;
        assert_eq!(robin.post(ADD_MANY, &list()).await.status, 303);
    }
}

/// The part of an address after its last slash: the database's name.
fn name_of(url: &str) -> &str {
    url.rsplit('/').next().and_then(|it| it.split('?').next()).unwrap()
}

/// Lets people into the database of this world, or throws everybody out and lets nobody in, as a server does that
/// restarts.
async fn doors(world: &World, is_open: bool) {
    let server = std::env::var("TEST_POSTGRES_URL").unwrap();
    let db = Db::open(&server).await.unwrap();
    let name = name_of(&world.url);
    let mut tx = db.begin().await.unwrap();
    tx.execute(&format!("alter database {name} allow_connections {is_open}"), values![]).await.unwrap();
    tx.commit().await.unwrap();
    let sql = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1";
    let mut tx = db.begin().await.unwrap();
    tx.execute(sql, values![name]).await.unwrap();
    tx.commit().await.unwrap();
    db.close().await;
}

/// Connections of one program at most: each that was used in the last seconds may find out once that it is cut.
const CONNECTIONS: usize = 24;

/// Only a server can be away; a file is there or damaged.
#[tokio::test]
async fn while_the_server_restarts_pages_say_so_and_afterwards_all_is_well() {
    let world = World::on(Place::postgres().await).await;
    let mut robin = world.oakfield().await;
    let before = left(&world).await;
    for _ in 0..2 {
        doors(&world, false).await;
        for path in ["/partner-schools", "/account", "/readyz"] {
            assert_eq!(robin.get(path).await.status, 503, "{path}");
        }
        let page = robin.post(ADD_MANY, &list()).await;
        assert!(page.status == 503 && page.says("The service is busy"), "{} {}", page.status, page.text());
        // What needs no database is given.
        assert_eq!(robin.get("/healthz").await.status, 200);
        doors(&world, true).await;
        let mut waits = 0;
        while robin.get("/partner-schools").await.status != 200 {
            waits += 1;
            assert!(waits <= CONNECTIONS, "it does not come back by itself");
        }
    }
    let mut waits = 0;
    while robin.post(ADD_MANY, &list()).await.status != 303 {
        // None of those that were refused has left anything.
        assert_eq!(left(&world).await, before);
        waits += 1;
        assert!(waits <= CONNECTIONS, "it does not come back by itself");
    }
}
