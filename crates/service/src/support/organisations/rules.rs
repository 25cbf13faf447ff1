//! What the console narrows its list by, and when the DfE may visit. Pure.

use std::fmt;
use std::str::FromStr;

use crate::policy::Manner;

/// The longest reason, in letters.
const LONGEST: usize = 500;

/// The types of organisation that the list tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A school of the register.
    School,
    /// A provider that is accredited today.
    Accredited,
    /// Any other provider: most are lead partners.
    Provider,
    /// Leads the training of early career teachers.
    LeadProvider,
    /// Gives the training of early career teachers for a lead provider.
    DeliveryPartner,
    /// A trust or other group of schools.
    Trust,
    /// The Department itself.
    Dfe,
}

impl Type {
    /// Every type, in the order of the filter.
    pub const ALL: [Type; 7] = [
        Type::School,
        Type::Accredited,
        Type::Provider,
        Type::LeadProvider,
        Type::DeliveryPartner,
        Type::Trust,
        Type::Dfe,
    ];

    /// The word in addresses, and of the database's answer.
    pub fn code(self) -> &'static str {
        match self {
            Type::School => "school",
            Type::Accredited => "accredited",
            Type::Provider => "provider",
            Type::LeadProvider => "lead_provider",
            Type::DeliveryPartner => "delivery_partner",
            Type::Trust => "trust",
            Type::Dfe => "dfe",
        }
    }

    /// The type of a code.
    pub fn parse(code: &str) -> Option<Type> {
        Type::ALL.into_iter().find(|it| it.code() == code)
    }

    /// What pages call it.
    pub fn title(self) -> &'static str {
        match self {
            Type::School => "School",
            Type::Accredited => "Accredited provider",
            Type::Provider => "Lead partner or other provider",
            Type::LeadProvider => "Lead provider of early career training",
            Type::DeliveryPartner => "Delivery partner of early career training",
            Type::Trust => "Trust or other group of schools",
            Type::Dfe => "Department for Education",
        }
    }
}

/// Why the DfE looks at an organisation or acts for it, in the words that the organisation sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

/// What was typed is no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAReason {
    /// There is nothing.
    #[error("Enter a reason")]
    Missing,
    /// It would not fit a list.
    #[error("Reason must be {LONGEST} characters or less")]
    TooLong,
}

impl FromStr for Reason {
    type Err = NotAReason;

    /// White space of any kind in a row becomes one space.
    fn from_str(text: &str) -> Result<Reason, NotAReason> {
        let words: Vec<&str> = text.split(|it: char| it.is_whitespace() || it.is_control()).collect();
        let reason = words.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
        if reason.is_empty() {
            return Err(NotAReason::Missing);
        }
        if reason.chars().count() > LONGEST { Err(NotAReason::TooLong) } else { Ok(Reason(reason)) }
    }
}

impl Reason {
    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why the DfE may not visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is there already.
    #[error("Nobody looks at the Department or acts for it: its own users do")]
    OwnOrganisation,
}

/// Whether the DfE may look at an organisation of this type or act for it; the policy has said who may.
///
/// # Errors
/// [`Refusal`]. Source: product.md decision 13, which speaks of organisations that ask the DfE.
pub fn may_visit(of: Type) -> Result<(), Refusal> {
    if of == Type::Dfe { Err(Refusal::OwnOrganisation) } else { Ok(()) }
}

/// The words of a manner on the pages that begin a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way(pub Manner);

impl Way {
    /// The way of an address's last part.
    pub fn parse(word: &str) -> Option<Way> {
        [Way(Manner::Looking), Way(Manner::Acting)].into_iter().find(|it| it.code() == word)
    }

    /// The last part of the address.
    pub fn code(self) -> &'static str {
        match self.0 {
            Manner::Looking => "look",
            Manner::Acting | Manner::Delegated(_) => "act",
        }
    }
}

impl fmt::Display for Way {
    /// As the check page says it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Manner::Looking => "Look at its pages, and change nothing",
            Manner::Acting | Manner::Delegated(_) => "Act for it at its request",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_needed_and_fits_a_line() {
        let read = |text: &str| text.parse::<Reason>().map(|it| it.as_str().to_owned());
        assert_eq!(read("  Ticket 7:\r\n Ms Bell\u{0} rang "), Ok("Ticket 7: Ms Bell rang".to_owned()));
        for nothing in ["", " \t ", "\u{a0}", "\u{0}"] {
            assert_eq!(read(nothing), Err(NotAReason::Missing), "{nothing:?}");
        }
        assert_eq!(read(&"é".repeat(500)).map(|it| it.chars().count()), Ok(500));
        assert_eq!(read(&"é".repeat(501)).unwrap_err().to_string(), "Reason must be 500 characters or less");
    }

    #[test]
    fn types_and_ways_are_read_as_they_are_written() {
        for one in Type::ALL {
            assert_eq!(Type::parse(one.code()), Some(one));
        }
        assert_eq!(Type::parse("School"), None);
        for way in [Way(Manner::Looking), Way(Manner::Acting)] {
            assert_eq!(Way::parse(way.code()), Some(way));
        }
        assert_eq!(Way::parse("acting"), None);
    }

    #[test]
    fn nobody_visits_the_department() {
        let allowed = Type::ALL.map(|it| may_visit(it).is_ok());
        assert_eq!(allowed, [true, true, true, true, true, true, false]);
    }
}
