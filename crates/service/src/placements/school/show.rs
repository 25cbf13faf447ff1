//! GET /placements/{id} of the school that offers it: what it says, who asks, who has places, what happened.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Html, SummaryList, SummaryRow, Table, Tag};
use store::Tx;

use super::own;
use crate::organisations::happened::History;
use crate::placements::events::told_to_school;
use crate::placements::rules::{Assignment, What, may_edit, written};
use crate::placements::seen::{self, itp_words};
use crate::placements::store::{self as placements, Placement, Share};
use crate::placements::words::Word;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::policy::Action;
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "placements/school/show.html")]
struct ShowPage {
    layout: Layout,
    base: String,
    status: Tag,
    facts: SummaryList,
    requests: Option<Table>,
    assigned: Option<Table>,
    past: Option<Table>,
    history: History,
    updated: String,
    /// What the person may do with it now.
    can: Can,
}

/// What the person may do with a placement now.
#[derive(Clone, Copy)]
struct Can {
    change: bool,
    assign: bool,
    offer_again: bool,
}

impl ShowPage {
    fn assign(&self) -> Button {
        Button::link("Assign a provider", format!("{}/assign", self.base))
    }

    fn withdraw(&self) -> Button {
        Button::link("Withdraw placement", format!("{}/withdraw", self.base)).secondary()
    }

    fn offer_again(&self) -> Button {
        Button::link("Offer again", format!("{}/offer-again", self.base))
    }
}

/// A link of a table's line, with what tells it from those of other lines.
#[derive(Template)]
#[template(path = "placements/school/act.html")]
struct Act {
    links: Vec<(String, &'static str)>,
    apart: String,
}

/// Draws the page.
pub(in crate::placements) async fn get(ctx: Ctx, id: &str) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let placement = own::placement(&mut tx, &permit, id).await?;
    let view = view(&mut tx, &ctx, &placement).await?;
    drop(tx);
    Ok(without_banner(&ctx, page(&view)?))
}

async fn view(tx: &mut Tx, ctx: &Ctx, placement: &Placement) -> Result<ShowPage, Failure> {
    let shares = placements::shares_of(tx, placement.id).await?;
    let subject = placements::subject(&placement.public_id);
    let history = History::of(tx, ctx, &subject, |data| Some(told_to_school(data))).await?;
    let register = own::Register::of(tx, placement.school).await?;
    let today = london_date(ctx.now);
    let is_open = may_edit(&placement.standing(), today).is_ok();
    let in_year = !placement.offer.year.has_ended(today);
    let can = Can {
        change: is_open && ctx.can(Action::OfferPlacements),
        assign: is_open && placement.standing().left() > 0 && ctx.can(Action::AssignPlacements),
        offer_again: in_year && !placement.is_offered && ctx.can(Action::OfferPlacements),
    };
    let may_assign = ctx.can(Action::AssignPlacements);
    let changed_by = placement.changed_by.as_ref().map(|name| format!(" by {name}")).unwrap_or_default();
    Ok(ShowPage {
        layout: ctx.layout(placement.title()).back(list_address(placement)),
        base: own::address(placement),
        status: seen::tag(placement.standing().to_school()),
        facts: facts(placement, can.change, register.settings(placement.offer.what.phase()).len() > 1),
        requests: requests(placement, &shares, may_assign),
        assigned: assigned(placement, &shares, (may_assign && in_year, placement.begins_on() <= today)),
        past: past(&shares),
        history,
        updated: format!("Last updated{changed_by} on {}", day(london_date(placement.changed_at))),
        can,
    })
}

/// The list in which the placement stands.
pub(super) fn list_address(placement: &Placement) -> String {
    format!("/placements?year={}", placement.offer.year.start_year())
}

/// The part of the address under which the description is changed.
pub(super) fn what_slug(what: &What) -> (&'static str, &'static str) {
    match what {
        What::Primary(_) => ("year-group", "Year group"),
        What::Secondary { .. } => ("subject", "Subject"),
        What::Send(_) => ("key-stage", "Key stage"),
    }
}

