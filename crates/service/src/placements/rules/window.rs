//! When a provider's trainees are on placement: windows of days within an academic year.

use chrono::NaiveDate;

use super::Refusal;
use crate::vocabulary::AcademicYear;

/// The most windows of a year.
pub const MOST_WINDOWS: usize = 20;

/// Whether a window can stand in the year: its days are in it, the first not after the last, and the year is not over.
///
/// # Errors
/// [`Refusal::DatesOutsideYear`] or [`Refusal::YearEnded`].
pub fn may_have_window(
    year: AcademicYear,
    (first, last): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Result<(), Refusal> {
    if year.has_ended(today) {
        Err(Refusal::YearEnded)
    } else if first < year.first_day() || last > year.last_day() || last < first {
        Err(Refusal::DatesOutsideYear)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_within_a_year_that_is_not_over() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let year = AcademicYear::starting(2026);
        let may = |first, last, today| may_have_window(year, (day(first), day(last)), day(today));
        assert_eq!(may("2026-08-01", "2027-07-31", "2026-11-02"), Ok(()));
        assert_eq!(may("2026-09-01", "2026-09-01", "2027-07-31"), Ok(()));
        assert_eq!(may("2026-07-31", "2026-09-01", "2026-11-02"), Err(Refusal::DatesOutsideYear));
        assert_eq!(may("2027-07-01", "2027-08-01", "2026-11-02"), Err(Refusal::DatesOutsideYear));
        assert_eq!(may("2026-10-02", "2026-10-01", "2026-11-02"), Err(Refusal::DatesOutsideYear));
        assert_eq!(may("2026-10-01", "2026-10-02", "2027-08-01"), Err(Refusal::YearEnded));
    }
}
