//! What schools, and those who act for them, are told.

mod news;

use askama::Template as _;
use chrono::NaiveDate;
use serde::Deserialize;
use store::{FromQueryResult, StoreError, Tx, values};

pub use news::{DelegationAsked, DelegationDeclined, DelegationEnded, DelegationGiven};

use crate::organisations::news::{ToEach, ToOne};
use crate::organisations::people::Recipient;
use crate::platform::clock::day;
use crate::platform::mail::{Fault, Mail, Template};
use crate::policy::Scopes;
use crate::vocabulary::OrganisationId;

/// Every mail of this capability, for the list at the roof.
pub const TEMPLATES: &[&dyn Template] = &[
    &ToEach::<DelegationGiven>::new(),
    &ToOne::<DelegationGiven>::new(),
    &ToEach::<DelegationAsked>::new(),
    &ToOne::<DelegationAsked>::new(),
    &ToEach::<DelegationDeclined>::new(),
    &ToOne::<DelegationDeclined>::new(),
    &ToEach::<DelegationEnded>::new(),
    &ToOne::<DelegationEnded>::new(),
];

/// Which delegation, by its public id.
#[derive(Debug, Deserialize)]
pub struct OfDelegation {
    delegation: String,
}

/// What the mails say of it.
#[derive(Debug, FromQueryResult)]
pub struct Facts {
    public_id: String,
    school: OrganisationId,
    school_name: String,
    delegate: OrganisationId,
    delegate_name: String,
    placements: bool,
    early_career: bool,
    state: String,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    ended_for: Option<OrganisationId>,
    reason: String,
}

impl Facts {
    fn what(&self) -> &'static str {
        Scopes { placements: self.placements, early_career: self.early_career }.titles()
    }

    fn when(&self) -> String {
        let from = self.starts_on.map(day).unwrap_or_default();
        match self.ends_on {
            Some(last) => format!("{from} to {}", day(last)),
            None => format!("from {from}, until one of you ends it"),
        }
    }

    /// Who ended it.
    fn ender(&self) -> &str {
        if self.ended_for == Some(self.school) { &self.school_name } else { &self.delegate_name }
    }

    /// Who is told that it has ended: the other side.
    fn told(&self) -> OrganisationId {
        if self.ended_for == Some(self.school) { self.delegate } else { self.school }
    }

    /// The page at which the school, or who acts for it, sees it.
    fn page(&self, of: OrganisationId) -> String {
        if of == self.school { format!("/organisation/delegations/{}", self.public_id) } else { "/act-for".to_owned() }
    }
}

async fn facts(tx: &mut Tx, of: &OfDelegation, state: &str) -> Result<Option<Facts>, StoreError> {
    let sql = "select g.public_id, g.school, s.name as school_name, g.delegate, d.name as delegate_name, g.placements,
                 g.early_career, g.state, g.starts_on, g.ends_on, g.ended_for, g.reason
               from delegation g join organisation s on s.id = g.school join organisation d on d.id = g.delegate
               where g.public_id = $1 and g.state = $2";
    tx.one(sql, values![of.delegation.as_str(), state]).await
}

fn sample(state: &str) -> (Facts, Recipient) {
    let school = OrganisationId(1);
    let facts = Facts {
        public_id: "k2m4q6".to_owned(),
        school,
        school_name: "Meadow Lane Primary School".to_owned(),
        delegate: OrganisationId(2),
        delegate_name: "Harbour Learning Trust".to_owned(),
        placements: true,
        early_career: true,
        state: state.to_owned(),
        starts_on: Some(NaiveDate::default()),
        ends_on: None,
        ended_for: Some(school),
        reason: "We do this ourselves again".to_owned(),
    };
    (facts, Recipient::sample_of_school())
}

#[derive(askama::Template)]
#[template(path = "delegation/mail/told.txt", escape = "none")]
struct Text<'a> {
    name: &'a str,
    facts: &'a Facts,
    link: String,
}

/// The mail to one of them, whatever happened.
fn mail(facts: &Facts, to: &Recipient, subject: &str, link: String) -> Result<Mail, Fault> {
    let body = Text { name: &to.name, facts, link }.render()?;
    Ok(Mail::new(&to.email, subject, &body)?)
}
