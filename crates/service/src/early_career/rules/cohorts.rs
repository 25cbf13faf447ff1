//! Cohorts and pairings: when they count.

use chrono::{Datelike, NaiveDate};

use crate::vocabulary::AcademicYear;

/// The early career teachers who start in an academic year, and when lead providers confirm schools for them.
///
/// Written as its year: "2026 to 2027".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// The academic year in which they start.
    pub year: AcademicYear,
    /// The first day on which schools can be confirmed, in London.
    pub opens_on: NaiveDate,
    /// The last day.
    pub closes_on: NaiveDate,
}

/// What a cohort is on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Season {
    /// Not open yet.
    Early,
    /// Schools can be confirmed.
    Open,
    /// No longer open.
    Over,
}

/// Why a cohort cannot have these days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The first day is mistyped, most likely: between which calendar years it must be.
    #[error("First day must be in the years {0} to {1}")]
    OpensOutside(i32, i32),
    /// The last day is.
    #[error("Last day must be in the years {0} to {1}")]
    ClosesOutside(i32, i32),
    /// The wrong way round.
    #[error("Last day must be the same as or after the first day")]
    OpensAfterItCloses,
}

impl Cohort {
    /// Whether the days fit the year: schools are recruited from the calendar year before, and for two years after.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn check(&self) -> Result<(), Wrong> {
        let (from, to) = (self.year.start_year() - 1, self.year.start_year() + 2);
        let is_outside = |day: NaiveDate| !(from..=to).contains(&day.year());
        if is_outside(self.opens_on) {
            Err(Wrong::OpensOutside(from, to))
        } else if is_outside(self.closes_on) {
            Err(Wrong::ClosesOutside(from, to))
        } else if self.closes_on < self.opens_on {
            Err(Wrong::OpensAfterItCloses)
        } else {
            Ok(())
        }
    }

    /// What it is on this day in London.
    pub fn season(&self, today: NaiveDate) -> Season {
        if today < self.opens_on {
            Season::Early
        } else if today <= self.closes_on {
            Season::Open
        } else {
            Season::Over
        }
    }

    /// Whether schools can be confirmed on this day in London.
    pub fn is_open(&self, today: NaiveDate) -> bool {
        self.season(today) == Season::Open
    }
}

/// The cohort that pages show first: the newest that is open, else the newest that has been, else the first to come.
///
/// `cohorts` are in any order.
pub fn shown_first(cohorts: &[Cohort], today: NaiveDate) -> Option<Cohort> {
    let newest = |season: Season| cohorts.iter().filter(|it| it.season(today) == season).max_by_key(|it| it.year);
    let first = cohorts.iter().min_by_key(|it| it.year);
    newest(Season::Open).or_else(|| newest(Season::Over)).or(first).copied()
}

/// How long a delivery partner's consent lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The first day on which it counts.
    pub starts_on: NaiveDate,
    /// The first day on which it no longer counts; none while it goes on.
    pub ended_on: Option<NaiveDate>,
}

impl Term {
    /// Whether the pairing counts on this day in London.
    pub fn counts(&self, today: NaiveDate) -> bool {
        self.starts_on <= today && self.ended_on.is_none_or(|end| today < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn cohort(year: i32, opens_on: &str, closes_on: &str) -> Cohort {
        Cohort { year: AcademicYear::starting(year), opens_on: day(opens_on), closes_on: day(closes_on) }
    }

    #[test]
    fn a_cohort_is_open_on_its_first_and_its_last_day() {
        let cohort = cohort(2026, "2026-05-10", "2027-03-31");
        let seasons = ["2026-05-09", "2026-05-10", "2027-03-31", "2027-04-01"].map(|it| cohort.season(day(it)));
        assert_eq!(seasons, [Season::Early, Season::Open, Season::Open, Season::Over]);
    }

    #[test]
    fn days_that_do_not_fit_the_year_are_mistyped() {
        let check = |opens_on, closes_on| cohort(2026, opens_on, closes_on).check().map_err(|it| it.to_string());
        assert_eq!(check("2026-05-10", "2027-03-31"), Ok(()));
        assert_eq!(check("2026-05-10", "2026-05-10"), Ok(()));
        assert_eq!(check("1900-05-10", "2027-03-31"), Err("First day must be in the years 2025 to 2028".to_owned()));
        assert_eq!(check("2026-05-10", "9999-03-31"), Err("Last day must be in the years 2025 to 2028".to_owned()));
        let turned = "Last day must be the same as or after the first day";
        assert_eq!(check("2027-05-10", "2026-03-31"), Err(turned.to_owned()));
    }

    #[test]
    fn the_newest_open_cohort_is_shown_first() {
        let all = [
            cohort(2025, "2025-05-10", "2026-06-30"),
            cohort(2026, "2026-05-10", "2027-03-31"),
            cohort(2027, "2027-05-10", "2028-03-31"),
        ];
        let shown = |today: &str| shown_first(&all, day(today)).map(|it| it.year.start_year());
        assert_eq!(shown("2026-06-01"), Some(2026), "two are open");
        assert_eq!(shown("2026-05-01"), Some(2025));
        assert_eq!(shown("2027-04-10"), Some(2026), "between two");
        assert_eq!(shown("2024-01-01"), Some(2025), "before all");
        assert_eq!(shown_first(&[], day("2026-06-01")), None);
    }

    #[test]
    fn a_pairing_counts_until_the_day_before_its_end() {
        let lasting = Term { starts_on: day("2026-05-10"), ended_on: None };
        assert!(!lasting.counts(day("2026-05-09")));
        assert!(lasting.counts(day("2026-05-10")));
        let ended = Term { ended_on: Some(day("2026-09-01")), ..lasting };
        assert!(ended.counts(day("2026-08-31")));
        assert!(!ended.counts(day("2026-09-01")));
    }
}
