//! /organisation/delegations/add: whom the school lets act for it, for what, from when and how long; check, confirm.

mod questions;

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::Problems;
use govuk::components::{Button, ErrorMessage, SummaryList, WarningText};
use govuk::fields::{Called, DateParts};
use govuk::journey::{Answers, Journey};
use serde_json::json;
use store::Tx;

use super::PATH;
use super::rules::{Pair, Period, Refusal, may_let};
use super::store::{self as delegations, Choice, Wanted};
use crate::organisations::people;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::journeys::{Advice, Asked, Stopped, Walk};
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit, Scope, Scopes};
use crate::vocabulary::london_date;

/// Organisations that a search shows at most.
const MOST_RESULTS: i64 = 15;

/// The journey.
pub(super) struct LetAct;

/// What the questions look at.
pub(super) struct Facts {
    /// The school's own trusts and federations.
    groups: Vec<Choice>,
    /// What was searched for.
    words: String,
    /// What answers it.
    results: Vec<Choice>,
    /// Whether there are more.
    is_more: bool,
    /// The name of the organisation that is meant, once it is certain.
    name: Option<String>,
    /// Why it cannot be.
    refusal: Option<Refusal>,
    /// Whether anybody there uses the service.
    has_users: bool,
    today: chrono::NaiveDate,
    /// The first day, once it was answered.
    starts_on: Option<chrono::NaiveDate>,
}

impl Walk for LetAct {
    const BASE: &'static str = "/organisation/delegations/add";
    const CANCEL: &'static str = PATH;
    const ACTION: Action = Action::ManageDelegations;
    const KIND: Kind = Kind::School;
    type Facts = Facts;
    type Tools = ();

    fn journey() -> Journey<Facts> {
        questions::journey()
    }

    async fn facts(ctx: &Ctx, (): &(), answers: &Answers) -> Result<Facts, Failure> {
        let school = ctx.organisation()?;
        let today = london_date(ctx.now);
        let mut tx = ctx.app.db.read().await?;
        let words = answers.get(questions::NAME).map_or("", |it| it.trim()).to_owned();
        let mut results = Vec::new();
        if !words.is_empty() {
            results = delegations::find_bodies(&mut tx, &words, MOST_RESULTS).await?;
        }
        let most = usize::try_from(MOST_RESULTS).unwrap_or(usize::MAX);
        let mut facts = Facts {
            groups: delegations::groups_of(&mut tx, school.urn.as_deref().unwrap_or_default()).await?,
            words,
            is_more: results.len() > most,
            results: results.into_iter().take(most).collect(),
            name: None,
            refusal: None,
            has_users: false,
            today,
            starts_on: answers
                .get(questions::FROM)
                .and_then(|it| DateParts::from(it.as_str()).read(questions::FIRST).ok()),
        };
        let Some(key) = questions::key(&facts, answers) else { return Ok(facts) };
        let Some((id, name)) = delegations::named(&mut tx, &key).await? else { return Ok(facts) };
        facts.name = Some(name);
        if let Some(id) = id {
            facts.has_users = people::has_users(&mut tx, id).await?;
            let live = delegations::between(&mut tx, school.id, id).await?.map(|it| it.standing(today));
            let pair = Pair { is_trust_or_provider: true, live };
            let period = Period { starts_on: today, ends_on: None };
            facts.refusal = may_let(pair, Scope::ALL.into_iter().collect(), period, today).err();
        }
        Ok(facts)
    }

    fn advice(facts: &Facts, slug: &str) -> Option<Advice> {
        questions::advice(facts, slug)
    }

