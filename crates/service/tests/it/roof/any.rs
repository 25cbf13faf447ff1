//! Whatever is asked, of whichever address and by whom, is answered, and never by an error of ours. Trust S7.
//!
//! What chance made is printed where a story fails; it is not made smaller, since each request changes what is there.

use axum::body::Body;
use axum::http::{Method, Request};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use service::policy::Role;
use store::both;

use super::routes::{Route, routes};
use super::scene::{Scene, Visitor};
use crate::world::{Browser, World, form};

const CASES: usize = 256;

const VISITORS: [Visitor; 7] = [
    Visitor::Nobody,
    Visitor::Provider(Role::Coordinator),
    Visitor::Provider(Role::Administrator),
    Visitor::School(Role::Coordinator),
    Visitor::Lead(Role::Coordinator),
    Visitor::Dfe(Role::Support),
    Visitor::Stranger,
];

/// What addresses are asked with, besides what chance makes up.
const NAMES: [&str; 42] = [
    "q",
    "page",
    "order",
    "status",
    "phase",
    "type",
    "year",
    "cohort",
    "provider",
    "school",
    "draft",
    "return_to",
    "state",
    "code",
    "from",
    "to",
    "near",
    "miles",
    "role",
    "route",
    "term",
    "setting",
    "subject",
    "year_group",
    "went",
    "what",
    "hosted",
    "topic",
    "read",
    "name",
    "result",
    "area",
    "told",
    "list",
    "email",
    "reason",
    "filter[cohort]",
    "filter[urn]",
    "filter[updated_since]",
    "filter[delivery_partner_id]",
    "page[after]",
    "page[size]",
];

/// Values at the edges of what is read.
const EDGES: [&str; 30] = [
    "",
    "0",
    "-1",
    "1",
    "31",
    "12",
    "2026",
    "2027",
    "0000",
    "9999",
    "10000",
    "2147483648",
    "9223372036854775808",
    "1e9",
    "2026-11-23",
    "0000-01-01",
    "9999-12-31",
    "2026-02-30",
    "100001",
    "O1K",
    "E1M",
    "yes",
    "on",
    "viewer",
    "\0",
    "%",
    "'",
    "\u{202e}",
    "a@b.example",
    "\u{1f469}\u{200d}\u{1f467}",
];

/// A request as chance has it.
#[derive(Clone, Debug)]
struct Asked {
    route: Index,
    visitor: Index,
    method: Index,
    /// What stands in the address in place of what it takes; where there is nothing, what is really there.
    parts: Option<String>,
    query: Vec<(Index, String)>,
    /// Changes of what the page's own form would send.
    fields: Vec<(Index, String)>,
    body: Sent,
}

#[derive(Clone, Debug)]
enum Sent {
    Form,
    Parts,
    Json(String),
    Bytes(&'static str, Vec<u8>),
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(&EDGES[..]).prop_map(str::to_owned),
        2 => ".{0,40}",
        1 => "[0-9]{1,21}",
        1 => "[a-zA-Z0-9é ]{60,400}",
        1 => Just("x".repeat(5_000)),
    ]
}

fn json() -> impl Strategy<Value = String> {
    let names = prop::sample::select(&["partnerships", "cohort", "urn", "delivery_partner_id", "dry_run", "x\0"][..]);
    let leaf = prop_oneof![
        value().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null),
    ];
    let whole = leaf.prop_recursive(4, 24, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
            prop::collection::vec((names.clone(), inner), 0..5)
                .prop_map(|pairs| pairs.into_iter().map(|(name, it)| (name.to_owned(), it)).collect()),
        ]
    });
    whole.prop_map(|it| it.to_string())
}

fn asked() -> impl Strategy<Value = Asked> {
    let kinds = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=story", "application/json", ""];
    let body = prop_oneof![
        6 => Just(Sent::Form),
        1 => Just(Sent::Parts),
        2 => json().prop_map(Sent::Json),
        1 => (prop::sample::select(kinds.to_vec()), prop::collection::vec(any::<u8>(), 0..200))
            .prop_map(|(kind, bytes)| Sent::Bytes(kind, bytes)),
    ];
    let pairs = || prop::collection::vec((any::<Index>(), value()), 0..4);
    let address = (any::<Index>(), any::<Index>(), any::<Index>(), prop::option::weighted(0.25, value()));
    (address, pairs(), pairs(), body).prop_map(|((route, visitor, method, parts), query, fields, body)| Asked {
        route,
        visitor,
        method,
        parts,
        query,
        fields,
        body,
    })
}

