//! The document tells of every route and of nothing else, and its examples fit its schemas.

use std::collections::BTreeSet;

use serde_json::Value;
use service::api::openapi::{ENDPOINTS, document, examples};
use store::both;

use super::schema::faults;
use crate::roof::routes::routes;
use crate::world::World;

#[test]
fn the_document_tells_of_every_route_and_no_other() {
    let document = document();
    let mut told = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        told.extend(methods.as_object().unwrap().keys().map(|it| format!("{it} {path}")));
    }
    let below = routes().into_iter().filter(|it| it.pattern.starts_with("/api/v1/"));
    let served: BTreeSet<String> = below
        .flat_map(|it| {
            it.methods
                .iter()
                .map(|method| format!("{} {}", method.as_str().to_lowercase(), it.pattern))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(told, served);
}

#[test]
fn every_example_fits_its_schema() {
    let document = document();
    let of = |name: &str| document["components"]["schemas"][name].clone();
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        let found = faults(&document, &of(name), &examples::of(name), "");
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
    assert!(faults(&document, &of("Confirm"), &examples::several(), "").is_empty());
    assert_ne!(examples::of("Problem"), Value::Null);
}

both! {
    async fn anybody_can_read_the_document_and_the_guidance(world) {
        let mut nobody = world.browser();
        let read: Value = serde_json::from_str(&nobody.get("/openapi.json").await.html).unwrap();
        assert_eq!(read, document());
        let page = nobody.get("/api/docs").await;
        assert_eq!((page.status, page.h1()), (200, "Use the API".to_owned()));
        for endpoint in ENDPOINTS {
            assert!(page.says(&format!("{} {}", endpoint.method.to_uppercase(), endpoint.path)), "{}", endpoint.path);
        }
        assert_eq!(nobody.get("/api/docs/releases").await.h1(), "API releases");
    }
}
