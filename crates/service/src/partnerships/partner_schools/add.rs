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

use crate::organisations::choosing::Found;
use crate::organisations::facts::Email;
use crate::organisations::profile::{Profile, Sections, profile};
use crate::organisations::search::store::Searching;
use crate::organisations::{contact_book, directory, people};
use crate::partnerships::rules::{Refusal, may_add};
use crate::partnerships::store as partnerships;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::journeys::{Advice, Asked, Stopped, Walk};
use crate::platform::page::{page, page_again};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{AcademicYear, Urn};

/// The journey.
pub(super) struct AddPartnerSchool;

/// What the questions look at.
pub(super) struct Facts {
    /// What was searched for, and found.
    found: Found,
    /// The school meant, once it is certain.
    school: Option<Profile>,
    /// Why it cannot be added.
    refusal: Option<Refusal>,
    /// Whether somebody at the school can be told already.
    is_reachable: bool,
    /// The address at which that happens, where we may show it.
    address: Option<String>,
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
        let found = Found::schools(ctx, searching, &sought).await?;
        let mut facts = Facts { found, school: None, refusal: None, is_reachable: false, address: None };
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
            if !has_users {
                let email = contact_book::for_partner(&mut tx, (school.id, hub), AcademicYear::at(ctx.now)).await?;
                facts.address = if let Email::At(address) = email { Some(address) } else { None };
            }
        }
        Ok(facts)
    }

    fn about(slug: &str) -> &'static [&'static str] {
        match slug {
            questions::SCHOOL => &[questions::RESULT, questions::CONTACT],
            questions::RESULT => &[questions::CONTACT],
            _ => &[],
        }
    }

    fn advice(facts: &Facts, slug: &str) -> Option<Advice> {
        (slug == questions::RESULT).then(|| facts.found.advice(questions::SCHOOL))
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

fn telling(asked: &Asked<'_, Facts>) -> String {
    let address = asked.answers.get(questions::CONTACT).filter(|it| !it.is_empty() && !asked.facts.is_reachable);
    let known = asked.facts.address.as_ref();
    match (asked.facts.is_reachable, known.or(address)) {
        (true, Some(known)) => format!(
            "We will email the school at {known}. It has 14 days to tell us if this is a mistake. If the address is wrong, \
             you can change it on the school’s page."
        ),
        (true, None) => "We will email the people at the school who use this service, or its contact. \
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
