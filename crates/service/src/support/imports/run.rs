//! `/support/imports/{number}`: one import, its files, and every row that it did not take.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, SummaryList, SummaryRow, Table};
use store::{Tx, Window, utc};

use super::store::{self as log, File, Refusal, Run};
use super::{PATH, state, what};
use crate::platform::clock::{day, moment};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Listing, window};
use crate::platform::page::{download, page};
use crate::platform::request::Query;
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

#[derive(Template)]
#[template(path = "support/imports/run.html")]
struct RunPage {
    layout: Layout,
    facts: SummaryList,
    files: Option<Table>,
    listing: Option<Listing>,
}

async fn run(tx: &mut Tx, number: &str) -> Result<Run, Failure> {
    let number: i64 = number.parse().map_err(|_| Failure::NotFound)?;
    log::run(tx, number).await?.ok_or(Failure::NotFound)
}

/// The page.
pub(super) async fn get(ctx: Ctx, Path(number): Path<String>, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let mut tx = ctx.app.db.read().await?;
    let run = run(&mut tx, &number).await?;
    let files = log::files(&mut tx, run.id).await?;
    let found = log::refusals(&mut tx, run.id, query.text("q"), window(&query)).await?;
    drop(tx);
    let listing = Listing::new(format!("{PATH}/{}", run.id), &query, found.total, ("line", "lines"))
        .search("Search refused rows", "File, line or reason")
        .showing(&refused(&found.rows));
    let is_empty = found.total == 0 && !listing.is_narrowed();
    page(&RunPage {
        layout: ctx.layout(format!("{}, run {}", what(&run), run.id)).back(PATH),
        facts: facts(&run),
        files: (!files.is_empty()).then(|| table(&files)),
        listing: (!is_empty).then_some(listing),
    })
}

fn facts(run: &Run) -> SummaryList {
    let mut list = SummaryList::new().row(SummaryRow::new("How it went", state(run)));
    if let Some(reason) = &run.reason {
        list = list.row(SummaryRow::new("Why it was refused", reason.as_str()));
    }
    list = list
        .row(SummaryRow::new("Started", moment(utc(run.started_at))))
        .row(SummaryRow::new("Finished", moment(utc(run.finished_at))));
    if run.forced {
        list = list.row(SummaryRow::new("Forced", "Yes: however many schools it would close or drop"));
    }
    let counts = [
        ("Rows read", run.read),
        ("New", run.added),
        ("Changed", run.changed),
        ("Closed", run.closed),
        ("Reopened", run.reopened),
        ("As before", run.unchanged),
        ("In no file any more", run.dropped),
        ("Refused", run.refused),
    ];
    counts.into_iter().fold(list, |list, (key, count)| list.row(SummaryRow::new(key, count.to_string())))
}

fn table(files: &[File]) -> Table {
    let head = [
        Cell::new("File"),
        Cell::new("Date"),
        Cell::new("Columns missing"),
        Cell::numeric("Read"),
        Cell::numeric("New"),
        Cell::numeric("Changed"),
        Cell::numeric("Refused"),
    ];
    let number = |it: i32| Cell::numeric(it.to_string());
    files.iter().fold(Table::new("Files").stacked().hidden_caption().head(head), |table, file| {
        let missing = if file.missing_columns.is_empty() { "None" } else { file.missing_columns.as_str() };
        table.row([
            Cell::new(file.name.as_str()),
            Cell::new(day(file.published_on)),
            Cell::new(missing),
            number(file.read),
            number(file.added),
            number(file.changed),
            number(file.refused),
        ])
    })
}

fn refused(rows: &[Refusal]) -> Table {
    let head = [Cell::new("File"), Cell::numeric("Line"), Cell::new("Reason")];
    rows.iter().fold(Table::new("Refused rows").stacked().hidden_caption().head(head), |table, row| {
        let cells = [Cell::new(row.file.as_str()), Cell::numeric(row.line.to_string())];
        table.row(cells.into_iter().chain([Cell::new(row.reason.as_str())]))
    })
}

/// The refused rows as a file.
pub(super) async fn export(ctx: Ctx, Path(number): Path<String>, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let mut tx = ctx.app.db.read().await?;
    let run = run(&mut tx, &number).await?;
    let everything = Window { skip: 0, take: u64::from(u32::MAX) };
    let found = log::refusals(&mut tx, run.id, query.text("q"), everything).await?;
    let head = ["file", "line", "reason"].map(str::to_owned);
    let lines = found.rows.into_iter().map(|row| [row.file, row.line.to_string(), row.reason]);
    let file = csv(std::iter::once(head).chain(lines));
    Ok(download(&format!("refused-rows-{}.csv", run.id), "text/csv; charset=utf-8", file.into_bytes()))
}
