//! `/support/access-requests`: who asked to become a school's first user; support decides where a letter told the school.

pub mod decide;

use askama::Template;
use axum::response::Response;
use axum::{Router, routing};
use govuk::Layout;
use govuk::components::{Cell, Colour, Html, Table, Tag};
use store::Window;

use crate::accounts::first_user::rules::Standing;
use crate::accounts::first_user::store::{self as requests, Filter, Request};
use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, window};
use crate::platform::page::{download, page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

const PATH: &str = "/support/access-requests";

/// The addresses of these pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route(PATH, routing::get(get))
        .route("/support/access-requests/export.csv", routing::get(export))
        .route("/support/access-requests/{id}", routing::get(decide::get))
        .route("/support/access-requests/{id}/grant", routing::get(decide::ask_grant).post(decide::grant))
        .route("/support/access-requests/{id}/refuse", routing::get(decide::ask_refuse).post(decide::refuse))
}

#[derive(Template)]
#[template(path = "support/access_requests.html")]
struct ListPage {
    layout: Layout,
    listing: Listing,
}

/// A request's school as a link to the request.
#[derive(Template)]
#[template(path = "support/access_requests/school.html")]
struct School<'a> {
    request: &'a Request,
}

fn filter(query: &Fields) -> Filter {
    Filter {
        words: query.text("q").to_owned(),
        standings: query.all("status").map(str::to_owned).collect(),
        newest_first: query.text("order") == "newest",
    }
}

/// The list.
pub async fn get(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let found = requests::list(&mut ctx.app.db.read().await?, &filter(&query), window(&query)).await?;
    let standings = Standing::ALL.map(|it| Offer::new(it.code(), it.words()));
    let listing = Listing::new(PATH, &query, found.total, ("request", "requests"))
        .search("Search requests", "School name, URN, or the person’s name or email address")
        .filter(Group::new("status", "Status", standings))
        .orders([Offer::new("", "Longest waiting first"), Offer::new("newest", "Newest first")])
        .showing(&table(&found.rows));
    let view = ListPage { layout: ctx.layout("Requests for a first account").back("/support"), listing };
    Ok(without_banner(&ctx, page(&view)?))
}

/// The list as a file.
pub async fn export(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let everything = Window { skip: 0, take: u64::from(u32::MAX) };
    let found = requests::list(&mut ctx.app.db.read().await?, &filter(&query), everything).await?;
    let head = ["urn", "school", "name", "email", "asked", "told_by", "status", "decided"].map(str::to_owned).to_vec();
    let lines = found.rows.into_iter().map(|it| {
        let told = told_by(&it).to_owned();
        let decided = it.decided_at.map(moment).unwrap_or_default();
        vec![
            it.urn,
            it.school_name,
            it.name,
            it.email,
            moment(it.asked_at),
            told,
            it.standing.words().to_owned(),
            decided,
        ]
    });
    let bytes = csv(std::iter::once(head).chain(lines)).into_bytes();
    Ok(download("access-requests.csv", "text/csv; charset=utf-8", bytes))
}

/// How the school was told, and with it who decides first.
pub(super) fn told_by(request: &Request) -> &'static str {
    if request.told.is_some() { "Email: the address that was told can decide" } else { "Letter: support decides" }
}

/// How a request stands, as a tag.
pub(super) fn tag(standing: Standing) -> Tag {
    Tag::new(standing.words()).colour(match standing {
        Standing::Waiting => Colour::Yellow,
        Standing::Granted => Colour::Green,
        Standing::Refused => Colour::Grey,
    })
}

fn table(rows: &[Request]) -> Table {
    let head = ["School", "Person", "Asked", "Told by", "Status"];
    let mut table = Table::new("Requests for a first account").hidden_caption().stacked().head(head.map(Cell::new));
    for request in rows {
        table = table.row([
            Cell::new(Html::of(&School { request })),
            Cell::new(format!("{}, {}", request.name, request.email)),
            Cell::new(moment(request.asked_at)),
            Cell::new(told_by(request)),
            Cell::new(tag(request.standing)),
        ]);
    }
    table
}
