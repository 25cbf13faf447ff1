//! The rows of early career training.

pub mod bodies;
pub mod cohorts;
pub mod pairings;
pub mod schools;
