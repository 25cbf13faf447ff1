//! Which academic year a person looks at.

use chrono::{Datelike, NaiveDate};

use crate::vocabulary::AcademicYear;

/// From this month on, schools and providers plan the next year.
const PLANS_FROM: u32 = 4;
/// How many past years can be looked at.
const PAST: i32 = 5;

/// The year shown to whoever has chosen none: this year until 1 April, then the next.
pub fn default_year(today: NaiveDate) -> AcademicYear {
    let this = AcademicYear::of(today);
    let is_planning = today.year() > this.start_year() && today.month() >= PLANS_FROM;
    if is_planning { this.next() } else { this }
}

/// The years in which placements can be offered.
pub fn years_offered(today: NaiveDate) -> [AcademicYear; 2] {
    let this = AcademicYear::of(today);
    [this, this.next()]
}

/// The year to show: that of the address, else the one that the person chose last, else the default.
///
/// A past year is shown when the address asks for it, and is not remembered.
pub fn chosen_year(asked: Option<i32>, remembered: Option<i32>, today: NaiveDate) -> AcademicYear {
    let [this, next] = years_offered(today);
    let is_shown = |year: &i32| (this.start_year() - PAST..=next.start_year()).contains(year);
    let is_remembered = |year: &i32| *year == this.start_year() || *year == next.start_year();
    let year = asked.filter(is_shown).or(remembered.filter(is_remembered));
    year.map_or_else(|| default_year(today), AcademicYear::starting)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(asked: Option<i32>, remembered: Option<i32>, day: &str) -> i32 {
        chosen_year(asked, remembered, day.parse().unwrap()).start_year()
    }

    #[test]
    fn the_next_year_is_planned_from_april() {
        assert_eq!(year(None, None, "2026-08-01"), 2026);
        assert_eq!(year(None, None, "2026-12-31"), 2026);
        assert_eq!(year(None, None, "2027-03-31"), 2026);
        assert_eq!(year(None, None, "2027-04-01"), 2027);
        assert_eq!(year(None, None, "2027-07-31"), 2027);
        assert_eq!(year(None, None, "2027-08-01"), 2027);
    }

    #[test]
    fn the_address_goes_before_memory_and_memory_before_the_default() {
        assert_eq!(year(Some(2027), Some(2026), "2026-11-02"), 2027);
        assert_eq!(year(None, Some(2027), "2026-11-02"), 2027);
        assert_eq!(year(Some(2022), None, "2026-11-02"), 2022);
        assert_eq!(year(Some(2099), Some(2027), "2026-11-02"), 2027);
        assert_eq!(year(None, Some(2025), "2026-11-02"), 2026);
    }
}
