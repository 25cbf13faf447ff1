//! A change is refused to another site's page, and a page changes nothing. Trust S5.

use axum::body::Body;
use axum::http::{Method, Request};
use service::policy::Role;
use store::{Dialect, both, values};

use super::routes::routes;
use super::scene::{Scene, Visitor, ask};
use crate::world::World;

/// Everything that the database holds: on SQLite its files, on PostgreSQL a digest of every row.
async fn everything(world: &World) -> Vec<Vec<u8>> {
    if world.app.db.dialect() == Dialect::Sqlite {
        let file = world.url.trim_start_matches("sqlite:");
        return [file.to_owned(), format!("{file}-wal")].map(|it| std::fs::read(it).unwrap_or_default()).into();
    }
    let mut tx = world.app.db.read().await.unwrap();
    let each = "select string_agg('select row_to_json(t)::text as x from ' || tablename || ' t', ' union all ')
                from pg_tables where schemaname = 'public'";
    let each: Option<String> = tx.scalar(each, values![]).await.unwrap();
    let digest = format!("select md5(string_agg(x, '' order by x)) from ({}) it", each.unwrap());
    vec![tx.scalar::<String>(&digest, values![]).await.unwrap().unwrap().into_bytes()]
}

const FOREIGN: [(&str, &str); 6] = [
    ("origin", "https://evil.example"),
    ("origin", "null"),
    ("origin", "http://127.0.0.1:8081"),
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
    ("sec-fetch-site", "\u{e9}"),
];

both! {
    async fn no_change_is_made_for_another_sites_page(world) {
        let scene = Scene::on(world).await;
        let visitors = [Visitor::Nobody, Visitor::Provider(Role::Coordinator), Visitor::Provider(Role::Administrator),
            Visitor::School(Role::Coordinator), Visitor::Dfe(Role::Support)];
        for visitor in visitors {
            let mut browser = scene.browser(visitor).await;
            for route in routes() {
                let address = scene.address(&route.pattern, scene.of(visitor), &mut browser).await;
                let before = everything(world).await;
                for (name, value) in FOREIGN {
                    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                        let request = Request::builder().method(&method).uri(&address).header("host", "127.0.0.1:8080");
                        let page = browser.send(request.header(name, value), Body::empty()).await;
                        assert_eq!(page.status, 403, "{method} {address} with {name}: {value}");
                        assert!(page.html.contains("This request came from another website"), "{address}");
                    }
                }
                assert!(everything(world).await == before, "{address} has changed something");
            }
        }
    }

    async fn no_page_that_is_only_looked_at_changes_anything(world) {
        let scene = Scene::on(world).await;
        let visitors = [Visitor::Nobody, Visitor::Provider(Role::Coordinator), Visitor::Provider(Role::Administrator),
            Visitor::School(Role::Coordinator), Visitor::Dfe(Role::Support)];
        for visitor in visitors {
            let mut browser = scene.browser(visitor).await;
            for route in routes().iter().filter(|it| it.takes(&Method::GET)) {
                let address = scene.address(&route.pattern, scene.of(visitor), &mut browser).await;
                let before = everything(world).await;
                for method in [Method::HEAD, Method::GET, Method::OPTIONS] {
                    let page = ask(&mut browser, &method, &address).await;
                    assert!(page.status < 500, "{method} {address}: {}", page.text());
                }
                assert!(everything(world).await == before, "{address} has changed something for {visitor:?}");
            }
        }
    }
}
