//! GET /early-career/payable: which schools are paid for, and why others are not.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use govuk::Layout;
use govuk::components::{Cell, Colour, Html, Table, Tag};
use store::Window;

use super::PATH;
use crate::early_career::rules::cohorts::Cohort;
use crate::early_career::rules::payable::payable;
use crate::early_career::schools::{cohort_shown, orders};
use crate::early_career::store::schools::{self, Counts, Filter, Line, Of};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, window};
use crate::platform::page::{download, page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::AcademicYear;

#[derive(Template)]
#[template(path = "early_career/payable/list.html")]
struct PayablePage {
    layout: Layout,
    cohort: Option<Cohort>,
    others: Vec<AcademicYear>,
    counts: Counts,
    listing: Option<Listing>,
}

/// What the address asks for.
fn filter(query: &Fields) -> Filter {
    let asked: Vec<&str> = query.all("payable").collect();
    let payable = match asked.as_slice() {
        ["yes"] => Some(true),
        ["no"] => Some(false),
        _ => None,
    };
    let order = query.text("order").to_owned();
    Filter { words: query.text("q").to_owned(), payable, order, ..Filter::default() }
}

/// Draws the list.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::LeadProvider, Action::ReadPayable)?;
    let mut tx = ctx.app.db.read().await?;
    let (all, cohort) = cohort_shown(&mut tx, &query, ctx.now).await?;
    let mut view = PayablePage {
        layout: ctx.layout("Schools that you are paid for"),
        cohort,
        others: all.iter().map(|it| it.year).filter(|it| Some(*it) != cohort.map(|it| it.year)).collect(),
        counts: Counts::default(),
        listing: None,
    };
    if let Some(cohort) = cohort {
        let of = Of { lead_provider: permit.on(), cohort: cohort.year, now: ctx.now };
        view.counts = schools::counts(&mut tx, of).await?;
        let listed = schools::list(&mut tx, of, &filter(&query), window(&query)).await?;
        let offers = [Offer::new("yes", "Paid for"), Offer::new("no", "Not paid for")];
        let listing = Listing::new(PATH, &query, listed.total, ("school", "schools"))
            .search("Search these schools", "School name, URN or delivery partner")
            .keeping("cohort")
            .filter(Group::new("payable", "Payment", offers))
            .orders(orders())
            .showing(&table(&listed.rows, (cohort.year.start_year(), ctx.now)));
        view.listing = (listed.total > 0 || listing.is_narrowed()).then_some(listing);
    }
    drop(tx);
    Ok(without_banner(&ctx, page(&view)?))
}

/// Whether a school is paid for, and why not, as lists and files say it.
fn said(line: &Line, now: DateTime<Utc>) -> (&'static str, String, &'static str) {
    match payable(&line.standing, now) {
        Ok(()) => ("Paid for", String::new(), ""),
        Err(why) => ("Not paid for", why.to_string(), why.next_step()),
    }
}

/// A school's name as a link to its page.
#[derive(Template)]
#[template(
    source = r#"<a class="govuk-link" href="/early-career/schools/{{ line.urn }}?cohort={{ year }}">{{ line.name }}<span class="govuk-visually-hidden">, {{ line.urn }}</span></a>"#,
    ext = "html"
)]
struct Name<'a> {
    line: &'a Line,
    year: i32,
}

fn table(lines: &[Line], (year, now): (i32, DateTime<Utc>)) -> Table {
    let table = Table::new("Schools and payment").hidden_caption().stacked();
    let table = table.head(["School", "URN", "Delivery partner", "Payment", "Why not"]);
    lines.iter().fold(table, |table, line| {
        let (paid, why, next) = said(line, now);
        let colour = if why.is_empty() { Colour::Green } else { Colour::Yellow };
        let why = if why.is_empty() { "It is paid for".to_owned() } else { format!("{why}. {next}.") };
        table.row([
            Cell::new(Html::of(&Name { line, year })),
            Cell::new(line.urn.as_str()),
            Cell::new(line.partner.name.as_str()),
            Cell::new(Tag::new(paid).colour(colour)),
            Cell::new(why),
        ])
    })
}

/// The same as a file.
pub(super) async fn export(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::LeadProvider, Action::ReadPayable)?;
    let mut tx = ctx.app.db.read().await?;
    let cohort = cohort_shown(&mut tx, &query, ctx.now).await?.1.ok_or(Failure::NotFound)?;
    let of = Of { lead_provider: permit.on(), cohort: cohort.year, now: ctx.now };
    let everything = Window { skip: 0, take: u64::from(u32::MAX) };
    let listed = schools::list(&mut tx, of, &filter(&query), everything).await?;
    drop(tx);
    let head = ["urn", "name", "delivery_partner", "payment", "why_not", "next_step"].map(str::to_owned).to_vec();
    let lines = listed.rows.iter().map(|line| {
        let (paid, why, next) = said(line, ctx.now);
        vec![line.urn.clone(), line.name.clone(), line.partner.name.clone(), paid.to_owned(), why, next.to_owned()]
    });
    let file = csv(std::iter::once(head).chain(lines));
    let name = format!("payable-{}.csv", cohort.year.start_year());
    Ok(download(&name, "text/csv; charset=utf-8", file.into_bytes()))
}
