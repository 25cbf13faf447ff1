//! GET /early-career/schools/next: the schools of the cohort before, as lists to confirm for the one that is open.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Html, Table};
use store::Tx;

use super::PATH;
use super::shown::cohort_shown;
use crate::early_career::rules::cohorts::Cohort;
use crate::early_career::store::next::{Again, again};
use crate::early_career::store::schools::Of;
use crate::organisations::folding::fold;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, PAGE, page_number};
use crate::platform::page::{download, page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::platform::upload::csv;
use crate::policy::{Action, Permit};
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "early_career/schools/next.html")]
struct NextPage {
    layout: Layout,
    cohort: Cohort,
    files: Option<Table>,
    listing: Option<Listing>,
}

/// The schools of one delivery partner: as a list that goes the way of any other, and as a file.
#[derive(Template)]
#[template(path = "early_career/schools/next_file.html")]
struct OneList<'a> {
    year: i32,
    partner: &'a str,
    name: &'a str,
}

impl OneList<'_> {
    fn check(&self) -> Button {
        let words = NextButton { name: self.name };
        Button::new(Html::of(&words)).secondary().prevent_double_click(true)
    }
}

#[derive(Template)]
#[template(
    source = "Check and confirm<span class=\"govuk-visually-hidden\"> the schools with {{ name }}</span>",
    ext = "html"
)]
struct NextButton<'a> {
    name: &'a str,
}

/// The cohort that is confirmed for, and what can be taken over into it.
async fn found(tx: &mut Tx, ctx: &Ctx, permit: &Permit, query: &Fields) -> Result<(Cohort, Vec<Again>), Failure> {
    let cohort = cohort_shown(tx, query, ctx.now).await?.1.ok_or(Failure::NotFound)?;
    // A cohort that is not open is refused, never swapped for another.
    if !cohort.is_open(london_date(ctx.now)) {
        return Err(Failure::NotFound);
    }
    let of = Of { lead_provider: permit.on(), cohort: cohort.year.previous(), now: ctx.now };
    Ok((cohort, again(tx, of, cohort.year).await?))
}

/// Draws the lists.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::LeadProvider, Action::ConfirmSchools)?;
    let (cohort, all) = found(&mut ctx.app.db.read().await?, &ctx, &permit, &query).await?;
    let year = cohort.year.start_year();
    let mut partners: Vec<(&str, &str, usize)> = Vec::new();
    for it in &all {
        match partners.last_mut() {
            Some((id, _, count)) if *id == it.partner => *count += 1,
            _ => partners.push((&it.partner, &it.partner_name, 1)),
        }
    }
    let head = [Cell::new("Delivery partner"), Cell::numeric("Schools"), Cell::new("List")];
    let files = partners.iter().fold(Table::new("Lists by delivery partner").stacked().head(head), |table, it| {
        let (partner, name, count) = *it;
        let link = Html::of(&OneList { year, partner, name });
        table.row([Cell::new(name), Cell::numeric(count.to_string()), Cell::new(link)])
    });
    let offers = partners.iter().map(|(id, name, _)| Offer::new(*id, *name));
    let shown = asked_for(&all, &query);
    let listing = Listing::new(format!("{PATH}/next"), &query, shown.len() as u64, ("school", "schools"))
        .search("Search these schools", "School name or URN")
        .keeping("cohort")
        .orders([Offer::new("", "Delivery partner (A to Z)"), Offer::new("name", "Name (A to Z)")])
        .filter(Group::new("partner", "Delivery partner", offers))
        .showing(&table(&shown, &query));
    let view = NextPage {
        layout: ctx
            .layout(format!("Schools to confirm again for {}", cohort.year))
            .back(format!("{PATH}?cohort={year}")),
        cohort,
        files: (!all.is_empty()).then_some(files),
        listing: (!all.is_empty()).then_some(listing),
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// Those that the address asks for, in its order; they come by delivery partner.
fn asked_for<'a>(all: &'a [Again], query: &Fields) -> Vec<&'a Again> {
    let mut shown: Vec<&Again> = all.iter().filter(|it| is_asked_for(it, query)).collect();
    if query.text("order") == "name" {
        shown.sort_by_cached_key(|it| fold(&it.name));
    }
    shown
}

fn is_asked_for(it: &Again, query: &Fields) -> bool {
    let text = format!("{} {}", fold(&it.name), it.urn);
    let is_found = fold(query.text("q")).split_whitespace().all(|word| text.contains(word));
    let mut partners = query.all("partner").peekable();
    is_found && (partners.peek().is_none() || partners.any(|id| id == it.partner))
}

fn table(shown: &[&Again], query: &Fields) -> Table {
    let size = usize::try_from(PAGE).unwrap_or(25);
    let before = usize::try_from(page_number(query) - 1).unwrap_or(usize::MAX).saturating_mul(size);
    let table = Table::new("Schools").hidden_caption().stacked().head(["School", "URN", "Delivery partner"]);
    shown
        .iter()
        .skip(before)
        .take(size)
        .fold(table, |table, it| table.row([it.name.as_str(), it.urn.as_str(), it.partner_name.as_str()]))
}

/// The schools as a file that can be uploaded as it is: one column with URNs.
pub(super) async fn export(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::LeadProvider, Action::ConfirmSchools)?;
    let (cohort, all) = found(&mut ctx.app.db.read().await?, &ctx, &permit, &query).await?;
    let lines = asked_for(&all, &query).into_iter().map(|it| [it.urn.clone()]);
    let file = csv(std::iter::once(["urn".to_owned()]).chain(lines));
    let name = format!("confirm-again-{}.csv", cohort.year.start_year());
    Ok(download(&name, "text/csv; charset=utf-8", file.into_bytes()))
}
