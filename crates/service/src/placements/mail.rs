//! Every message about placements: its trigger, its recipient and its words.

#[macro_use]
mod of_share;
mod availability_ask;
mod changed;
mod share;
mod to_provider;
mod to_school;
mod unanswered;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use store::{StoreError, Tx};

pub use availability_ask::{AVAILABILITY_ASKS, code_of};
use availability_ask::{AvailabilityAsk, AvailabilityAsks};
pub use changed::PlacementChanged;
pub use share::{OfShare, Said, Told};
pub use to_provider::{
    PlacesAssigned, PlacesCompleted, PlacesReleased, PlacesReopened, RequestDeclined, RequestExpired,
};
pub use to_school::{
    DecidedForSelf, PlacesGivenBack, PlacesRequested, RequestWithdrawn, ToContact, ToSchool, tell_school,
};
pub use unanswered::RequestUnanswered;

use super::store::{Placement, Share};
use crate::organisations::news::{self, News, ToEach, ToOne};
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::mail::Template;
use crate::policy::Permit;

/// The templates of this capability, for the roof's list.
pub const TEMPLATES: &[&dyn Template] = &[
    &AvailabilityAsks,
    &AvailabilityAsk,
    &ToEach::<PlacesRequested>::new(),
    &ToOne::<PlacesRequested>::new(),
    &ToContact::<PlacesRequested>::new(),
    &ToEach::<RequestWithdrawn>::new(),
    &ToOne::<RequestWithdrawn>::new(),
    &ToContact::<RequestWithdrawn>::new(),
    &ToEach::<PlacesGivenBack>::new(),
    &ToOne::<PlacesGivenBack>::new(),
    &ToContact::<PlacesGivenBack>::new(),
    &ToEach::<DecidedForSelf>::new(),
    &ToOne::<DecidedForSelf>::new(),
    &ToEach::<PlacesAssigned>::new(),
    &ToOne::<PlacesAssigned>::new(),
    &ToEach::<RequestDeclined>::new(),
    &ToOne::<RequestDeclined>::new(),
    &ToEach::<RequestExpired>::new(),
    &ToOne::<RequestExpired>::new(),
    &ToEach::<RequestUnanswered>::new(),
    &ToOne::<RequestUnanswered>::new(),
    &ToEach::<PlacesReleased>::new(),
    &ToOne::<PlacesReleased>::new(),
    &ToEach::<PlacesCompleted>::new(),
    &ToOne::<PlacesCompleted>::new(),
    &ToEach::<PlacesReopened>::new(),
    &ToOne::<PlacesReopened>::new(),
    &ToEach::<PlacementChanged>::new(),
    &ToOne::<PlacementChanged>::new(),
];

/// The ids of news about a share as it stands now; if it moves on before the mail goes, the mail is not wanted.
pub fn about(share: &Share) -> Value {
    json!({ "share": share.public_id, "version": share.version })
}

/// Promises news about a share to everybody whom it concerns.
///
/// # Errors
/// Those of the database.
pub async fn tell<N: News>(tx: &mut Tx, app: &App, now: DateTime<Utc>, share: &Share) -> Result<(), StoreError> {
    news::tell::<N>(tx, app, now, about(share)).await
}

/// Promises news about a share that the school decided about to the provider; and to the school, where the provider
/// decided it itself, acting for the school.
///
/// # Errors
/// Those of the database.
pub async fn tell_decided<N: News>(tx: &mut Tx, ctx: &Ctx, permit: &Permit, share: &Share) -> Result<(), StoreError> {
    news::tell::<N>(tx, &ctx.app, ctx.now, about(share)).await?;
    if permit.delegate() == Some(share.provider) {
        news::tell::<DecidedForSelf>(tx, &ctx.app, ctx.now, about(share)).await?;
    }
    Ok(())
}

/// Promises the news that a placement was changed to each provider that has places on it, or has asked for them.
///
/// # Errors
/// Those of the database.
pub async fn tell_changed(
    tx: &mut Tx,
    ctx: &Ctx,
    placement: &Placement,
    (shares, what): (&[Share], &'static str),
) -> Result<(), StoreError> {
    for share in shares {
        let version = placement.version + 1;
        let about = json!({ "share": share.public_id, "placement_version": version, "what": what });
        news::tell::<PlacementChanged>(tx, &ctx.app, ctx.now, about).await?;
    }
    Ok(())
}
