//! Addresses that schools and providers share; each sees its own page there.

use axum::extract::Path;
use axum::response::Response;

use super::{provider, school};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::request::Query;
use crate::platform::sessions::Kind;

/// GET /placements
pub(super) async fn start(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    match ctx.organisation()?.kind {
        Kind::School => school::list::get(ctx, query).await,
        Kind::Provider => provider::list::get(ctx, query).await,
        Kind::LeadProvider | Kind::DeliveryPartner | Kind::Trust | Kind::Dfe => Err(Failure::NotFound),
    }
}

/// GET /placements/export.csv
pub(super) async fn export(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    match ctx.organisation()?.kind {
        Kind::School => school::export::get(ctx, query).await,
        Kind::Provider => provider::export::get(ctx, query).await,
        Kind::LeadProvider | Kind::DeliveryPartner | Kind::Trust | Kind::Dfe => Err(Failure::NotFound),
    }
}

/// GET /placements/{id}
pub(super) async fn placement(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    match ctx.organisation()?.kind {
        Kind::School => school::show::get(ctx, &id).await,
        Kind::Provider => provider::show::get(ctx, &id).await,
        Kind::LeadProvider | Kind::DeliveryPartner | Kind::Trust | Kind::Dfe => Err(Failure::NotFound),
    }
}
