//! GET /placements/{id} of a provider: the placement as every provider sees it, its own places, and what happened to them.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Html, SummaryList, Table, Tag};
use store::Tx;

use super::list::{answer_by, tag};
use super::own::{self, Seen};
use crate::organisations::happened::History;
use crate::organisations::provider;
use crate::placements::events::told_to_provider;
use crate::placements::rules::Assignment;
use crate::placements::seen;
use crate::placements::store::{self as placements, Placement, Share};
use crate::placements::words::places;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::policy::{Action, Permit};
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "placements/provider/show.html")]
struct ShowPage {
    layout: Layout,
    id: String,
    urn: String,
    school: String,
    status: Tag,
    facts: SummaryList,
    shares: Option<Table>,
    history: History,
    can_request: bool,
}

impl ShowPage {
    fn request(&self) -> Button {
        Button::new("Request places").prevent_double_click(true)
    }
}

/// What can be done with a share, as a link that says of which.
#[derive(Template)]
#[template(path = "placements/provider/act.html")]
struct Act {
    href: String,
    words: &'static str,
    apart: String,
}

/// Draws the page.
pub(in crate::placements) async fn get(ctx: Ctx, id: &str) -> Result<Response, Failure> {
    let permit = own::provider(&ctx, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let seen = Seen::of(&mut tx, &permit, id).await?;
    let view = view(&mut tx, &ctx, &permit, &seen).await?;
    drop(tx);
    Ok(without_banner(&ctx, page(&view)?))
}

async fn view(tx: &mut Tx, ctx: &Ctx, permit: &Permit, seen: &Seen) -> Result<ShowPage, Failure> {
    let placement = &seen.placement;
    let standing = placement.standing();
    let in_year = !placement.offer.year.has_ended(london_date(ctx.now));
    let may = ctx.can(Action::RequestPlacements);
    let waits = seen.shares.iter().any(|it| matches!(it.state, Assignment::Requested { .. }));
    Ok(ShowPage {
        layout: ctx.layout(placement.title()).back(format!("/placements?year={}", placement.offer.year.start_year())),
        id: placement.public_id.clone(),
        urn: placement.urn.clone(),
        school: placement.school_name.clone(),
        status: seen::tag(standing.to_provider(seen.own_places())),
        facts: seen::facts_of(tx, placement).await?,
        shares: shares(placement, &seen.shares, may && in_year),
        history: history(tx, ctx, permit, placement).await?,
        can_request: may && in_year && !waits && standing.left() > 0,
    })
}

/// What was said, or that nothing was.
fn said(words: &str, nothing: &str) -> String {
    if words.is_empty() { nothing.to_owned() } else { words.to_owned() }
}

/// The provider's own places and requests.
fn shares(placement: &Placement, shares: &[Share], can_change: bool) -> Option<Table> {
    let head = ["Places", "Status", "Answer by", "Your message", "Reason given", "Action"];
    let mut table = Table::new("Your places and requests").stacked().caption_classes("govuk-table__caption--m");
    table = table.head(head.map(Cell::new));
    for share in shares {
        let base = own::address(placement);
        let (href, words) = match share.state {
            Assignment::Requested { .. } => (format!("{base}/requests/{}/withdraw", share.public_id), "Withdraw"),
            Assignment::Assigned => (format!("{base}/assignments/{}/give-back", share.public_id), "Give back"),
            _ => (String::new(), ""),
        };
        let apart = format!("{}, {}", places(share.places), share.state.title().to_lowercase());
        let act = Act { href: if can_change { href } else { String::new() }, words, apart };
        table = table.row([
            Cell::new(share.places.to_string()),
            Cell::new(tag(share.state)),
            Cell::new(said(&answer_by(share.state), "No answer needed")),
            Cell::new(said(&share.message, "No message")),
            Cell::new(said(&share.reason, "No reason given")),
            Cell::new(Html::of(&act)),
        ]);
    }
    (!shares.is_empty()).then_some(table)
}

/// What happened to the placement and to this provider's places; nothing of another provider's.
async fn history(tx: &mut Tx, ctx: &Ctx, permit: &Permit, placement: &Placement) -> Result<History, Failure> {
    let code = provider::by_id(tx, permit.on()).await?.ok_or(Failure::NotFound)?.code;
    let words = |data: &serde_json::Value| told_to_provider(data, &code);
    History::of(tx, ctx, &placements::subject(&placement.public_id), words).await
}
