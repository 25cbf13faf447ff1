//! GET /placements of a provider: the places that it has, or has asked for, in the year that is shown.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, Colour, Html, Table, Tag};

use super::own;
use crate::placements::rules::{Assignment, written};
use crate::placements::seen::ordinals;
use crate::placements::store::{self as placements, MineFacet, MineFilter, MineLine, MineOrder};
use crate::placements::words::{Phase, Subject, Word};
use crate::placements::year_shown::{YearSwitch, year_shown};
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, window};
use crate::platform::page::{page, without_banner};
use crate::platform::request::Fields;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, london_date};

#[derive(Template)]
#[template(path = "placements/provider/list.html")]
struct ListPage {
    layout: Layout,
    year: AcademicYear,
    switch: YearSwitch,
    listing: Option<Listing>,
}

/// A placement's title as a link, with the school.
#[derive(Template)]
#[template(path = "placements/provider/title.html")]
struct Title<'a> {
    line: &'a MineLine,
    /// Tells it from others of the same words.
    ordinal: String,
}

impl Title<'_> {
    fn updated(&self) -> String {
        day(london_date(self.line.share.changed_at))
    }
}

/// What the address asks for.
pub(super) fn filter(query: &Fields) -> MineFilter {
    let all = |name: &str| query.all(name).map(str::to_owned).collect();
    MineFilter {
        words: query.text("q").to_owned(),
        states: all("state"),
        phases: all("phase"),
        subjects: all("subject"),
        schools: all("school"),
        order: match query.text("order") {
            "title" => MineOrder::Title,
            "changed" => MineOrder::Changed,
            _ => MineOrder::Waiting,
        },
    }
}

/// Draws the list.
pub(in crate::placements) async fn get(ctx: Ctx, query: Fields) -> Result<Response, Failure> {
    let permit = own::provider(&ctx, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let listed = placements::mine(&mut tx, (permit.on(), year), &filter(&query), window(&query)).await?;
    let facets = placements::mine_facets(&mut tx, permit.on(), year).await?;
    drop(tx);
    let listing = listing(&query, listed.total, &facets).showing(&table(&listed.rows));
    let is_empty = listed.total == 0 && !listing.is_narrowed();
    let view = ListPage {
        layout: ctx.layout("Placements"),
        year,
        switch: YearSwitch::new(&ctx, year),
        listing: (!is_empty).then_some(listing),
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// The states that can be filtered by.
const STATES: [&str; 6] = ["requested", "assigned", "declined", "expired", "released", "completed"];

fn state(code: &'static str) -> Offer {
    let state = Assignment::read(code, Some(chrono::NaiveDate::MIN));
    Offer::new(code, state.map_or(code, Assignment::title))
}

fn listing(query: &Fields, total: u64, facets: &[MineFacet]) -> Listing {
    let of = |facet: &'static str| facets.iter().filter(move |it| it.facet == facet);
    let subjects = of("subject").filter_map(|it| Subject::parse(&it.value));
    Listing::new("/placements", query, total, ("placement", "placements"))
        .keeping("year")
        .search("Search your placements", "Placement, school name or URN")
        .filter(Group::new("state", "Status", STATES.map(state)))
        .filter(Group::new("phase", "Phase", Phase::ALL.iter().map(|it| Offer::new(it.code(), it.title()))))
        .filter(Group::new("subject", "Subject", subjects.map(|it| Offer::new(it.code(), it.title()))))
        .filter(Group::new(
            "school",
            "School",
            of("school").map(|it| Offer::new(it.value.as_str(), format!("{} ({})", it.label, it.value))),
        ))
        .orders([
            Offer::new("", "Waiting first, then school"),
            Offer::new("title", "Placement (A to Z)"),
            Offer::new("changed", "Last updated (newest first)"),
        ])
}

/// How a share stands, as a tag; never by colour alone.
pub(super) fn tag(state: Assignment) -> Tag {
    Tag::new(state.title()).colour(match state {
        Assignment::Requested { .. } => Colour::Yellow,
        Assignment::Assigned | Assignment::Completed => Colour::Green,
        Assignment::Declined | Assignment::Expired => Colour::Red,
        Assignment::Released | Assignment::New => Colour::Grey,
    })
}

/// The last day for an answer, where one is awaited.
pub(super) fn answer_by(state: Assignment) -> String {
    match state {
        Assignment::Requested { expires_on } => format!("The end of {}", written(expires_on)),
        _ => String::new(),
    }
}

fn table(lines: &[MineLine]) -> Table {
    let head = ["Placement", "Expected date", "Places", "Status", "Answer by"];
    let mut table = Table::new("Placements").stacked().hidden_caption().head(head.map(Cell::new));
    let called =
        |it: &MineLine| format!("{}, {}, {}", it.placement.title(), it.placement.school_name, it.share.state.title());
    let ordinals = ordinals(&lines.iter().map(called).collect::<Vec<_>>());
    for (line, ordinal) in lines.iter().zip(ordinals) {
        table = table.row([
            Cell::new(Html::of(&Title { line, ordinal })),
            Cell::new(line.placement.offer.when.title()),
            Cell::new(line.share.places.to_string()),
            Cell::new(tag(line.share.state)),
            Cell::new(answer_by(line.share.state)),
        ]);
    }
    table
}
