//! Early career training, as stories.

mod cohorts;
