//! GET /support: where the DfE's support begins: what waits, by age, and everything it can look at.

mod queues;

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Html, Input, Table};

use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::policy::Action;
use crate::vocabulary::{OrganisationId, london_date};
use queues::Queue;

#[derive(Template)]
#[template(path = "support/start.html")]
struct StartPage {
    layout: Layout,
    queues: Table,
    search: Input,
    button: Button,
    shows_outbox: bool,
}

#[derive(Template)]
#[template(path = "support/start/queue.html")]
struct QueueLink<'a> {
    queue: &'a Queue,
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    // Whoever may not see support's pages is told nothing of them.
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let queues = queues::all(&mut ctx.app.db.read().await?, ctx.now).await?;
    let view = StartPage {
        layout: ctx.layout("Support"),
        queues: table(&queues),
        search: Input::new("q", "Find an organisation")
            .hint("Name, postcode, URN, UKPRN or provider code")
            .spellcheck(false),
        button: Button::new("Search").secondary(),
        shows_outbox: ctx.app.settings.shows_outbox(),
    };
    Ok(without_banner(&ctx, page(&view)?))
}

fn table(queues: &[Queue]) -> Table {
    let head = [
        Cell::new("What"),
        Cell::numeric("Up to 1 day"),
        Cell::numeric("2 to 7 days"),
        Cell::numeric("Over 7 days"),
        Cell::new("Oldest"),
    ];
    let table = Table::new("What waits, and for how long").hidden_caption().head(head).first_cell_is_header(true);
    queues.iter().fold(table, |table, queue| {
        let oldest = queue.oldest.map_or_else(|| "None waits".to_owned(), |at| day(london_date(at)));
        let number = |it: i64| Cell::numeric(it.to_string());
        table.row([
            Cell::new(Html::of(&QueueLink { queue })),
            number(queue.day),
            number(queue.week),
            number(queue.older),
            Cell::new(oldest),
        ])
    })
}
