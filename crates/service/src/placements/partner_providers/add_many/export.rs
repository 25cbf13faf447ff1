//! GET /partner-providers/add-many/{id}/rows/export.csv: the list given back, with a result and a reason for each row.

use std::sync::Arc;

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;

use super::check::said;
use super::kept;
use super::results::file_back;
use crate::organisations::search::store::Searching;
use crate::placements::partner_providers::school;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::download;
use crate::policy::Action;

/// Writes every row, as it stood, with what is said of it.
pub(super) async fn get(
    ctx: Ctx,
    Extension(searching): Extension<Arc<Searching>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (permit, urn) = school(&ctx, Action::ChangePartners)?;
    let mut tx = ctx.app.db.read().await?;
    let kept = kept::find(&mut tx, permit.on(), &id, ctx.now, false).await?.ok_or(Failure::NotFound)?;
    let said = said(&mut tx, (&permit, urn), &searching, &kept).await?;
    drop(tx);
    let file = file_back(&kept, &said);
    Ok(download("partner-providers-results.csv", "text/csv; charset=utf-8", file.into_bytes()))
}
