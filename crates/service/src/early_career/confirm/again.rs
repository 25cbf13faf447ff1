//! POST /early-career/confirm/{year}/{partner}/again: the schools of the cohort before, as a list to check.

use axum::extract::Path;
use axum::response::Response;

use super::judged::{Tools, judged, permit};
use super::list::{For, Read};
use super::partner::{Way, way};
use super::upload::{chosen, keep};
use crate::early_career::store::judge::Asking;
use crate::early_career::store::next::again;
use crate::early_career::store::schools::Of;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::see_other;

/// Keeps the list as if it had been sent, and goes on to its check; without any school, back to where it was offered.
pub(super) async fn post(
    ctx: Ctx,
    tools: Tools,
    Path((year, partner)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let permit = permit(&ctx)?;
    let mut tx = ctx.app.db.read().await?;
    let (cohort, partner) = match way(&mut tx, &ctx, &permit, &year).await? {
        Way::Open(cohort, partners) => (cohort, chosen(partners, &partner)?),
        Way::Shut(page) => return Ok(page),
    };
    let of = Of { lead_provider: permit.on(), cohort: cohort.previous(), now: ctx.now };
    let all = again(&mut tx, of, cohort).await?;
    let urns = all.iter().filter(|it| it.partner == partner.public_id).filter_map(|it| it.urn.parse().ok());
    let rows: Vec<(usize, Read)> = (1..).zip(urns.map(Read::Urn)).collect();
    if rows.is_empty() {
        return Ok(see_other(&format!("/early-career/schools/next?cohort={}", cohort.start_year())));
    }
    let asking = Asking { lead_provider: permit.on(), cohort };
    let judged = judged(&mut tx, &tools, asking, &rows).await?;
    drop(tx);
    let told = For { cohort: cohort.start_year(), partner: partner.public_id };
    Ok(see_other(&keep(&ctx, &permit, ("", &told), (&rows, &judged)).await?))
}
