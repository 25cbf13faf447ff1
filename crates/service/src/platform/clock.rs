//! Time and chance come from outside, so that any date can be tested and any run repeated.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::London;

use crate::vocabulary::london_date;

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's.
    Machine,
    /// Set by a test, in microseconds since 1970.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at` until it is moved.
    pub fn at(at: DateTime<Utc>) -> Clock {
        Clock::Set(Arc::new(AtomicI64::new(at.timestamp_micros())))
    }

    /// Now, in whole microseconds, as both databases keep it.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let micros = match self {
            Clock::Machine => Utc::now().timestamp_micros(),
            Clock::Set(micros) => micros.load(Ordering::SeqCst),
        };
        DateTime::from_timestamp_micros(micros).unwrap_or_default()
    }

    /// Moves a set clock; the machine's stays as it is.
    pub fn move_to(&self, at: DateTime<Utc>) {
        if let Clock::Set(micros) = self {
            micros.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }
}

/// Where random bytes come from.
#[derive(Clone, Debug)]
pub enum Chance {
    /// The operating system's.
    Machine,
    /// A repeatable sequence, for tests and the demo's data.
    Seeded(Arc<AtomicU64>),
}

impl Chance {
    /// The same sequence at each run.
    pub fn seeded(seed: u64) -> Chance {
        Chance::Seeded(Arc::new(AtomicU64::new(seed)))
    }

    /// `N` random bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing safe can be done without it.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the operating system for chance")]
    #[expect(clippy::expect_used, reason = "a guessable token would be worse than a stop")]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0_u8; N];
        match self {
            Chance::Machine => getrandom::fill(&mut bytes).expect("the operating system gives random bytes"),
            Chance::Seeded(state) => {
                for chunk in bytes.chunks_mut(8) {
                    let next = splitmix(state.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst));
                    chunk.copy_from_slice(&next.to_le_bytes()[..chunk.len()]);
                }
            }
        }
        bytes
    }

    /// 128 bits as an identifier for addresses: 26 letters and digits, easily copied.
    pub fn public_id(&self) -> String {
        let bytes: [u8; 16] = self.bytes();
        public_id(&bytes)
    }

    /// So many of them, for less than as many questions to the operating system; in their order, which an index of
    /// them takes in at a third of the work.
    ///
    /// # Panics
    /// As [`Chance::bytes`].
    pub fn public_ids(&self, count: usize) -> Vec<String> {
        const AT_ONCE: usize = 16;
        let mut ids = Vec::with_capacity(count + AT_ONCE);
        while ids.len() < count {
            let bytes: [u8; 16 * AT_ONCE] = self.bytes();
            ids.extend(bytes.chunks(16).map(public_id));
        }
        ids.truncate(count);
        ids.sort_unstable();
        ids
    }

    /// A number below `limit`.
    pub fn below(&self, limit: u64) -> u64 {
        u64::from_le_bytes(self.bytes()) % limit.max(1)
    }
}

fn public_id(bytes: &[u8]) -> String {
    let mut id = data_encoding::BASE32_NOPAD.encode(bytes);
    id.make_ascii_lowercase();
    id
}

/// Sebastiano Vigna's SplitMix64: one step from a counter to 64 mixed bits.
fn splitmix(counter: u64) -> u64 {
    let mut z = counter.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The last microsecond of the day that lies `days` after `from`'s day in London.
///
/// Source: product.md decision 4: fourteen days run to the end of the 14th day in Europe/London.
pub fn end_of_day_after(from: DateTime<Utc>, days: u64) -> DateTime<Utc> {
    let next_day = london_date(from) + Days::new(days + 1);
    // Midnight always exists in London: its clocks change at 01:00 UTC.
    let midnight = London.from_local_datetime(&next_day.and_time(NaiveTime::MIN)).earliest();
    midnight.map_or(from, |it| it.with_timezone(&Utc)) - chrono::Duration::microseconds(1)
}

/// Seven in the morning of a day in London: 06:00 UTC in summer, 07:00 in winter.
pub fn morning_of(date: NaiveDate) -> DateTime<Utc> {
    let seven = date.and_time(NaiveTime::MIN) + chrono::Duration::hours(7);
    // It always exists: London's clocks change at 01:00 UTC.
    London.from_local_datetime(&seven).earliest().map_or_else(|| seven.and_utc(), |it| it.with_timezone(&Utc))
}

/// A day as pages write it: "23 November 2026".
pub fn day(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), date.format("%B"), date.year())
}

/// An instant as pages write it, in London: "23 November 2026 at 11:28pm".
pub fn moment(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&London);
    let clock = local.format("%-I:%M%P").to_string().replace(":00", "");
    format!("{} at {clock}", day(local.date_naive()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_in_the_morning_is_seven_in_london_in_winter_and_summer() {
        let check =
            |date: &str, at: &str| assert_eq!(morning_of(date.parse().unwrap()), at.parse::<DateTime<Utc>>().unwrap());
        check("2026-11-03", "2026-11-03T07:00:00Z");
        check("2027-06-01", "2027-06-01T06:00:00Z");
        // The days on which the clocks change.
        check("2027-03-27", "2027-03-27T07:00:00Z");
        check("2027-03-28", "2027-03-28T06:00:00Z");
        check("2026-10-25", "2026-10-25T07:00:00Z");
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn fourteen_days_end_with_the_fourteenth_day_in_london() {
        let check = |from: &str, to: &str| assert_eq!(end_of_day_after(at(from), 14), at(to), "{from}");
        check("2026-11-02T09:00:00Z", "2026-11-16T23:59:59.999999Z");
        // 23:30 UTC in summer is already the next day in London.
        check("2026-06-01T23:30:00Z", "2026-06-16T22:59:59.999999Z");
        // Over the October change: counted in days, not in hours.
        check("2026-10-20T12:00:00Z", "2026-11-03T23:59:59.999999Z");
        check("2026-03-20T12:00:00Z", "2026-04-03T22:59:59.999999Z");
    }

    #[test]
    fn moments_are_written_in_london_time() {
        assert_eq!(moment(at("2026-07-01T08:00:00Z")), "1 July 2026 at 9am");
        assert_eq!(moment(at("2026-12-01T23:05:00Z")), "1 December 2026 at 11:05pm");
    }

    #[test]
    fn seeded_chance_repeats_itself() {
        let (one, other) = (Chance::seeded(7), Chance::seeded(7));
        assert_eq!(one.public_id(), other.public_id());
        assert_ne!(one.public_id(), one.public_id());
        assert_eq!(one.public_id().len(), 26);
        let many: std::collections::BTreeSet<String> = one.public_ids(100).into_iter().collect();
        assert_eq!(many.len(), 100);
        assert!(many.iter().all(|id| id.len() == 26));
    }
}
