//! GET /early-career/schools: the lead provider's schools of a cohort.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use govuk::Layout;
use govuk::components::{Button, Cell, Html, Table};

use super::PATH;
use super::shown::{cohort_shown, number, status, told};
use crate::early_career::rules::cohorts::Cohort;
use crate::early_career::store::looked;
use crate::early_career::store::schools::{self, Filter, Line, Of};
use crate::organisations::contact_book;
use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Group, Listing, Offer, window};
use crate::platform::page::{page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, london_date};

#[derive(Template)]
#[template(path = "early_career/schools/list.html")]
struct ListPage {
    layout: Layout,
    cohort: Option<Cohort>,
    others: Vec<AcademicYear>,
    listing: Option<Listing>,
    confirm: Option<Button>,
    can_see_payable: bool,
    /// The list is narrowed to schools that have not been told, and the person may tell them.
    can_tell: bool,
    /// Where schools reach us, for whoever may change it.
    contact: Option<Contact>,
    /// Schools that changed since the person last looked, and when that was.
    changed: u64,
    /// The instant of the page: what changes after it has not been seen with it.
    until: String,
    looked: Option<String>,
}

impl ListPage {
    fn seen(&self) -> Button {
        Button::new("I have seen these changes").secondary().prevent_double_click(true)
    }
}

/// The address at which schools reach the lead provider.
struct Contact {
    address: Option<String>,
}

/// A school's name as a link to its page here.
#[derive(Template)]
#[template(path = "early_career/schools/name.html")]
struct Name<'a> {
    line: &'a Line,
    year: i32,
}

/// What the address asks for; `looked` is when the person last looked.
pub(super) fn filter(query: &Fields, looked: Option<DateTime<Utc>>) -> Filter {
    let all = |name: &str| query.all(name).map(str::to_owned).collect();
    Filter {
        words: query.text("q").to_owned(),
        statuses: all("status"),
        told: all("told"),
        tutors: all("tutor"),
        partners: all("partner"),
        areas: all("area"),
        // To whoever has never looked everything is new.
        changed_since: looked.filter(|_| query.all("changed").next().is_some()),
        payable: None,
        order: query.text("order").to_owned(),
    }
}

/// Draws the list, its filters and its pages.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::LeadProvider, Action::ReadEarlyCareer)?;
    let mut tx = ctx.app.db.read().await?;
    let (all, cohort) = cohort_shown(&mut tx, &query, ctx.now).await?;
    let book = contact_book::of(&mut tx, permit.on()).await?;
    let contact = || Contact { address: book.into_iter().next().map(|it| it.address) };
    let mut view = ListPage {
        layout: ctx.layout("Check your schools"),
        cohort,
        others: all.iter().map(|it| it.year).filter(|it| Some(*it) != cohort.map(|it| it.year)).collect(),
        listing: None,
        confirm: None,
        can_see_payable: ctx.can(Action::ReadPayable),
        can_tell: query.all("told").any(|it| it == "not_told") && ctx.can(Action::TellSchool),
        contact: ctx.can(Action::GiveContact).then(contact),
        changed: 0,
        until: ctx.now.to_rfc3339(),
        looked: None,
    };
    if let Some(cohort) = cohort {
        let of = Of { lead_provider: permit.on(), cohort: cohort.year, now: ctx.now };
        let looked = looked::looked_at(&mut tx, ctx.viewer()?.person, of).await?;
        let since = Filter { changed_since: looked, ..Filter::default() };
        view.changed = schools::count(&mut tx, of, &since).await?;
        view.looked = looked.map(moment);
        let listed = schools::list(&mut tx, of, &filter(&query, looked), window(&query)).await?;
        let offered = schools::offered(&mut tx, of).await?;
        let listing = listing(&query, listed.total, &offered).showing(&table(&listed.rows, cohort.year));
        view.listing = (listed.total > 0 || listing.is_narrowed()).then_some(listing);
        let may_confirm = cohort.is_open(london_date(ctx.now)) && ctx.can(Action::ConfirmSchools);
        let href = format!("/early-career/confirm?cohort={}", cohort.year.start_year());
        view.confirm = may_confirm.then(|| Button::link(format!("Confirm schools for {}", cohort.year), href));
    }
    drop(tx);
    Ok(without_banner(&ctx, page(&view)?))
}

/// The orders of lists of schools.
pub fn orders() -> [Offer; 3] {
    let offers = [("", "Name (A to Z)"), ("partner", "Delivery partner (A to Z)"), ("changed", "Changed last")];
    offers.map(|(code, words)| Offer::new(code, words))
}

fn listing(query: &Fields, total: u64, (areas, partners): &(Vec<String>, Vec<(String, String)>)) -> Listing {
    let statuses = [
        Offer::new("active", "Confirmed"),
        Offer::new("reported", "Reported error"),
        Offer::new("proposed", "To confirm"),
        Offer::new("closed", "School closed"),
    ];
    let partners = partners.iter().map(|(id, name)| Offer::new(id.as_str(), name.as_str()));
    Listing::new(PATH, query, total, ("school", "schools"))
        .search("Search your schools", "School name, URN or delivery partner")
        .keeping("cohort")
        .filter(Group::new("status", "Status", statuses))
        .filter(Group::new("told", "Told", [Offer::new("told", "Told"), Offer::new("not_told", "Not told yet")]))
        .filter(Group::new(
            "tutor",
            "Induction tutor",
            [Offer::new("named", "Nominated"), Offer::new("none", "None yet")],
        ))
        .filter(Group::new("changed", "Changed", [Offer::new("since", "Since I last looked")]))
        .filter(Group::new("partner", "Delivery partner", partners))
        .filter(Group::new("area", "Local authority", areas.iter().map(|it| Offer::plain(it.as_str()))))
        .orders(orders())
        .nothing("There are no matching results. Check the spelling, use fewer words, or clear the filters.")
}

fn table(lines: &[Line], cohort: AcademicYear) -> Table {
    let head = [
        Cell::new("School"),
        Cell::new("Delivery partner"),
        Cell::new("Status"),
        Cell::new("Told"),
        Cell::numeric("ECTs"),
        Cell::numeric("Mentors"),
    ];
    let mut table = Table::new("Your schools").hidden_caption().stacked().head(head);
    for line in lines {
        table = table.row([
            Cell::new(Html::of(&Name { line, year: cohort.start_year() })),
            Cell::new(line.partner.name.as_str()),
            Cell::new(status(line)),
            Cell::new(told(line)),
            Cell::numeric(number(line, line.teachers)),
            Cell::numeric(number(line, line.mentors)),
        ]);
    }
    table
}
