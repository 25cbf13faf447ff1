//! Which school of the register a row of somebody's list means.
//!
//! A row is matched only when the evidence is strong: its URN; or its postcode and a compatible name; or a name and a
//! place that fit one school alone; or a long name that no other school has. Whatever is less is "not sure", with the
//! candidates shown, and a person decides (decision 15 of the product). Pure: no page, no database.

mod asked;
mod columns;
mod decide;
mod file_back;
mod headings;
mod index;
mod judge;
mod likeness;
mod places;
mod retrieve;
mod verdict;
mod weigh;
mod words;

pub use asked::Ask;
pub use columns::{Column, Columns, recognise};
pub use file_back::{Named, SaidOf, file_back};
pub use index::{Facts, Schools, Standing};
pub use judge::{Judge, judge_urns};
pub use verdict::{Candidate, How, MOST_CANDIDATES, Verdict, Why};

#[cfg(test)]
mod stories;
#[cfg(test)]
mod trial;
