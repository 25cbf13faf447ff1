//! GET /partner-providers/{code}: a provider that named the school, and how the partnership stands.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, SummaryList, SummaryRow};
use store::Tx;

use super::about::about;
use super::list::status_tag;
use super::{Facts, school};
use crate::organisations::happened::History;
use crate::organisations::people;
use crate::organisations::provider::Provider;
use crate::partnerships::events::told_of;
use crate::partnerships::rules::{Membership, Standing, standing};
use crate::partnerships::store as partnerships;
use crate::placements::calendar;
use crate::placements::profile::Shown;
use crate::placements::store::{MineLine, between, provider_profile};
use crate::placements::year_shown::year_shown;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{download, page, without_banner};
use crate::platform::request::Query;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, Urn, london_date};

#[derive(Template)]
#[template(path = "placements/partner_providers/show.html")]
struct ShowPage {
    layout: Layout,
    code: String,
    /// None where the school added the provider itself: there is nothing to report.
    standing: Option<Standing>,
    partnership: SummaryList,
    provider: SummaryList,
    placements: Vec<MineLine>,
    has_users: bool,
    /// None where the partnership is not active: then it is not shared.
    profile: Option<Shown>,
    history: History,
    can_report: bool,
    /// The button that ends the partnership, for those who may.
    ending: Option<Button>,
    /// The button that adds the provider again, for those who may.
    adding: Option<Button>,
}

impl ShowPage {
    fn mistake(&self) -> Button {
        Button::link("This is a mistake", format!("/partner-providers/{}/mistake", self.code))
    }
}

fn remove(code: &str) -> Button {
    Button::link("Remove partner provider", format!("/partner-providers/{code}/remove")).secondary()
}

fn add_again(code: &str) -> Button {
    Button::link("Add this provider", format!("/partner-providers/add?provider={code}"))
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx, path: Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let (_, urn) = school(&ctx, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let facts = Facts::of(&mut tx, path, urn).await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let view = view(&mut tx, &ctx, &facts, (urn, year)).await?;
    drop(tx);
    Ok(without_banner(&ctx, page(&view)?))
}

async fn view(tx: &mut Tx, ctx: &Ctx, facts: &Facts, (urn, year): (Urn, AcademicYear)) -> Result<ShowPage, Failure> {
    let Facts { provider, current } = facts;
    let hub = provider.organisation();
    let history = History::of(tx, ctx, &partnerships::subject(hub, urn), |data| Some(told_of(data))).await?;
    let is_active = matches!(current.state, Membership::Active { .. });
    let may_change = ctx.can(Action::ChangePartners);
    let is_ours = is_active && current.is_by_school();
    let standing = (!is_ours).then(|| standing(true, current.state, ctx.now));
    Ok(ShowPage {
        layout: ctx.layout(provider.name.clone()).back("/partner-providers"),
        code: provider.code.clone(),
        standing,
        partnership: partnership(facts, standing),
        provider: about(provider),
        placements: between(tx, hub, current.school).await?,
        has_users: people::has_users(tx, hub).await?,
        profile: if is_active { Some(shared(tx, provider, year).await?) } else { None },
        history,
        can_report: matches!(standing, Some(Standing::Open { .. })) && ctx.can(Action::ReportMistake),
        ending: (may_change && is_active).then(|| remove(&provider.code)),
        adding: (may_change && !is_active).then(|| add_again(&provider.code)),
    })
}

/// What the provider shares with its partner schools.
async fn shared(tx: &mut Tx, provider: &Provider, year: AcademicYear) -> Result<Shown, Failure> {
    let profile = provider_profile(tx, provider.organisation(), year).await?;
    Ok(Shown::new(year, &profile, calendar_address(&provider.code, year)))
}

/// The address of the provider's placement windows as a file.
fn calendar_address(code: &str, year: AcademicYear) -> String {
    format!("/partner-providers/{code}/windows.ics?year={}", year.start_year())
}

/// GET /partner-providers/{code}/windows.ics
pub(super) async fn ics(ctx: Ctx, path: Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let (_, urn) = school(&ctx, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let Facts { provider, current } = Facts::of(&mut tx, path, urn).await?;
    if !matches!(current.state, Membership::Active { .. }) {
        return Err(Failure::NotFound);
    }
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let profile = provider_profile(&mut tx, provider.organisation(), year).await?;
    drop(tx);
    let file = calendar::calendar(&provider.name, profile.changed_at.unwrap_or(ctx.now), &profile.windows);
    let name = format!("{}-placement-windows-{}.ics", provider.code, year.start_year());
    Ok(download(&name, calendar::CONTENT_TYPE, file.into_bytes()))
}

/// How the partnership stands.
fn partnership(facts: &Facts, standing: Option<Standing>) -> SummaryList {
    let current = &facts.current;
    let told = match (current.told_at, current.told_by.as_deref()) {
        (Some(at), _) if current.is_by_school() => {
            format!("Your school added the provider on {}", day(london_date(at)))
        }
        (Some(at), Some("letter")) => format!("By letter on {}", day(london_date(at))),
        (Some(at), _) => format!("By email on {}", day(london_date(at))),
        (None, _) => "Not told yet".to_owned(),
    };
    let list = SummaryList::new()
        .row(SummaryRow::new("Status", status_tag(current.state.code())))
        .row(SummaryRow::new("Added", day(london_date(current.added_at))))
        .row(SummaryRow::new("Your school told", told));
    let Some(standing) = standing else { return list };
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
