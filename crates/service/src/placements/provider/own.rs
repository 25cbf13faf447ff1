//! What every page of a provider's placements begins with.

use serde_json::json;
use store::Tx;
use store::audit::Entry;

use crate::placements::rules::Refusal;
use crate::placements::store::{self as placements, Placement, Share};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};

/// The permit on the provider whose pages these are; another kind of organisation has no such pages.
pub(super) fn provider(ctx: &Ctx, action: Action) -> Result<Permit, Failure> {
    if ctx.organisation()?.kind == Kind::Provider { ctx.may(action) } else { Err(Failure::NotFound) }
}

/// A placement that a provider may see, and its own shares of it.
pub(super) struct Seen {
    /// The placement.
    pub placement: Placement,
    /// The provider's shares, those that wait first, then the newest.
    pub shares: Vec<Share>,
}

impl Seen {
    /// The placement that an address names: offered to all, or one on which the provider has, had or asked for places.
    pub(super) async fn of(tx: &mut Tx, permit: &Permit, id: &str) -> Result<Seen, Failure> {
        let placement = placements::placement(tx, id).await?.ok_or(Failure::NotFound)?;
        let mut shares = placements::shares_of(tx, placement.id).await?;
        shares.retain(|it| it.provider == permit.on());
        if placement.is_offered || !shares.is_empty() { Ok(Seen { placement, shares }) } else { Err(Failure::NotFound) }
    }

    /// The provider's own share that an address names.
    pub(super) fn share(&self, id: &str) -> Result<&Share, Failure> {
        self.shares.iter().find(|it| it.public_id == id).ok_or(Failure::NotFound)
    }

    /// How many places the provider has.
    pub(super) fn own_places(&self) -> i32 {
        self.shares.iter().filter(|it| it.state.holds_places()).map(|it| it.places).sum()
    }
}

/// The address of a placement's page.
pub(super) fn address(placement: &Placement) -> String {
    format!("/placements/{}", placement.public_id)
}

/// "1 place", "2 places"
pub(super) fn places(number: i32) -> String {
    if number == 1 { "1 place".to_owned() } else { format!("{number} places") }
}

/// A refusal's sentence and what can be done, as a page says both.
pub(super) fn words(refusal: Refusal) -> String {
    format!("{refusal}. {}", refusal.next_step())
}

/// A refused change is an event of its own, written after the roll-back.
pub(super) async fn refused(
    ctx: &Ctx,
    permit: &Permit,
    placement: &Placement,
    refusal: Refusal,
) -> Result<(), Failure> {
    let mut tx = ctx.app.db.begin().await?;
    tx.record(refused_event(ctx, permit, placement, refusal));
    Ok(tx.commit().await?)
}

/// The event of a change that was refused.
pub(super) fn refused_event(ctx: &Ctx, permit: &Permit, placement: &Placement, refusal: Refusal) -> Entry {
    let data = json!({ "change": "refused", "why": refusal.to_string() });
    permit.entry(ctx.now, placements::subject(&placement.public_id), data)
}
