//! Moments at the edge of the database: UTC, without a zone, in whole microseconds.

use chrono::{DateTime, Datelike, NaiveDateTime, SubsecRound, Timelike, Utc};

/// A moment as the database keeps it: UTC without a zone, cut to microseconds.
pub fn naive(moment: DateTime<Utc>) -> NaiveDateTime {
    cut(moment.naive_utc())
}

/// A moment read from the database.
pub fn utc(moment: NaiveDateTime) -> DateTime<Utc> {
    moment.and_utc()
}

/// A moment as a text for a JSON parameter (see [`crate::Dialect::recordset`]).
///
/// SQLite keeps moments as exactly this text and compares them as text; PostgreSQL reads it as a timestamp.
pub fn text_of(moment: NaiveDateTime) -> String {
    let moment = cut(moment);
    match moment.and_utc().timestamp_subsec_micros() {
        0 => seconds(moment),
        micros if micros % 1000 == 0 => format!("{}.{:03}", seconds(moment), micros / 1000),
        micros => format!("{}.{micros:06}", seconds(moment)),
    }
}

/// `2026-08-01 12:00:00`, whatever is left of the second; several times quicker than a pattern is read.
pub(crate) fn seconds(moment: NaiveDateTime) -> String {
    let (year, month, day) = (moment.year(), moment.month(), moment.day());
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// Cut to microseconds: PostgreSQL keeps no more, so a finer moment would read back differently.
pub(crate) fn cut(moment: NaiveDateTime) -> NaiveDateTime {
    moment.trunc_subsecs(6)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_moment_is_written_as_the_driver_writes_it(micros in -62_000_000_000_000_000_i64..250_000_000_000_000_000, part in 0..3_u32) {
            let micros = micros / 1000_i64.pow(part) * 1000_i64.pow(part);
            let moment = DateTime::from_timestamp_micros(micros).unwrap().naive_utc();
            prop_assert_eq!(text_of(moment), moment.format("%F %T%.f").to_string());
        }
    }
}
