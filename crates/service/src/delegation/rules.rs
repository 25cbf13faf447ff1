//! Whom a school can let act for it, for what and how long; and where that stands on a day. Pure.

use chrono::{Months, NaiveDate};

use crate::policy::Scopes;

/// What is kept of a delegation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The organisation has asked, and the school has not answered.
    Asked,
    /// The school lets it.
    Open,
    /// The school said no.
    Declined,
    /// One of the two has ended it.
    Ended,
}

impl State {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            State::Asked => "asked",
            State::Open => "open",
            State::Declined => "declined",
            State::Ended => "ended",
        }
    }

    /// The state of a word.
    pub fn parse(word: &str) -> Option<State> {
        [State::Asked, State::Open, State::Declined, State::Ended].into_iter().find(|it| it.code() == word)
    }
}

/// The first day is at most so many years away: what is meant for later is let later.
const YEARS_TO_START: u32 = 1;
/// The last day is at most so many years away; who wants more lets it until one of the two ends it.
const YEARS_TO_END: u32 = 10;

/// From the first to the last day on which the organisation may act, in Europe/London; both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; none for as long as the school lets it.
    pub ends_on: Option<NaiveDate>,
}

impl Period {
    /// Whether it can be given today.
    ///
    /// # Errors
    /// [`Refusal::StartsBeforeToday`], [`Refusal::StartsTooLate`], [`Refusal::EndsBeforeItStarts`] and
    /// [`Refusal::EndsTooLate`].
    pub fn check(self, today: NaiveDate) -> Result<(), Refusal> {
        let in_years = |years| today.checked_add_months(Months::new(12 * years)).unwrap_or(NaiveDate::MAX);
        match self.ends_on {
            _ if self.starts_on < today => Err(Refusal::StartsBeforeToday),
            _ if self.starts_on > in_years(YEARS_TO_START) => Err(Refusal::StartsTooLate),
            Some(last) if last < self.starts_on => Err(Refusal::EndsBeforeItStarts),
            Some(last) if last > in_years(YEARS_TO_END) => Err(Refusal::EndsTooLate),
            _ => Ok(()),
        }
    }
}

/// Where a delegation stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The school has not answered.
    Asked,
    /// Its first day is to come.
    NotYet,
    /// The organisation may act.
    Open,
    /// Its last day is over.
    Over,
    /// The school said no.
    Declined,
    /// One of the two has ended it.
    Ended,
}

impl Standing {
    /// Every standing, in the order of the filter.
    pub const ALL: [Standing; 6] =
        [Standing::Asked, Standing::NotYet, Standing::Open, Standing::Over, Standing::Declined, Standing::Ended];

    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Asked => "asked",
            Standing::NotYet => "not-yet",
            Standing::Open => "open",
            Standing::Over => "over",
            Standing::Declined => "declined",
            Standing::Ended => "ended",
        }
    }

    /// What pages call it.
    pub fn title(self) -> &'static str {
        match self {
            Standing::Asked => "Waits for the school’s answer",
            Standing::NotYet => "Starts later",
            Standing::Open => "Can act now",
            Standing::Over => "Last day is over",
            Standing::Declined => "Declined",
            Standing::Ended => "Ended",
        }
    }

    /// Whether it can be ended: it lets somebody act, or will, or waits for an answer.
    pub fn is_live(self) -> bool {
        matches!(self, Standing::Asked | Standing::NotYet | Standing::Open)
    }
}

/// Where a delegation of this state and period stands today, in Europe/London.
pub fn standing(state: State, period: Option<Period>, today: NaiveDate) -> Standing {
    match (state, period) {
        (State::Asked, _) => Standing::Asked,
        (State::Declined, _) => Standing::Declined,
        (State::Ended, _) | (State::Open, None) => Standing::Ended,
        (State::Open, Some(period)) if today < period.starts_on => Standing::NotYet,
        (State::Open, Some(period)) if period.ends_on.is_some_and(|last| last < today) => Standing::Over,
        (State::Open, Some(_)) => Standing::Open,
    }
}

/// What is known of the two when one is to act for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Whether the one who acts is a trust, or a provider such as a lead partner.
    pub is_trust_or_provider: bool,
    /// What stands between the two today, if anything does.
    pub live: Option<Standing>,
}

/// Why it is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody else acts for schools.
    #[error("Only a trust, a lead partner or another provider can act for a school")]
    NotTheirs,
    /// Nothing was chosen.
    #[error("Select what they can do for the school")]
    Nothing,
    /// It may already, or will.
    #[error("This organisation can act for the school already. End that first to change it")]
    LetAlready,
    /// It has asked.
    #[error("Your organisation has asked this school already, and it has not answered yet")]
    AskedAlready,
    /// A day that is gone.
    #[error("The first day must be today or later")]
    StartsBeforeToday,
    /// The wrong way round.
    #[error("The last day must be the same as or after the first day")]
    EndsBeforeItStarts,
    /// Mistyped, most likely.
    #[error("The first day must be within 1 year from today")]
    StartsTooLate,
    /// Mistyped, most likely.
    #[error("The last day must be within 10 years from today")]
    EndsTooLate,
    /// Somebody was faster.
    #[error("This has been answered or ended already. Nothing was changed now")]
    OutOfStep,
}

