//! Every message about placements: its trigger, its recipient and its words.

mod share;
mod to_school;

use serde_json::{Value, json};

pub use share::{OfShare, Said, Told};
pub use to_school::{PlacesGivenBack, PlacesRequested, RequestWithdrawn, ToContact, ToSchool, tell_school};

use super::store::Share;
use crate::organisations::news::{ToEach, ToOne};
use crate::platform::mail::Template;

/// The templates of this capability, for the roof's list.
pub const TEMPLATES: &[&dyn Template] = &[
    &ToEach::<PlacesRequested>::new(),
    &ToOne::<PlacesRequested>::new(),
    &ToContact::<PlacesRequested>::new(),
    &ToEach::<RequestWithdrawn>::new(),
    &ToOne::<RequestWithdrawn>::new(),
    &ToContact::<RequestWithdrawn>::new(),
    &ToEach::<PlacesGivenBack>::new(),
    &ToOne::<PlacesGivenBack>::new(),
    &ToContact::<PlacesGivenBack>::new(),
];

/// The ids of news about a share as it stands now; if it moves on before the mail goes, the mail is not wanted.
pub fn about(share: &Share) -> Value {
    json!({ "share": share.public_id, "version": share.version })
}
