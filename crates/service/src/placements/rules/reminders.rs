//! When schools are asked: once a year for the next year, and once a term whether what they said is still right. Pure.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc, Weekday};
use chrono_tz::Europe::London;

use crate::vocabulary::AcademicYear;

/// What an asking is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// What the school can offer in the next year.
    Yearly,
    /// Whether what it said is still right.
    Termly,
}

/// One round of asking: every school that it is for is asked once in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskRound {
    /// What for.
    pub why: Why,
    /// Of which year.
    pub year: AcademicYear,
    /// Its first day.
    pub since: NaiveDate,
}

/// Days of a term in which its question is asked.
const TERMLY_DAYS: u64 = 28;

/// The rounds that are on at a moment; none outside the working hours of schools.
///
/// The next year is asked for from 1 March to the end of July. The terms' questions go out from 1 October and 15 January,
/// of this year, and from 1 May, of the next. They begin at 9am on weekdays by the clock in London, so that nobody gets
/// them at night.
pub fn rounds_at(moment: DateTime<Utc>) -> Vec<AskRound> {
    let local = moment.with_timezone(&London);
    let (today, hour) = (local.date_naive(), local.hour());
    if matches!(local.weekday(), Weekday::Sat | Weekday::Sun) || !(9..17).contains(&hour) {
        return Vec::new();
    }
    let this = AcademicYear::of(today);
    let mut rounds = Vec::new();
    let of = |month, day| NaiveDate::from_ymd_opt(today.year(), month, day);
    if let Some(since) = of(3, 1).filter(|it| *it <= today && today <= this.last_day() && today.month() < 8) {
        rounds.push(AskRound { why: Why::Yearly, year: this.next(), since });
    }
    for (month, day, year) in [(10, 1, this), (1, 15, this), (5, 1, this.next())] {
        let Some(since) = of(month, day) else { continue };
        if since <= today && today < since + chrono::Days::new(TERMLY_DAYS) {
            rounds.push(AskRound { why: Why::Termly, year, since });
        }
    }
    rounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(moment: &str) -> Vec<(Why, i32, String)> {
        let rounds = rounds_at(moment.parse().unwrap());
        rounds.into_iter().map(|it| (it.why, it.year.start_year(), it.since.to_string())).collect()
    }

    #[test]
    fn the_next_year_is_asked_for_from_march_to_july() {
        // 1 March 2027 is a Monday.
        assert_eq!(at("2027-02-26T12:00:00Z"), []);
        assert_eq!(at("2027-03-01T09:00:00Z"), [(Why::Yearly, 2027, "2027-03-01".to_owned())]);
        assert_eq!(at("2027-07-30T12:00:00Z"), [(Why::Yearly, 2027, "2027-03-01".to_owned())]);
        assert_eq!(at("2027-08-02T12:00:00Z"), []);
    }

    #[test]
    fn what_is_offered_is_asked_about_once_a_term() {
        assert_eq!(at("2026-10-01T12:00:00Z"), [(Why::Termly, 2026, "2026-10-01".to_owned())]);
        assert_eq!(at("2026-10-28T12:00:00Z"), [(Why::Termly, 2026, "2026-10-01".to_owned())]);
        assert_eq!(at("2026-10-29T12:00:00Z"), []);
        assert_eq!(at("2027-01-15T12:00:00Z"), [(Why::Termly, 2026, "2027-01-15".to_owned())]);
        let may = [(Why::Yearly, 2027, "2027-03-01".to_owned()), (Why::Termly, 2027, "2027-05-01".to_owned())];
        assert_eq!(at("2027-05-04T12:00:00Z"), may);
    }

    #[test]
    fn nobody_is_asked_at_night_or_at_the_weekend_by_the_clock_in_london() {
        // Summer time begins on 28 March 2027: the same hour in UTC is an hour later in London.
        assert!(at("2027-03-26T08:30:00Z").is_empty());
        assert!(!at("2027-03-29T08:30:00Z").is_empty());
        assert!(!at("2027-03-26T16:30:00Z").is_empty());
        assert!(at("2027-03-29T16:30:00Z").is_empty());
        assert!(at("2027-03-27T12:00:00Z").is_empty() && at("2027-03-28T12:00:00Z").is_empty());
    }
}
