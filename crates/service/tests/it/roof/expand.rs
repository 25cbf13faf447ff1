//! R11: a migration that only adds (expand) may run while a program of before goes on serving; what it takes away comes a
//! release later (contract).

use axum::http::Method;
use service::policy::Role;
use store::{Dialect, FromQueryResult, both, values};

use super::scene::{Scene, Visitor, ask};
use crate::world::{World, form};

#[derive(FromQueryResult)]
struct Table {
    name: String,
}

/// Gives every table a column that the program does not know, as a migration of the next release may.
async fn expand(world: &World) {
    let sql = match world.app.db.dialect() {
        Dialect::Sqlite => "select name from sqlite_master where type = 'table' and name not like 'sqlite%'",
        Dialect::Postgres => "select tablename::text as name from pg_tables where schemaname = 'public'",
    };
    let tables: Vec<Table> = world.app.db.read().await.unwrap().all(sql, values![]).await.unwrap();
    assert!(tables.len() > 40, "the tables were not found");
    for table in tables {
        world.execute(&format!("alter table {} add column of_the_next_release text", table.name), values![]).await;
    }
}

both! {
    async fn what_the_next_release_adds_stops_no_page_of_this_one(world) {
        let scene = Scene::on(world).await;
        let mut asked = scene.each_page().await;
        for (_, browser, address) in &mut asked {
            // The database prepares each question once, for the tables as they are.
            ask(browser, &Method::GET, address).await;
        }
        expand(world).await;
        for (visitor, mut browser, address) in asked {
            let page = ask(&mut browser, &Method::GET, &address).await;
            assert!(page.status < 500, "{address} by {visitor:?}: {}", page.text());
        }
        // Changes as well: each names the columns that it fills.
        let mut robin = scene.browser(Visitor::Provider(Role::Coordinator)).await;
        world.school("100077", "Ash Primary School").await;
        let list = robin.post("/partner-schools/add-many", &form(&[("list", "100077")])).await.location;
        let list = list.trim_end_matches("/rows");
        assert_eq!(robin.get(&format!("{list}/rows")).await.status, 200, "{list}");
        assert_eq!(robin.post(&format!("{list}/rows"), "").await.status, 303);
        assert_eq!(robin.post(&format!("{list}/confirm"), "").await.location, format!("{list}/done"));
        assert!(robin.get("/partner-schools").await.says("Ash Primary School"));
    }
}
