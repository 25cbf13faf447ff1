//! GET /partner-providers: the providers that work with the school.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use govuk::Layout;
use govuk::components::{Button, Cell, Colour, Html, Table, Tag};
use store::utc;

use super::school;
use crate::partnerships::store::{self as partnerships, ProviderFilter, ProviderLine};
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, window};
use crate::platform::page::{page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::policy::Action;
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "placements/partner_providers/list.html")]
struct ListPage {
    layout: Layout,
    school: String,
    listing: Option<Listing>,
    can_change: bool,
}

impl ListPage {
    fn add(&self) -> Button {
        Button::link("Add partner provider", "/partner-providers/add")
    }

    fn add_many(&self) -> Button {
        Button::link("Add many providers", "/partner-providers/add-many").secondary()
    }
}

/// A provider's name as a link to its page here, with where it is.
#[derive(Template)]
#[template(path = "placements/partner_providers/name.html")]
struct Name<'a> {
    line: &'a ProviderLine,
}

/// The way to report a mistake, while there is one.
#[derive(Template)]
#[template(path = "placements/partner_providers/report.html")]
struct Report<'a> {
    line: &'a ProviderLine,
    is_open: bool,
    until: String,
}

/// What the address asks for.
pub(super) fn filter(query: &Fields) -> ProviderFilter {
    ProviderFilter {
        words: query.text("q").to_owned(),
        statuses: query.all("status").map(str::to_owned).collect(),
        newest_first: query.text("order") == "added",
    }
}

/// Draws the list.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let (permit, _) = school(&ctx, Action::ReadPlacements)?;
    let listed = {
        let mut tx = ctx.app.db.read().await?;
        partnerships::providers_of(&mut tx, permit.on(), &filter(&query), window(&query)).await?
    };
    let can_report = ctx.can(Action::ReportMistake);
    let table = table(&listed.rows, can_report.then_some(ctx.now));
    let listing = Listing::new("/partner-providers", &query, listed.total, ("partner provider", "partner providers"))
        .search("Search your partner providers", "Provider name, code or UKPRN")
        .filter(Group::new("status", "Status", STATUSES.map(|(value, label)| Offer::new(value, label))))
        .orders([Offer::new("", "Name (A to Z)"), Offer::new("added", "Added (newest first)")])
        .showing(&table);
    let is_empty = listed.total == 0 && !listing.is_narrowed();
    let view = ListPage {
        layout: ctx.layout("Partner providers"),
        school: ctx.organisation()?.name.clone(),
        listing: (!is_empty).then_some(listing),
        can_change: ctx.can(Action::ChangePartners),
    };
    Ok(without_banner(&ctx, page(&view)?))
}

const STATUSES: [(&str, &str); 3] =
    [("active", "Working together"), ("reported", "Reported as a mistake"), ("proposed", "Waiting for the provider")];

/// How a partnership stands, in words.
pub(super) fn status_words(status: &str) -> &'static str {
    STATUSES.iter().find(|(value, _)| *value == status).map_or("Ended", |(_, label)| label)
}

/// The same as a tag; never by colour alone.
pub(super) fn status_tag(status: &str) -> Tag {
    Tag::new(status_words(status)).colour(match status {
        "active" => Colour::Green,
        "reported" => Colour::Red,
        "proposed" => Colour::Yellow,
        _ => Colour::Grey,
    })
}

/// When the school was told, or that it was not.
pub(super) fn told(line: &ProviderLine) -> String {
    if line.is_by_school() {
        return "Added by your school".to_owned();
    }
    line.told_at.map_or_else(|| "Not told yet".to_owned(), |at| day(london_date(utc(at))))
}

/// Until when a mistake can be reported, as lists say it; empty when it cannot.
pub(super) fn until(line: &ProviderLine, now: DateTime<Utc>) -> Option<String> {
    match (line.status.as_str(), line.report_deadline.map(utc)) {
        _ if line.is_by_school() => None,
        ("active", None) => Some("14 days from being told".to_owned()),
        ("active", Some(deadline)) if now <= deadline => Some(format!("Until {}", day(london_date(deadline)))),
        _ => None,
    }
}

fn table(lines: &[ProviderLine], report_at: Option<DateTime<Utc>>) -> Table {
    let head = ["Provider", "Told", "Status", "Report a mistake"];
    let mut table = Table::new("Partner providers").hidden_caption().stacked().head(head.map(Cell::new));
    for line in lines {
        let until = report_at.and_then(|now| until(line, now));
        let report = Report { line, is_open: until.is_some(), until: until.unwrap_or_default() };
        table = table.row([
            Cell::new(Html::of(&Name { line })),
            Cell::new(told(line)),
            Cell::new(status_tag(&line.status)),
            Cell::new(Html::of(&report)),
        ]);
    }
    table
}