/// What the page at this address would send: the names and values of what it asks for.
fn asked_for(html: &str) -> Vec<(String, String)> {
    let tags =
        html.split('<').filter(|it| ["input", "select", "textarea", "button"].iter().any(|tag| it.starts_with(tag)));
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        rest.split('"').next().map(str::to_owned)
    };
    tags.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()))).collect()
}

/// The address of a request, with its query.
async fn address(scene: &Scene<'_>, route: &Route, asked: &Asked, visitor: Visitor, browser: &mut Browser) -> String {
    let path = match &asked.parts {
        None => scene.address(&route.pattern, scene.of(visitor), browser).await,
        Some(with) => {
            let with: String = form_urlencoded::byte_serialize(with.as_bytes()).collect();
            let part = |it: &str| if it.starts_with('{') { format!("/{with}") } else { format!("/{it}") };
            route.pattern.split('/').skip(1).map(part).collect()
        }
    };
    let pairs: Vec<(&str, &str)> =
        asked.query.iter().map(|(name, value)| (*name.get(&NAMES), value.as_str())).collect();
    if pairs.is_empty() { path } else { format!("{path}?{}", form(&pairs)) }
}

/// The body and its kind.
async fn body(asked: &Asked, path: &str, browser: &mut Browser) -> (String, Vec<u8>) {
    let mut pairs = match asked.body {
        Sent::Form | Sent::Parts => asked_for(&browser.get(path).await.html),
        _ => Vec::new(),
    };
    for (name, value) in &asked.fields {
        if pairs.is_empty() {
            pairs.push((name.get(&NAMES).to_string(), value.clone()));
        } else {
            name.get_mut(&mut pairs).1.clone_from(value);
        }
    }
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    match &asked.body {
        Sent::Form => ("application/x-www-form-urlencoded".to_owned(), form(&pairs).into_bytes()),
        Sent::Parts => {
            let part = |(name, value): &(&str, &str)| {
                let file = if *name == "file" { "; filename=\"a.csv\"" } else { "" };
                format!("--story\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n")
            };
            let parts: String = pairs.iter().map(part).collect();
            ("multipart/form-data; boundary=story".to_owned(), format!("{parts}--story--\r\n").into_bytes())
        }
        Sent::Json(json) => ("application/json".to_owned(), json.clone().into_bytes()),
        Sent::Bytes(kind, bytes) => ((*kind).to_owned(), bytes.clone()),
    }
}

both! {
    async fn any_request_has_an_answer_that_is_no_error_of_ours(world) {
        let scene = Scene::on(world).await;
        let token = world.system(scene.lead, true).await.token;
        let (routes, mut chance) = (routes(), TestRunner::default());
        let mut deep = 0;
        for _ in 0..CASES {
            let asked = asked().new_tree(&mut chance).unwrap().current();
            let route = asked.route.get(&routes);
            let visitor = *asked.visitor.get(&VISITORS);
            let mut browser = scene.browser(visitor).await;
            let at = address(&scene, route, &asked, visitor, &mut browser).await;
            let other = [Method::GET, Method::HEAD, Method::OPTIONS, Method::DELETE, Method::PUT];
            let methods = [&route.methods[..], &route.methods[..], &route.methods[..], &other[..]].concat();
            let method = asked.method.get(&methods);
            let (kind, body) = body(&asked, &at, &mut browser).await;
            let mut request = Request::builder().method(method).uri(&at).header("sec-fetch-site", "same-origin");
            request = request.header("content-type", kind);
            if at.starts_with("/api/") && visitor != Visitor::Nobody {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            let page = browser.send(request, Body::from(body)).await;
            // The page that is down while the provider of sign-ins or a database is has 502 or 503: here neither is.
            assert!(page.status < 500, "{method} {at} as {visitor:?}, {asked:?}: {} {}", page.status, page.html);
            deep += usize::from([200, 201, 303, 422].contains(&page.status));
        }
        // Chance that only meets closed doors would try nothing.
        assert!(deep > CASES / 4, "{deep} of {CASES} requests came to anything");
    }
}
