//! GET /placements of a school: what it offers in the year that is shown.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Colour, Html, Table, Tag};

use super::own;
use crate::organisations::contact_book;
use crate::placements::rules::{Assignment, Hosting};
use crate::placements::seen;
use crate::placements::store::{self as placements, Filter, Line, Order, Year};
use crate::placements::words::{Phase, Word, sentence};
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
#[template(path = "placements/school/list.html")]
struct ListPage {
    layout: Layout,
    school: String,
    year: AcademicYear,
    switch: YearSwitch,
    summary: Year,
    listing: Option<Listing>,
    has_contact: bool,
    /// Whether placements of the year before could be offered again.
    can_copy: bool,
    can_offer: bool,
}

impl ListPage {
    fn tag(&self) -> Tag {
        hosting_tag(self.summary.hosting)
    }

    fn add(&self) -> Button {
        Button::link("Add placement", format!("/placements/add?year={}", self.year.start_year()))
    }

    /// The most trainees in the year, unless the school offers nothing.
    fn cap(&self) -> Option<i32> {
        self.summary.cap.filter(|_| self.summary.hosting != Hosting::No)
    }

    fn add_many(&self) -> Button {
        let href = format!("/placements/add-many?year={}", self.year.start_year());
        Button::link("Add many placements", href).secondary()
    }

    fn copy(&self) -> Button {
        let href = format!("/placements/copy?year={}", self.year.start_year());
        Button::link(format!("Copy placements of {}", self.year.previous()), href).secondary()
    }
}

/// How a school's year is told, as a tag; never by colour alone.
pub(in crate::placements) fn hosting_tag(hosting: Hosting) -> Tag {
    let tag = Tag::new(hosting.title());
    match hosting {
        Hosting::Available => tag.colour(Colour::Green),
        Hosting::Full => tag,
        Hosting::Maybe => tag.colour(Colour::Yellow),
        Hosting::No => tag.colour(Colour::Red),
        Hosting::Unknown => tag.colour(Colour::Grey),
    }
}

/// A placement's title as a link to its page.
#[derive(Template)]
#[template(path = "placements/school/title.html")]
struct Title<'a> {
    id: &'a str,
    words: String,
    /// What tells it from others of the same title, for those who hear the link alone.
    apart: String,
    updated: String,
}

/// What the address asks for.
pub(super) fn filter(query: &Fields) -> Filter {
    Filter {
        words: query.text("q").to_owned(),
        phases: query.all("phase").map(str::to_owned).collect(),
        statuses: query.all("status").map(str::to_owned).collect(),
        order: if query.text("order") == "changed" { Order::Changed } else { Order::Title },
    }
}

/// Draws the list.
pub(in crate::placements) async fn get(ctx: Ctx, query: Fields) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let listed = placements::page(&mut tx, (permit.on(), year), &filter(&query), window(&query)).await?;
    let summary = placements::school_year(&mut tx, permit.on(), year).await?;
    let before = placements::counts(&mut tx, permit.on(), year.previous()).await?;
    let has_contact = contact_book::for_placements(&mut tx, permit.on()).await?.is_some();
    drop(tx);
    let listing = Listing::new("/placements", &query, listed.total, ("placement", "placements"))
        .keeping("year")
        .search("Search your placements", "Subject, year group or key stage")
        .filter(Group::new("status", "Status", STATUSES.map(|(value, label)| Offer::new(value, label))))
        .filter(Group::new("phase", "Phase", Phase::ALL.iter().map(|it| Offer::new(it.code(), it.title()))))
        .orders([Offer::new("", "Placement (A to Z)"), Offer::new("changed", "Last updated (newest first)")])
        .showing(&table(&listed.rows));
    let is_empty = listed.total == 0 && !listing.is_narrowed();
    let can_offer = ctx.can(Action::OfferPlacements) && !year.has_ended(london_date(ctx.now));
    let view = ListPage {
        layout: ctx.layout("Placements"),
        school: ctx.organisation()?.name.clone(),
        switch: YearSwitch::new(&ctx, year),
        year,
        summary,
        listing: (!is_empty).then_some(listing),
        has_contact,
        can_copy: can_offer && before.offered > 0,
        can_offer,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

const STATUSES: [(&str, &str); 4] = [
    ("available", "Available"),
    ("assigned", "With places assigned"),
    ("requested", "With requests to answer"),
    ("withdrawn", "Withdrawn"),
];

/// The providers that have places, as a sentence; or that none has.
pub(super) fn providers(line: &Line) -> String {
    let mut names: Vec<&str> = Vec::new();
    for share in line.shares.iter().filter(|share| share.state.holds_places()) {
        if !names.contains(&share.provider_name.as_str()) {
            names.push(&share.provider_name);
        }
    }
    if names.is_empty() { "No provider yet".to_owned() } else { sentence(&names) }
}

/// How many requests wait for an answer.
pub(super) fn requests(line: &Line) -> usize {
    line.shares.iter().filter(|share| matches!(share.state, Assignment::Requested { .. })).count()
}

fn table(lines: &[Line]) -> Table {
    let head = ["Placement", "Expected date", "Places assigned", "Provider", "Requests", "Status"];
    let mut table = Table::new("Placements").stacked().hidden_caption().head(head.map(Cell::new));
    for (place, line) in lines.iter().enumerate() {
        let it = &line.placement;
        let left = it.standing().left();
        // A school may offer the same several times: then only the row tells them apart.
        let apart = format!("{}, {left} left, row {}", it.offer.when.title(), place + 1);
        let title = Title { id: &it.public_id, words: it.title(), apart, updated: day(london_date(it.changed_at)) };
        table = table.row([
            Cell::new(Html::of(&title)),
            Cell::new(it.offer.when.title()),
            Cell::new(format!("{} of {}", it.assigned, it.offer.places)),
            Cell::new(providers(line)),
            Cell::new(match requests(line) {
                0 => "None".to_owned(),
                waiting => format!("{waiting} to answer"),
            }),
            Cell::new(seen::tag(it.standing().to_school())),
        ]);
    }
    table
}
