//! `/support/imports`: every import of the register, the providers and the contacts, and how it went.

mod run;
mod store;

use ::store::utc;
use askama::Template;
use axum::response::Response;
use axum::{Router, routing};
use chrono::NaiveDateTime;
use govuk::Layout;
use govuk::components::{Cell, Colour, Html, Table, Tag};

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
use store::{Filter, Run};

const PATH: &str = "/support/imports";

/// The addresses of these pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/support/imports", routing::get(get))
        .route("/support/imports/export.csv", routing::get(export))
        .route("/support/imports/{number}", routing::get(run::get))
        .route("/support/imports/{number}/export.csv", routing::get(run::export))
}

/// What was imported, as pages call it, by the database's word.
const WHAT: [(&str, &str); 3] =
    [("register", "Register of schools"), ("providers", "Providers"), ("contacts", "Contacts")];

fn what(run: &Run) -> &'static str {
    WHAT.iter().find(|(code, _)| *code == run.what).map_or("Import", |(_, words)| words)
}

/// How an import went, as a tag.
fn state(run: &Run) -> Tag {
    match run.state.as_str() {
        "refused" => Tag::new("Refused").colour(Colour::Red),
        _ if run.refused > 0 => Tag::new("Done, some rows refused").colour(Colour::Yellow),
        _ => Tag::new("Done").colour(Colour::Green),
    }
}

#[derive(Template)]
#[template(path = "support/imports.html")]
struct ImportsPage {
    layout: Layout,
    listing: Option<Listing>,
}

#[derive(Template)]
#[template(path = "support/imports/link.html")]
struct RunLink<'a> {
    run: &'a Run,
}

/// How an import went, with its counts.
#[derive(Template)]
#[template(path = "support/imports/went.html")]
struct Went<'a> {
    run: &'a Run,
    tag: Tag,
}

impl RunLink<'_> {
    fn what(&self) -> &'static str {
        what(self.run)
    }

    fn when(&self) -> String {
        moment(utc(self.run.started_at))
    }
}

fn filter(query: &Fields) -> Filter {
    Filter {
        words: query.text("q").to_owned(),
        what: query.all("what").filter(|it| WHAT.iter().any(|(code, _)| code == it)).map(str::to_owned).collect(),
        went: query.all("went").map(str::to_owned).collect(),
        oldest_first: query.text("order") == "oldest",
    }
}

async fn get(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let found = store::runs(&mut ctx.app.db.read().await?, &filter(&query), window(&query)).await?;
    let went =
        [Offer::new("done", "Done"), Offer::new("some", "Done, some rows refused"), Offer::new("refused", "Refused")];
    let listing = Listing::new(PATH, &query, found.total, ("import", "imports"))
        .search("Search imports", "File name, or why it was refused")
        .filter(Group::new("what", "What", WHAT.map(|(code, words)| Offer::new(code, words))))
        .filter(Group::new("went", "How it went", went))
        .orders([Offer::new("", "Newest first"), Offer::new("oldest", "Oldest first")])
        .showing(&table(&found.rows));
    let is_empty = found.total == 0 && !listing.is_narrowed();
    let view = ImportsPage { layout: ctx.layout("Imports").back("/support"), listing: (!is_empty).then_some(listing) };
    Ok(without_banner(&ctx, page(&view)?))
}

fn table(runs: &[Run]) -> Table {
    let table = Table::new("Imports").stacked().hidden_caption().head(["Import", "How it went"]);
    runs.iter().fold(table, |table, run| {
        let went = Went { run, tag: state(run) };
        table.row([Cell::new(Html::of(&RunLink { run })), Cell::new(Html::of(&went))])
    })
}

/// A moment as files write it.
fn written(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

async fn export(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let everything = ::store::Window { skip: 0, take: u64::from(u32::MAX) };
    let found = store::runs(&mut ctx.app.db.read().await?, &filter(&query), everything).await?;
    let head = [
        "run",
        "what",
        "state",
        "started",
        "finished",
        "forced",
        "read",
        "new",
        "changed",
        "closed",
        "reopened",
        "unchanged",
        "dropped",
        "refused",
        "reason",
    ]
    .map(str::to_owned);
    let lines = found.rows.into_iter().map(|run| {
        [
            run.id.to_string(),
            run.what,
            run.state,
            written(run.started_at),
            written(run.finished_at),
            if run.forced { "yes" } else { "no" }.to_owned(),
            run.read.to_string(),
            run.added.to_string(),
            run.changed.to_string(),
            run.closed.to_string(),
            run.reopened.to_string(),
            run.unchanged.to_string(),
            run.dropped.to_string(),
            run.refused.to_string(),
            run.reason.unwrap_or_default(),
        ]
    });
    let file = csv(std::iter::once(head).chain(lines));
    Ok(download("imports.csv", "text/csv; charset=utf-8", file.into_bytes()))
}
