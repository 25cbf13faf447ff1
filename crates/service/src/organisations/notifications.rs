//! `/notifications`: what the service has told the organisation, and what of it a person has read.

pub mod store;

use ::store::{Listed, Window};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::{Router, routing};
use govuk::Layout;
use govuk::components::{Button, Cell, Colour, Html, Table, Tag};

use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, window};
use crate::platform::page::{download, page, see_other, with_banner, without_banner};
use crate::platform::request::{Fields, Query, own_path};
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::OrganisationId;
use store::{Filter, Line, Reader, Topic};

/// Lines of an export at most.
const MOST_EXPORTED: u64 = 50_000;
/// The value of `order` in an address that means the oldest first.
const OLDEST: &str = "oldest";
/// The value of `read` in an address that leaves out what has been read.
const UNREAD: &str = "unread";

/// `/notifications` and what belongs to it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/notifications", routing::get(get))
        .route("/notifications/export.csv", routing::get(export))
        .route("/notifications/read-all", routing::post(read_all))
        .route("/notifications/{id}/read", routing::post(read))
}

#[derive(Template)]
#[template(path = "organisations/notifications.html")]
struct NotificationsPage {
    layout: Layout,
    listing: Listing,
    return_to: String,
    all: Option<Button>,
}

#[derive(Template)]
#[template(path = "organisations/notifications/line.html")]
struct LineLink<'a> {
    line: &'a Line,
}

#[derive(Template)]
#[template(path = "organisations/notifications/mark.html")]
struct Mark<'a> {
    line: &'a Line,
    return_to: &'a str,
}

/// Whose list it is, and who reads it. Whoever looks at an organisation or acts for it has read nothing of its own.
fn reader(ctx: &Ctx) -> Result<Reader, Failure> {
    let permit = ctx.may(Action::Read)?;
    let viewer = ctx.viewer()?;
    if viewer.on_behalf_of.is_some() {
        return Err(Failure::NotFound);
    }
    Ok(Reader { organisation: permit.on(), person: viewer.person, now: ctx.now })
}

fn filter(query: &Fields) -> Filter {
    Filter {
        words: query.text("q").to_owned(),
        topics: query.all("topic").filter_map(Topic::parse).collect(),
        only_unread: query.text("read") == UNREAD,
        oldest_first: query.text("order") == OLDEST,
    }
}

/// The list.
async fn get(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let reader = reader(&ctx)?;
    let found = store::list(&mut ctx.app.db.read().await?, reader, &filter(&query), window(&query)).await?;
    let has_unread = ctx.viewer()?.unread > 0;
    let table = table(&found, &ctx.address);
    let listing = Listing::new("/notifications", &query, found.total, ("notification", "notifications"))
        .search("Search notifications", "Words, or the name of a school or provider")
        .filter(Group::new("topic", "About", Topic::ALL.map(|it| Offer::new(it.code(), it.title()))))
        .filter(Group::new("read", "Show", [Offer::new(UNREAD, "Unread only")]))
        .orders([Offer::new("", "Newest first"), Offer::new(OLDEST, "Oldest first")])
        .showing(&table);
    let view = NotificationsPage {
        layout: ctx.layout("Notifications"),
        listing,
        return_to: ctx.address.clone(),
        all: has_unread.then(|| Button::new("Mark all as read").secondary()),
    };
    Ok(without_banner(&ctx, page(&view)?))
}

fn table(found: &Listed<Line>, return_to: &str) -> Table {
    let table = Table::new("Notifications").hidden_caption().stacked().head([
        "What happened",
        "About",
        "When",
        "Read",
        "What to do",
    ]);
    found.rows.iter().fold(table, |table, line| {
        let (tag, what) = if line.is_unread {
            (Tag::new("Unread"), Cell::new(Html::of(&Mark { line, return_to })))
        } else {
            (Tag::new("Read").colour(Colour::Grey), Cell::new("Nothing"))
        };
        table.row([
            Cell::new(Html::of(&LineLink { line })),
            Cell::new(line.topic.title()),
            Cell::new(moment(line.at)),
            Cell::new(tag),
            what,
        ])
    })
}

/// The list as a file.
async fn export(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let reader = reader(&ctx)?;
    let window = Window { skip: 0, take: MOST_EXPORTED };
    let found = store::list(&mut ctx.app.db.read().await?, reader, &filter(&query), window).await?;
    let head = ["what_happened", "about", "at", "read", "page"].map(str::to_owned);
    let rows = found.rows.into_iter().map(|line| {
        [
            line.line,
            line.topic.title().to_owned(),
            line.at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            if line.is_unread { "no" } else { "yes" }.to_owned(),
            format!("{}{}", ctx.app.settings.public_url, line.href),
        ]
    });
    let file = csv(std::iter::once(head).chain(rows));
    Ok(download("notifications.csv", "text/csv; charset=utf-8", file.into_bytes()))
}

/// Notes that one has been read; a second press changes nothing.
async fn read(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let reader = reader(&ctx)?;
    let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
    let mut tx = ctx.app.db.begin().await?;
    if !store::mark(&mut tx, &permit, reader, &id).await? {
        return Err(Failure::NotFound);
    }
    tx.commit().await?;
    Ok(see_other(back(&fields)))
}

/// Notes that everything has been read.
async fn read_all(ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    let reader = reader(&ctx)?;
    let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
    let mut tx = ctx.app.db.begin().await?;
    store::mark_all(&mut tx, &permit, reader).await?;
    tx.commit().await?;
    let banner = Banner::new("All notifications are marked as read", "They stay in the list for a year.");
    Ok(with_banner(&ctx, see_other(back(&fields)), &banner))
}

/// The page of the list that the form stood on.
fn back(fields: &Fields) -> &str {
    Some(own_path(fields.text("return_to"))).filter(|it| it.starts_with("/notifications")).unwrap_or("/notifications")
}
