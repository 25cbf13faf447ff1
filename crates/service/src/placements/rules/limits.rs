//! Limits of time and number: when a request expires, and how many trainees a school takes.

use chrono::{Days, NaiveDate};

use crate::vocabulary::AcademicYear;

/// Days within which a school answers a request, before it expires.
pub const DAYS_TO_ANSWER: u64 = 28;

/// The last day on which a request made today can be answered: 28 days on, or the end of the year when that is sooner.
pub fn expires_on(asked_on: NaiveDate, year: AcademicYear) -> NaiveDate {
    let last = asked_on.checked_add_days(Days::new(DAYS_TO_ANSWER)).unwrap_or(NaiveDate::MAX);
    last.min(year.last_day())
}

/// How many more trainees the school takes in the year; none where it has set no cap.
pub fn cap_left(cap: Option<i32>, assigned: i32) -> Option<i32> {
    cap.map(|cap| cap.saturating_sub(assigned).max(0))
}

/// The places that can still be had: those that nobody has, as far as the school takes more trainees in the year.
pub fn left(free: i64, cap: Option<i64>, assigned: i64) -> i64 {
    cap.map_or(free, |cap| free.min(cap - assigned)).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_request_can_be_answered_for_twenty_eight_days_within_the_year() {
        let year = AcademicYear::starting(2026);
        assert_eq!(expires_on(day("2026-11-02"), year), day("2026-11-30"));
        assert_eq!(expires_on(day("2027-07-20"), year), day("2027-07-31"));
        assert_eq!(expires_on(day("2027-07-31"), year), day("2027-07-31"));
    }

    #[test]
    fn a_cap_counts_what_is_assigned() {
        assert_eq!(cap_left(None, 100), None);
        assert_eq!(cap_left(Some(6), 4), Some(2));
        // A cap set lower than what was assigned before takes nothing away.
        assert_eq!(cap_left(Some(3), 4), Some(0));
        assert_eq!([left(5, None, 4), left(5, Some(6), 4), left(5, Some(4), 4), left(5, Some(3), 4)], [5, 2, 0, 0]);
    }
}
