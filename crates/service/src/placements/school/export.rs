//! GET /placements/export.csv of a school: the list as it is filtered, whole.

use axum::response::Response;
use store::Window;

use super::list::{filter, providers, requests};
use super::own;
use crate::placements::store as placements;
use crate::placements::words::Word;
use crate::placements::year_shown::year_shown;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::download;
use crate::platform::request::Fields;
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::london_date;

const HEAD: [&str; 14] = [
    "placement",
    "academic_year",
    "phase",
    "expected_date",
    "places",
    "places_assigned",
    "itp_places",
    "routes",
    "setting",
    "note",
    "providers",
    "requests_to_answer",
    "status",
    "last_updated",
];

/// Writes every line that the filters leave.
pub(in crate::placements) async fn get(ctx: Ctx, query: Fields) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::ReadPlacements)?;
    let everything = Window { skip: 0, take: u64::from(u32::MAX) };
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let listed = placements::page(&mut tx, (permit.on(), year), &filter(&query), everything).await?;
    drop(tx);
    let lines = listed.rows.iter().map(|line| {
        let (it, offer) = (&line.placement, &line.placement.offer);
        vec![
            it.title(),
            offer.year.to_string(),
            offer.what.phase().title().to_owned(),
            offer.when.title(),
            offer.places.to_string(),
            it.assigned.to_string(),
            offer.itp_places.to_string(),
            offer.routes_title(),
            offer.setting.title().to_owned(),
            offer.note.clone(),
            providers(line),
            requests(line).to_string(),
            it.standing().to_school().title().to_owned(),
            day(london_date(it.changed_at)),
        ]
    });
    let head = HEAD.map(str::to_owned).to_vec();
    let name = format!("placements-{}.csv", year.start_year());
    Ok(download(&name, "text/csv; charset=utf-8", csv(std::iter::once(head).chain(lines)).into_bytes()))
}
