//! The rows of early career training.

pub mod bodies;
pub mod cohorts;
pub mod next;
pub mod pairings;
pub mod schools;

pub mod confirm;
pub mod judge;
pub mod notices;
