//! /placements/request: which placement, how many places, what the school should know; checked, and sent.

mod questions;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::components::{Button, ErrorMessage, SummaryList, SummaryRow};
use govuk::journey::{Answers, Journey};
use govuk::{Layout, Problems};
use store::Tx;

use super::own::{self, Seen};
use crate::placements::mail::{self, PlacesRequested};
use crate::placements::rules::{Assignment, expires_on, written};
use crate::placements::store::{self as placements, Ask, Placement};
use crate::placements::words;
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::journeys::{Asked, Stopped, Walk};
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::london_date;

/// The journey.
pub(super) struct RequestPlaces;

/// What the questions look at.
pub(super) struct Facts {
    /// The placement that is meant.
    placement: Option<Placement>,
    /// Everything that its school offers in the same year with places left.
    offered: Vec<Placement>,
}

/// GET /placements/{id}/request: the beginning of the journey, with the placement chosen.
pub(super) async fn begin(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = own::provider(&ctx, Action::RequestPlacements)?;
    let seen = Seen::of(&mut ctx.app.db.read().await?, &permit, &id).await?;
    Ok(see_other(&format!("{}?{}={}", RequestPlaces::BASE, questions::PLACEMENT, seen.placement.public_id)))
}

/// The placement that the answers name, or else the address.
fn named(ctx: &Ctx, answers: &Answers) -> String {
    let query = ctx.address.split_once('?').map_or("", |(_, query)| query);
    let asked = || Fields::parse(query.as_bytes()).text(questions::PLACEMENT).to_owned();
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
        let placement = placements::placement(&mut tx, &named(ctx, answers)).await?.filter(|it| it.is_offered);
        let Some(placement) = placement else { return Ok(Facts { placement: None, offered: Vec::new() }) };
        let offered = offered(&mut tx, &placement).await?;
        Ok(Facts { placement: Some(placement), offered })
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

/// What the school offers in the placement's year and has places left of; and the placement itself.
async fn offered(tx: &mut Tx, placement: &Placement) -> Result<Vec<Placement>, Failure> {
    let mut all = placements::placements_of(tx, placement.school, placement.offer.year).await?;
    all.retain(|it| it.standing().left() > 0 || it.id == placement.id);
    Ok(all)
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
