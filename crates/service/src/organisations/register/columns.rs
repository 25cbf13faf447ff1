//! Which columns of the register become which columns of ours, and how each is read.

use super::rules::Manner;

/// What the database keeps a column as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// `text`
    Text,
    /// `integer`
    Whole,
    /// `date`
    Date,
}

/// One column of table `establishment` that comes from the register.
#[derive(Debug)]
pub struct Column {
    /// Its name in our table.
    pub name: &'static str,
    /// Its names in the register's file: one, or code and name, or several for a list.
    pub headers: &'static [&'static str],
    /// How it is read.
    pub manner: Manner,
}

impl Column {
    const fn new(name: &'static str, manner: Manner, headers: &'static [&'static str]) -> Self {
        Self { name, headers, manner }
    }

    /// What the database keeps it as.
    pub fn kept(&self) -> Kept {
        match self.manner {
            Manner::Whole | Manner::WholeButZero | Manner::Percentage => Kept::Whole,
            Manner::Date => Kept::Date,
            Manner::Text | Manner::Digits | Manner::Postcode | Manner::Named | Manner::NamedOr(..) | Manner::List => {
                Kept::Text
            }
        }
    }
}

/// Place of the name.
pub const NAME: usize = 0;
/// Place of the status code.
pub const STATUS: usize = 1;
/// How many columns at the beginning must be there, in the file and in each row.
pub const REQUIRED: usize = 3;

/// The header of the number that names a school, in every file but that of the groups.
pub const URN_HEADER: &str = "URN";

/// Every column that we take. A file is read by these names, wherever they stand in it.
pub const COLUMNS: [Column; 61] = {
    use Manner::{Date, Digits, List, Named, NamedOr, Percentage, Postcode, Text, Whole, WholeButZero};
    [
        Column::new("name", Text, &["EstablishmentName"]),
        Column::new("status", Whole, &["EstablishmentStatus (code)"]),
        Column::new("type_code", Whole, &["TypeOfEstablishment (code)"]),
        Column::new("type", Text, &["TypeOfEstablishment (name)"]),
        Column::new("type_group", Text, &["EstablishmentTypeGroup (name)"]),
        Column::new("establishment_number", Digits, &["EstablishmentNumber"]),
        Column::new("ukprn", Digits, &["UKPRN"]),
        Column::new("phase_code", Whole, &["PhaseOfEducation (code)"]),
        Column::new("phase", Named, &["PhaseOfEducation (code)", "PhaseOfEducation (name)"]),
        Column::new("opened_on", Date, &["OpenDate"]),
        Column::new("opened_why", Named, &["ReasonEstablishmentOpened (code)", "ReasonEstablishmentOpened (name)"]),
        Column::new("closed_on", Date, &["CloseDate"]),
        Column::new("closed_why", Named, &["ReasonEstablishmentClosed (code)", "ReasonEstablishmentClosed (name)"]),
        Column::new("low_age", Whole, &["StatutoryLowAge"]),
        Column::new("high_age", Whole, &["StatutoryHighAge"]),
        Column::new("boarders", Named, &["Boarders (code)", "Boarders (name)"]),
        Column::new("nursery", Text, &["NurseryProvision (name)"]),
        Column::new("sixth_form", Named, &["OfficialSixthForm (code)", "OfficialSixthForm (name)"]),
        Column::new("gender", Named, &["Gender (code)", "Gender (name)"]),
        Column::new(
            "religious_character",
            NamedOr(6, "None"),
            &["ReligiousCharacter (code)", "ReligiousCharacter (name)"],
        ),
        Column::new("diocese", Named, &["Diocese (code)", "Diocese (name)"]),
        Column::new("admissions", Named, &["AdmissionsPolicy (code)", "AdmissionsPolicy (name)"]),
        Column::new("capacity", Whole, &["SchoolCapacity"]),
        Column::new("special_classes", Named, &["SpecialClasses (code)", "SpecialClasses (name)"]),
        Column::new("census_on", Date, &["CensusDate"]),
        Column::new("pupils", Whole, &["NumberOfPupils"]),
        Column::new("boys", Whole, &["NumberOfBoys"]),
        Column::new("girls", Whole, &["NumberOfGirls"]),
        Column::new("free_meals", Percentage, &["PercentageFSM"]),
        Column::new("trust_flag", Named, &["TrustSchoolFlag (code)", "TrustSchoolFlag (name)"]),
        Column::new("trust_uid", Digits, &["Trusts (code)"]),
        Column::new("trust", Text, &["Trusts (name)"]),
        Column::new("federation", Text, &["Federations (name)"]),
        Column::new("sponsor", Text, &["SchoolSponsors (name)"]),
        Column::new("ofsted_rating", Text, &["OfstedRating (name)"]),
        Column::new("ofsted_inspected_on", Date, &["OfstedLastInsp"]),
        Column::new("updated_on", Date, &["LastChangedDate"]),
        Column::new("street", Text, &["Street"]),
        Column::new("locality", Text, &["Locality"]),
        Column::new("address3", Text, &["Address3"]),
        Column::new("town", Text, &["Town"]),
        Column::new("county", Text, &["County (name)"]),
        Column::new("postcode", Postcode, &["Postcode"]),
        Column::new("website", Text, &["SchoolWebsite"]),
        Column::new("telephone", Text, &["TelephoneNum"]),
        Column::new("section_41", Text, &["Section41Approved (name)"]),
        Column::new("sen_provisions", List, &SEN),
        Column::new("resourced_provision", Text, &["TypeOfResourcedProvision (name)"]),
        Column::new("resourced_on_roll", Whole, &["ResourcedProvisionOnRoll"]),
        Column::new("resourced_capacity", Whole, &["ResourcedProvisionCapacity"]),
        Column::new("sen_unit_on_roll", Whole, &["SenUnitOnRoll"]),
        Column::new("sen_unit_capacity", Whole, &["SenUnitCapacity"]),
        Column::new("local_authority_code", Digits, &["LA (code)"]),
        Column::new("local_authority", Text, &["LA (name)"]),
        Column::new("region", Text, &["GOR (name)"]),
        Column::new("district_code", Text, &["DistrictAdministrative (code)"]),
        Column::new("district", Text, &["DistrictAdministrative (name)"]),
        Column::new("urban_rural", Text, &["UrbanRural (name)"]),
        Column::new("country", Text, &["Country (name)"]),
        Column::new("easting", WholeButZero, &["Easting"]),
        Column::new("northing", WholeButZero, &["Northing"]),
    ]
};

const SEN: [&str; 13] = [
    "SEN1 (name)",
    "SEN2 (name)",
    "SEN3 (name)",
    "SEN4 (name)",
    "SEN5 (name)",
    "SEN6 (name)",
    "SEN7 (name)",
    "SEN8 (name)",
    "SEN9 (name)",
    "SEN10 (name)",
    "SEN11 (name)",
    "SEN12 (name)",
    "SEN13 (name)",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn what_is_required_stands_first() {
        assert_eq!(COLUMNS[NAME].name, "name");
        assert_eq!(COLUMNS[STATUS].name, "status");
        assert_eq!(COLUMNS[REQUIRED - 1].name, "type_code");
    }

    #[test]
    fn each_column_stands_once() {
        let names: BTreeSet<&str> = COLUMNS.iter().map(|column| column.name).collect();
        assert_eq!(names.len(), COLUMNS.len());
    }
}
