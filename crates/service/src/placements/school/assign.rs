//! /placements/{id}/assign: which provider, how many places, check; the last places of a year warn first.

mod check;
mod choose;
mod find;
mod places;

use axum::response::Response;
use axum::{Router, routing};
use store::Tx;

use super::own;
use crate::organisations::people;
use crate::organisations::provider::{self, Provider};
use crate::placements::rules::{Assignment, may_edit};
use crate::placements::store::{self as placements, Placement};
use crate::placements::words::places;
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{see_other, with_banner};
use crate::platform::request::Fields;
use crate::policy::{Action, Permit};
use crate::vocabulary::london_date;

/// Its addresses.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/placements/{id}/assign", routing::get(choose::get).post(choose::post))
        .route("/placements/{id}/assign/find", routing::get(find::get).post(find::post))
        .route("/placements/{id}/assign/places", routing::get(places::get).post(places::post))
        .route("/placements/{id}/assign/check", routing::get(check::get).post(check::post))
}

/// The placement to which somebody is assigned.
struct Here {
    permit: Permit,
    placement: Placement,
}

impl Here {
    async fn at(ctx: &Ctx, tx: &mut Tx, id: &str) -> Result<Here, Failure> {
        let permit = own::school(ctx, Action::AssignPlacements)?;
        let placement = own::placement(tx, &permit, id).await?;
        Ok(Here { permit, placement })
    }

    /// Whether places could be assigned at all today.
    fn is_open(&self, ctx: &Ctx) -> bool {
        let standing = self.placement.standing();
        may_edit(&standing, london_date(ctx.now)).is_ok() && standing.left() > 0
    }

    /// The address of a page of this journey.
    fn address(&self, page: &str) -> String {
        format!("{}/assign{page}", own::address(&self.placement))
    }

    /// The same with a provider.
    fn address_with(&self, page: &str, provider: &Provider) -> String {
        format!("{}?provider={}", self.address(page), provider.code)
    }

    /// On to the number of places; or to the provider's own request, where it waits for an answer.
    async fn on(&self, ctx: &Ctx, tx: &mut Tx, provider: &Provider) -> Result<Response, Failure> {
        let answer = self.answer_instead(ctx, tx, provider).await?;
        Ok(answer.unwrap_or_else(|| see_other(&self.address_with("/places", provider))))
    }

    /// To the provider's own request, where it waits for an answer.
    async fn answer_instead(&self, ctx: &Ctx, tx: &mut Tx, provider: &Provider) -> Result<Option<Response>, Failure> {
        let today = london_date(ctx.now);
        let shares = placements::shares_of(tx, self.placement.id).await?;
        let waits = |state| matches!(state, Assignment::Requested { expires_on } if expires_on >= today);
        let request = shares.iter().find(|it| it.provider == provider.organisation() && waits(it.state));
        Ok(request.map(|it| {
            let said = format!("{} has asked for {}", it.provider_name, places(it.places));
            let banner = Banner::new(said, "Answer its request here: nothing has been assigned yet.");
            let answer = format!("{}/requests/{}/answer", own::address(&self.placement), it.public_id);
            with_banner(ctx, see_other(&answer), &banner)
        }))
    }

    /// The line above each heading.
    fn caption(&self) -> String {
        format!("Assign {}", self.placement.title())
    }
}

/// The provider that the address names, and whether anybody there uses the service.
async fn named(tx: &mut Tx, fields: &Fields) -> Result<Option<(Provider, bool)>, Failure> {
    let Ok(code) = fields.text("provider").parse() else { return Ok(None) };
    let Some(provider) = provider::by_code(tx, code).await? else { return Ok(None) };
    let has_users = people::has_users(tx, provider.organisation()).await?;
    Ok(Some((provider, has_users)))
}
