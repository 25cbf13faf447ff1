//! GET /support: where the DfE's support begins: what waits, by age, and everything it can look at.

mod queues;

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Action as SummaryAction, Button, Input, SummaryList, SummaryRow};

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
    queues: SummaryList,
    search: Input,
    button: Button,
    shows_outbox: bool,
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    // Whoever may not see support's pages is told nothing of them.
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let queues = queues::all(&mut ctx.app.db.read().await?, ctx.now).await?;
    let view = StartPage {
        layout: ctx.layout("Support"),
        queues: queues.iter().fold(SummaryList::new(), |list, queue| list.row(row(queue))),
        search: Input::new("q", "Find an organisation")
            .hint("Name, postcode, URN, UKPRN or provider code")
            .spellcheck(false),
        button: Button::new("Search").secondary(),
        shows_outbox: ctx.app.settings.shows_outbox(),
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// How many wait in a queue, for how long, and where they are.
fn row(queue: &Queue) -> SummaryRow {
    let count = queue.day + queue.week + queue.older;
    let Some(oldest) = queue.oldest.filter(|_| count > 0) else { return SummaryRow::new(queue.what, "None") };
    let (up_to_a_day, up_to_a_week, longer) = (queue.day, queue.week, queue.older);
    let ages = format!(
        "{count}: {up_to_a_day} up to 1 day, {up_to_a_week} for 2 to 7 days, {longer} over 7 days. The oldest since {}",
        day(london_date(oldest))
    );
    SummaryRow::new(queue.what, ages).action(SummaryAction::new("See them", queue.href).suffix(queue.what))
}
