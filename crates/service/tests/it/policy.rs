//! Who may do what, printed whole: a change of the table is read in a document, not in code.

use std::fmt::Write as _;

use service::policy::{Action, Actor, Manner, OnBehalf, Refused, Role, Scope, Scopes};
use service::vocabulary::{OrganisationId, PersonId};

const DOCUMENT: &str = "../../docs/rules/policy.txt";

const PREFACE: &str = "Who may do what

Printed by a test from crates/service/src/policy/table.rs. Change the table, then run `cargo xtask docs`.

own         on the record of the organisation that one acts as, or that the link was sent to
on request  on the record of an organisation that asked the DfE's support desk to act for it
looked at   on the record of an organisation that the DfE looks at
placements  on the record of a school that lets one's own organisation act for it in placements
training    on the record of a school that lets one's own organisation act for it in early career training
other       on the record of any other organisation
any         on all of these

What is not listed is refused.
";

/// Places on whose record somebody may act.
struct Places {
    own: OrganisationId,
    on_request: OrganisationId,
    looked_at: OrganisationId,
    lets: OrganisationId,
    other: OrganisationId,
}

#[test]
fn the_grid_of_permissions_is_as_written() {
    let [own, on_request, looked_at, other, lets] = [1, 2, 3, 4, 5].map(OrganisationId);
    let places = Places { own, on_request, looked_at, lets, other };
    let mut grid = PREFACE.to_owned();
    for action in Action::ALL {
        let _ = writeln!(grid, "\n{}", action.code());
        for (name, actor) in actors(&places) {
            let reach = reach(actor.as_ref(), action, &places);
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

/// Somebody who can ask, as they are on a visit to an organisation or on none.
type Asks<'a> = Box<dyn Fn(Option<OnBehalf>) -> Actor + 'a>;

/// Everybody who can ask, by the name that the document gives them.
fn actors(places: &Places) -> Vec<(String, Asks<'_>)> {
    let person = |role: Option<Role>| -> Asks<'_> {
        Box::new(move |on_behalf_of| Actor::Person {
            person: PersonId(1),
            organisation: Some(places.own),
            roles: role.into_iter().collect(),
            on_behalf_of: on_behalf_of.filter(|it| visits(role, it.manner)),
        })
    };
    let mut actors: Vec<_> = Role::ALL.into_iter().map(|role| (role.code().to_owned(), person(Some(role)))).collect();
    actors.extend([
        ("signed in, without a role".to_owned(), person(None)),
        ("holder of a link".to_owned(), Box::new(|_| Actor::LinkHolder { organisation: places.own }) as Asks<'_>),
        ("token that may read".to_owned(), token(places, false)),
        ("token that may write".to_owned(), token(places, true)),
        ("operator".to_owned(), Box::new(|_| Actor::Operator)),
        ("background work".to_owned(), Box::new(|_| Actor::Job)),
        ("nobody".to_owned(), Box::new(|_| Actor::Nobody)),
    ]);
    actors
}

fn token(places: &Places, may_write: bool) -> Asks<'_> {
    Box::new(move |_| Actor::ApiToken { token: 1, organisation: places.own, may_write })
}

/// Who can be on a visit: a session lets nobody else.
fn visits(role: Option<Role>, manner: Manner) -> bool {
    match manner {
        Manner::Looking => matches!(role, Some(Role::Support | Role::Regulator)),
        Manner::Acting => role == Some(Role::Support),
        Manner::Delegated(_) => role == Some(Role::Coordinator),
    }
}

fn lets(scope: Scope) -> Manner {
    Manner::Delegated(Scopes::from_iter([scope]))
}

fn reach(actor: &dyn Fn(Option<OnBehalf>) -> Actor, action: Action, places: &Places) -> String {
    let visit = |organisation, manner| Some(OnBehalf { organisation, manner });
    let cases = [
        ("own", places.own, None),
        ("on request", places.on_request, visit(places.on_request, Manner::Acting)),
        ("looked at", places.looked_at, visit(places.looked_at, Manner::Looking)),
        ("placements", places.lets, visit(places.lets, lets(Scope::Placements))),
        ("training", places.lets, visit(places.lets, lets(Scope::EarlyCareer))),
        ("other", places.other, None),
    ];
    let may: Vec<_> = cases.into_iter().filter(|(_, on, visit)| actor(*visit).may(action, *on).is_ok()).collect();
    if may.len() == cases.len() {
        return "any".to_owned();
    }
    may.into_iter().map(|(word, _, _)| word).collect::<Vec<_>>().join(", ")
}

/// Looking is refused for its own reason, and only where acting would be allowed.
#[test]
fn who_looks_changes_nothing_and_is_told_how_to() {
    let on = OrganisationId(2);
    let support = |manner| Actor::Person {
        person: PersonId(1),
        organisation: Some(OrganisationId(1)),
        roles: [Role::Support].into_iter().collect(),
        on_behalf_of: Some(OnBehalf { organisation: on, manner }),
    };
    for action in Action::ALL {
        let looking = support(Manner::Looking).may(action, on);
        match support(Manner::Acting).may(action, on) {
            Err(_) => assert!(!matches!(looking, Err(Refused::OnlyLooking) | Ok(_)), "{action:?}"),
            Ok(_) if looking.is_ok() => {
                let anywhere = support(Manner::Looking).may(action, OrganisationId(9)).is_ok();
                let reads = matches!(
                    action,
                    Action::Read | Action::ReadPlacements | Action::ReadEarlyCareer | Action::ReadPayable
                );
                assert!(reads || anywhere, "{action:?} goes by looking alone");
            }
            Ok(_) => assert_eq!(looking.unwrap_err(), Refused::OnlyLooking, "{action:?}"),
        }
    }
}

/// A delegate does what was let and nothing else, and is told so.
#[test]
fn a_delegate_does_what_the_school_lets_and_never_what_makes_it_a_school() {
    let on = OrganisationId(2);
    let acting = |scopes| Actor::Person {
        person: PersonId(1),
        organisation: Some(OrganisationId(1)),
        roles: Role::OF_ORGANISATIONS.into_iter().collect(),
        on_behalf_of: Some(OnBehalf { organisation: on, manner: Manner::Delegated(scopes) }),
    };
    let both = Scopes { placements: true, early_career: true };
    let never = [
        Action::Read,
        Action::ManageUsers,
        Action::ManageDelegations,
        Action::ManageTokens,
        Action::ChangePartners,
        Action::ReportMistake,
        Action::ReadPayable,
        Action::ActFor,
    ];
    for action in never {
        assert_eq!(acting(both).may(action, on).unwrap_err(), Refused::NotDelegated, "{action:?}");
    }
    let placements = Scopes { placements: true, early_career: false };
    assert!(acting(placements).may(Action::OfferPlacements, on).unwrap().is_delegated());
    assert_eq!(acting(placements).may(Action::NominateTutor, on).unwrap_err(), Refused::NotDelegated);
    assert_eq!(acting(both).may(Action::OfferPlacements, OrganisationId(3)).unwrap_err(), Refused::NotTheirs);
}
