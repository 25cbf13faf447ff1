//! GET /support/early-career/payable: how many schools each lead provider is paid for, as the DfE sees it.

use std::cmp::Reverse;

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, Html, Table};
use store::Tx;

use super::DESK;
use crate::early_career::rules::cohorts::Cohort;
use crate::early_career::schools::cohort_shown;
use crate::early_career::store::bodies;
use crate::early_career::store::schools::{self, Counts, Of};
use crate::organisations::directory::Named;
use crate::organisations::folding::fold;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Listing, Offer, PAGE, page_number};
use crate::platform::page::{download, page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, OrganisationId};

#[derive(Template)]
#[template(path = "early_career/payable/desk.html")]
struct DeskPage {
    layout: Layout,
    cohort: Option<Cohort>,
    others: Vec<AcademicYear>,
    listing: Option<Listing>,
}

/// A lead provider, as a link to its page in the console.
#[derive(Template)]
#[template(path = "early_career/payable/lead.html")]
struct Lead<'a> {
    it: &'a Named,
}

/// The lead providers that the search leaves, each with how the cohort stands for it.
async fn found(tx: &mut Tx, ctx: &Ctx, query: &Fields, cohort: Cohort) -> Result<Vec<(Named, Counts)>, Failure> {
    let words = fold(query.text("q"));
    let mut found = Vec::new();
    for lead in bodies::of_kind(tx, Kind::LeadProvider).await? {
        let name = fold(&lead.name);
        if !words.split_whitespace().all(|word| name.contains(word)) {
            continue;
        }
        let counts = schools::counts(tx, Of { lead_provider: lead.id, cohort: cohort.year, now: ctx.now }).await?;
        found.push((lead, counts));
    }
    // They come by name.
    match query.text("order") {
        "confirmed" => found.sort_by_key(|(_, counts)| Reverse(counts.schools)),
        "reported" => found.sort_by_key(|(_, counts)| Reverse(counts.reported)),
        _ => {}
    }
    Ok(found)
}

/// Draws the list.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let mut tx = ctx.app.db.read().await?;
    let (all, cohort) = cohort_shown(&mut tx, &query, ctx.now).await?;
    let mut view = DeskPage {
        layout: ctx.layout("Schools that lead providers are paid for").back("/support/early-career"),
        cohort,
        others: all.iter().map(|it| it.year).filter(|it| Some(*it) != cohort.map(|it| it.year)).collect(),
        listing: None,
    };
    if let Some(cohort) = cohort {
        let found = found(&mut tx, &ctx, &query, cohort).await?;
        let listing = Listing::new(DESK, &query, found.len() as u64, ("lead provider", "lead providers"))
            .search("Search lead providers", "Name of a lead provider")
            .keeping("cohort")
            .orders([
                Offer::new("", "Name (A to Z)"),
                Offer::new("confirmed", "Most confirmed"),
                Offer::new("reported", "Most reported errors"),
            ])
            .showing(&table(&found, &query));
        view.listing = (!found.is_empty() || listing.is_narrowed()).then_some(listing);
    }
    drop(tx);
    Ok(without_banner(&ctx, page(&view)?))
}

fn table(found: &[(Named, Counts)], query: &Fields) -> Table {
    let size = usize::try_from(PAGE).unwrap_or(25);
    let before = usize::try_from(page_number(query) - 1).unwrap_or(usize::MAX).saturating_mul(size);
    let numbers = ["Confirmed", "Paid for", "Reported error", "Not told yet"].map(Cell::numeric);
    let head = std::iter::once(Cell::new("Lead provider")).chain(numbers);
    let table = Table::new("Lead providers").hidden_caption().stacked().head(head);
    found.iter().skip(before).take(size).fold(table, |table, (it, counts)| {
        let numbers = [counts.schools, counts.payable, counts.reported, counts.not_told];
        let numbers = numbers.map(|it| Cell::numeric(it.to_string()));
        table.row(std::iter::once(Cell::new(Html::of(&Lead { it }))).chain(numbers))
    })
}

/// The same as a file.
pub(super) async fn export(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let mut tx = ctx.app.db.read().await?;
    let cohort = cohort_shown(&mut tx, &query, ctx.now).await?.1.ok_or(Failure::NotFound)?;
    let found = found(&mut tx, &ctx, &query, cohort).await?;
    drop(tx);
    let head = ["lead_provider", "confirmed", "paid_for", "reported_error", "not_told_yet", "no_tutor"];
    let lines = found.into_iter().map(|(lead, it)| {
        let numbers = [it.schools, it.payable, it.reported, it.not_told, it.no_tutor].map(|it| it.to_string());
        std::iter::once(lead.name).chain(numbers).collect::<Vec<_>>()
    });
    let file = csv(std::iter::once(head.map(str::to_owned).to_vec()).chain(lines));
    let name = format!("payable-{}.csv", cohort.year.start_year());
    Ok(download(&name, "text/csv; charset=utf-8", file.into_bytes()))
}
