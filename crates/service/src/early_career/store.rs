//! The rows of early career training.

pub mod bodies;
pub mod cohorts;
pub mod next;
pub mod pairings;
pub mod schools;
pub mod successors;
pub mod looked;
pub mod feed;
pub mod recruitable;
pub mod reported;

pub mod confirm;
pub mod judge;
pub mod notices;

pub mod numbers;
pub mod of_school;
pub mod told;
pub mod tutors;
