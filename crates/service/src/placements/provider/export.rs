//! GET /placements/export.csv of a provider: the list as it is filtered, whole.

use axum::response::Response;
use store::Window;

use super::list::{answer_by, filter};
use super::own;
use crate::placements::store as placements;
use crate::placements::words::Word;
use crate::placements::year_shown::year_shown;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::download;
use crate::platform::request::Fields;
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::london_date;

const HEAD: [&str; 12] = [
    "academic_year",
    "placement",
    "phase",
    "school",
    "urn",
    "expected_date",
    "places",
    "status",
    "answer_by",
    "message",
    "reason",
    "last_updated",
];

/// Writes every line that the filters leave.
pub(in crate::placements) async fn get(ctx: Ctx, query: Fields) -> Result<Response, Failure> {
    let permit = own::provider(&ctx, Action::ReadPlacements)?;
    let everything = Window { skip: 0, take: u64::from(u32::MAX) };
    let listed = {
        let mut tx = ctx.app.db.read().await?;
        let year = year_shown(&mut tx, &ctx, &query).await?;
        placements::mine(&mut tx, (permit.on(), year), &filter(&query), everything).await?
    };
    let lines = listed.rows.iter().map(|line| {
        let (placement, share) = (&line.placement, &line.share);
        vec![
            placement.offer.year.to_string(),
            placement.title(),
            placement.offer.what.phase().title().to_owned(),
            placement.school_name.clone(),
            placement.urn.clone(),
            placement.offer.when.title(),
            share.places.to_string(),
            share.state.title().to_owned(),
            answer_by(share.state),
            share.message.clone(),
            share.reason.clone(),
            london_date(share.changed_at).to_string(),
        ]
    });
    let head = HEAD.map(str::to_owned).to_vec();
    let bytes = csv(std::iter::once(head).chain(lines)).into_bytes();
    Ok(download("placements.csv", "text/csv; charset=utf-8", bytes))
}