fn facts(placement: &Placement, can_change: bool, has_settings: bool) -> SummaryList {
    let offer = &placement.offer;
    let base = own::address(placement);
    let note = if offer.note.is_empty() { "Not given".to_owned() } else { offer.note.clone() };
    let (slug, called) = what_slug(&offer.what);
    let rows = [
        (called, placement.title(), slug, "placement"),
        ("Expected date", offer.when.title(), "when", "expected date"),
        ("Places", seen::places_of(placement), "places", "number of places"),
        (
            "Places for intensive training and practice",
            itp_words(offer.itp_places),
            "itp-places",
            "places for intensive training and practice",
        ),
        ("Routes", offer.routes_title(), "routes", "routes"),
        ("Setting", offer.setting.title().to_owned(), "setting", "setting"),
        ("Note to providers", note, "note", "note to providers"),
    ];
    let mut list = SummaryList::new().row(SummaryRow::new("Academic year", offer.year.to_string()));
    for (called, value, slug, suffix) in rows {
        let row = SummaryRow::new(called, value);
        let is_fixed = slug == "setting" && !has_settings;
        list = list.row(if can_change && !is_fixed { row.change(format!("{base}/edit/{slug}"), suffix) } else { row });
    }
    list
}

/// Requests that wait for an answer.
fn requests(placement: &Placement, shares: &[Share], can_answer: bool) -> Option<Table> {
    let mut table = Table::new("Requests to answer")
        .stacked()
        .caption_classes("govuk-table__caption--m")
        .head(["Provider", "Places", "Message", "Answer by", "Action"].map(Cell::new));
    let mut any = false;
    for share in shares {
        let Assignment::Requested { expires_on } = share.state else { continue };
        any = true;
        let href = format!("{}/requests/{}/answer", own::address(placement), share.public_id);
        let links = if can_answer { vec![(href, "Answer")] } else { Vec::new() };
        table = table.row([
            Cell::new(share.provider_name.as_str()),
            Cell::new(share.places.to_string()),
            Cell::new(if share.message.is_empty() { "No message" } else { share.message.as_str() }),
            Cell::new(format!("The end of {}", written(expires_on))),
            Cell::new(Html::of(&Act { links, apart: format!("the request of {}", share.provider_name) })),
        ]);
    }
    any.then_some(table)
}

/// Places assigned or completed.
fn assigned(placement: &Placement, shares: &[Share], (can_change, has_begun): (bool, bool)) -> Option<Table> {
    let mut table = Table::new("Providers with places")
        .stacked()
        .caption_classes("govuk-table__caption--m")
        .head(["Provider", "Places", "Status", "Action"].map(Cell::new));
    let mut any = false;
    for share in shares.iter().filter(|it| it.state.holds_places()) {
        any = true;
        let base = format!("{}/assignments/{}", own::address(placement), share.public_id);
        let of = if share.state == Assignment::Completed { "of the " } else { "" };
        let links = match share.state {
            _ if !can_change => Vec::new(),
            Assignment::Completed => vec![(format!("{base}/reopen"), "Undo completion")],
            _ => {
                let complete = has_begun.then(|| (format!("{base}/complete"), "Complete"));
                complete.into_iter().chain([(format!("{base}/release"), "Release")]).collect()
            }
        };
        table = table.row([
            Cell::new(share.provider_name.as_str()),
            Cell::new(share.places.to_string()),
            Cell::new(Tag::new(share.state.title())),
            Cell::new(Html::of(&Act { links, apart: format!("{of}places of {}", share.provider_name) })),
        ]);
    }
    any.then_some(table)
}

/// What ended without places, the newest first.
fn past(shares: &[Share]) -> Option<Table> {
    let mut table = Table::new("Earlier requests and assignments")
        .stacked()
        .caption_classes("govuk-table__caption--m")
        .head(["Provider", "Places", "Status", "Reason", "Date"].map(Cell::new));
    let mut any = false;
    for share in shares {
        let has_ended = matches!(share.state, Assignment::Declined | Assignment::Expired | Assignment::Released);
        if !has_ended {
            continue;
        }
        any = true;
        table = table.row([
            Cell::new(share.provider_name.as_str()),
            Cell::new(share.places.to_string()),
            Cell::new(share.state.title()),
            Cell::new(if share.reason.is_empty() { "Not given" } else { share.reason.as_str() }),
            Cell::new(day(london_date(share.changed_at))),
        ]);
    }
    any.then_some(table)
}
