//! Every message of early career training: its trigger, its recipient and its words.

mod confirmed;
mod runs;
mod tutor;

use crate::platform::mail::Template;

pub use tutor::{NOMINATE_TUTOR, TUTOR_NOMINATED, TUTOR_REPLACED};

/// To a school: a lead provider confirmed you.
pub const SCHOOL_CONFIRMED: &str = "school_confirmed";
/// To a school, a week later: a lead provider confirmed you.
pub const SCHOOL_CONFIRMED_REMINDER: &str = "school_confirmed_reminder";

/// The templates of this capability, for the roof's list.
pub const TEMPLATES: &[&dyn Template] = &[
    &runs::SchoolsConfirmed,
    &runs::Reminders,
    &confirmed::SchoolConfirmed { is_reminder: false },
    &confirmed::SchoolConfirmed { is_reminder: true },
    &tutor::NominateTutor,
    &tutor::TutorNominated,
    &tutor::TutorReplaced,
];
