//! Every message of early career training: its trigger, its recipient and its words.

use crate::platform::mail::Template;

/// The templates of this capability, for the roof's list.
pub const TEMPLATES: &[&dyn Template] = &[];
