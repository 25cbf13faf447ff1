//! `/performance`: how the service does, for everybody, counted from what it did and not from watching people.
//!
//! Source: product.md, the Service Standard: satisfaction, completion, digital take-up, cost per transaction.

mod measures;
pub mod sign_ins;
mod small;

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use govuk::Layout;
use govuk::components::{Cell, Table};
use store::{StoreError, Tx, naive, values};

use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{page, without_banner};
use measures::{Measure, measures};
use small::Share;

/// What the measures are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Counts {
    /// Answers to the satisfaction question that were "satisfied" or "very satisfied", of all answers kept.
    satisfied: Share,
    /// Requests for a sign-in link that ended in signing in, of those of people with an account.
    signed_in: Share,
    /// Schools told by email, of all schools told.
    by_mail: Share,
    /// Pounds and pence, as the setting gives them.
    cost: Option<String>,
}

#[derive(Template)]
#[template(path = "support/performance.html")]
struct PerformancePage {
    layout: Layout,
    counted_at: String,
    measures: Table,
}

/// The page, for everybody.
pub async fn get(ctx: Ctx, client: Client) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::Public, client.0)?;
    let mut tx = ctx.app.db.read().await?;
    let counts = Counts { cost: ctx.app.settings.cost_per_transaction.clone(), ..counts(&mut tx, ctx.now).await? };
    let mut table =
        Table::new("Measures").hidden_caption().stacked().head(["Measure", "Result", "Counted from"].map(Cell::new));
    for Measure { name, result, counted_from } in measures(&counts) {
        table = table.row([name.to_owned(), result, counted_from].map(Cell::new));
    }
    let view = PerformancePage {
        layout: ctx.layout("How the service is doing"),
        counted_at: moment(ctx.now),
        measures: table,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

async fn counts(tx: &mut Tx, now: DateTime<Utc>) -> Result<Counts, StoreError> {
    Ok(Counts {
        satisfied: Share {
            part: count(tx, "select count(*) from feedback where satisfaction >= 4").await?,
            whole: count(tx, "select count(*) from feedback where satisfaction is not null").await?,
        },
        signed_in: sign_ins::share(tx, naive(now)).await?,
        by_mail: Share {
            part: count(tx, "select count(*) from notice where handed_over_at is not null and way = 'mail'").await?,
            whole: count(
                tx,
                "select count(*) from notice where handed_over_at is not null and way in ('mail', 'letter')",
            )
            .await?,
        },
        cost: None,
    })
}

async fn count(tx: &mut Tx, sql: &str) -> Result<u64, StoreError> {
    let count: Option<i64> = tx.scalar(sql, values![]).await?;
    Ok(count.and_then(|it| u64::try_from(it).ok()).unwrap_or_default())
}