/// Whether a school may let an organisation act for it. What that asked for is answered by it.
///
/// # Errors
/// The first [`Refusal`] that fits.
pub fn may_let(pair: Pair, lets: Scopes, period: Period, today: NaiveDate) -> Result<(), Refusal> {
    fits(pair, lets)?;
    match pair.live {
        Some(Standing::NotYet | Standing::Open) => Err(Refusal::LetAlready),
        _ => period.check(today),
    }
}

/// Whether an organisation may ask a school to let it.
///
/// # Errors
/// The first [`Refusal`] that fits.
pub fn may_ask(pair: Pair, asks: Scopes) -> Result<(), Refusal> {
    fits(pair, asks)?;
    match pair.live {
        Some(Standing::Asked) => Err(Refusal::AskedAlready),
        Some(Standing::NotYet | Standing::Open) => Err(Refusal::LetAlready),
        _ => Ok(()),
    }
}

fn fits(pair: Pair, scopes: Scopes) -> Result<(), Refusal> {
    if !pair.is_trust_or_provider {
        return Err(Refusal::NotTheirs);
    }
    if scopes == Scopes::default() { Err(Refusal::Nothing) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: Scopes = Scopes { placements: true, early_career: true };

    fn on(day: &str) -> NaiveDate {
        day.parse().unwrap()
    }

    fn period(first: &str, last: Option<&str>) -> Period {
        Period { starts_on: on(first), ends_on: last.map(on) }
    }

    #[test]
    fn it_is_open_from_its_first_to_its_last_day() {
        let november = period("2026-11-02", Some("2026-11-30"));
        let stands = |day: &str| standing(State::Open, Some(november), on(day));
        assert_eq!(stands("2026-11-01"), Standing::NotYet);
        assert_eq!(stands("2026-11-02"), Standing::Open);
        assert_eq!(stands("2026-11-30"), Standing::Open);
        assert_eq!(stands("2026-12-01"), Standing::Over);
        let for_good = standing(State::Open, Some(period("2026-11-02", None)), on("2036-01-01"));
        assert_eq!(for_good, Standing::Open);
        assert_eq!(standing(State::Ended, Some(november), on("2026-11-10")), Standing::Ended);
    }

    #[test]
    fn the_day_is_that_of_london() {
        let at = |moment: &str| crate::vocabulary::london_date(moment.parse().unwrap());
        let june = period("2027-06-01", Some("2027-06-30"));
        let stands = |moment: &str| standing(State::Open, Some(june), at(moment));
        assert_eq!(stands("2027-05-31T22:59:59Z"), Standing::NotYet, "summer time: an hour before midnight in UTC");
        assert_eq!(stands("2027-05-31T23:00:00Z"), Standing::Open);
        assert_eq!(stands("2027-06-30T23:00:00Z"), Standing::Over);
    }

    #[test]
    fn a_trust_or_a_provider_may_be_let_do_something_from_today() {
        let today = on("2026-11-02");
        let pair = Pair { is_trust_or_provider: true, live: None };
        let from_today = period("2026-11-02", None);
        assert_eq!(may_let(pair, BOTH, from_today, today), Ok(()));
        let other = Pair { is_trust_or_provider: false, ..pair };
        assert_eq!(may_let(other, BOTH, from_today, today), Err(Refusal::NotTheirs));
        assert_eq!(may_let(pair, Scopes::default(), from_today, today), Err(Refusal::Nothing));
        assert_eq!(may_let(pair, BOTH, period("2026-11-01", None), today), Err(Refusal::StartsBeforeToday));
        let wrong = period("2026-11-05", Some("2026-11-04"));
        assert_eq!(may_let(pair, BOTH, wrong, today), Err(Refusal::EndsBeforeItStarts));
    }

    #[test]
    fn what_stands_between_the_two_decides() {
        let today = on("2026-11-02");
        for standing in Standing::ALL {
            let pair = Pair { is_trust_or_provider: true, live: Some(standing) };
            let lets = may_let(pair, BOTH, period("2026-11-02", None), today);
            let asks = may_ask(pair, BOTH);
            match standing {
                Standing::Asked => assert_eq!((lets, asks), (Ok(()), Err(Refusal::AskedAlready))),
                Standing::NotYet | Standing::Open => {
                    assert_eq!((lets, asks), (Err(Refusal::LetAlready), Err(Refusal::LetAlready)));
                }
                Standing::Over | Standing::Declined | Standing::Ended => assert_eq!((lets, asks), (Ok(()), Ok(()))),
            }
        }
    }
}
