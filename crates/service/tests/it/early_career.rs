//! Early career training, as stories.

mod cases;
mod closing;
mod cohorts;
mod desk;
mod payable;
mod schools;

pub mod confirm;
pub mod told;
mod tutor;
mod fixtures;
