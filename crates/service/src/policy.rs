//! Who may do what: one table, read aloud to check it. Anything absent is refused.
//!
//! [`Actor::may`] is the only way to make a [`Permit`], every function that writes takes one, and the
//! audit trail is written from it: neither the check nor the trail can be forgotten.

mod action;
mod role;
mod scope;
mod table;

use std::fmt;

use chrono::{DateTime, Utc};

use crate::vocabulary::{OrganisationId, PersonId};
pub use action::Action;
pub use role::{Role, Roles};
pub use scope::{Scope, Scopes};
pub use table::{POLICY, Row};

/// Who a row of the table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person with this role in the organisation that they act as.
    Has(Role),
    /// Anybody signed in.
    SignedIn,
    /// Whoever holds a link or a letter's code.
    LinkHolder,
    /// A system with a token of the API that may read.
    Token,
    /// A system with a token of the API that may change things, too.
    WritingToken,
    /// A command at the server.
    Operator,
    /// Background work.
    Job,
    /// Anybody at all.
    Anybody,
}

/// How far a row reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The organisation that the actor acts as (or the one that the link is about).
    Own,
    /// The organisation that the DfE looks at, or acts for.
    Looking,
    /// The organisation that support acts for, at its request.
    OnRequest,
    /// The school that has let the actor's organisation act for it in this part.
    Delegated(Scope),
    /// Any organisation.
    Any,
}

/// How somebody is with an organisation that is not their own, and whose pages they see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// The DfE looks, and can change nothing.
    Looking,
    /// The DfE acts at the organisation's request. Source: product.md decision 13.
    Acting,
    /// Another organisation does what the school has let it do.
    Delegated(Scopes),
}

impl Manner {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Manner::Looking => "looking",
            Manner::Acting => "acting",
            Manner::Delegated(_) => "delegated",
        }
    }

    /// The manner of a word; that of a delegation without what it lets, which is read where it matters.
    pub fn read(word: Option<&str>) -> Manner {
        match word {
            Some("acting") => Manner::Acting,
            Some("delegated") => Manner::Delegated(Scopes::default()),
            _ => Manner::Looking,
        }
    }

    /// What the policy is asked before it begins.
    pub fn action(self) -> Action {
        match self {
            Manner::Looking => Action::LookAt,
            Manner::Acting => Action::ActOnBehalf,
            Manner::Delegated(_) => Action::ActFor,
        }
    }
}

/// An organisation that the DfE looks at or acts for, or a school that has let one's own organisation act for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnBehalf {
    /// Which.
    pub organisation: OrganisationId,
    /// How.
    pub manner: Manner,
}

/// Who is doing something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person who is signed in.
    Person {
        /// Who.
        person: PersonId,
        /// The organisation that they act as, once chosen.
        organisation: Option<OrganisationId>,
        /// Their roles in it.
        roles: Roles,
        /// The organisation that the DfE looks at or acts for, or that has let theirs act for it.
        on_behalf_of: Option<OnBehalf>,
    },
    /// Whoever holds a link or a code that was sent to this organisation.
    LinkHolder {
        /// The organisation that the link is about.
        organisation: OrganisationId,
    },
    /// A system with a token of the API, which acts for an organisation.
    ApiToken {
        /// The token's key.
        token: i64,
        /// The organisation whose administrator made it.
        organisation: OrganisationId,
        /// Whether it may change anything.
        may_write: bool,
    },
    /// A command at the server.
    Operator,
    /// Background work.
    Job,
    /// Nobody: not signed in.
    Nobody,
}

/// Why the table says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The thing is not theirs: answer as if it did not exist.
    NotTheirs,
    /// They may see it and not do it; these roles may.
    NotTheirRole(Vec<Role>),
    /// They look at the organisation, and could do it if they acted for it.
    OnlyLooking,
    /// They act for the school, which has not let their organisation do this.
    NotDelegated,
    /// Nobody is signed in.
    NotSignedIn,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::NotTheirs => f.write_str("Not found"),
            Refused::NotSignedIn => f.write_str("Sign in to continue"),
            Refused::OnlyLooking => f.write_str(
                "You are looking at this organisation, which changes nothing. To do this, act for it at its request",
            ),
            Refused::NotDelegated => f.write_str("The school has not let your organisation do this"),
            Refused::NotTheirRole(roles) => {
                let titles: Vec<_> = roles.iter().map(|role| role.title()).collect();
                write!(f, "Only users with this permission can do this: {}", titles.join(", "))
            }
        }
    }
}

/// Proof that the policy was asked. Every function that writes takes one.
#[must_use]
#[derive(Clone, Debug)]
pub struct Permit {
    actor: Actor,
    action: Action,
    on: OrganisationId,
}

