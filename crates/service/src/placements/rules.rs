//! What a placement can be, what may be done with it and with its places, and why not. Pure.

mod asked;
pub mod assignment;
pub mod availability;
mod hosting;
mod limits;
mod offer;
mod refusal;
pub mod reminders;
mod standing;
mod window;
mod year;

pub use asked::{is_special_school, phases_asked, settings_asked};
pub use assignment::{Assignment, Ground, Party, Step};
pub use hosting::{Answer, Hosting, hosting};
pub use limits::{DAYS_TO_ANSWER, cap_left, expires_on, left};
pub use offer::{Offer, What, When, written};
pub use refusal::Refusal;
pub use standing::{Seen, Standing, may_edit, may_set_places, may_withdraw};
pub use window::{MOST_WINDOWS, may_have_window};
pub use year::{chosen_year, default_year, years_offered};
