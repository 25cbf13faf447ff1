//! `/outbox`: every message with its words and links, where mail stays on this machine.

mod message;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::State as Shared;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Component;
use store::outbox::{self, Row, Search};
use store::{Listed, Window};

use super::mail::{listing, search, words};
use crate::organisations::folding::fold;
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Listing, window};
use crate::platform::page::{download, page};
use crate::platform::request::Query;
use crate::platform::upload::csv;
use message::Shown;

/// Messages that a search reads at most, the newest (or oldest) first: words are in no table, they are made to be read.
const MOST_SEARCHED: u64 = 1_000;

#[derive(Template)]
#[template(path = "support/outbox.html")]
struct OutboxPage {
    layout: Layout,
    listing: Listing,
}

#[derive(Template)]
#[template(path = "support/outbox/messages.html")]
struct Messages {
    messages: Vec<Shown>,
}

impl HtmlSafe for Messages {}
impl Component for Messages {}

/// The list; nobody is asked to sign in, since the first link to do so is in here.
pub async fn get(Shared(app): Shared<App>, ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let found = found(&app, &query, window(&query)).await?;
    let listing = listing("/outbox", &query, found.total, "Words of the message, or its address");
    page(&OutboxPage { layout: ctx.layout("Outbox"), listing: listing.showing(&Messages { messages: found.rows }) })
}

/// The list as a file.
pub async fn export(Shared(app): Shared<App>, query: Query) -> Result<Response, Failure> {
    let found = found(&app, &query, Window { skip: 0, take: MOST_SEARCHED }).await?;
    let head = ["to", "subject", "state", "queued", "words"].map(str::to_owned);
    let rows = found.rows.into_iter().map(|it| {
        let text = it.text();
        [it.to, it.subject, words(it.state).to_owned(), it.queued, text]
    });
    Ok(download("outbox.csv", "text/csv; charset=utf-8", csv(std::iter::once(head).chain(rows)).into_bytes()))
}

async fn found(app: &App, query: &Query, window: Window) -> Result<Listed<Shown>, Failure> {
    if !app.settings.shows_outbox() {
        return Err(Failure::NotFound);
    }
    let mut tx = app.db.read().await?;
    let asked = search(query);
    if asked.text.is_empty() {
        let Listed { rows, total } = outbox::list(&mut tx, asked, window).await?;
        return Ok(Listed { rows: shown(app, rows).await?, total });
    }
    let every = Window { skip: 0, take: MOST_SEARCHED };
    let Listed { rows, .. } = outbox::list(&mut tx, Search { text: "", ..asked }, every).await?;
    let asked = fold(asked.text);
    let mut all = shown(app, rows).await?;
    all.retain(|message| {
        let text = fold(&format!("{} {} {}", message.to, message.subject, message.text()));
        asked.split(' ').all(|word| text.contains(word))
    });
    let total = all.len() as u64;
    let bounded = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
    let rows = all.into_iter().skip(bounded(window.skip)).take(bounded(window.take)).collect();
    Ok(Listed { rows, total })
}

/// Each message as it would be sent now, in a transaction of its own: one that cannot be read harms no other.
async fn shown(app: &App, rows: Vec<Row>) -> Result<Vec<Shown>, Failure> {
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let mut tx = app.db.read().await?;
        shown.push(Shown::of(&mut tx, app, row).await);
    }
    Ok(shown)
}
