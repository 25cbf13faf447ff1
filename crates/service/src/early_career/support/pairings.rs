//! GET /support/early-career/pairings: every pairing, with search, filters and export.

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use govuk::Layout;
use govuk::components::{Button, Cell, Html, Table};
use store::Tx;

use super::{PAIRINGS, PATH, reader};
use crate::early_career::store::pairings::{self, Pairing};
use crate::organisations::folding::fold;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, PAGE, page_number};
use crate::platform::page::{download, page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "early_career/support/pairings.html")]
struct PairingsPage {
    layout: Layout,
    listing: Option<Listing>,
    can_keep: bool,
}

impl PairingsPage {
    fn add(&self) -> Button {
        Button::link("Add a pairing", format!("{PAIRINGS}/add"))
    }
}

/// The way to end a pairing.
#[derive(Template)]
#[template(path = "early_career/support/end_link.html")]
struct EndLink<'a> {
    it: &'a Pairing,
    from: String,
}

/// The pairings that the address asks for, and the cohorts of all.
async fn found(tx: &mut Tx, query: &Fields, today: NaiveDate) -> Result<(Vec<Pairing>, Vec<String>), Failure> {
    let mut all = pairings::all(tx).await?;
    let mut cohorts: Vec<String> = all.iter().map(|it| it.cohort.start_year().to_string()).collect();
    cohorts.dedup();
    let words = fold(query.text("q"));
    let (years, states): (Vec<&str>, Vec<&str>) = (query.all("cohort").collect(), query.all("state").collect());
    all.retain(|it| {
        let text = format!("{} {}", fold(&it.lead_provider.name), fold(&it.delivery_partner.name));
        let counts = if it.term.counts(today) { "now" } else { "not_now" };
        words.split_whitespace().all(|word| text.contains(word))
            && (years.is_empty() || years.contains(&it.cohort.start_year().to_string().as_str()))
            && (states.is_empty() || states.contains(&counts))
    });
    match query.text("order") {
        "lead" => all.sort_by_cached_key(|it| fold(&it.lead_provider.name)),
        "partner" => all.sort_by_cached_key(|it| fold(&it.delivery_partner.name)),
        _ => {}
    }
    Ok((all, cohorts))
}

/// Draws the list.
pub(super) async fn get(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = reader(&ctx)?;
    let (all, cohorts) = found(&mut ctx.app.db.read().await?, &query, london_date(ctx.now)).await?;
    let own = ctx.viewer()?.acting.as_ref().map(|it| it.id);
    let can_keep = own.is_some_and(|own| ctx.may_on(Action::ManageCohorts, own).is_ok());
    let size = usize::try_from(PAGE).unwrap_or(25);
    let before = usize::try_from(page_number(&query) - 1).unwrap_or(usize::MAX).saturating_mul(size);
    let head = ["Lead provider", "Delivery partner", "Cohort", "Counts"];
    let table = Table::new("Pairings").hidden_caption().stacked().head(head);
    let table = all.iter().skip(before).take(size).fold(table, |table, it| {
        let counts = if can_keep && it.term.ended_on.is_none() {
            Cell::new(Html::of(&EndLink { it, from: counting(it) }))
        } else {
            Cell::new(counting(it))
        };
        table.row([
            Cell::new(it.lead_provider.name.as_str()),
            Cell::new(it.delivery_partner.name.as_str()),
            Cell::new(it.cohort.to_string()),
            counts,
        ])
    });
    let listing = Listing::new(PAIRINGS, &query, all.len() as u64, ("pairing", "pairings"))
        .search("Search pairings", "Name of a lead provider or delivery partner")
        .filter(Group::new("cohort", "Cohort", cohorts.into_iter().map(Offer::plain)))
        .filter(Group::new("state", "Counts", [Offer::new("now", "Today"), Offer::new("not_now", "Not today")]))
        .orders([
            Offer::new("", "Newest cohort first"),
            Offer::new("lead", "Lead provider (A to Z)"),
            Offer::new("partner", "Delivery partner (A to Z)"),
        ])
        .showing(&table);
    let is_empty = all.is_empty() && !listing.is_narrowed();
    let view =
        PairingsPage { layout: ctx.layout("Pairings").back(PATH), listing: (!is_empty).then_some(listing), can_keep };
    Ok(without_banner(&ctx, page(&view)?))
}

/// From when to when it counts.
fn counting(it: &Pairing) -> String {
    match it.term.ended_on {
        None => format!("From {}", day(it.term.starts_on)),
        Some(end) => format!("From {} until the day before {}", day(it.term.starts_on), day(end)),
    }
}

/// The same as a file.
pub(super) async fn export(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = reader(&ctx)?;
    let (all, _) = found(&mut ctx.app.db.read().await?, &query, london_date(ctx.now)).await?;
    let head = ["cohort", "lead_provider", "delivery_partner", "starts_on", "ended_on"].map(str::to_owned).to_vec();
    let lines = all.into_iter().map(|it| {
        vec![
            it.cohort.start_year().to_string(),
            it.lead_provider.name,
            it.delivery_partner.name,
            it.term.starts_on.to_string(),
            it.term.ended_on.map(|it| it.to_string()).unwrap_or_default(),
        ]
    });
    let file = csv(std::iter::once(head).chain(lines));
    Ok(download("pairings.csv", "text/csv; charset=utf-8", file.into_bytes()))
}
