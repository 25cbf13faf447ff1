//! GET /support/users: the way to the DfE's own users, which are those of its organisation like any other's.

use axum::response::Response;

use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::see_other;
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

/// On to the users of the DfE; on a visit the same address shows the users of whom one visits, so it is left first.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let is_visiting = ctx.viewer()?.on_behalf_of.is_some();
    Ok(see_other(if is_visiting { "/support/stop" } else { "/organisation/users" }))
}
