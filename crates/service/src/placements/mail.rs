//! Every message about placements: its trigger, its recipient and its words.

mod availability_ask;

pub use availability_ask::AVAILABILITY_ASKS;
use availability_ask::{AvailabilityAsk, AvailabilityAsks};

use crate::platform::mail::Template;

/// The templates of this capability, for the roof's list.
pub const TEMPLATES: &[&dyn Template] = &[&AvailabilityAsks, &AvailabilityAsk];
