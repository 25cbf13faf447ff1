//! GET /placements: a school's placements of the year that is shown.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, Table};

use super::store::{self as placements, Filter};
use super::year_shown::year_shown;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Listing, window};
use crate::platform::page::{page, without_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::AcademicYear;

#[derive(Template)]
#[template(path = "placements/start.html")]
struct StartPage {
    layout: Layout,
    year: AcademicYear,
    listing: Listing,
}

/// Draws the page of the kind of organisation.
pub(super) async fn get(ctx: Ctx, query: Fields) -> Result<Response, Failure> {
    let permit = ctx.may(Action::Read)?;
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let head = ["Placement", "Places", "Status"];
    let mut table = Table::new("Placements").hidden_caption().head(head.map(Cell::new));
    let total = match ctx.organisation()?.kind {
        Kind::School => {
            let listed = placements::page(&mut tx, (permit.on(), year), &Filter::default(), window(&query)).await?;
            for line in &listed.rows {
                let it = &line.placement;
                let places = format!("{} of {} assigned", it.assigned, it.offer.places);
                table = table.row([it.title(), places, it.standing().to_school().title().to_owned()].map(Cell::new));
            }
            listed.total
        }
        Kind::Provider | Kind::Dfe => return Err(Failure::NotFound),
    };
    drop(tx);
    let listing = Listing::new("/placements", &query, total, ("placement", "placements")).keeping("year");
    let view = StartPage { layout: ctx.layout("Placements"), year, listing: listing.showing(&table) };
    Ok(without_banner(&ctx, page(&view)?))
}
