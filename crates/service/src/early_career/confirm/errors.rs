//! GET, POST /early-career/confirm/lists/{id}/errors: the rows that cannot be confirmed, and why.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Html, Table};

use super::judged::{Judged, Tools, asking, found, held, judged, permit};
use super::list::{self, List};
use crate::early_career::rules::verdict::RowError;
use crate::early_career::store::confirm::Line;
use crate::early_career::store::successors;
use crate::organisations::store::listed;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Listing, window};
use crate::platform::page::{page, see_other};
use crate::platform::request::Query;
use crate::platform::uploads;
use crate::vocabulary::{Urn, counted};

#[derive(Template)]
#[template(path = "early_career/confirm/errors.html")]
struct ErrorsPage {
    layout: Layout,
    list: List,
    total: usize,
    wrong: usize,
    good: usize,
    again: usize,
    listing: Listing,
}

impl ErrorsPage {
    fn action(&self) -> String {
        self.list.at("errors")
    }

    fn go_on(&self) -> Button {
        Button::new(format!("Continue with {}", counted(self.good, ("school", "schools")))).prevent_double_click(true)
    }

    /// Found, in error, matching; in words.
    fn counts(&self) -> [String; 3] {
        [
            format!("We have found {}", counted(self.total, ("row", "rows"))),
            counted(self.wrong, ("row has an error", "rows have errors")),
            counted(self.good, ("row matches an available school", "rows match available schools")),
        ]
    }

    fn repeated(&self) -> String {
        counted(self.again, ("row names a school", "rows name schools"))
    }

    fn upload_again(&self) -> Button {
        let button = Button::link("Upload the list again", self.list.again_at());
        if self.good > 0 { button.secondary() } else { button }
    }
}

/// What the person wrote, which may run in either direction.
#[derive(Template)]
#[template(source = "<bdi>{{ text }}</bdi>", ext = "html")]
struct Written<'a> {
    text: &'a str,
}

#[derive(Template)]
#[template(source = "<strong>{{ error }}</strong><br>{{ error.sentence() }}.<br>{{ next }}.", ext = "html")]
struct Said<'a> {
    error: RowError,
    next: &'a str,
}

/// Shows how many rows there are, and those in error.
pub(super) async fn get(
    ctx: Ctx,
    tools: Tools,
    Path(id): Path<String>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let permit = permit(&ctx)?;
    let mut tx = ctx.app.db.read().await?;
    let list = found(&mut tx, &ctx, &permit, &id).await?;
    if list.is_confirmed {
        return Ok(see_other(&list.at("done")));
    }
    let all = judged(&mut tx, &tools, asking(&permit, &list), &list.rows).await?;
    let wrong: Vec<&Judged> = all.iter().filter(|row| row.error.is_some()).collect();
    let window = window(&query);
    let (skip, take) = (usize::try_from(window.skip).unwrap_or(usize::MAX), usize::try_from(window.take).unwrap_or(25));
    let shown: Vec<&Judged> = wrong.iter().copied().skip(skip).take(take).collect();
    let urns: Vec<Urn> = shown.iter().filter_map(|row| row.urn).collect();
    let names = listed(&mut tx, &urns).await?.into_iter().map(|it| (it.urn, it.name)).collect();
    let errors: Vec<_> = shown.iter().filter_map(|row| row.urn.zip(row.error)).collect();
    let successors = successors::named(&mut tx, &errors).await?;
    drop(tx);
    let frame = Listing::new(list.at("errors"), &query, wrong.len() as u64, ("row with an error", "rows with errors"));
    let view = ErrorsPage {
        layout: ctx.layout("Check the errors in your list").back(list.again_at()),
        total: all.len(),
        wrong: wrong.len(),
        good: going_on(&list, &all).len(),
        again: all.iter().filter(|row| row.same_as.is_some()).count(),
        listing: frame.showing(&table(&shown, &names, &successors)),
        list,
    };
    page(&view)
}

fn table(rows: &[&Judged], names: &HashMap<Urn, String>, successors: &HashMap<Urn, String>) -> Table {
    let head = ["Line", "What you wrote", "School", "Error"];
    let mut table = Table::new("Rows with errors").hidden_caption().stacked().head(head.map(Cell::new));
    for row in rows {
        let name = row.urn.and_then(|urn| names.get(&urn)).map_or("No school found", String::as_str);
        let successor = row.urn.and_then(|urn| successors.get(&urn));
        let next = |error: RowError| successor.map_or(error.next_step(), String::as_str);
        let said = row.error.map(|error| Html::of(&Said { error, next: next(error) }));
        table = table.row([
            Cell::new(row.line),
            Cell::new(Html::of(&Written { text: &row.written })),
            Cell::new(name),
            said.map_or_else(|| Cell::new(""), Cell::new),
        ]);
    }
    table
}

/// The schools without an error; of a list with which somebody went on before, those that were not taken off it since.
fn going_on(list: &List, all: &[Judged]) -> Vec<Line> {
    let kept: Option<HashSet<usize>> = list.going_on.as_ref().map(|it| it.iter().map(|line| line.line).collect());
    let kept = kept.filter(|it| !it.is_empty());
    let is_kept = |line: &Line| kept.as_ref().is_none_or(|it| it.contains(&line.line));
    all.iter().filter_map(Judged::good).filter(is_kept).collect()
}

/// Goes on with the schools that have no error.
pub(super) async fn post(ctx: Ctx, tools: Tools, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = permit(&ctx)?;
    // Read before others wait for this change: inside, only its version is compared.
    tools.schools(&mut ctx.app.db.read().await?).await?;
    let mut tx = ctx.app.db.begin().await?;
    let list = held(&mut tx, &ctx, &permit, &id).await?;
    if list.is_confirmed {
        return Ok(see_other(&list.at("done")));
    }
    let all = judged(&mut tx, &tools, asking(&permit, &list), &list.rows).await?;
    let good = going_on(&list, &all);
    if good.is_empty() {
        return Ok(see_other(&list.at("errors")));
    }
    uploads::set_choices(&mut tx, &permit, list.id, &list::choices(Some(&good))).await?;
    tx.commit().await?;
    Ok(see_other(&list.at("check")))
}
