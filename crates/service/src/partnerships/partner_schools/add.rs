//! /partner-schools/add: find a school, choose it, say how it can be reached, check, confirm.

mod finish;
mod questions;

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::response::Response;
use govuk::Layout;
use govuk::Sought;
use govuk::components::{Button, ErrorMessage, WarningText};
use govuk::journey::{Answers, Journey};
use store::Tx;

use crate::organisations::profile::{Profile, Sections, profile};
use crate::organisations::search::store::Searching;
use crate::organisations::search::{Hit, Part};
use crate::organisations::{contact_book, directory, people};
use crate::partnerships::rules::{Refusal, may_add};
use crate::partnerships::store as partnerships;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::journeys::{Advice, Asked, Stopped, Walk};
use crate::platform::page::{page, page_again};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::Urn;

/// Results shown to those who search without suggestions. Source: acceptance A10.
const MOST_RESULTS: usize = 15;

/// The journey.
pub(super) struct AddPartnerSchool;

/// What the questions look at.
pub(super) struct Facts {
    /// What was searched for.
    words: String,
    /// The first schools that answer it.
    results: Vec<Found>,
    /// How many answer it in all.
    total: usize,
    /// Where no open school answers: the closed one that does, and the schools that took its place are the results.
    closed: Option<String>,
    /// The school meant, once it is certain.
    school: Option<Profile>,
    /// Why it cannot be added.
    refusal: Option<Refusal>,
    /// Whether somebody at the school can be told already.
    is_reachable: bool,
}

/// A school among the results.
struct Found {
    urn: Urn,
    name: String,
    place: String,
}

impl Found {
    fn of(hit: &Hit<'_>) -> Option<Self> {
        let urn = hit.urn?;
        let place: Vec<&str> = [hit.town_shown(), hit.postcode].into_iter().filter(|it| !it.is_empty()).collect();
        let place = format!("{} (URN {urn})", place.join(", "));
        Some(Self { urn, name: hit.name.to_owned(), place })
    }
}

impl Walk for AddPartnerSchool {
    const BASE: &'static str = "/partner-schools/add";
    const CANCEL: &'static str = "/partner-schools";
    const ACTION: Action = Action::ChangePartners;
    const KIND: Kind = Kind::Provider;
    type Facts = Facts;
    type Tools = Extension<Arc<Searching>>;

    fn journey() -> Journey<Facts> {
        questions::journey()
    }

    async fn facts(ctx: &Ctx, Extension(searching): &Self::Tools, answers: &Answers) -> Result<Facts, Failure> {
        let hub = ctx.organisation()?.id;
        let sought = Sought::from(answers.get(questions::SCHOOL).map_or("", String::as_str));
        let mut facts = found(searching, &sought);
        if facts.total == 0 && sought.key.is_none() && !sought.text.is_empty() {
            let mut tx = ctx.app.db.read().await?;
            follow_closed(searching, &mut tx, &mut facts).await?;
        }
        let picked = answers.get(questions::RESULT).filter(|_| sought.key.is_none());
        let urn: Option<Urn> = sought.key.as_ref().or(picked).and_then(|it| it.parse().ok());
        let Some(urn) = urn else { return Ok(facts) };
        let mut tx = ctx.app.db.read().await?;
        let standing = partnerships::current(&mut tx, hub, urn).await?;
        facts.school = profile(&mut tx, urn).await?;
        facts.refusal = may_add(facts.school.as_ref().map(|it| (&it.school).into()), standing.map(|it| it.state)).err();
        if let Some(school) = directory::by_urn(&mut tx, urn).await? {
            let has_users = people::has_users(&mut tx, school.id).await?;
            facts.is_reachable = has_users || !contact_book::of(&mut tx, school.id).await?.is_empty();
        }
        Ok(facts)
    }

    fn advice(facts: &Facts, slug: &str) -> Option<Advice> {
        questions::advice(facts, slug)
    }

