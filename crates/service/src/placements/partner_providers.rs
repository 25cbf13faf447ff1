//! Partner providers of a school: the mirror of partner schools, on the same memberships; and ending a partnership.

mod about;
mod add;
mod add_many;
mod export;
mod list;
mod mistake;
mod remove;
mod show;

use axum::extract::Path;
use axum::{Router, routing};
use store::Tx;

use crate::organisations::provider::{self, Provider};
use crate::partnerships::store::{self as partnerships, Current};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::sessions::Kind;
use crate::platform::{App, journeys};
use crate::policy::{Action, Permit};
use crate::vocabulary::Urn;

/// `/partner-providers` and what is below it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/partner-providers", routing::get(list::get))
        .route("/partner-providers/export.csv", routing::get(export::get))
        .route("/partner-providers/{code}", routing::get(show::get))
        .route("/partner-providers/{code}/windows.ics", routing::get(show::ics))
        .route("/partner-providers/{code}/mistake", routing::get(mistake::get).post(mistake::post))
        .route("/partner-providers/{code}/remove", routing::get(remove::get).post(remove::post))
        .merge(journeys::routes::<add::AddPartnerProvider>())
        .merge(add_many::routes())
}

/// The school whose pages these are, by the policy; another kind of organisation has no such pages.
fn school(ctx: &Ctx, action: Action) -> Result<(Permit, Urn), Failure> {
    let permit = ctx.may_as(Kind::School, action)?;
    let urn = ctx.organisation()?.urn.as_deref().and_then(|it| it.parse().ok()).ok_or(Failure::NotFound)?;
    Ok((permit, urn))
}

/// A provider and the school's membership of its partnership.
struct Facts {
    provider: Provider,
    current: Current,
}

impl Facts {
    /// Of the provider that an address names; what does not concern this school does not exist for it.
    async fn of(tx: &mut Tx, Path(code): Path<String>, urn: Urn) -> Result<Facts, Failure> {
        let code = code.parse().map_err(|_| Failure::NotFound)?;
        let provider = provider::by_code(tx, code).await?.ok_or(Failure::NotFound)?;
        let current = partnerships::current(tx, provider.organisation(), urn).await?.ok_or(Failure::NotFound)?;
        Ok(Facts { provider, current })
    }
}
