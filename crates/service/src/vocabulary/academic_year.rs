use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Europe::London;
use std::fmt;

/// An academic year: 1 August to 31 July in England, named by the year in which it starts.
///
/// Source: decision 2 of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcademicYear(i32);

const FIRST_MONTH: u32 = 8;

impl AcademicYear {
    /// The year that starts on 1 August of `year`.
    pub fn starting(year: i32) -> Self {
        Self(year)
    }

    /// The academic year of a day.
    pub fn of(day: NaiveDate) -> Self {
        if day.month() >= FIRST_MONTH { Self(day.year()) } else { Self(day.year() - 1) }
    }

    /// The academic year of a moment, by the clock in London.
    pub fn at(moment: DateTime<Utc>) -> Self {
        Self::of(london_date(moment))
    }

    /// The calendar year in which it starts, as cohorts are named.
    pub fn start_year(self) -> i32 {
        self.0
    }

    /// 1 August.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, FIRST_MONTH, 1).unwrap_or(NaiveDate::MIN)
    }

    /// 31 July of the following calendar year.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().pred_opt().unwrap_or(NaiveDate::MAX)
    }

    /// True when its last day lies before `today`.
    pub fn has_ended(self, today: NaiveDate) -> bool {
        self.last_day() < today
    }

    /// The year after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The year before it.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0 - 1)
    }
}

/// The day in London at a moment.
pub fn london_date(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&London).date_naive()
}

/// "2024 to 2025"
impl fmt::Display for AcademicYear {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} to {}", self.0, self.0 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn it_turns_on_the_first_of_august() {
        assert_eq!(AcademicYear::of(day(2025, 7, 31)).to_string(), "2024 to 2025");
        assert_eq!(AcademicYear::of(day(2025, 8, 1)).to_string(), "2025 to 2026");
    }

    #[test]
    fn it_turns_by_the_clock_in_london() {
        let summer_evening = Utc.with_ymd_and_hms(2025, 7, 31, 23, 30, 0).unwrap();
        assert_eq!(AcademicYear::at(summer_evening).start_year(), 2025);
    }

    #[test]
    fn its_last_day_belongs_to_it() {
        let year = AcademicYear::starting(2024);
        assert_eq!((year.first_day(), year.last_day()), (day(2024, 8, 1), day(2025, 7, 31)));
        assert!(!year.has_ended(day(2025, 7, 31)));
        assert!(year.has_ended(day(2025, 8, 1)));
        assert_eq!(year.next().previous(), year);
    }
}