    fn check(asked: &Asked<'_, Facts>) -> Result<Response, Failure> {
        let Some(school) = &asked.facts.school else { return Err(Failure::NotFound) };
        let view = CheckPage {
            layout: asked.ctx.layout_with("Check the school’s details", &asked.problems).back(asked.back.clone()),
            sections: school.sections(Some(&format!("{}/{}", asked.base, questions::SCHOOL))),
            action: format!("{}/check", asked.base),
            telling: telling(asked),
            error: asked.problems.on(questions::SCHOOL).map(str::to_owned),
        };
        if asked.problems.is_empty() { page(&view) } else { page_again(&view) }
    }

    async fn finish(
        ctx: &Ctx,
        _: &Self::Tools,
        tx: &mut Tx,
        permit: Permit,
        answers: Answers,
    ) -> Result<Result<Response, Stopped>, Failure> {
        finish::finish(ctx, tx, &permit, &answers).await
    }
}

fn found(searching: &Searching, sought: &Sought) -> Facts {
    let mut facts = Facts {
        words: sought.text.clone(),
        results: Vec::new(),
        total: 0,
        closed: None,
        school: None,
        refusal: None,
        is_reachable: false,
    };
    if sought.key.is_some() || sought.text.is_empty() {
        return facts;
    }
    let snapshots = searching.now();
    let part = Part { skip: 0, take: MOST_RESULTS };
    let found = snapshots.schools.search(&sought.text, may_be_chosen, part);
    facts.total = found.total;
    facts.results = found.hits.iter().filter_map(Found::of).collect();
    facts
}

fn may_be_chosen(hit: &Hit<'_>) -> bool {
    hit.is_selectable() && hit.is_in_england()
}

/// People know schools by the names and numbers that they had before: leads from the closed one to those that followed.
async fn follow_closed(searching: &Searching, tx: &mut Tx, facts: &mut Facts) -> Result<(), Failure> {
    let snapshots = searching.now();
    let found = snapshots.schools.search(&facts.words, |hit| !hit.is_selectable(), Part { skip: 0, take: 1 });
    let Some((closed, urn)) = found.hits.first().and_then(|hit| Some((hit, hit.urn?))) else { return Ok(()) };
    facts.closed = Some(format!("{} (URN {urn})", closed.name));
    let Some(profile) = profile(tx, urn).await? else { return Ok(()) };
    let heirs = profile.successors.iter().filter_map(|it| snapshots.schools.by_urn(it.urn));
    facts.results = heirs.filter(may_be_chosen).filter_map(|hit| Found::of(&hit)).collect();
    facts.total = facts.results.len();
    Ok(())
}

fn telling(asked: &Asked<'_, Facts>) -> String {
    let address = asked.answers.get(questions::CONTACT).filter(|it| !it.is_empty() && !asked.facts.is_reachable);
    match (asked.facts.is_reachable, address) {
        (true, _) => "We will email the people at the school who use this service, or its contact. \
                      They have 14 days to tell us if this is a mistake."
            .to_owned(),
        (false, Some(address)) => {
            format!("We will email the school at {address}. It has 14 days to tell us if this is a mistake.")
        }
        (false, None) => "We have no email address for the school, so it will be listed as “Not told yet”. \
                          You can print a letter or give an address later."
            .to_owned(),
    }
}

#[derive(Template)]
#[template(path = "partnerships/partner_schools/check.html")]
struct CheckPage {
    layout: Layout,
    sections: Sections,
    action: String,
    telling: String,
    error: Option<String>,
}

impl CheckPage {
    fn warning(&self) -> WarningText {
        // Source: seed 000, "Including warning text".
        WarningText::new(
            "Add a school only if you have an agreement with it to work together on initial teacher training.",
        )
    }

    fn confirm(&self) -> Button {
        Button::new("Confirm and add school").prevent_double_click(true)
    }

    fn problem(&self) -> Option<ErrorMessage> {
        self.error.as_deref().map(ErrorMessage::new)
    }
}
