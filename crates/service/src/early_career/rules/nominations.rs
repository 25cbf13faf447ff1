//! Asking a school to nominate its induction tutor: how long a link lives, and how often it is sent again.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};

/// Days for which a link to nominate works, to the end of the last. Source: acceptance ect 50.
pub const DAYS_TO_NOMINATE: u64 = 21;
/// How long a school waits for another link. Source: acceptance ect 50.
const GAP: TimeDelta = TimeDelta::minutes(5);
/// The most links in a day. Source: acceptance ect 50.
const MOST_A_DAY: usize = 5;

/// Why no other link is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooMany {
    /// One was sent less than five minutes ago.
    JustSent,
    /// Five were sent within a day.
    Today,
}

impl fmt::Display for TooMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TooMany::JustSent => "We have just sent a link. Wait 5 minutes before you ask for another",
            TooMany::Today => "We have sent 5 links in the last 24 hours. Try again tomorrow",
        })
    }
}

/// Whether another link may be sent to a school; `sent` are the moments of those before, in any order.
///
/// # Errors
/// [`TooMany`], in the page's words.
pub fn may_send(sent: &[DateTime<Utc>], now: DateTime<Utc>) -> Result<(), TooMany> {
    let within = |span: TimeDelta| sent.iter().filter(|at| now < **at + span).count();
    if within(GAP) > 0 {
        return Err(TooMany::JustSent);
    }
    if within(TimeDelta::days(1)) >= MOST_A_DAY { Err(TooMany::Today) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_sent_again_once_in_five_minutes_and_five_times_a_day() {
        let now: DateTime<Utc> = "2026-11-02T09:00:00Z".parse().unwrap();
        let ago = |minutes: i64| now - TimeDelta::minutes(minutes);
        assert_eq!(may_send(&[], now), Ok(()));
        assert_eq!(may_send(&[ago(4)], now), Err(TooMany::JustSent));
        assert_eq!(may_send(&[ago(5)], now), Ok(()));
        let five = [ago(10), ago(20), ago(30), ago(40), ago(60 * 24 - 1)];
        assert_eq!(may_send(&five, now), Err(TooMany::Today));
        assert_eq!(may_send(&five, now + TimeDelta::minutes(1)), Ok(()), "the oldest is a day old");
    }
}