impl Actor {
    /// Asks the table.
    ///
    /// # Errors
    /// [`Refused`], which becomes a 404 (not theirs), a 403 that names the roles, or the sign-in page.
    pub fn may(&self, action: Action, on: OrganisationId) -> Result<Permit, Refused> {
        if POLICY.iter().any(|row| row.action == action && self.fits(row, on)) {
            return Ok(Permit { actor: self.clone(), action, on });
        }
        match self {
            Actor::Nobody => Err(Refused::NotSignedIn),
            Actor::Person { person, organisation, roles, on_behalf_of } => {
                let is_shown = on_behalf_of.is_some_and(|it| it.organisation == on);
                if !is_shown && *organisation != Some(on) {
                    return Err(Refused::NotTheirs);
                }
                if is_shown && on_behalf_of.is_some_and(|it| matches!(it.manner, Manner::Delegated(_))) {
                    return Err(Refused::NotDelegated);
                }
                let asked = Some(OnBehalf { organisation: on, manner: Manner::Acting });
                let acting =
                    Actor::Person { person: *person, organisation: *organisation, roles: *roles, on_behalf_of: asked };
                if is_shown && POLICY.iter().any(|row| row.action == action && acting.fits(row, on)) {
                    return Err(Refused::OnlyLooking);
                }
                Err(Refused::NotTheirRole(roles_that_may(action)))
            }
            Actor::ApiToken { organisation, .. } if *organisation == on => {
                Err(Refused::NotTheirRole(roles_that_may(action)))
            }
            Actor::LinkHolder { .. } | Actor::ApiToken { .. } | Actor::Operator | Actor::Job => Err(Refused::NotTheirs),
        }
    }

    fn fits(&self, row: &Row, on: OrganisationId) -> bool {
        match (self, row.who) {
            (_, Who::Anybody) => true,
            (Actor::Person { organisation, roles, on_behalf_of, .. }, Who::Has(role)) => {
                roles.has(role)
                    && match row.reach {
                        Reach::Own => *organisation == Some(on),
                        Reach::Looking => on_behalf_of.is_some_and(|it| it.organisation == on),
                        Reach::Delegated(scope) => on_behalf_of.is_some_and(|it| {
                            it.organisation == on && matches!(it.manner, Manner::Delegated(lets) if lets.has(scope))
                        }),
                        Reach::OnRequest => {
                            *on_behalf_of == Some(OnBehalf { organisation: on, manner: Manner::Acting })
                        }
                        Reach::Any => true,
                    }
            }
            (Actor::Person { organisation, .. }, Who::SignedIn) => row.reach == Reach::Any || *organisation == Some(on),
            (Actor::LinkHolder { organisation }, Who::LinkHolder) => *organisation == on,
            (Actor::ApiToken { organisation, .. }, Who::Token) => *organisation == on,
            (Actor::ApiToken { organisation, may_write, .. }, Who::WritingToken) => *may_write && *organisation == on,
            (Actor::Operator, Who::Operator) | (Actor::Job, Who::Job) => true,
            _ => false,
        }
    }

    /// The person, when it is one.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Actor::Person { person, .. } => Some(*person),
            _ => None,
        }
    }
}

fn roles_that_may(action: Action) -> Vec<Role> {
    let mut roles = Vec::new();
    for row in POLICY {
        if let (true, Who::Has(role)) = (row.action == action, row.who)
            && !roles.contains(&role)
        {
            roles.push(role);
        }
    }
    roles
}

impl Permit {
    /// The organisation whose record may be changed.
    pub fn on(&self) -> OrganisationId {
        self.on
    }

    /// The person who acts, when it is one.
    pub fn person(&self) -> Option<PersonId> {
        self.actor.person()
    }

    /// How the DfE will be with the organisation: acting needs a permit of its own.
    pub fn manner(&self) -> Manner {
        if self.action == Action::ActOnBehalf { Manner::Acting } else { Manner::Looking }
    }

    /// Whether the actor acts for the organisation at its request.
    pub fn is_on_behalf(&self) -> bool {
        let acting = OnBehalf { organisation: self.on, manner: Manner::Acting };
        matches!(&self.actor, Actor::Person { on_behalf_of: Some(it), .. } if *it == acting)
    }

    /// Whether the actor's organisation acts for a school that has let it.
    pub fn is_delegated(&self) -> bool {
        matches!(&self.actor, Actor::Person { on_behalf_of: Some(it), .. }
            if it.organisation == self.on && matches!(it.manner, Manner::Delegated(_)))
    }

    /// The organisation that acts for the school which has let it.
    pub fn delegate(&self) -> Option<OrganisationId> {
        match &self.actor {
            Actor::Person { organisation, .. } if self.is_delegated() => *organisation,
            _ => None,
        }
    }

    /// The audit trail's entry for a change made under this permit.
    ///
    /// `data` holds no personal value: those go into the entry's `personal`, outside the chain.
    pub fn entry(&self, at: DateTime<Utc>, subject: String, mut data: serde_json::Value) -> store::audit::Entry {
        let (actor_kind, acting_as) = match &self.actor {
            Actor::Person { organisation, .. } => ("person", *organisation),
            Actor::LinkHolder { organisation } => ("link_holder", Some(*organisation)),
            Actor::ApiToken { token, organisation, .. } => {
                if let Some(data) = data.as_object_mut() {
                    data.insert("api_token".to_owned(), (*token).into());
                }
                ("api_token", Some(*organisation))
            }
            Actor::Nobody => ("link_holder", None),
            Actor::Operator => ("operator", None),
            Actor::Job => ("job", None),
        };
        store::audit::Entry {
            at: store::naive(at),
            actor_kind,
            person: self.person().map(PersonId::get),
            acting_as: acting_as.map(OrganisationId::get),
            organisation: Some(self.on.get()),
            on_behalf: self.is_on_behalf() || self.is_delegated(),
            action: self.action.code(),
            subject,
            data,
            personal: Vec::new(),
        }
    }
}
