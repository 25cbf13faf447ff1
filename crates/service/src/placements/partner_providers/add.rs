//! /partner-providers/add: find a provider, choose it, check, confirm.

mod finish;
mod questions;

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::response::Response;
use govuk::components::{Button, ErrorMessage, SummaryList};
use govuk::journey::{Answers, Journey};
use govuk::{Layout, Sought};
use store::Tx;

use super::about::about;
use crate::organisations::choosing::Found;
use crate::organisations::people;
use crate::organisations::provider::{self, Provider};
use crate::organisations::search::store::Searching;
use crate::organisations::store as register;
use crate::partnerships::rules::{Candidate, Refusal, may_add_provider};
use crate::partnerships::store as partnerships;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::journeys::{Advice, Asked, Stopped, Walk};
use crate::platform::page::{page, page_again};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{ProviderCode, Urn};

/// The journey.
pub(super) struct AddPartnerProvider;

/// What the questions look at.
pub(super) struct Facts {
    /// What was searched for, and found.
    found: Found,
    /// The provider meant, once it is certain.
    provider: Option<Provider>,
    /// Why it cannot be added.
    refusal: Option<Refusal>,
    /// Whether anybody there uses the service.
    has_users: bool,
}

impl Walk for AddPartnerProvider {
    const BASE: &'static str = "/partner-providers/add";
    const CANCEL: &'static str = "/partner-providers";
    const ACTION: Action = Action::ChangePartners;
    const KIND: Kind = Kind::School;
    type Facts = Facts;
    type Tools = Extension<Arc<Searching>>;

    fn journey() -> Journey<Facts> {
        questions::journey()
    }

    async fn facts(ctx: &Ctx, Extension(searching): &Self::Tools, answers: &Answers) -> Result<Facts, Failure> {
        let (_, urn) = super::school(ctx, Action::ChangePartners)?;
        let sought = Sought::from(answers.get(questions::PROVIDER).map_or("", String::as_str));
        let found = Found::providers(searching, &sought);
        let mut facts = Facts { found, provider: None, refusal: None, has_users: false };
        let Some(key) = questions::key(answers) else { return Ok(facts) };
        let mut tx = ctx.app.db.read().await?;
        facts.provider = match key.parse::<ProviderCode>() {
            Ok(code) => provider::by_code(&mut tx, code).await?,
            Err(_) => None,
        };
        let current = match &facts.provider {
            Some(it) => partnerships::current(&mut tx, it.organisation(), urn).await?,
            None => None,
        };
        let school = candidate(&mut tx, urn).await?;
        facts.refusal = may_add_provider(facts.provider.is_some(), school, current.map(|it| it.state)).err();
        if let Some(it) = &facts.provider {
            facts.has_users = people::has_users(&mut tx, it.organisation()).await?;
        }
        Ok(facts)
    }

    fn advice(facts: &Facts, slug: &str) -> Option<Advice> {
        (slug == questions::RESULT).then(|| facts.found.advice(questions::PROVIDER))
    }

    fn check(asked: &Asked<'_, Facts>) -> Result<Response, Failure> {
        let Some(provider) = &asked.facts.provider else { return Err(Failure::NotFound) };
        let view = CheckPage {
            layout: asked.ctx.layout_with("Check the provider’s details", &asked.problems).back(asked.back.clone()),
            name: provider.name.clone(),
            about: about(provider),
            change: format!("{}/{}", asked.base, questions::PROVIDER),
            action: format!("{}/check", asked.base),
            telling: telling(&provider.name, asked.facts.has_users),
            error: asked.problems.on(questions::PROVIDER).map(str::to_owned),
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

/// What the rules of adding need of the school itself.
pub(super) async fn candidate(tx: &mut Tx, urn: Urn) -> Result<Option<Candidate>, Failure> {
    Ok(register::school(tx, urn).await?.map(|it| (&it).into()))
}

/// Whom we will tell, or that there is nobody to tell.
pub(super) fn telling(provider: &str, has_users: bool) -> String {
    if has_users {
        format!("We will email everyone at {provider} who uses this service.")
    } else {
        format!("Nobody at {provider} uses this service yet, so we will not email anyone.")
    }
}

#[derive(Template)]
#[template(path = "placements/partner_providers/check.html")]
struct CheckPage {
    layout: Layout,
    name: String,
    about: SummaryList,
    change: String,
    action: String,
    telling: String,
    error: Option<String>,
}

impl CheckPage {
    fn confirm(&self) -> Button {
        Button::new("Confirm and add provider").prevent_double_click(true)
    }

    fn problem(&self) -> Option<ErrorMessage> {
        self.error.as_deref().map(ErrorMessage::new)
    }
}
