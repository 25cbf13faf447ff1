//! GET /placements/profile: what the provider's partner schools see of it, each part with a link to change it.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Html, SummaryList, SummaryRow, Table};

use super::provider;
use super::shown::{contact, given, numbers, routes, updated};
use crate::organisations::provider::by_id;
use crate::placements::calendar::{CONTENT_TYPE, calendar};
use crate::placements::rules::written;
use crate::placements::store::{PlacementWindow, Profile, provider_profile};
use crate::placements::words::{Phase, Word};
use crate::placements::year_shown::{YearSwitch, year_shown};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{download, page, without_banner};
use crate::platform::request::Query;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, london_date};

#[derive(Template)]
#[template(path = "placements/profile/show.html")]
struct ProfilePage {
    layout: Layout,
    year: AcademicYear,
    switch: YearSwitch,
    facts: SummaryList,
    windows: Option<Table>,
    trainees: SummaryList,
    updated: Option<String>,
    can_change: bool,
}

impl ProfilePage {
    fn add_window(&self) -> Button {
        let href = format!("/placements/profile/windows/add?year={}", self.year.start_year());
        Button::link("Add a placement window", href).secondary()
    }
}

#[derive(Template)]
#[template(path = "placements/profile/act.html")]
struct Act<'a> {
    window: &'a PlacementWindow,
    year: i32,
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = provider(&ctx, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let profile = provider_profile(&mut tx, permit.on(), year).await?;
    drop(tx);
    let can_change = ctx.can(Action::EditProfile) && !year.has_ended(london_date(ctx.now));
    let view = ProfilePage {
        layout: ctx.layout("What your partner schools see of you").back("/placements"),
        year,
        switch: YearSwitch::new(&ctx, year),
        facts: facts(&profile, year, can_change),
        windows: windows(&profile, year, can_change),
        trainees: trainees(&profile, year, can_change),
        updated: updated(&profile),
        can_change,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// GET /placements/profile/windows.ics
pub(super) async fn ics(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = provider(&ctx, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let profile = provider_profile(&mut tx, permit.on(), year).await?;
    let name = by_id(&mut tx, permit.on()).await?.ok_or(Failure::NotFound)?.name;
    drop(tx);
    let file = calendar(&name, profile.changed_at.unwrap_or(ctx.now), &profile.windows);
    Ok(download(&format!("placement-windows-{}.ics", year.start_year()), CONTENT_TYPE, file.into_bytes()))
}

fn facts(profile: &Profile, year: AcademicYear, can_change: bool) -> SummaryList {
    let rows = [
        ("Pattern of placements", given(&profile.pattern), "pattern"),
        ("Length of placements", given(&profile.weeks), "weeks"),
        ("Routes", routes(profile), "routes"),
        ("Contact for schools", contact(profile), "contact"),
        ("Note to schools", given(&profile.note), "note"),
    ];
    rows.into_iter().fold(SummaryList::new(), |list, (name, value, slug)| {
        let row = SummaryRow::new(name, value);
        let href = format!("/placements/profile/edit/{slug}?year={}", year.start_year());
        list.row(if can_change { row.change(href, name.to_lowercase()) } else { row })
    })
}

fn windows(profile: &Profile, year: AcademicYear, can_change: bool) -> Option<Table> {
    let mut table = Table::new("Placement windows").stacked().hidden_caption();
    table = table.head(["Name", "First day", "Last day", "Action"].map(Cell::new));
    for window in &profile.windows {
        let act = Act { window, year: year.start_year() };
        table = table.row([
            Cell::new(window.name.as_str()),
            Cell::new(written(window.starts_on)),
            Cell::new(written(window.ends_on)),
            if can_change { Cell::new(Html::of(&act)) } else { Cell::new("") },
        ]);
    }
    (!profile.windows.is_empty()).then_some(table)
}

/// The numbers of each phase in a row.
fn trainees(profile: &Profile, year: AcademicYear, can_change: bool) -> SummaryList {
    Phase::ALL.iter().fold(SummaryList::new(), |list, phase| {
        let row = SummaryRow::new(phase.title(), numbers(*phase, &profile.trainees));
        let href = format!("/placements/profile/trainees/{}?year={}", phase.code(), year.start_year());
        let suffix = format!("trainee numbers in {}", phase.title());
        list.row(if can_change { row.change(href, suffix) } else { row })
    })
}
