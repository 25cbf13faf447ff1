//! GET /partner-schools/{urn}/placements: what a partner school offers in a year, in groups by what they are to us.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, Html, Table};

use super::own;
use crate::organisations::directory;
use crate::partnerships::rules::Membership;
use crate::partnerships::store as partnerships;
use crate::placements::rules::{Assignment, Seen};
use crate::placements::seen::{ordinals, places_words, tag};
use crate::placements::store::{self as placements, MineLine, Placement};
use crate::placements::year_shown::{YearSwitch, year_shown};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::platform::request::Query;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, Urn};

#[derive(Template)]
#[template(path = "placements/provider/partner.html")]
struct PartnerPage {
    layout: Layout,
    school: String,
    year: AcademicYear,
    switch: YearSwitch,
    groups: Vec<Table>,
}

#[derive(Template)]
#[template(path = "placements/provider/offered.html")]
struct Title<'a> {
    placement: &'a Placement,
    seen: Seen,
    /// Tells it from others of the same title.
    ordinal: &'a str,
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx, Path(urn): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let permit = own::provider(&ctx, Action::ReadPlacements)?;
    let urn: Urn = urn.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = ctx.app.db.read().await?;
    let current = partnerships::current(&mut tx, permit.on(), urn).await?;
    let current = current.filter(|it| it.state != Membership::Left).ok_or(Failure::NotFound)?;
    let school = directory::by_id(&mut tx, current.school).await?.ok_or(Failure::NotFound)?.name;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let offered = placements::placements_of(&mut tx, current.school, year).await?;
    let own = placements::between(&mut tx, permit.on(), current.school).await?;
    drop(tx);
    let view = PartnerPage {
        layout: ctx.layout(format!("Placements at {school}")).back(format!("/partner-schools/{urn}")),
        school,
        year,
        switch: YearSwitch::new(&ctx, year),
        groups: groups(&offered, &own),
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// One table for each way in which placements stand to us; empty ones are left out. Source: acceptance A14.
fn groups(offered: &[Placement], own: &[MineLine]) -> Vec<Table> {
    let held = |placement: &Placement, holds: fn(Assignment) -> bool| -> i32 {
        let shares = own.iter().filter(|it| it.share.placement == placement.id && holds(it.share.state));
        shares.map(|it| it.share.places).sum()
    };
    let head = ["Placement", "Expected date", "Places", "Yours", "Asked for", "Status"];
    let mut groups = Vec::new();
    let ordinals = ordinals(&offered.iter().map(Placement::title).collect::<Vec<_>>());
    for wanted in [Seen::AssignedToYou, Seen::Available, Seen::Unavailable] {
        let mut table =
            Table::new(wanted.title()).stacked().caption_classes("govuk-table__caption--m").head(head.map(Cell::new));
        let mut is_empty = true;
        for (placement, ordinal) in offered.iter().zip(&ordinals) {
            let standing = placement.standing();
            let yours = held(placement, Assignment::holds_places);
            let seen = standing.to_provider(yours);
            if seen != wanted {
                continue;
            }
            is_empty = false;
            let asked = held(placement, |state| matches!(state, Assignment::Requested { .. }));
            table = table.row([
                Cell::new(Html::of(&Title { placement, seen, ordinal })),
                Cell::new(placement.offer.when.title()),
                Cell::new(places_words(placement.offer.places, standing.left())),
                Cell::new(yours.to_string()),
                Cell::new(asked.to_string()),
                Cell::new(tag(seen)),
            ]);
        }
        if !is_empty {
            groups.push(table);
        }
    }
    groups
}
