//! GET /partner-providers/{code}: a provider that named the school, and how the partnership stands.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, SummaryList, SummaryRow};
use store::{Tx, audit, utc};

use super::list::status_tag;
use super::{Facts, school};
use crate::organisations::provider::Provider;
use crate::partnerships::events::told_of;
use crate::partnerships::rules::{Assigned, Membership, Standing, standing};
use crate::partnerships::store as partnerships;
use crate::platform::clock::{day, moment};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::policy::Action;
use crate::vocabulary::{Urn, london_date};

/// The most events that the page shows; the audit trail has all.
const EVENTS: u64 = 20;

#[derive(Template)]
#[template(path = "partnerships/partner_providers/show.html")]
struct ShowPage {
    layout: Layout,
    code: String,
    standing: Standing,
    partnership: SummaryList,
    provider: SummaryList,
    placements: Vec<Assigned>,
    events: Vec<String>,
    can_report: bool,
    can_remove: bool,
}

impl ShowPage {
    fn mistake(&self) -> Button {
        Button::link("This is a mistake", format!("/partner-providers/{}/mistake", self.code))
    }

    fn remove(&self) -> Button {
        Button::link("Remove partner provider", format!("/partner-providers/{}/remove", self.code)).secondary()
    }
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let (_, urn) = school(&ctx, Action::Read)?;
    let mut tx = ctx.app.db.read().await?;
    let facts = Facts::of(&mut tx, path, urn).await?;
    let view = view(&mut tx, &ctx, &facts, urn).await?;
    drop(tx);
    Ok(without_banner(&ctx, page(&view)?))
}

async fn view(tx: &mut Tx, ctx: &Ctx, facts: &Facts, urn: Urn) -> Result<ShowPage, Failure> {
    let Facts { provider, current } = facts;
    let hub = provider.organisation();
    let window = store::Window { skip: 0, take: EVENTS };
    let events = audit::about(tx, &partnerships::subject(hub, urn), window).await?.rows;
    let standing = standing(true, current.state, ctx.now);
    let is_active = matches!(current.state, Membership::Active { .. });
    Ok(ShowPage {
        layout: ctx.layout(provider.name.clone()).back("/partner-providers"),
        code: provider.code.clone(),
        standing,
        partnership: partnership(facts, standing),
        provider: about(provider),
        placements: partnerships::assigned_to(tx, hub, current.school).await?,
        events: events.iter().map(|it| format!("{}: {}", moment(utc(it.at)), told_of(&it.data))).collect(),
        can_report: matches!(standing, Standing::Open { .. }) && ctx.can(Action::ReportMistake),
        can_remove: is_active && ctx.can(Action::ChangePartners),
    })
}

/// How the partnership stands.
fn partnership(facts: &Facts, standing: Standing) -> SummaryList {
    let current = &facts.current;
    let told = match (current.told_at, current.told_by.as_deref()) {
        (Some(at), Some("letter")) => format!("By letter on {}", day(london_date(at))),
        (Some(at), _) => format!("By email on {}", day(london_date(at))),
        (None, _) => "Not told yet".to_owned(),
    };
    let list = SummaryList::new()
        .row(SummaryRow::new("Status", status_tag(current.state.code())))
        .row(SummaryRow::new("Added", day(london_date(current.added_at))))
        .row(SummaryRow::new("Your school told", told));
    match standing {
        Standing::Open { deadline: Some(deadline) } => {
            let until = format!("Until the end of {}", day(london_date(deadline)));
            list.row(SummaryRow::new("You can report a mistake", until))
        }
        Standing::Open { deadline: None } => {
            list.row(SummaryRow::new("You can report a mistake", "For 14 days from being told"))
        }
        Standing::Expired { deadline } => {
            let until = format!("Until {}: the time has passed", day(london_date(deadline)));
            list.row(SummaryRow::new("You could report a mistake", until))
        }
        Standing::Reported { reason } => list.row(SummaryRow::new("Reason given", reason.to_string())),
        Standing::Ended | Standing::Superseded => list,
    }
}

/// What is known of the provider.
fn about(provider: &Provider) -> SummaryList {
    let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "Not entered".to_owned());
    let accredited = match (provider.accredited_from, provider.accredited_to) {
        (None, _) => "Not accredited".to_owned(),
        (Some(from), None) => format!("Since {}", day(from)),
        (Some(from), Some(to)) => format!("From {} to {}", day(from), day(to)),
    };
    let address = match provider.address() {
        lines if lines.is_empty() => "Not entered".to_owned(),
        lines => lines.join(", "),
    };
    SummaryList::new()
        .row(SummaryRow::new("Provider code", provider.code.as_str()))
        .row(SummaryRow::new("UK provider reference number (UKPRN)", text(&provider.ukprn)))
        .row(SummaryRow::new("Accreditation number", text(&provider.accreditation_number)))
        .row(SummaryRow::new("Accredited", accredited))
        .row(SummaryRow::new("Address", address))
}
