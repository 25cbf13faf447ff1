//! Whoever looks at an organisation changes nothing of it, by whatever route: the list of routes is read from the source.

use std::collections::BTreeSet;

use store::{both, naive, values};

use super::scene::{add_partner, visit};
use crate::tidy::source::{Source, sources};
use crate::world::{World, form};

/// Routes that change nothing of the organisation that is looked at, and why; the rest must refuse.
const OTHERS: &[(&str, &str)] = &[
    ("/api", "it is for systems with a token"),
    ("/sign-in", "it signs in whoever asks"),
    ("/sign-out", "it ends one's own session"),
    ("/sign-out-everywhere", "it ends one's own sessions"),
    ("/account", "it is one's own account"),
    ("/second-factor", "one gives one's own code"),
    ("/notifications", "it is what one has read oneself"),
    ("/accept-terms", "one accepts for oneself"),
    ("/choose-organisation", "it leaves the visit"),
    ("/feedback", "anybody gives it, about the service"),
    ("/report", "it is for who holds a link or a letter's code"),
    ("/a", "it is for who holds a link or a code"),
    ("/access", "it is for who holds a link"),
    ("/support", "it is the DfE's own"),
    ("/placements/year", "it is the year that one sees oneself"),
];

/// Every route that takes a POST, from the calls of `route` in the source.
fn unsafe_routes() -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    for source in sources(&["rs"]).iter().filter(|it| it.path.starts_with("crates/service/src/")) {
        for call in source.text.split(".route(").skip(1) {
            let arguments = &call[..end_of_call(call)];
            let (path, handlers) = arguments.split_once(',').unwrap_or_default();
            if handlers.contains("post(") && !path.trim().starts_with('&') {
                routes.insert(path_of(source, path.trim()));
            }
        }
        // The one pair of journeys.rs that serves every journey.
        for journey in source.text.split("const BASE: &'static str = \"").skip(1) {
            let base = journey.split('"').next().unwrap().to_owned();
            routes.insert(format!("{base}/{{draft}}/{{step}}"));
            routes.insert(base);
        }
    }
    routes.into_iter().filter(|it| !it.starts_with("W::")).collect()
}

/// Where the parenthesis closes that was opened just before.
fn end_of_call(call: &str) -> usize {
    let mut depth = 1;
    for (at, letter) in call.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    call.len()
}

/// A path as it is written, or that of the constant that stands for it.
fn path_of(source: &Source, written: &str) -> String {
    if let Some(literal) = written.strip_prefix('"') {
        return literal.trim_end_matches('"').to_owned();
    }
    let declared = format!("const {written}: &str = \"");
    let value = source.text.split_once(&declared).and_then(|(_, rest)| rest.split('"').next());
    value.map_or_else(|| written.to_owned(), str::to_owned)
}

/// The path with something in place of what this story has nothing for.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn is_anothers(route: &str) -> bool {
    OTHERS.iter().any(|(start, _)| route == *start || route.starts_with(&format!("{start}/")))
}

/// Everything that could have changed: each change has an event, drafts and uploads apart.
async fn state(world: &World) -> String {
    let tables = [
        "audit_event",
        "membership",
        "person",
        "person_role",
        "contact",
        "notice",
        "report",
        "draft",
        "upload",
        "invitation",
        "outbox",
        "organisation",
        "placement",
        "placement_assignment",
        "access_request",
    ];
    let mut counts = Vec::new();
    for table in tables {
        let count: Option<i64> = world.scalar(&format!("select count(*) from {table}")).await;
        counts.push(format!("{table} {}", count.unwrap_or_default()));
    }
    let versions: Option<i64> = world.scalar("select cast(sum(version) as bigint) from membership").await;
    format!("{} {versions:?}", counts.join(", "))
}

/// A placement of the school, which has assigned it to the provider.
async fn placement(world: &World) {
    let (provider, school) = (world.organisation("O1K").await, world.organisation("100001").await);
    let at = naive(world.now());
    let sql = "insert into placement (public_id, school, year, phase, year_group, title, title_folded, places,
                 places_assigned, state, created_at, changed_at)
               values ('p1', $1, 2026, 'primary', 'year_3', 'Primary', 'primary', 2, 1, 'offered', $2, $2)";
    world.execute(sql, values![school.get(), at]).await;
    let sql = "insert into placement_assignment (public_id, placement, provider, places, state, changed_at)
               select 'a1', id, $1, 1, 'assigned', $2 from placement";
    world.execute(sql, values![provider.get(), at]).await;
}

#[test]
fn the_routes_are_read_from_the_source() {
    let routes = unsafe_routes();
    for known in [
        "/partner-schools/add",
        "/partner-schools/add/{draft}/{step}",
        "/partner-schools/{urn}/remove",
        "/partner-schools/add-many",
        "/partner-schools/add-many/{id}/confirm",
        "/partner-providers/{code}/mistake",
        "/organisation/users/{id}/remove",
        "/organisation/users/{id}/invite",
        "/support/organisations/{key}/visit/{way}/check",
        "/sign-in",
    ] {
        assert!(routes.contains(known), "{known} is not among {routes:#?}");
    }
    assert!(routes.iter().all(|it| it.starts_with('/')), "{routes:#?}");
    for (start, _) in OTHERS {
        assert!(routes.iter().any(|it| it == start || it.starts_with(&format!("{start}/"))), "{start} is no route");
    }
}

both! {
    async fn looking_changes_nothing_by_any_route(world) {
        let mut robin = world.oakfield().await;
        world.school("100001", "Shelbyville Elementary").await;
        add_partner(&mut robin, "100001").await;
        world.post().await;
        let sent = robin.upload("/partner-schools/add-many", "file", "a.csv", b"urn\n100001\n").await;
        let upload = sent.location.split('/').nth(3).unwrap().to_owned();
        let robins: String = world.scalar("select public_id from person where name = 'Robin Patel'").await.unwrap();
        placement(world).await;
        let fields = [
            ("school", "Shelbyville"), ("school-key", "100001"), ("name", "Jo Bell"), ("email", "jo@school.example"),
            ("role", "viewer"), ("step", "make"), ("reason", "mistake"), ("contact", "jo@school.example"), ("list", "100001"),
        ];
        for key in ["O1K", "100001"] {
            let mut dana = world.desk("support").await;
            visit(&mut dana, (key, "look"), "To see what they see").await;
            let before = state(world).await;
            let mut refused = 0;
            for route in unsafe_routes().into_iter().filter(|it| !is_anothers(it)) {
                let path = route
                    .replace("{urn}", "100001")
                    .replace("{code}", "O1K")
                    .replace("{draft}/{step}", "none/check")
                    .replace("{line}", "2");
                let path = path.replace("{year}", "2026").replace("{question}", "note").replace("{share}", "a1");
                let of = [("/organisation/users/{id}", robins.as_str()), ("/placements/{id}", "p1"), ("", upload.as_str())];
                let (_, id) = of.into_iter().find(|(start, _)| route.starts_with(start)).unwrap();
                let path = filled(&path.replace("{id}", id).replace("{step}", "release"));
                let page = dana.post(&path, &form(&fields)).await;
                let is_journey = route.ends_with("{draft}/{step}") && page.status == 303;
                assert!(is_journey || [403, 404].contains(&page.status), "{path}: {} {}", page.status, page.text());
                refused += usize::from(page.status == 403);
                assert_eq!(state(world).await, before, "{path} has changed something");
            }
            assert!(refused >= 20, "{refused} routes refused at {key}");
        }
    }
}
