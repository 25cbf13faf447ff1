//! /act-for/ask: an organisation asks a school to let it act for it; the school answers in one step.

use std::sync::Arc;

use axum::Extension;
use axum::response::Response;
use govuk::journey::{Answers, Ask, Journey, Step};
use govuk::{Problems, Sought};
use serde_json::json;
use store::Tx;

use super::is_delegate;
use crate::delegation::add::{CheckPage, scopes, what};
use crate::delegation::rules::{Pair, Refusal, may_ask};
use crate::delegation::store::{self as delegations, Wanted};
use crate::organisations::choosing::Found;
use crate::organisations::search::store::Searching;
use crate::organisations::{directory, people, store as register};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::journeys::{Advice, Asked, Stopped, Walk};
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit, Scope};
use crate::vocabulary::{Urn, london_date};

/// The address of its first page.
pub(super) const PATH: &str = "/act-for/ask";
const SCHOOL: &str = "school";
const RESULT: &str = "result";
const BLANK: &str = "Enter a school name, URN or postcode";

/// The journey.
pub(super) struct AskSchool;

/// What the questions look at.
pub(super) struct Facts {
    found: Found,
    /// The name of the school that is meant, once it is certain.
    name: Option<String>,
    refusal: Option<Refusal>,
    has_users: bool,
}

impl Walk for AskSchool {
    const BASE: &'static str = "/act-for/ask";
    const CANCEL: &'static str = super::PATH;
    const ACTION: Action = Action::ActFor;
    const KIND: Kind = Kind::Trust;
    type Facts = Facts;
    type Tools = Extension<Arc<Searching>>;

    fn is_for(kind: Kind) -> bool {
        is_delegate(kind)
    }

    fn journey() -> Journey<Facts> {
        Journey::new(
            "ask-to-act",
            vec![
                Step::new(
                    SCHOOL,
                    "School",
                    |_, _| "Which school do you want to act for?".to_owned(),
                    Ask::Search { address: "/schools/suggest", noun: "school" },
                    |facts: &Facts, it| {
                        let sought = Sought::from(it);
                        if sought.key.is_none() && sought.text.is_empty() {
                            Err(BLANK.to_owned())
                        } else {
                            meant(facts)
                        }
                    },
                )
                .hint(BLANK),
                Step::new(
                    RESULT,
                    "School",
                    |facts: &Facts, _| facts.found.heading(),
                    Ask::Radios(|facts: &Facts, _| facts.found.choices()),
                    |facts, it| if it.is_empty() { Err("Select a school".to_owned()) } else { meant(facts) },
                )
                .when(|_, answers| typed(answers).key.is_none()),
                what(|facts: &Facts, _| {
                    format!("What do you want to do for {}?", facts.name.as_deref().unwrap_or("the school"))
                }),
            ],
        )
    }

    async fn facts(ctx: &Ctx, Extension(searching): &Self::Tools, answers: &Answers) -> Result<Facts, Failure> {
        let own = ctx.organisation()?.id;
        let found = Found::schools(ctx, searching, &typed(answers)).await?;
        let mut facts = Facts { found, name: None, refusal: None, has_users: false };
        let Some(urn) = urn(answers) else { return Ok(facts) };
        let mut tx = ctx.app.db.read().await?;
        facts.name = register::school(&mut tx, urn).await?.map(|it| it.name);
        if let Some(school) = directory::by_urn(&mut tx, urn).await? {
            facts.has_users = people::has_users(&mut tx, school.id).await?;
            let live = delegations::between(&mut tx, school.id, own).await?;
            let live = live.map(|it| it.standing(london_date(ctx.now)));
            let pair = Pair { is_trust_or_provider: true, live };
            facts.refusal = may_ask(pair, Scope::ALL.into_iter().collect()).err();
        }
        Ok(facts)
    }

    fn advice(facts: &Facts, slug: &str) -> Option<Advice> {
        (slug == RESULT).then(|| facts.found.advice(SCHOOL))
    }

    fn check(asked: &Asked<'_, Facts>) -> Result<Response, Failure> {
        let Some(name) = &asked.facts.name else { return Err(Failure::NotFound) };
        let telling = if asked.facts.has_users {
            format!("We will email everyone at {name} who uses this service. An administrator there answers.")
        } else {
            format!("Nobody at {name} uses this service yet, so nobody can answer until somebody there does.")
        };
        let view = CheckPage {
            layout: asked.ctx.layout_with("Check your answers", &asked.problems).back(asked.back.clone()),
            rows: asked.journey.review(asked.facts, asked.answers, &asked.base).into(),
            action: format!("{}/check", asked.base),
            cancel: super::PATH,
            warning: "Ask only where you have agreed this with the school.".to_owned(),
            telling,
            button: "Ask the school",
            error: asked.problems.iter().next().map(|it| it.text.clone()),
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
        let urn = urn(&answers).ok_or(Failure::NotFound)?;
        directory::ensure_schools(tx, &[urn], &ctx.app.chance, ctx.now).await?;
        let school = directory::by_urn(tx, urn).await?.ok_or(Failure::NotFound)?;
        let wanted = Wanted { other: school.id, scopes: scopes(&answers), is_trust_or_provider: true };
        if let Err(refusal) = delegations::ask(tx, &ctx.app, &permit, ctx.now, wanted).await? {
            let data = json!({ "change": "refused", "why": refusal.to_string() });
            let event = permit.entry(ctx.now, format!("organisation {}", school.id), data);
            return Ok(Err(Stopped::refused(Problems::one("who", refusal), event)));
        }
        let banner = Banner::new(
            format!("You have asked {} to let you act for it", school.name),
            "We tell you when it has answered. You can take this back until then.",
        );
        Ok(Ok(with_banner(ctx, see_other(super::PATH), &banner)))
    }
}

fn typed(answers: &Answers) -> Sought {
    Sought::from(answers.get(SCHOOL).map_or("", String::as_str))
}

fn urn(answers: &Answers) -> Option<Urn> {
    let sought = typed(answers);
    sought.key.as_ref().or_else(|| answers.get(RESULT)).and_then(|it| it.parse().ok())
}

fn meant(facts: &Facts) -> Result<(), String> {
    facts.refusal.map_or(Ok(()), |refusal| Err(refusal.to_string()))
}
