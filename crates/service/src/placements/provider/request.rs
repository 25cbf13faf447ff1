//! /placements/request: which placement, how many places, what the school should know; checked, and sent.

mod questions;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use govuk::components::{Button, ErrorMessage, SummaryList, SummaryRow};
use govuk::journey::{Answers, Journey};
use govuk::{Layout, Problems};
use store::Tx;

use super::own::{self, Seen};
use crate::placements::mail::{self, PlacesRequested};
use crate::placements::rules::{Assignment, Refusal, expires_on, written};
use crate::placements::store::{self as placements, Ask, Placement, Share};
use crate::placements::words;
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::journeys::{Asked, Stopped, Walk};
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::london_date;

/// The journey.
pub(super) struct RequestPlaces;

/// What the questions look at.
pub(super) struct Facts {
    /// The placement that is meant.
    placement: Option<Placement>,
    /// Why no places on it can be requested.
    refused: Option<Refusal>,
    /// Everything that its school offers in the same year on which places can be requested.
    offered: Vec<Placement>,
}

/// Why the provider cannot request places on a placement now, of which it has these shares.
fn refusal(placement: &Placement, shares: &[Share], today: NaiveDate) -> Option<Refusal> {
    let waits = |it: &Share| it.placement == placement.id && matches!(it.state, Assignment::Requested { .. });
    match placement.standing().left() {
        _ if !placement.is_offered => Some(Refusal::Withdrawn),
        _ if placement.offer.year.has_ended(today) => Some(Refusal::YearEnded),
        _ if shares.iter().any(waits) => Some(Refusal::AlreadyRequested),
        left if left <= 0 => Some(Refusal::NotEnoughPlaces { left: 0 }),
        _ => None,
    }
}

/// GET /placements/{id}/request: the beginning of the journey, with the placement chosen; or its page, with what stands
/// in the way.
pub(super) async fn begin(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = own::provider(&ctx, Action::RequestPlacements)?;
    let seen = Seen::of(&mut ctx.app.db.read().await?, &permit, &id).await?;
    if let Some(refusal) = refusal(&seen.placement, &seen.shares, london_date(ctx.now)) {
        let banner = Banner::refusal("You cannot request places", own::words(refusal));
        return Ok(with_banner(&ctx, see_other(&own::address(&seen.placement)), &banner));
    }
    Ok(see_other(&format!("{}?{}={}", RequestPlaces::BASE, questions::PLACEMENT, seen.placement.public_id)))
}

/// The placement that the answers name, or else the address.
fn named(ctx: &Ctx, answers: &Answers) -> String {
    let asked = || ctx.query().text(questions::PLACEMENT).to_owned();
    // Sent empty, the question is asked again about the same school.
    answers.get(questions::PLACEMENT).filter(|it| !it.is_empty()).cloned().unwrap_or_else(asked)
}

impl Walk for RequestPlaces {
    const BASE: &'static str = "/placements/request";
    const CANCEL: &'static str = "/placements";
    const ACTION: Action = Action::RequestPlacements;
    const KIND: Kind = Kind::Provider;
    type Facts = Facts;
    type Tools = State<App>;

    fn journey() -> Journey<Facts> {
        questions::journey()
    }

    async fn facts(ctx: &Ctx, _: &State<App>, answers: &Answers) -> Result<Facts, Failure> {
        let mut tx = ctx.app.db.read().await?;
        let is_chosen = answers.get(questions::PLACEMENT).is_some_and(|it| !it.is_empty());
        let placement = placements::placement(&mut tx, &named(ctx, answers)).await?;
        // What was chosen may have been withdrawn since; what an address names must be there.
        let Some(placement) = placement.filter(|it| it.is_offered || is_chosen) else {
            return Ok(Facts { placement: None, refused: None, offered: Vec::new() });
        };
        let mut offered = placements::placements_of(&mut tx, placement.school, placement.offer.year).await?;
        let keys: Vec<i64> = offered.iter().map(|it| it.id).collect();
        let mut own = placements::shares_of_many(&mut tx, &keys).await?;
        let provider = ctx.organisation()?.id;
        own.retain(|it| it.provider == provider);
        let today = london_date(ctx.now);
        offered.retain(|it| refusal(it, &own, today).is_none());
        Ok(Facts { refused: refusal(&placement, &own, today), placement: Some(placement), offered })
    }

