//! `/support/mail`: the mail log of the DfE's support. It shows no words and no address, so no link either.

pub mod release;

use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, Colour, Html, Table, Tag};
use store::outbox::{self, Backlog, Row, Search, State};
use store::{Listed, Window, utc};

use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, window};
use crate::platform::page::{download, page};
use crate::platform::request::{Fields, Query};
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

/// Lines of an export at most.
const MOST_EXPORTED: u64 = 50_000;
/// The value of `order` in an address that means the oldest first.
const OLDEST: &str = "oldest";

#[derive(Template)]
#[template(path = "support/mail.html")]
struct MailPage {
    layout: Layout,
    backlog: Backlog,
    listing: Listing,
}

#[derive(Template)]
#[template(path = "support/mail/release_link.html")]
struct ReleaseLink<'a> {
    row: &'a Row,
}

/// The list.
pub async fn get(Shared(app): Shared<App>, ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let may_release = ctx.may_on(Action::ReleaseMail, OrganisationId::SERVICE).is_ok();
    let mut tx = app.db.read().await?;
    let found = outbox::list(&mut tx, search(&query), window(&query)).await?;
    let table = table(&found, may_release);
    page(&MailPage {
        layout: ctx.layout("Mail log").back("/support"),
        backlog: outbox::backlog(&mut tx).await?,
        listing: listing("/support/mail", &query, found.total, "Template, number or record").showing(&table),
    })
}

/// The list as a file.
pub async fn export(Shared(app): Shared<App>, ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let window = Window { skip: 0, take: MOST_EXPORTED };
    let found = outbox::list(&mut app.db.read().await?, search(&query), window).await?;
    let head = ["message", "template", "state", "attempts", "queued", "finished", "reason"].map(str::to_owned);
    let time = |at: chrono::NaiveDateTime| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let rows = found.rows.into_iter().map(|row| {
        [
            row.id,
            row.template,
            words(row.state).to_owned(),
            row.attempts.to_string(),
            time(row.created_at),
            row.finished_at.map(time).unwrap_or_default(),
            row.last_error.unwrap_or_default(),
        ]
    });
    let file = csv(std::iter::once(head).chain(rows));
    Ok(download("mail.csv", "text/csv; charset=utf-8", file.into_bytes()))
}

/// What the address asks for.
pub(super) fn search(query: &Fields) -> Search<'_> {
    Search { text: query.text("q"), state: State::of(query.text("state")), oldest_first: query.text("order") == OLDEST }
}

/// The frame of a list of messages.
pub(super) fn listing(path: &'static str, query: &Fields, total: u64, hint: &'static str) -> Listing {
    let states = State::ALL.map(|state| Offer::new(state.code(), words(state)));
    // One state at a time: the first that is ticked counts.
    Listing::new(path, query, total, ("message", "messages"))
        .search("Search messages", hint)
        .filter(Group::new("state", "State", states))
        .orders([Offer::new("", "Newest first"), Offer::new(OLDEST, "Oldest first")])
}

/// A state as pages write it.
pub(super) fn words(state: State) -> &'static str {
    match state {
        State::Queued => "Waiting",
        State::Sent => "Sent",
        State::Dropped => "Not needed",
        State::Parked => "Held back",
    }
}

/// A state as a tag.
pub(super) fn tag(state: State) -> Tag {
    let tag = Tag::new(words(state));
    match state {
        State::Queued => tag,
        State::Sent => tag.colour(Colour::Green),
        State::Dropped => tag.colour(Colour::Grey),
        State::Parked => tag.colour(Colour::Red),
    }
}

fn table(found: &Listed<Row>, may_release: bool) -> Table {
    let table = Table::new("Messages").hidden_caption().stacked().head([
        "Message",
        "Queued",
        "State",
        "Attempts",
        "Reason",
        "What to do",
    ]);
    found.rows.iter().fold(table, |table, row| {
        let what = if may_release && row.state == State::Parked {
            Cell::new(Html::of(&ReleaseLink { row }))
        } else if row.state == State::Queued && row.attempts > 0 {
            Cell::new(format!("Tried again {}", moment(utc(row.due_at))))
        } else {
            Cell::new("Nothing")
        };
        table.row([
            Cell::new(row.template.replace('_', " ")),
            Cell::new(moment(utc(row.created_at))),
            Cell::new(tag(row.state)),
            Cell::numeric(row.attempts.to_string()),
            Cell::new(row.last_error.as_deref().unwrap_or("None")),
            what,
        ])
    })
}
