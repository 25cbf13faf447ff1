//! Early career training, as stories.

mod cohorts;
pub mod confirm;
mod fixtures;
