//! Seed 000: a partner school cannot be removed while it has assigned the provider to an active placement.

use chrono::NaiveDate;

use crate::vocabulary::AcademicYear;

/// Places that a school has assigned to a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// What the placement is called.
    pub title: String,
    /// Its year.
    pub year: AcademicYear,
    /// How many places.
    pub places: i32,
}

/// Those of the assigned placements that stand in the way of removal on this day.
///
/// Source: product.md decision 3: state assigned, in a year that has not ended; past years do not block.
pub fn blocking(assigned: Vec<Assigned>, today: NaiveDate) -> Vec<Assigned> {
    assigned.into_iter().filter(|it| !it.year.has_ended(today)).collect()
}
