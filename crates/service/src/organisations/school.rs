//! A school as the register has it.

use super::rules::{Status, is_in_england};
use crate::vocabulary::Urn;
use chrono::NaiveDate;

/// Everything that the register says of one school. What it leaves empty is none; "Unknown" is its own word.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a column of the register, described in register-fields.md")]
pub struct School {
    pub urn: Urn,
    pub name: String,
    pub status: Status,
    pub ukprn: Option<String>,
    pub type_code: i32,
    /// "Community school"
    pub kind: Option<String>,
    /// "Local authority maintained schools"
    pub kind_group: Option<String>,
    pub phase: Option<String>,
    pub opened_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    pub closed_why: Option<String>,
    pub low_age: Option<i32>,
    pub high_age: Option<i32>,
    pub nursery: Option<String>,
    pub gender: Option<String>,
    pub religious_character: Option<String>,
    pub admissions: Option<String>,
    pub capacity: Option<i32>,
    pub special_classes: Option<String>,
    pub pupils: Option<i32>,
    pub boys: Option<i32>,
    pub girls: Option<i32>,
    /// Hundredths of a percent.
    pub free_meals: Option<i32>,
    pub trust: Option<String>,
    pub federation: Option<String>,
    pub sponsor: Option<String>,
    pub ofsted_rating: Option<String>,
    pub ofsted_inspected_on: Option<NaiveDate>,
    /// When the register last changed the row.
    pub updated_on: Option<NaiveDate>,
    pub street: Option<String>,
    pub locality: Option<String>,
    pub address3: Option<String>,
    pub town: Option<String>,
    pub county: Option<String>,
    pub postcode: Option<String>,
    pub website: Option<String>,
    pub telephone: Option<String>,
    pub section_41: Option<String>,
    pub sen_provisions: Option<String>,
    pub resourced_provision: Option<String>,
    pub local_authority: Option<String>,
    pub region: Option<String>,
    pub district_code: Option<String>,
    pub district: Option<String>,
    pub urban_rural: Option<String>,
    /// Metres on the national grid.
    pub easting: Option<i32>,
    /// Metres on the national grid.
    pub northing: Option<i32>,
    /// The day on which it was first found in no file of the register.
    pub dropped_on: Option<NaiveDate>,
}

impl School {
    /// The place that tells it from schools of the same name: town, else locality, else local authority.
    pub fn place(&self) -> Option<&str> {
        place(self.town.as_deref(), self.locality.as_deref(), self.local_authority.as_deref())
    }

    /// True for a school in England.
    pub fn is_in_england(&self) -> bool {
        is_in_england(self.district_code.as_deref(), self.region.as_deref())
    }

    /// The lines of its address, none of them twice in a row.
    pub fn address(&self) -> Vec<String> {
        let lines = [&self.street, &self.locality, &self.address3, &self.town, &self.county, &self.postcode];
        let mut address: Vec<String> = Vec::new();
        for line in lines.into_iter().flatten() {
            if address.last() != Some(line) {
                address.push(line.clone());
            }
        }
        address
    }
}

/// Town, else locality, else local authority.
pub fn place<'it>(town: Option<&'it str>, locality: Option<&'it str>, authority: Option<&'it str>) -> Option<&'it str> {
    town.or(locality).or(authority)
}
