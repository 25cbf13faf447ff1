//! The one reader of everything that a person uploads or pastes: bytes in, rows with their lines out.
//!
//! Two ways of reading stand on one lexer: [`urns`] for a list of one column, strict, so that nothing is ever taken
//! for a school that was not meant as one; and [`sheet()`] for the tables that people keep. What they give back
//! is written by [`csv()`], and reads back as the same cells.
//!
//! Pure: no file, no clock, no database. Source: `[ours]` rules of reading (decision 6 of the product).

mod csv_out;
mod decode;
mod lexer;
mod problem;
mod pupils;
mod sheet;
mod shown;
mod trainees;
mod urns;

pub use csv_out::csv;
pub use decode::MAX_UPLOAD_BYTES;
pub use problem::{FileProblem, Given, Kind};
pub use sheet::{Note, Row, Sheet, sheet};
pub use shown::Shown;
pub use trainees::{TraineesAtSchools, trainees};
pub use urns::{UrnList, UrnRow, WhatStands, urns};

/// The most that is read of a request that uploads: the file and the form around it. Source: trust.md S7.
pub const MOST_BYTES: usize = MAX_UPLOAD_BYTES + 64 * 1024;
/// The most rows that one upload may hold; blank ones and a heading do not count.
pub const MAX_ROWS: usize = 30_000;

#[cfg(test)]
mod manifest;
#[cfg(test)]
mod round_trip;
