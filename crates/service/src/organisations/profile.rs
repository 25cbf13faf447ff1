//! The five sections of a school, as summary lists; the same on every page that shows them.

use askama::Template;
use askama::filters::HtmlSafe;
use govuk::components::{Component, Content, Html, SummaryList, SummaryRow};
use store::{StoreError, Tx};

use super::facts::{Email, Fact, sections};
use super::rules::Successor;
use super::school::School;
use super::store as register;
use crate::organisations::contact_book;
use crate::vocabulary::{AcademicYear, OrganisationId, Urn};

/// A school as the register has it, with where it came from and what became of it.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The register's row.
    pub school: School,
    /// What became of it.
    pub successors: Vec<Relative>,
    /// Whether its partnerships can be carried over to the only successor.
    pub is_simple: bool,
    /// The schools that it followed.
    pub predecessors: Vec<Relative>,
    beside: super::facts::Beside,
}

/// Another school that this one followed or that followed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relative {
    /// Its number.
    pub urn: Urn,
    /// Its name; the number again where the register does not know it.
    pub name: String,
}

/// A section on a page.
#[derive(Template)]
#[template(path = "organisations/profile.html")]
pub struct Sections {
    sections: Vec<(&'static str, SummaryList)>,
}

impl HtmlSafe for Sections {}
impl Component for Sections {}

/// A website as a link, where it is a web address.
#[derive(Template)]
#[template(path = "organisations/website.html")]
struct Website<'a> {
    shown: &'a str,
    address: &'a str,
}

/// Several lines of one value.
#[derive(Template)]
#[template(path = "organisations/lines.html")]
struct Lines<'a> {
    lines: &'a [String],
}

/// The profile of a school, if the register knows it.
pub async fn profile(tx: &mut Tx, urn: Urn) -> Result<Option<Profile>, StoreError> {
    let Some(school) = register::school(tx, urn).await? else { return Ok(None) };
    let lineage = register::lineage(tx, urn).await?;
    let is_simple = matches!(lineage.successor, Successor::Simple(_));
    Ok(Some(Profile {
        successors: relatives(tx, lineage.successor.all()).await?,
        predecessors: relatives(tx, lineage.predecessors).await?,
        is_simple,
        beside: register::beside(tx, urn).await?,
        school,
    }))
}

async fn relatives(tx: &mut Tx, urns: Vec<Urn>) -> Result<Vec<Relative>, StoreError> {
    let known = register::listed(tx, &urns).await?;
    let name = |urn: Urn| known.iter().find(|it| it.urn == urn).map_or_else(|| urn.to_string(), |it| it.name.clone());
    Ok(urns.into_iter().map(|urn| Relative { urn, name: name(urn) }).collect())
}

impl Profile {
    /// With the address of the contact book, as a provider that works with the school sees it in this year.
    pub async fn with_contact(
        mut self,
        tx: &mut Tx,
        (school, partner): (OrganisationId, OrganisationId),
        year: AcademicYear,
    ) -> Result<Profile, StoreError> {
        self.beside.email = contact_book::for_partner(tx, (school, partner), year).await?;
        Ok(self)
    }

    /// The address at which the school can be reached, where it was asked for and is known.
    pub fn email(&self) -> Option<&str> {
        match &self.beside.email {
            Email::At(address) => Some(address),
            Email::ForPartners | Email::Withheld | Email::NotGiven => None,
        }
    }

    /// The five sections; with `change`, the name has a link that changes which school it is.
    pub fn sections(&self, change: Option<&str>) -> Sections {
        let mut shown = Vec::new();
        for section in sections(&self.school, &self.beside) {
            let mut list = SummaryList::new();
            for field in section.fields {
                let mut row = SummaryRow::new(field.label, content(&field.fact));
                if let (Some(href), "Organisation name") = (change, field.label) {
                    row = row.change(href, "school");
                }
                list = list.row(row);
            }
            shown.push((section.title, list));
        }
        Sections { sections: shown }
    }
}

fn content(fact: &Fact) -> Content {
    match fact {
        Fact::Website { shown, address: Some(address) } => Html::of(&Website { shown, address }).into(),
        Fact::Lines(lines) => Html::of(&Lines { lines }).into(),
        other => other.to_string().into(),
    }
}
