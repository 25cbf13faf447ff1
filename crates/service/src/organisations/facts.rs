//! How the register's facts about a school are worded: the five sections of the details page.
//!
//! Pure. `docs/rules/register-fields.md` is the same in a table.

use super::school::School;
use crate::vocabulary::grouped;
use chrono::{Datelike, NaiveDate};
use std::fmt;

/// What is known under one label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The register has nothing there.
    NotEntered,
    /// The register says that it is unknown.
    Unknown,
    /// The register no longer has the column; what it said last is kept.
    NotPublished {
        /// The date of the first register without the column.
        since: NaiveDate,
        /// What it said last.
        last: Option<String>,
    },
    /// A value.
    Is(String),
    /// Several lines: an address.
    Lines(Vec<String>),
    /// A website: what is shown, and where it leads if that is a web address.
    Website {
        /// As the register has it.
        shown: String,
        /// With its scheme; none for what cannot be a web address.
        address: Option<String>,
    },
}

impl fmt::Display for Fact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEntered => out.write_str("Not entered"),
            Self::Unknown => out.write_str("Unknown"),
            Self::NotPublished { since, last: None } => write!(out, "Not published since {}", written(*since)),
            Self::NotPublished { since, last: Some(last) } => {
                write!(out, "{last} (not published since {})", written(*since))
            }
            Self::Is(value) => out.write_str(value),
            Self::Lines(lines) => out.write_str(&lines.join(", ")),
            Self::Website { shown, .. } => out.write_str(shown),
        }
    }
}

/// A label and what is known under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The label.
    pub label: &'static str,
    /// What is known.
    pub fact: Fact,
}

/// A section of the details page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// The address at which a school can be reached, for whoever looks. Source: product.md decision 12; acceptance A34.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Email {
    /// Whoever looks does not work with the school.
    #[default]
    ForPartners,
    /// The school offers no placements, and asks not to be contacted about them.
    Withheld,
    /// Nobody has given one.
    NotGiven,
    /// This one.
    At(String),
}

impl Email {
    fn fact(&self) -> Fact {
        match self {
            Email::ForPartners => Fact::Is("Only shown to providers that work with the school".to_owned()),
            Email::Withheld => Fact::Is("The school asks not to be contacted about placements".to_owned()),
            Email::NotGiven => Fact::NotEntered,
            Email::At(address) => text(Some(address)),
        }
    }
}

/// What must be known beside the school's own row.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The group that it belongs to by the register's list of groups.
    pub group: Option<String>,
    /// The address of the contact book, as far as whoever looks may see it; the register holds none.
    pub email: Email,
    /// The date of the first register without Ofsted's rating, if it no longer has it.
    pub no_rating_since: Option<NaiveDate>,
    /// The date of the first register without Ofsted's last inspection, if it no longer has it.
    pub no_inspection_since: Option<NaiveDate>,
}

/// The five sections, in the order of the details page.
///
/// Source: "Managing partner schools if you’re an ITT provider", partner school details.
pub fn sections(school: &School, beside: &Beside) -> [Section; 5] {
    [
        organisation(school),
        additional(school, beside),
        special_needs(school),
        ofsted(school, beside),
        contact(school, beside),
    ]
}

fn field(label: &'static str, fact: Fact) -> Field {
    Field { label, fact }
}

fn organisation(school: &School) -> Section {
    let fields = vec![
        field("Organisation name", Fact::Is(school.name.clone())),
        field("UK provider reference number (UKPRN)", text(school.ukprn.as_deref())),
        field("Unique reference number (URN)", Fact::Is(school.urn.to_string())),
    ];
    Section { title: "Organisation details", fields }
}

