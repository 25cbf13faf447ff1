//! What every page of a provider's placements begins with.

use store::Tx;

pub(super) use crate::placements::refusals::{refused, refused_event};
use crate::placements::rules::{Party, Refusal};
pub(super) use crate::placements::seen::address;
use crate::placements::store::{self as placements, Placement, Share};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};

/// A refusal as the provider's pages say it.
pub(super) fn words(refusal: Refusal) -> String {
    refusal.told_to(Party::Provider)
}

/// The permit on the provider whose pages these are; another kind of organisation has no such pages.
pub(super) fn provider(ctx: &Ctx, action: Action) -> Result<Permit, Failure> {
    ctx.may_as(Kind::Provider, action)
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
