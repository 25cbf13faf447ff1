//! GET /find/schools: the whole register, searched; with or without scripts. Public facts.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, Html, Table};

use super::rules::Status;
use super::search::store::Searching;
use super::search::{Hit, Part};
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::listing::{Group, Listing, Offer, PAGE, page_number};
use crate::platform::page::{download, page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::upload::csv;

#[derive(Template)]
#[template(path = "organisations/find.html")]
struct FindPage {
    layout: Layout,
    listing: Listing,
}

#[derive(Template)]
#[template(path = "organisations/found.html")]
struct Found<'a> {
    hit: &'a Hit<'a>,
}

/// The register's phases, by their codes. Source: Get Information About Schools, "PhaseOfEducation".
const PHASES: [(&str, &str); 7] = [
    ("1", "Nursery"),
    ("2", "Primary"),
    ("3", "Middle deemed primary"),
    ("4", "Secondary"),
    ("5", "Middle deemed secondary"),
    ("6", "16 plus"),
    ("7", "All-through"),
];

fn wanted(query: &Fields) -> impl Fn(&Hit<'_>) -> bool {
    let phases: Vec<i32> = query.all("phase").filter_map(|it| it.parse().ok()).collect();
    let statuses: Vec<String> = query.all("status").map(str::to_owned).collect();
    move |hit| {
        (phases.is_empty() || phases.contains(&hit.phase_code))
            && (statuses.is_empty() || statuses.iter().any(|it| it == hit.status.slug()))
    }
}

/// Draws the search, and what it finds.
pub(super) async fn get(
    State(app): State<App>,
    ctx: Ctx,
    Extension(searching): Extension<Arc<Searching>>,
    Client(client): Client,
    Query(query): Query,
) -> Result<Response, Failure> {
    app.limits.count(Kind::Public, client)?;
    let snapshots = searching.now();
    let skip = usize::try_from((page_number(&query) - 1) * PAGE).unwrap_or(usize::MAX);
    let part = Part { skip, take: usize::try_from(PAGE).unwrap_or(25) };
    let found = snapshots.schools.search(query.text("q"), wanted(&query), part);
    let total = u64::try_from(found.total).unwrap_or(u64::MAX);
    let listing = Listing::new("/find/schools", &query, total, ("school", "schools"))
        .search("Find a school", "School name, town, URN, UKPRN or postcode")
        .filter(Group::new("phase", "Phase", PHASES.map(|(code, name)| Offer::new(code, name))))
        .filter(Group::new("status", "Status", STATUSES.map(|it| Offer::new(it.slug(), it.words()))))
        .showing(&table(&found.hits));
    let view = FindPage { layout: ctx.layout("Find a school"), listing };
    Ok(without_banner(&ctx, page(&view)?))
}

const STATUSES: [Status; 4] = [Status::Open, Status::ProposedToClose, Status::ProposedToOpen, Status::Closed];

fn table(hits: &[Hit<'_>]) -> Table {
    let head = ["School", "URN", "Status"];
    let mut table = Table::new("Schools").hidden_caption().stacked().head(head.map(Cell::new));
    for hit in hits {
        table = table.row([Cell::new(Html::of(&Found { hit })), Cell::new(hit.key), Cell::new(hit.status.words())]);
    }
    table
}

/// What the search finds, as CSV.
pub(super) async fn export(
    State(app): State<App>,
    Extension(searching): Extension<Arc<Searching>>,
    Client(client): Client,
    Query(query): Query,
) -> Result<Response, Failure> {
    app.limits.count(Kind::Public, client)?;
    let snapshots = searching.now();
    let found = snapshots.schools.search(query.text("q"), wanted(&query), Part { skip: 0, take: usize::MAX });
    let head = ["urn", "name", "town", "postcode", "local_authority", "status"].map(str::to_owned).to_vec();
    let lines = found.hits.iter().map(|hit| {
        [hit.key, hit.name, hit.town_shown(), hit.postcode, hit.authority, hit.status.words()]
            .map(str::to_owned)
            .to_vec()
    });
    Ok(download("schools.csv", "text/csv; charset=utf-8", csv(std::iter::once(head).chain(lines)).into_bytes()))
}
