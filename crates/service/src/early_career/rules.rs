//! What early career training allows: pure decisions.

pub mod cohorts;
