//! What a notice's page says of the partnership that it is about.

use chrono::{DateTime, Utc};

use super::{Membership, Refusal, Step};
use crate::partnerships::rules::Reason;

/// How a partnership stands for whoever holds a notice of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can be reported as a mistake.
    Open {
        /// Until when; nobody has been told yet when there is none.
        deadline: Option<DateTime<Utc>>,
    },
    /// Somebody has reported it; that stays so after the fourteen days.
    Reported {
        /// Why.
        reason: Reason,
    },
    /// The fourteen days are over.
    Expired {
        /// When they ended.
        deadline: DateTime<Utc>,
    },
    /// It has ended, or was never taken up.
    Ended,
    /// The provider has added the school again since: a newer notice counts.
    Superseded,
}

/// How the partnership stands, first rule that fits.
///
/// Source: acceptance 45: already reported goes before expired.
pub fn standing(is_newest: bool, membership: Membership, now: DateTime<Utc>) -> Standing {
    if !is_newest {
        return Standing::Superseded;
    }
    match membership {
        Membership::Reported { reason } => Standing::Reported { reason },
        Membership::Left | Membership::Proposed => Standing::Ended,
        Membership::Active { deadline } => match (deadline, membership.take(Step::Report(Reason::Mistake), now)) {
            (Some(deadline), Err(Refusal::TooLate)) => Standing::Expired { deadline },
            _ => Standing::Open { deadline },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_page_says_the_first_thing_that_is_true() {
        let last = at("2026-11-03T23:59:59.999999Z");
        let told = Membership::Active { deadline: Some(last) };
        let reported = Membership::Reported { reason: Reason::Mistake };
        assert_eq!(standing(true, told, last), Standing::Open { deadline: Some(last) });
        let later = at("2026-11-04T00:00:00Z");
        assert_eq!(standing(true, told, later), Standing::Expired { deadline: last });
        assert_eq!(standing(true, Membership::Active { deadline: None }, later), Standing::Open { deadline: None });
        assert_eq!(standing(true, reported, later), Standing::Reported { reason: Reason::Mistake });
        assert_eq!(standing(true, Membership::Left, later), Standing::Ended);
        assert_eq!(standing(false, reported, later), Standing::Superseded);
    }
}
