//! The audit trail: one event for every change, chained by hashes, never changed.
//!
//! Each event's hash covers the hash before it, its number and every one of its columns, so that an
//! event that was edited, removed, put elsewhere or cut off the end is found by [`verify`]. What a
//! person may ask to have erased stands outside the chain, in `audit_personal`.

mod chain;
mod reading;
mod verify;
mod writing;

use chrono::NaiveDateTime;

pub use chain::{Row, hash};
pub use reading::{Event, about, after, newest, of_organisation, touched_after};
pub use verify::{Fault, Verified, verify};
pub(crate) use writing::append;

/// What happened, as the one who made it happen tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: NaiveDateTime,
    /// `person`, `link_holder`, `operator` or `job`.
    pub actor_kind: &'static str,
    /// The person who did it.
    pub person: Option<i64>,
    /// The organisation that the person acted for.
    pub acting_as: Option<i64>,
    /// The organisation that it was done to, whose trail shows it.
    pub organisation: Option<i64>,
    /// Whether support did it at the organisation's request.
    pub on_behalf: bool,
    /// What was done, in the words of the policy.
    pub action: &'static str,
    /// What it was done to, such as `membership:17`.
    pub subject: String,
    /// The particulars; nothing that names a person.
    pub data: serde_json::Value,
    /// Personal values by name, which can be erased without breaking the chain.
    pub personal: Vec<(&'static str, String)>,
}
