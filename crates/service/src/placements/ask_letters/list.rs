//! GET /placements/ask-by-letter: partner schools that have not been asked, because there is nobody to send a mail to.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, Html, Table};

use super::PATH;
use crate::placements::store::ask_letters::{Filter, Unasked, unasked};
use crate::placements::year_shown::{YearSwitch, year_shown};
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, window};
use crate::platform::page::{page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, london_date};

#[derive(Template)]
#[template(path = "placements/ask_letters/list.html")]
struct ListPage {
    layout: Layout,
    year: AcademicYear,
    switch: YearSwitch,
    listing: Option<Listing>,
}

/// A school's name, with where it is; a link to its letter for those who may write one.
#[derive(Template)]
#[template(path = "placements/ask_letters/name.html")]
struct Name<'a> {
    line: &'a Unasked,
    year: i32,
    may_ask: bool,
}

/// What the address asks for.
pub(super) fn filter(query: &Fields) -> Filter {
    Filter {
        words: query.text("q").to_owned(),
        letters: query.all("letter").map(str::to_owned).collect(),
        by_town: query.text("order") == "town",
    }
}

/// How a school's letter stands, in words.
pub(super) fn letter_words(line: &Unasked) -> String {
    match (line.letter(), line.posted()) {
        (_, Some(at)) => format!("Posted on {}", day(london_date(at))),
        ("made", None) => "Made, not posted yet".to_owned(),
        _ => "Not asked yet".to_owned(),
    }
}

/// Draws the list, its filters and its pages.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::Provider, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let listed = unasked(&mut tx, (permit.on(), year), &filter(&query), window(&query)).await?;
    drop(tx);
    let offers = [
        Offer::new("none", "Not asked yet"),
        Offer::new("made", "Made, not posted yet"),
        Offer::new("posted", "Posted"),
    ];
    let listing = Listing::new(PATH, &query, listed.total, ("school", "schools"))
        .keeping("year")
        .search("Search these schools", "School name, town or URN")
        .filter(Group::new("letter", "Letter", offers))
        .orders([Offer::new("", "Name (A to Z)"), Offer::new("town", "Town (A to Z)")])
        .showing(&table(&listed.rows, year, ctx.can(Action::TellSchool)));
    let is_empty = listed.total == 0 && !listing.is_narrowed();
    let view = ListPage {
        layout: ctx.layout("Schools that we cannot ask by email").back("/placements"),
        year,
        switch: YearSwitch::new(&ctx, year),
        listing: (!is_empty).then_some(listing),
    };
    Ok(without_banner(&ctx, page(&view)?))
}

fn table(lines: &[Unasked], year: AcademicYear, may_ask: bool) -> Table {
    let mut table = Table::new("Schools").hidden_caption().stacked().head(["School", "URN", "Letter"].map(Cell::new));
    for line in lines {
        table = table.row([
            Cell::new(Html::of(&Name { line, year: year.start_year(), may_ask })),
            Cell::new(line.urn.as_str()),
            Cell::new(letter_words(line)),
        ]);
    }
    table
}
