//! POST /placements/availability/{year}/confirm: what is recorded is still right.

use axum::extract::Path;
use axum::response::Response;

use super::{page_of, year_of};
use crate::placements::store::availability as stored;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{see_other, with_banner};
use crate::platform::sessions::Kind;
use crate::policy::Action;

/// Keeps that somebody looked, and when.
pub(super) async fn post(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let year = year_of(path)?;
    let permit = ctx.may_as(Kind::School, Action::SetAvailability)?;
    let mut tx = ctx.app.db.begin().await?;
    if stored::confirm(&mut tx, &permit, ctx.now, year).await?.is_err() {
        return Ok(see_other(&page_of(year)));
    }
    tx.commit().await?;
    let banner = Banner::new(format!("Availability for {year} is up to date"), "Providers see the date of today.");
    Ok(with_banner(&ctx, see_other(&page_of(year)), &banner))
}
