//! `/support/early-career`: the DfE's support desk keeps cohorts, lead providers, delivery partners and their pairings.

mod bodies;
mod check;
mod cohort;
mod dates;
mod end;
mod pair;
mod pairings;
mod start;

use axum::{Router, routing};

use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::policy::{Action, Permit};
use crate::vocabulary::OrganisationId;

const PATH: &str = "/support/early-career";
const PAIRINGS: &str = "/support/early-career/pairings";

/// The addresses of these pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/support/early-career", routing::get(start::get))
        .route("/support/early-career/cohorts/{year}", routing::get(cohort::get).post(cohort::post))
        .route("/support/early-career/cohorts/{year}/check", routing::get(cohort::check).post(cohort::keep))
        .route("/support/early-career/organisations/{kind}/add", routing::get(bodies::get).post(bodies::post))
        .route("/support/early-career/organisations/{kind}/check", routing::get(bodies::check).post(bodies::add))
        .route("/support/early-career/pairings", routing::get(pairings::get))
        .route("/support/early-career/pairings/export.csv", routing::get(pairings::export))
        .route("/support/early-career/pairings/add", routing::get(pair::get).post(pair::post))
        .route("/support/early-career/pairings/add/check", routing::get(pair::check).post(pair::add))
        .route("/support/early-career/pairings/{id}/end", routing::get(end::get).post(end::post))
        .route("/support/early-career/pairings/{id}/end/check", routing::get(end::check).post(end::end))
}

/// The permit to look at these pages.
fn reader(ctx: &Ctx) -> Result<Permit, Failure> {
    ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)
}

/// The permit to change what `on` is concerned in.
fn keeper(ctx: &Ctx, on: OrganisationId) -> Result<Permit, Failure> {
    let _reading = reader(ctx)?;
    // Asked on the DfE's own record first: a regulator is told who may, not that there is no such page.
    let own = ctx.viewer()?.acting.as_ref().map_or(OrganisationId::SERVICE, |it| it.id);
    let _keeping = ctx.may_on(Action::ManageCohorts, own)?;
    ctx.may_on(Action::ManageCohorts, on)
}
