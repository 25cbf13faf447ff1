//! /act-for: the schools that have let one's organisation, or might; what waits at each, and acting for one of them.

mod ask;
mod many;
mod offers;
mod results;
mod start;

use askama::Template;
use axum::response::Response;
use axum::{Router, routing};
use govuk::Layout;
use govuk::components::{Button, Cell, Html, Table};

use super::rules::Standing;
use super::store::{Delegation, of_delegate};
use super::{end, listed};
use crate::placements::rules::default_year;
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::journeys;
use crate::platform::listing::{Group, Listing, Offer};
use crate::platform::page::{page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::{Acting, Kind};
use crate::policy::{Action, Permit};
use crate::vocabulary::{AcademicYear, london_date};

/// The address of the list.
pub(super) const PATH: &str = "/act-for";

/// The addresses of those who act for schools.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/act-for", routing::get(get))
        .route("/act-for/export.csv", routing::get(export))
        .route("/act-for/stop", routing::get(start::ask_to_stop).post(start::stop))
        .route("/act-for/results/{id}", routing::get(results::get))
        .route("/act-for/{id}/start", routing::post(start::start))
        .route("/act-for/{id}/end", routing::get(end::of_delegate).post(end::by_delegate))
        .merge(journeys::routes::<ask::AskSchool>())
        .merge(journeys::routes::<many::ForMany>())
}

/// Whether organisations of this kind can act for schools.
pub fn is_delegate(kind: Kind) -> bool {
    matches!(kind, Kind::Trust | Kind::Provider)
}

/// One's own organisation, also while one acts for a school.
pub(super) fn own(ctx: &Ctx) -> Result<&Acting, Failure> {
    let own = ctx.viewer()?.acting.as_ref();
    let own = own.ok_or_else(|| Failure::ChooseFirst { return_to: ctx.address.clone() })?;
    if is_delegate(own.kind) { Ok(own) } else { Err(Failure::NotFound) }
}

#[derive(Template)]
#[template(path = "delegation/act_for.html")]
struct ListPage {
    layout: Layout,
    listing: Option<Listing>,
    buttons: Vec<Button>,
    year: AcademicYear,
}

/// The school's name, and what can be done about it.
#[derive(Template)]
#[template(path = "delegation/act_for/school.html")]
struct School<'a> {
    it: &'a Delegation,
}

#[derive(Template)]
#[template(path = "delegation/act_for/actions.html")]
struct Actions<'a> {
    it: &'a Delegation,
    can_act: bool,
    can_end: bool,
    is_asked: bool,
}

async fn all(ctx: &Ctx, query: &Fields) -> Result<(bool, Permit, Vec<Delegation>), Failure> {
    let permit = ctx.may_on(Action::Read, own(ctx)?.id)?;
    let today = london_date(ctx.now);
    let all = of_delegate(&mut ctx.app.db.read().await?, permit.on(), default_year(today)).await?;
    Ok((all.is_empty(), permit.clone(), listed::narrowed(query, all, permit.on(), today)))
}

/// What waits at a school.
fn waits(it: &Delegation, standing: Standing, year: AcademicYear) -> String {
    if standing != Standing::Open || !it.scopes.placements {
        return "–".to_owned();
    }
    let requests = match it.requests {
        0 => None,
        1 => Some("1 request".to_owned()),
        several => Some(format!("{several} requests")),
    };
    let silent = (!it.has_answered).then(|| format!("No answer for {year}"));
    let waits: Vec<String> = requests.into_iter().chain(silent).collect();
    if waits.is_empty() { "Nothing".to_owned() } else { waits.join(", ") }
}

async fn get(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let (is_empty, permit, all) = all(&ctx, &query).await?;
    let (today, year) = (london_date(ctx.now), default_year(london_date(ctx.now)));
    let may_act = ctx.may_on(Action::ActFor, permit.on()).is_ok();
    let mut table = Table::new("Schools").stacked().hidden_caption();
    table = table.head(["School", "What for", "Where it stands", "What waits", "Action"]);
    for it in listed::shown(&query, &all) {
        let standing = it.standing(today);
        let (can_act, can_end) = (may_act && standing == Standing::Open, may_act && standing.is_live());
        table = table.row([
            Cell::new(Html::of(&School { it })),
            Cell::new(it.scopes.titles()),
            Cell::new(format!("{}. {}", standing.title(), listed::when(it.period))),
            Cell::new(waits(it, standing, year)),
            Cell::new(Html::of(&Actions { it, can_act, can_end, is_asked: standing == Standing::Asked })),
        ]);
    }
    let waiting = [Offer::new("requests", "Requests wait"), Offer::new("availability", "No answer for the year")];
    let listing = listed::frame(PATH, &query, all.len(), ("school", "schools"))
        .filter(Group::new("waits", "What waits", waiting))
        .search("Search", "School name or URN")
        .orders([
            Offer::new("", "Those you can act for first"),
            Offer::new("name", "Name (A to Z)"),
            Offer::new("requests", "Most requests first"),
            Offer::new("newest", "Newest first"),
        ])
        .showing(&table);
    let is_acting = ctx.viewer()?.on_behalf_of.is_some();
    let mut buttons = Vec::new();
    if may_act && !is_acting {
        if all.iter().any(|it| it.scopes.placements && it.standing(today) == Standing::Open) {
            buttons.push(Button::link("Do something for several schools", many::PATH));
        }
        buttons.push(Button::link("Ask a school to let you act for it", ask::PATH).secondary());
    }
    let view = ListPage {
        layout: ctx.layout("Schools that you act for"),
        listing: (!is_empty).then_some(listing),
        buttons,
        year,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

async fn export(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let (_, _, all) = all(&ctx, &query).await?;
    let today = london_date(ctx.now);
    Ok(listed::file("schools-we-act-for.csv", all, (today, default_year(today))))
}