    fn elsewhere(facts: &Facts) -> Option<(&'static str, Banner)> {
        let banner = || Banner::refusal("Find a placement first", "Then select \"Request places\" on its page.");
        facts.placement.is_none().then(|| ("/placements/find", banner()))
    }

    fn check(asked: &Asked<'_, Facts>) -> Result<Response, Failure> {
        let Some(placement) = &asked.facts.placement else { return Err(Failure::NotFound) };
        let view = CheckPage {
            layout: asked.ctx.layout_with("Check your request", &asked.problems).back(asked.back.clone()),
            action: format!("{}/check", asked.base),
            summary: summary(asked, placement),
            last_day: written(expires_on(london_date(asked.ctx.now), placement.offer.year)),
            school: placement.school_name.clone(),
            error: asked.problems.on(questions::PLACES).map(str::to_owned),
        };
        if asked.problems.is_empty() { page(&view) } else { page_again(&view) }
    }

    async fn finish(
        ctx: &Ctx,
        _: &State<App>,
        tx: &mut Tx,
        permit: Permit,
        answers: Answers,
    ) -> Result<Result<Response, Stopped>, Failure> {
        finish(ctx, tx, &permit, &answers).await
    }
}

fn summary(asked: &Asked<'_, Facts>, placement: &Placement) -> SummaryList {
    let answer = |slug: &str| asked.answers.get(slug).map_or("", |it| it.trim());
    let change = |slug: &str| format!("{}/{slug}", asked.base);
    let message = match answer(questions::MESSAGE) {
        "" => "No message",
        words => words,
    };
    SummaryList::new()
        .row(SummaryRow::new("School", format!("{} (URN {})", placement.school_name, placement.urn)))
        .row(SummaryRow::new("Placement", placement.title()).change(change(questions::PLACEMENT), "placement"))
        .row(SummaryRow::new("Academic year", placement.offer.year.to_string()))
        .row(SummaryRow::new("Expected date", placement.offer.when.title()))
        .row(SummaryRow::new("Places", answer(questions::PLACES)).change(change(questions::PLACES), "number of places"))
        .row(SummaryRow::new("Message to the school", message).change(change(questions::MESSAGE), "message"))
}

/// Asks, and promises the mail to the school.
async fn finish(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit,
    answers: &Answers,
) -> Result<Result<Response, Stopped>, Failure> {
    let id = answers.get(questions::PLACEMENT).map_or("", String::as_str);
    let seen = Seen::of(tx, permit, id).await?;
    let places = answers.get(questions::PLACES).and_then(|it| questions::number(it).ok()).unwrap_or(0);
    let message = answers.get(questions::MESSAGE).map_or("", |it| it.trim());
    let ask = Ask { placement: &seen.placement, places, message };
    let share = match placements::ask(tx, permit, &ctx.app.chance, ctx.now, ask).await? {
        Ok(share) => share,
        Err(refusal) => {
            let problems = Problems::one(questions::PLACES, own::words(refusal));
            return Ok(Err(Stopped::refused(problems, own::refused_event(ctx, permit, &seen.placement, refusal))));
        }
    };
    mail::tell_school::<PlacesRequested>(tx, &ctx.app, ctx.now, &share).await?;
    let last_day = match share.state {
        Assignment::Requested { expires_on } => written(expires_on),
        _ => String::new(),
    };
    let school = &seen.placement.school_name;
    let next =
        format!("We are telling {school}. It has until the end of {last_day} to answer; then the request expires.");
    let banner = Banner::new(format!("{} requested", words::places(share.places)), next);
    Ok(Ok(with_banner(ctx, see_other(&own::address(&seen.placement)), &banner)))
}

#[derive(Template)]
#[template(path = "placements/provider/check.html")]
struct CheckPage {
    layout: Layout,
    action: String,
    summary: SummaryList,
    last_day: String,
    school: String,
    error: Option<String>,
}

impl CheckPage {
    fn send(&self) -> Button {
        Button::new("Send request").prevent_double_click(true)
    }

    fn problem(&self) -> Option<ErrorMessage> {
        self.error.as_deref().map(ErrorMessage::new)
    }
}
