//! What happens to people, as the audit trail tells it. Addresses and names stand outside the chain.

use chrono::{DateTime, Utc};
use serde_json::json;
use store::audit::Entry;
use store::naive;

use crate::policy::{Manner, Permit, Role, Roles};
use crate::vocabulary::{OrganisationId, PersonId};

/// By what a person signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A link that they asked for.
    Link,
    /// A link that an operator made for them.
    OperatorsLink,
    /// An OpenID Connect provider.
    OpenId,
}

impl Way {
    fn code(self) -> &'static str {
        match self {
            Way::Link => "link",
            Way::OperatorsLink => "operators_link",
            Way::OpenId => "open_id",
        }
    }
}

/// A person signed in. There is no permit yet: what they came by was the proof.
pub fn signed_in(person: PersonId, way: Way, now: DateTime<Utc>) -> Entry {
    Entry {
        at: naive(now),
        actor_kind: "person",
        person: Some(person.get()),
        acting_as: None,
        organisation: None,
        on_behalf: false,
        action: "sign_in",
        subject: subject(person),
        data: json!({ "by": way.code() }),
        personal: Vec::new(),
    }
}

/// A user was added, with what they may do.
pub fn user_added(permit: &Permit, person: PersonId, roles: Roles, now: DateTime<Utc>) -> Entry {
    permit.entry(now, subject(person), json!({ "did": "added", "roles": codes(roles) }))
}

/// A user's roles were changed.
pub fn roles_changed(permit: &Permit, person: PersonId, from: Roles, to: Roles, now: DateTime<Utc>) -> Entry {
    let data = json!({ "did": "roles_changed", "from": codes(from), "to": codes(to) });
    permit.entry(now, subject(person), data)
}

/// A user was removed.
pub fn user_removed(permit: &Permit, person: PersonId, roles: Roles, now: DateTime<Utc>) -> Entry {
    permit.entry(now, subject(person), json!({ "did": "removed", "roles": codes(roles) }))
}

/// Anything else that a person or an operator did to an account.
pub fn account(permit: &Permit, person: PersonId, did: &'static str, now: DateTime<Utc>) -> Entry {
    permit.entry(now, subject(person), json!({ "did": did }))
}

/// A person turned to another of their organisations.
pub fn organisation_chosen(
    permit: &Permit,
    person: PersonId,
    organisation: OrganisationId,
    now: DateTime<Utc>,
) -> Entry {
    let entry = account(permit, person, "organisation_chosen", now);
    Entry { organisation: Some(organisation.get()), ..entry }
}

/// A visit of the DfE to an organisation, or the time in which a school's delegate acts for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Who visits.
    pub visitor: PersonId,
    /// Whom.
    pub organisation: OrganisationId,
    /// How.
    pub manner: Manner,
}

/// A visit began (`started`) or ended (`stopped`), whoever ended it and under whatever permit.
pub fn visit(permit: &Permit, visit: Visit, did: &'static str, now: DateTime<Utc>) -> Entry {
    let Visit { visitor, organisation, manner } = visit;
    let data = json!({ "did": did, "visitor": visitor.get() });
    Entry {
        organisation: Some(organisation.get()),
        on_behalf: manner != Manner::Looking,
        action: manner.action().code(),
        ..permit.entry(now, format!("organisation:{organisation}"), data)
    }
}

/// What was done about a user of this name, as a sentence without its full stop.
pub fn told_of(data: &serde_json::Value, name: &str) -> String {
    let titles = |name: &str| {
        let codes = data[name].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
        codes.filter_map(Role::parse).collect::<Roles>().titles()
    };
    match data["did"].as_str().unwrap_or_default() {
        "added" => format!("Added {name} as a user ({})", titles("roles")),
        "roles_changed" => format!("Changed what {name} can do from {} to {}", titles("from"), titles("to")),
        "removed" => format!("Removed {name} as a user"),
        "second_factor_reset" => format!("Removed the app for codes of {name}"),
        "invited_again" => format!("Sent {name} another invitation"),
        other => format!("{name}: {}", other.replace('_', " ")),
    }
}

fn subject(person: PersonId) -> String {
    format!("person:{}", person.get())
}

fn codes(roles: Roles) -> Vec<&'static str> {
    roles.iter().map(crate::policy::Role::code).collect()
}