fn additional(school: &School, beside: &Beside) -> Section {
    let groups = [&school.trust, &school.federation, &beside.group, &school.sponsor];
    let group = groups.into_iter().flatten().next();
    let fields = vec![
        field("Group", text(group.map(String::as_str))),
        field("Type", text(school.kind.as_deref())),
        field("Phase", text(school.phase.as_deref())),
        field("Gender", text(school.gender.as_deref())),
        field("Minimum age", number(school.low_age)),
        field("Maximum age", number(school.high_age)),
        field("Nursery provision", text(school.nursery.as_deref())),
        field("Religious character", text(school.religious_character.as_deref())),
        field("Admissions policy", text(school.admissions.as_deref())),
        field("Urban or rural", text(school.urban_rural.as_deref())),
        field("School capacity", number(school.capacity)),
        field("Total pupils", number(school.pupils)),
        field("Total boys", number(school.boys)),
        field("Total girls", number(school.girls)),
        field("Percentage of free school meals", percentage(school.free_meals)),
    ];
    Section { title: "Additional details", fields }
}

fn special_needs(school: &School) -> Section {
    let provision = match (&school.sen_provisions, &school.resourced_provision) {
        (Some(needs), Some(provision)) if provision != "Not applicable" => Some(format!("{provision}: {needs}")),
        (Some(needs), _) => Some(needs.clone()),
        (None, provision) => provision.clone(),
    };
    let fields = vec![
        field("Special classes", text(school.special_classes.as_deref())),
        field("SEND provision", text(provision.as_deref())),
        // No column of the register says anything about it.
        field("Training with disabilities", Fact::NotEntered),
    ];
    Section { title: "Special educational needs and disabilities (SEND)", fields }
}

fn ofsted(school: &School, beside: &Beside) -> Section {
    let inspected = school.ofsted_inspected_on.map(written);
    let fields = vec![
        field("Rating", published(school.ofsted_rating.clone(), beside.no_rating_since)),
        field("Last inspection date", published(inspected, beside.no_inspection_since)),
    ];
    Section { title: "Ofsted", fields }
}

fn contact(school: &School, beside: &Beside) -> Section {
    let address = school.address();
    let fields = vec![
        field("Email address", beside.email.fact()),
        field("Telephone number", text(school.telephone.as_deref())),
        field("Website", website(school.website.as_deref())),
        field("Address", if address.is_empty() { Fact::NotEntered } else { Fact::Lines(address) }),
    ];
    Section { title: "Contact details", fields }
}

fn text(value: Option<&str>) -> Fact {
    match value {
        None => Fact::NotEntered,
        Some("Unknown") => Fact::Unknown,
        Some(value) => Fact::Is(value.to_owned()),
    }
}

fn number(value: Option<i32>) -> Fact {
    value.map_or(Fact::NotEntered, |number| Fact::Is(grouped(number.unsigned_abs())))
}

/// Hundredths of a percent as "14.5%": no more places than are needed.
fn percentage(hundredths: Option<i32>) -> Fact {
    let Some(hundredths) = hundredths else { return Fact::NotEntered };
    let places = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    Fact::Is(format!("{}%", places.trim_end_matches('0').trim_end_matches('.')))
}

fn published(value: Option<String>, missing_since: Option<NaiveDate>) -> Fact {
    match missing_since {
        Some(since) => Fact::NotPublished { since, last: value },
        None => text(value.as_deref()),
    }
}

fn website(value: Option<&str>) -> Fact {
    let Some(shown) = value else { return Fact::NotEntered };
    Fact::Website { shown: shown.to_owned(), address: web_address(shown) }
}

/// The address that a browser understands; none for anything but the web.
pub fn web_address(shown: &str) -> Option<String> {
    let lower = shown.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let host = rest.unwrap_or(&lower).split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = host.contains('.') && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte));
    let is_plain =
        !shown.chars().any(|letter| letter.is_whitespace() || letter.is_control() || "\"<>\\".contains(letter));
    if !is_host || !is_plain {
        return None;
    }
    Some(if rest.is_some() { shown.to_owned() } else { format!("http://{shown}") })
}

/// "22 April 2025"
fn written(day: NaiveDate) -> String {
    format!("{} {}", day.day(), day.format("%B %Y"))
}

#[cfg(test)]
mod tests;
