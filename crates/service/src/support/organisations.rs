//! `/support/organisations`: every organisation that uses the service or is named in it, and the way to any other school.

mod export;
mod history;
mod rules;
mod show;
mod store;
mod visit;

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use axum::{Extension, Router, routing};
use govuk::Layout;
use govuk::components::{Cell, Html, Table};

use crate::organisations::search::Part;
use crate::organisations::search::store::Searching;
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, window};
use crate::platform::page::{page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::policy::Action;
use crate::vocabulary::{OrganisationId, london_date};
use rules::Type;
use store::{Filter, Order, Organisation};

const PATH: &str = "/support/organisations";
/// Schools of the register that are offered beside the list at most.
const MOST_OFFERED: usize = 10;
/// Schools of the register that are looked through for those.
const LOOKED_THROUGH: usize = 50;

/// The addresses of these pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/support/organisations", routing::get(get))
        .route("/support/organisations/export.csv", routing::get(export::list))
        .route("/support/organisations/{key}", routing::get(show::get))
        .route("/support/organisations/{key}/export.csv", routing::get(export::users))
        .route("/support/organisations/{key}/history", routing::get(history::get))
        .route("/support/organisations/{key}/history/export.csv", routing::get(history::export))
        .route("/support/organisations/{key}/visit/{way}", routing::get(visit::get).post(visit::post))
        .route("/support/organisations/{key}/visit/{way}/check", routing::get(visit::check).post(visit::begin))
}

#[derive(Template)]
#[template(path = "support/organisations.html")]
struct ListPage {
    layout: Layout,
    listing: Listing,
    /// What was searched for.
    searched: String,
    /// The search of the register for the same words.
    register: String,
    offered: Vec<Offered>,
}

/// A school of the register that nobody has used or named yet.
struct Offered {
    urn: String,
    name: String,
    place: String,
}

/// An organisation's name as a link, with what tells it from others of that name.
#[derive(Template)]
#[template(path = "support/organisations/name.html")]
struct Name<'a> {
    it: &'a Organisation,
}

impl Name<'_> {
    fn place(&self) -> String {
        let number = match (&self.it.urn, &self.it.code) {
            (Some(urn), _) => Some(format!("URN {urn}")),
            (None, Some(code)) => Some(format!("provider code {code}")),
            (None, None) => None,
        };
        let parts = [self.it.town.clone(), self.it.postcode.clone(), number];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn kind(&self) -> &'static str {
        self.it.kind.title()
    }
}

/// What the address asks for.
fn filter(query: &Fields) -> Filter {
    let users: Vec<bool> = query
        .all("users")
        .filter_map(|it| ["none", "some"].iter().position(|word| *word == it))
        .map(|it| it == 1)
        .collect();
    Filter {
        words: query.text("q").to_owned(),
        types: query.all("type").filter_map(Type::parse).collect(),
        has_users: if let [only] = users.as_slice() { Some(*only) } else { None },
        order: match query.text("order") {
            "newest" => Order::Newest,
            "users" => Order::Users,
            _ => Order::Name,
        },
    }
}

/// The list, and beside it the schools of the register that the same words find.
async fn get(ctx: Ctx, Extension(searching): Extension<Arc<Searching>>, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let (filter, today) = (filter(&query), london_date(ctx.now));
    let mut tx = ctx.app.db.read().await?;
    let found = store::list(&mut tx, &filter, today, window(&query)).await?;
    let nothing = if found.total == 0 { nothing(&mut tx, &filter, today).await? } else { String::new() };
    let offered = offered(&mut tx, &searching, &filter.words).await?;
    drop(tx);
    let listing = Listing::new(PATH, &query, found.total, ("organisation", "organisations"))
        .search("Search organisations", "Name, postcode, URN, UKPRN or provider code")
        .filter(Group::new("type", "Type", Type::ALL.map(|it| Offer::new(it.code(), it.title()))))
        .filter(Group::new("users", "Users", [Offer::new("some", "Has users"), Offer::new("none", "Has none")]))
        .orders([
            Offer::new("", "Name (A to Z)"),
            Offer::new("newest", "Newest first"),
            Offer::new("users", "Most users first"),
        ])
        .nothing(nothing)
        .showing(&table(&found.rows));
    let view = ListPage {
        layout: ctx.layout("Organisations").back("/support"),
        listing,
        register: format!("/find/schools{}", Fields::default().query_with("q", &filter.words)),
        searched: filter.words,
        offered,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

fn table(rows: &[Organisation]) -> Table {
    let head = [Cell::new("Organisation"), Cell::numeric("Users")];
    let mut table = Table::new("Organisations").stacked().hidden_caption().head(head);
    for it in rows {
        table = table.row([Cell::new(Html::of(&Name { it })), Cell::numeric(it.users.to_string())]);
    }
    table
}

/// Why a search or filters leave nothing: which of the two is to be changed.
async fn nothing(tx: &mut ::store::Tx, filter: &Filter, today: chrono::NaiveDate) -> Result<String, Failure> {
    let words = &filter.words;
    let has_filters = !filter.types.is_empty() || filter.has_users.is_some();
    if words.is_empty() {
        return Ok("No organisation has what the filters ask for. Take one of them off.".to_owned());
    }
    let by_words = store::count(tx, &filter.only(true), today).await?;
    if by_words == 0 || !has_filters {
        return Ok(format!("No organisation that uses the service or is named in it matches “{words}”."));
    }
    if by_words == 1 {
        return Ok(format!("1 organisation matches “{words}”, but the filters leave it out. Take them off to see it."));
    }
    Ok(format!(
        "{by_words} organisations match “{words}”, but the filters leave all of them out. Take them off to see these."
    ))
}

async fn offered(tx: &mut ::store::Tx, searching: &Searching, words: &str) -> Result<Vec<Offered>, Failure> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let snapshots = searching.now();
    let found = snapshots.schools.search(words, |_| true, Part { skip: 0, take: LOOKED_THROUGH });
    let urns: Vec<String> = found.hits.iter().map(|it| it.key.to_owned()).collect();
    let unused = store::unused(tx, &urns).await?;
    let hits = found.hits.iter().filter(|it| unused.iter().any(|urn| urn == it.key)).take(MOST_OFFERED);
    let place = |parts: [&str; 3]| parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
    Ok(hits
        .map(|it| Offered {
            urn: it.key.to_owned(),
            name: it.name.to_owned(),
            place: place([it.town_shown(), it.postcode, it.status.words()]),
        })
        .collect())
}
