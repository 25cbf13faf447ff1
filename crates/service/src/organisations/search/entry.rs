//! What goes into the search, and what comes out of it.

use crate::organisations::rules::{Status, is_in_england};
use crate::vocabulary::{ProviderCode, Ukprn, Urn};

/// The order of lists: what is open first, then what will open, then what is closed.
pub(super) fn class(status: Status) -> u8 {
    match status {
        Status::Open | Status::ProposedToClose => 0,
        Status::ProposedToOpen => 1,
        Status::Closed => 2,
    }
}

/// A school or a provider as it is given to the search.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is known by: the URN of a school, the code of a provider.
    pub key: String,
    /// The name as it is shown.
    pub name: String,
    /// The town as it is shown; empty where the register has none.
    pub town: String,
    /// The locality, by which it is also found.
    pub locality: String,
    /// The name of the local authority, by which it is also found.
    pub authority: String,
    /// The postcode as it is shown; empty where the register has none.
    pub postcode: String,
    /// The URN, for a school and for a provider that is one.
    pub urn: Option<Urn>,
    /// The UKPRN.
    pub ukprn: Option<Ukprn>,
    /// The provider's code; what has one is a provider.
    pub provider_code: Option<ProviderCode>,
    /// Whether it is open.
    pub status: Status,
    /// Other names, legal names, acronyms.
    pub aliases: Vec<String>,
    /// What a list is filtered by.
    pub codes: Codes,
    /// Easting and northing in metres, where known.
    pub place: Option<(u32, u32)>,
}

impl Entry {
    /// Whether suggestions may show it: a provider, or a school in England. Source: product.md "Eligibility".
    pub(super) fn is_offered(&self) -> bool {
        self.provider_code.is_some() || is_in_england(given(&self.codes.district), given(&self.codes.region))
    }
}

/// What lists are filtered by, as the register says it; 0 or empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    /// "LA (code)".
    pub authority: String,
    /// "TypeOfEstablishment (code)".
    pub kind: i32,
    /// "PhaseOfEducation (code)".
    pub phase: i32,
    /// "DistrictAdministrative (code)".
    pub district: String,
    /// "GOR (name)".
    pub region: String,
}

/// What the register says, if it says anything.
fn given(text: &str) -> Option<&str> {
    Some(text).filter(|it| !it.is_empty())
}

/// The light facts of a school or provider, borrowed from the snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    /// What it is known by: the URN of a school, the code of a provider.
    pub key: &'a str,
    /// The name.
    pub name: &'a str,
    /// The town, or nothing.
    pub town: &'a str,
    /// The locality, or nothing.
    pub locality: &'a str,
    /// The postcode, or nothing.
    pub postcode: &'a str,
    /// The name of the local authority, or nothing.
    pub authority: &'a str,
    /// "LA (code)", or nothing.
    pub authority_code: &'a str,
    /// "TypeOfEstablishment (code)", or 0.
    pub type_code: i32,
    /// "PhaseOfEducation (code)", or 0.
    pub phase_code: i32,
    /// "DistrictAdministrative (code)", or nothing.
    pub district_code: &'a str,
    /// "GOR (name)", or nothing.
    pub region: &'a str,
    /// Whether it is open.
    pub status: Status,
    /// The URN.
    pub urn: Option<Urn>,
    /// The UKPRN.
    pub ukprn: Option<Ukprn>,
    /// Easting and northing in metres, where known.
    pub place: Option<(u32, u32)>,
}

/// Of town, locality and local authority the first that there is. Source: product.md "Words".
pub(super) fn town_shown(places: [&str; 3]) -> &str {
    places.into_iter().find(|it| !it.is_empty()).unwrap_or_default()
}

impl<'a> Hit<'a> {
    /// The town; without one the locality, else the local authority. Source: product.md "Words".
    pub fn town_shown(&self) -> &'a str {
        town_shown([self.town, self.locality, self.authority])
    }

    /// Whether it is in England. Source: product.md "Eligibility".
    pub fn is_in_england(&self) -> bool {
        is_in_england(given(self.district_code), given(self.region))
    }

    /// Whether it may be chosen: what is closed is shown, but never chosen.
    pub fn is_selectable(&self) -> bool {
        self.status != Status::Closed
    }
}
