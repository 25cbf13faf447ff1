//! GET /placements/find: the schools that answer, searched, filtered, ordered, in pages.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::response::Response;
use govuk::Layout;
use govuk::components::InsetText;

use super::asked::{Asked, provider};
use super::finding::Finding;
use super::kind::SchoolType;
use super::line;
use super::wanted::{MILES, NEVER, USUAL_MILES, known};
use crate::organisations::search::store::Searching;
use crate::placements::rules::{Hosting, years_offered};
use crate::placements::words::{Phase, Route, Setting, Subject, Term, Word, YearGroup};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Ask, Group, Listing, Offer, PAGE, page_number};
use crate::platform::page::{page_again, shown, to_keep, without_banner};
use crate::platform::request::{Fields, Query};
use crate::vocabulary::{AcademicYear, london_date};

const PATH: &str = "/placements/find";

/// A link to the same page with something else.
struct To {
    text: String,
    href: String,
}

#[derive(Template)]
#[template(path = "placements/find/list.html")]
struct ListPage {
    layout: Layout,
    year: AcademicYear,
    years: Vec<To>,
    several: Vec<To>,
    found: Arc<str>,
}

/// What was found, and the way to its map.
#[derive(Template)]
#[template(path = "placements/find/found.html")]
struct FoundPart {
    instead: Option<InsetText>,
    map: Option<String>,
    listing: Listing,
}

/// The part of the list that an address asks for: so many passed over, so many taken.
pub(super) fn part(query: &Fields) -> (usize, usize) {
    let skip = usize::try_from((page_number(query) - 1) * PAGE).unwrap_or(usize::MAX);
    (skip, usize::try_from(PAGE).unwrap_or(25))
}

/// Draws the list, its filters and its pages.
pub(super) async fn get(
    ctx: Ctx,
    Extension(searching): Extension<Arc<Searching>>,
    Extension(finding): Extension<Arc<Finding>>,
    Query(query): Query,
) -> Result<Response, Failure> {
    provider(&ctx)?;
    let snapshot = finding.now();
    if let Some(known) = finding.pages.known(&ctx, &snapshot) {
        return Ok(shown(known));
    }
    let asked = Asked::read(&ctx, &query, &searching, &finding).await?;
    let is_of_snapshot = asked.problems.is_empty() && !asked.wanted.only_partners;
    let found = if is_of_snapshot {
        let question = (asked.provider, asked.year.start_year(), ctx.address.clone(), asked.register.version);
        finding.drawn(question, &asked.snapshot, || drawn(&asked, &query))
    } else {
        drawn(&asked, &query).into()
    };
    let with = |name: &str, value: &str| {
        format!("{PATH}{}", Fields::parse(without_page(&query).as_bytes()).query_with(name, value))
    };
    let years = years_offered(london_date(ctx.now)).into_iter().filter(|it| *it != asked.year);
    let view = ListPage {
        layout: ctx.layout_with("Find placements", &asked.problems),
        year: asked.year,
        years: years
            .map(|it| To { text: format!("Show {it}"), href: with("year", &it.start_year().to_string()) })
            .collect(),
        several: asked.several.iter().map(|it| To { text: it.clone(), href: with("near", it) }).collect(),
        found,
    };
    if !asked.problems.is_empty() {
        return page_again(&view);
    }
    let page = to_keep(&view)?;
    // Without a year in the address it is the person's own, which another page may change.
    let is_named = query.text("year") == asked.year.start_year().to_string();
    if is_of_snapshot && is_named && asked.snapshot.is_of(asked.register.version) {
        finding.pages.keep(&ctx, &asked.snapshot, &page);
    }
    Ok(without_banner(&ctx, shown(page)))
}

/// Draws what was found.
fn drawn(asked: &Asked, query: &Fields) -> String {
    let found = asked.answer(part(query));
    let total = u64::try_from(found.total).unwrap_or(u64::MAX);
    let part = FoundPart {
        instead: instead(asked),
        map: (total > 0).then(|| format!("{PATH}/map{}", query.query_with("", ""))),
        listing: listing(query, asked, total).showing(&line::table(asked, &found.lines)),
    };
    part.to_string()
}

/// The query without its page and without its `?`.
fn without_page(query: &Fields) -> String {
    query.query_with("page", "").trim_start_matches('?').to_owned()
}

/// Says what was taken for the place, where it is not just that.
fn instead(asked: &Asked) -> Option<InsetText> {
    let spot = asked.spot.as_ref()?;
    let instead = spot.instead.as_ref()?;
    Some(InsetText::new(format!(
        "The register of schools has no school at {}. Distances are from the middle of the schools in {instead}.",
        spot.name
    )))
}

fn words<W: Word>() -> impl Iterator<Item = Offer> {
    W::ALL.iter().map(|it| Offer::new(it.code(), it.title()))
}

/// The frame of the list, as page and map share it.
fn listing(query: &Fields, asked: &Asked, total: u64) -> Listing {
    let problem = asked.problems.on("near").map(str::to_owned);
    let hosted = asked.snapshot.years_hosted().iter().filter(|it| **it < asked.year.start_year());
    let hosted = hosted.map(|start| Offer::new(start.to_string(), AcademicYear::starting(*start).to_string()));
    let usual = MILES.iter().map(|it| (*it, if *it == 1 { "1 mile".to_owned() } else { format!("{it} miles") }));
    let within = usual.map(|(it, words)| match it {
        USUAL_MILES => Offer::new("", words),
        it => Offer::new(it.to_string(), words),
    });
    Listing::new(PATH, &known(query), total, ("school", "schools"))
        .search("Search", "School name, town, URN or postcode")
        .ask(Ask::new("near", "Near", "Town, postcode or the first part of a postcode").problem(problem))
        .setting(Group::new("within", "Within", within))
        .filter(Group::new("partners", "Schools you work with", [Offer::new("mine", "My partner schools only")]))
        .filter(Group::new("status", "Status", words::<Hosting>()))
        .filter(Group::new("phase", "Phase", words::<Phase>()))
        .filter(Group::new("subject", "Subject", words::<Subject>()))
        .filter(Group::new("year_group", "Year group", words::<YearGroup>()))
        .filter(Group::new("setting", "SEND and units", words::<Setting>()))
        .filter(Group::new("term", "Term", words::<Term>()))
        .filter(Group::new("route", "Route", words::<Route>()))
        .filter(Group::new("type", "Type of school", words::<SchoolType>()))
        .filter(Group::new("hosted", "Last hosted", hosted.chain([Offer::new(NEVER, "No recent placements")])))
        .orders(orders(asked.wanted.near.is_some()))
        .keeping("year")
}

fn orders(is_near: bool) -> Vec<Offer> {
    let others = [Offer::new("places", "Most places left"), Offer::new("updated", "Last updated")];
    let first = if is_near {
        vec![Offer::new("", "Nearest"), Offer::new("name", "Name (A to Z)")]
    } else {
        vec![Offer::new("", "Name (A to Z)")]
    };
    first.into_iter().chain(others).collect()
}
