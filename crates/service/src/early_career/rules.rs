//! What early career training allows: pure decisions.

pub mod change;
pub mod cohorts;
pub mod payable;

pub mod verdict;

pub mod nominations;
