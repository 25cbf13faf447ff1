//! Moments at the edge of the database: UTC, without a zone, in whole microseconds.

use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};

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
    cut(moment).format("%F %T%.f").to_string()
}

/// Cut to microseconds: PostgreSQL keeps no more, so a finer moment would read back differently.
pub(crate) fn cut(moment: NaiveDateTime) -> NaiveDateTime {
    moment.trunc_subsecs(6)
}
