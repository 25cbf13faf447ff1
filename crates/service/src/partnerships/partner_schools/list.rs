//! GET /partner-schools: the provider's partner schools.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::response::Response;
use chrono::NaiveDateTime;
use govuk::Layout;
use govuk::components::{Button, Cell, Colour, Html, Table, Tag};
use store::utc;

use crate::partnerships::roster::{Facets, Filter, Line, Order, Roster};
use crate::partnerships::rules::Reason;
use crate::partnerships::store::Rosters;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, window};
use crate::platform::page::{shown, to_keep, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "partnerships/partner_schools/list.html")]
struct ListPage {
    layout: Layout,
    provider: String,
    /// The list, its filters and its pages, as they were drawn.
    listing: Option<Arc<str>>,
    can_change: bool,
    /// The list is narrowed to schools that have not been told, and the person may tell them.
    can_tell: bool,
}

impl ListPage {
    fn add(&self) -> Button {
        Button::link("Add partner school", "/partner-schools/add")
    }

    fn add_many(&self) -> Button {
        Button::link("Add many schools", "/partner-schools/add-many").secondary()
    }
}

/// A school's name as a link to its page here, with where it is.
#[derive(Template)]
#[template(path = "partnerships/partner_schools/name.html")]
struct Name<'a> {
    line: &'a Line,
}

/// What the address asks for.
pub(super) fn filter(query: &Fields) -> Filter {
    let all = |name: &str| query.all(name).map(str::to_owned).collect();
    Filter {
        words: query.text("q").to_owned(),
        phases: all("phase"),
        types: all("type"),
        areas: all("area"),
        statuses: all("status"),
        told: all("told"),
        order: match query.text("order") {
            "added" => Order::Added,
            "town" => Order::Town,
            _ => Order::Name,
        },
    }
}

/// Draws the list, its filters and its pages.
pub(super) async fn get(
    ctx: Ctx,
    Extension(rosters): Extension<Arc<Rosters>>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::Provider, Action::Read)?;
    let roster = rosters.of(&ctx.app.db, permit.on()).await?;
    if let Some(known) = rosters.pages.known(&ctx, &roster) {
        return Ok(shown(known));
    }
    let listing = rosters.drawn((permit.on(), &ctx.address), &roster, || drawn(&roster, &query));
    let view = ListPage {
        layout: ctx.layout("Partner schools"),
        provider: ctx.organisation()?.name.clone(),
        listing: Some(listing).filter(|it| !it.is_empty()),
        can_change: ctx.can(Action::ChangePartners),
        can_tell: query.all("told").any(|it| it == "not_told") && ctx.can(Action::TellSchool),
    };
    let page = to_keep(&view)?;
    rosters.pages.keep(&ctx, &roster, &page);
    Ok(without_banner(&ctx, shown(page)))
}

/// The part of the list that the address asks for; nothing where there is no list.
fn drawn(roster: &Roster, query: &Fields) -> String {
    let listed = roster.page(&filter(query), window(query));
    let listing = listing(query, listed.total, &roster.facets);
    let is_empty = listed.total == 0 && !listing.is_narrowed();
    if is_empty { String::new() } else { listing.showing(&table(&listed.rows)).to_string() }
}

fn listing(query: &Fields, total: u64, facets: &Facets) -> Listing {
    let offers = |values: &[String]| values.iter().map(|value| Offer::plain(value.as_str())).collect::<Vec<_>>();
    let statuses = [
        Offer::new("active", "Working together"),
        Offer::new("reported", "Reported error"),
        Offer::new("proposed", "To confirm"),
        Offer::new("closed", "School closed"),
    ];
    Listing::new("/partner-schools", query, total, ("partner school", "partner schools"))
        .search("Search your partner schools", "School name, town, URN or postcode")
        .filter(Group::new("status", "Status", statuses))
        .filter(Group::new("told", "Told", [Offer::new("told", "Told"), Offer::new("not_told", "Not told yet")]))
        .filter(Group::new("phase", "Phase", offers(&facets.phases)))
        .filter(Group::new("type", "Type of school", offers(&facets.types)))
        .filter(Group::new("area", "Local authority", offers(&facets.areas)))
        .orders([
            Offer::new("", "Name (A to Z)"),
            Offer::new("town", "Town (A to Z)"),
            Offer::new("added", "Added (newest first)"),
        ])
}

fn table(lines: &[&Line]) -> Table {
    let head = ["School", "URN", "Status", "Told"];
    let mut table = Table::new("Partner schools").hidden_caption().stacked().head(head.map(Cell::new));
    for line in lines {
        table = table.row([
            Cell::new(Html::of(&Name { line })),
            Cell::new(line.urn.as_str()),
            Cell::new(status(line)),
            Cell::new(told(line.told_at)),
        ]);
    }
    table
}

/// How the membership stands, in words and never by colour alone.
fn status(line: &Line) -> Tag {
    let words = status_words(line);
    Tag::new(words).colour(match words {
        "Reported error" => Colour::Red,
        "To confirm" => Colour::Yellow,
        "School closed" => Colour::Grey,
        _ => Colour::Green,
    })
}

/// How the membership stands.
pub(super) fn status_words(line: &Line) -> &'static str {
    match (line.status.as_str(), line.register_status) {
        ("reported", _) => "Reported error",
        ("proposed", _) => "To confirm",
        (_, 2) => "School closed",
        _ => "Working together",
    }
}

/// When the school was told, or that it was not.
pub(super) fn told(at: Option<NaiveDateTime>) -> String {
    at.map_or_else(|| "Not told yet".to_owned(), |at| day(london_date(utc(at))))
}

/// The reason of a reported line, as the school chose it.
pub(super) fn reason(line: &Line) -> String {
    line.report_reason.as_deref().and_then(Reason::parse).map(|it| it.to_string()).unwrap_or_default()
}