    fn check(asked: &Asked<'_, Facts>) -> Result<Response, Failure> {
        let Some(name) = &asked.facts.name else { return Err(Failure::NotFound) };
        let telling = if asked.facts.has_users {
            format!("We will email everyone at {name} who uses this service.")
        } else {
            format!(
                "Nobody at {name} uses this service yet, so we will not email anyone. Ask it to contact support to join."
            )
        };
        let view = CheckPage {
            layout: asked.ctx.layout_with("Check your answers", &asked.problems).back(asked.back.clone()),
            rows: asked.journey.review(asked.facts, asked.answers, &asked.base).into(),
            action: format!("{}/check", asked.base),
            cancel: PATH,
            warning: format!(
                "{name} will be able to do this in your school’s name. It stays the school’s own responsibility."
            ),
            telling,
            button: "Let it act for our school",
            error: asked.problems.iter().next().map(|it| it.text.clone()),
        };
        if asked.problems.is_empty() { page(&view) } else { page_again(&view) }
    }

    async fn finish(
        ctx: &Ctx,
        (): &(),
        tx: &mut Tx,
        permit: Permit,
        answers: Answers,
    ) -> Result<Result<Response, Stopped>, Failure> {
        let facts = LetAct::facts(ctx, &(), &answers).await?;
        let key = questions::key(&facts, &answers).ok_or(Failure::NotFound)?;
        let found = delegations::organisation_of(tx, &ctx.app, &key, ctx.now).await?.ok_or(Failure::NotFound)?;
        let wanted = Wanted { other: found.id, scopes: scopes(&answers), is_trust_or_provider: true };
        let period = period(&answers).ok_or(Failure::NotFound)?;
        let done = delegations::let_act(tx, &ctx.app, &permit, ctx.now, (wanted, period)).await?;
        let id = match done {
            Ok(id) => id,
            Err(refusal) => {
                let data = json!({ "change": "refused", "why": refusal.to_string() });
                let event = permit.entry(ctx.now, format!("organisation {}", found.id), data);
                return Ok(Err(Stopped::refused(Problems::one(questions::WHO, refusal), event)));
            }
        };
        let next = if facts.has_users {
            format!("We are emailing everyone at {} who uses this service.", found.name)
        } else {
            format!("Nobody at {} uses this service yet, so we have not emailed anyone.", found.name)
        };
        let banner = Banner::new(format!("{} can act for your school", found.name), next);
        Ok(Ok(with_banner(ctx, see_other(&format!("{PATH}/{id}")), &banner)))
    }
}

pub(super) use questions::what;

/// The parts that were chosen.
pub(super) fn scopes(answers: &Answers) -> Scopes {
    let chosen = answers.get(questions::WHAT).map_or("", String::as_str);
    Scope::ALL.into_iter().filter(|it| chosen.split(',').any(|code| code == it.code())).collect()
}

/// The days that were given.
fn period(answers: &Answers) -> Option<Period> {
    let day = |slug: &str| DateParts::from(answers.get(slug)?.as_str()).read(Called::new("a day", "Day")).ok();
    let ends_on = if answers.get(questions::LONG).map(String::as_str) == Some(questions::UNTIL_A_DAY) {
        Some(day(questions::UNTIL)?)
    } else {
        None
    };
    Some(Period { starts_on: day(questions::FROM)?, ends_on })
}

/// The page before the change, also of asking a school.
#[derive(Template)]
#[template(path = "delegation/add/check.html")]
pub(super) struct CheckPage {
    pub(super) layout: Layout,
    pub(super) rows: SummaryList,
    pub(super) action: String,
    pub(super) cancel: &'static str,
    pub(super) warning: String,
    pub(super) telling: String,
    pub(super) button: &'static str,
    pub(super) error: Option<String>,
}

impl CheckPage {
    fn warned(&self) -> Option<WarningText> {
        (!self.warning.is_empty()).then(|| WarningText::new(self.warning.as_str()))
    }

    fn confirm(&self) -> Button {
        Button::new(self.button).prevent_double_click(true)
    }

    fn problem(&self) -> Option<ErrorMessage> {
        self.error.as_deref().map(ErrorMessage::new)
    }
}
