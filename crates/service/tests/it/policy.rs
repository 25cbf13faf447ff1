//! Who may do what, printed whole: a change of the table is read in a document, not in code.

use std::fmt::Write as _;

use service::policy::{Action, Actor, Role};
use service::vocabulary::{OrganisationId, PersonId};

const DOCUMENT: &str = "../../docs/rules/policy.txt";

const PREFACE: &str = "Who may do what

Printed by a test from crates/service/src/policy/table.rs. Change the table, then run `cargo xtask docs`.

own         on the record of the organisation that one acts as, or that the link was sent to
on request  on the record of an organisation that asked the DfE's support desk to act for it
other       on the record of any other organisation

What is not listed is refused.
";

/// Places on whose record somebody may act.
struct Places {
    own: OrganisationId,
    on_request: OrganisationId,
    other: OrganisationId,
}

#[test]
fn the_grid_of_permissions_is_as_written() {
    let places = Places { own: OrganisationId(1), on_request: OrganisationId(2), other: OrganisationId(3) };
    let mut grid = PREFACE.to_owned();
    for action in Action::ALL {
        let _ = writeln!(grid, "\n{}", action.code());
        for (name, actor) in actors(&places) {
            let reach = reach(&actor, action, &places);
            if !reach.is_empty() {
                let _ = writeln!(grid, "    {name:<24} {reach}");
            }
        }
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &grid).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(grid == written, "docs/rules/policy.txt is out of date: run `cargo xtask docs` and read what changed");
}

/// Everybody who can ask, by the name that the document gives them.
fn actors(places: &Places) -> Vec<(String, Actor)> {
    let person = |role: Option<Role>| Actor::Person {
        person: PersonId(1),
        organisation: Some(places.own),
        roles: role.into_iter().collect(),
        on_behalf_of: role.filter(|role| *role == Role::Support).map(|_| places.on_request),
    };
    let mut actors: Vec<_> = Role::ALL.into_iter().map(|role| (role.code().to_owned(), person(Some(role)))).collect();
    actors.extend([
        ("signed in, without a role".to_owned(), person(None)),
        ("holder of a link".to_owned(), Actor::LinkHolder { organisation: places.own }),
        ("operator".to_owned(), Actor::Operator),
        ("background work".to_owned(), Actor::Job),
        ("nobody".to_owned(), Actor::Nobody),
    ]);
    actors
}

fn reach(actor: &Actor, action: Action, places: &Places) -> String {
    let words = [("own", places.own), ("on request", places.on_request), ("other", places.other)];
    let may = words.into_iter().filter(|(_, on)| actor.may(action, *on).is_ok()).map(|(word, _)| word);
    may.collect::<Vec<_>>().join(", ")
}
