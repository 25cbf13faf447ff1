//! /placements/add: one placement, a question at a time; what providers will see; published.

use askama::Template;
use axum::response::Response;
use govuk::components::{Button, ErrorMessage, SummaryList};
use govuk::fields::{Called, text};
use govuk::journey::{Answers, Ask, Journey, Step};
use govuk::{Layout, Problems};
use store::Tx;

use super::own::{self, Register};
use super::questions::{self, Known, Knows};
use crate::organisations::contact_book::{self, Contact};
use crate::placements::rules::years_offered;
use crate::placements::seen;
use crate::placements::store as placements;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::journeys::{Asked, Stopped, Walk};
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{EmailAddress, london_date};

const CONTACT_POST: &str = "contact-post";
const CONTACT: &str = "contact";
/// The most characters of a post's name.
const POST: usize = 100;

/// The journey.
pub(super) struct AddPlacement;

/// What the questions look at.
pub(super) struct Facts {
    known: Known,
    /// The contact for placements, once there is one.
    contact: Option<Contact>,
}

impl Knows for Facts {
    fn known(&self) -> &Known {
        &self.known
    }
}

impl Walk for AddPlacement {
    const BASE: &'static str = "/placements/add";
    const CANCEL: &'static str = "/placements";
    const ACTION: Action = Action::OfferPlacements;
    const KIND: Kind = Kind::School;
    type Facts = Facts;
    type Tools = ();

    fn journey() -> Journey<Facts> {
        let mut steps = contact_steps();
        steps.extend(questions::steps());
        Journey::new("add-placement", steps)
    }

    /// The year of the list that it is added to.
    fn given() -> &'static [&'static str] {
        &[questions::YEAR]
    }

    async fn facts(ctx: &Ctx, (): &(), answers: &Answers) -> Result<Facts, Failure> {
        let school = ctx.organisation()?;
        let mut tx = ctx.app.db.read().await?;
        let register = Register::of(&mut tx, school.id).await?;
        let contact = contact_book::for_placements(&mut tx, school.id).await?;
        let years = years_offered(london_date(ctx.now)).to_vec();
        Ok(Facts { known: Known { register, years, ..Known::default() }.with(answers), contact })
    }

    fn check(asked: &Asked<'_, Facts>) -> Result<Response, Failure> {
        let known = &asked.facts.known;
        let offer = questions::offer_of(known, asked.answers).ok_or(Failure::NotFound)?;
        let school = asked.ctx.organisation()?;
        let name = format!("{} (URN {})", school.name, school.urn.as_deref().unwrap_or_default());
        let contact = asked.facts.contact.clone().or_else(|| contact_of(asked));
        let view = CheckPage {
            layout: asked
                .ctx
                .layout_with("Check your answers before you publish the placement", &asked.problems)
                .back(asked.back.as_str()),
            rows: asked.journey.review(asked.facts, asked.answers, &asked.base).into(),
            seen: seen::facts(
                &name,
                &offer,
                seen::places_words(offer.places, offer.places),
                seen::contact_told(contact.as_ref()),
            ),
            action: format!("{}/check", asked.base),
            error: asked.problems.iter().next().map(|it| it.text.clone()),
        };
        if asked.problems.is_empty() { page(&view) } else { page_again(&view) }
    }

    async fn finish(
        ctx: &Ctx,
        tools: &(),
        tx: &mut Tx,
        permit: Permit,
        answers: Answers,
    ) -> Result<Result<Response, Stopped>, Failure> {
        let facts = AddPlacement::facts(ctx, tools, &answers).await?;
        let offer = questions::offer_of(&facts.known, &answers).ok_or(Failure::NotFound)?;
        if facts.contact.is_none() {
            give_contact(ctx, tx, &answers).await?;
        }
        let (chance, offers) = (&ctx.app.chance, [offer]);
        if let Err(refusal) = placements::offer(tx, &permit, chance, ctx.now, &offers).await? {
            return Ok(Err(Problems::one("placement", own::words(refusal)).into()));
        }
        let [offer] = offers;
        let next = format!(
            "Providers can now find {} in {} and ask you for places. You can change it at any time.",
            offer.what.title(),
            offer.year
        );
        let list = format!("/placements?year={}", offer.year.start_year());
        Ok(Ok(with_banner(ctx, see_other(&list), &Banner::new("Placement added", next))))
    }
}

/// Asked only while the school has no contact for placements. Source: acceptance A24.
fn contact_steps() -> Vec<Step<Facts>> {
    vec![
        Step::new(
            CONTACT_POST,
            "Contact for placements",
            |_: &Facts, _| "Whom should providers contact about placements?".to_owned(),
            Ask::Text { autocomplete: "off" },
            |_, it| text::line(it, Called::new("the name of the post", "Name of the post"), POST).map(drop),
        )
        .hint("The name of a post, such as ITT coordinator. Do not enter the name of a person.")
        .when(|facts, _| facts.contact.is_none()),
        Step::new(
            CONTACT,
            "Email address for placements",
            |_, _| "What is the email address for placements?".to_owned(),
            Ask::Text { autocomplete: "off" },
            |_, it| it.parse::<EmailAddress>().map(drop).map_err(|error| error.to_string()),
        )
        .hint("Every provider sees it beside your placements")
        .when(|facts, _| facts.contact.is_none()),
    ]
}

/// The contact that was answered, as the preview shows it.
fn contact_of(asked: &Asked<'_, Facts>) -> Option<Contact> {
    let text = |slug: &str| asked.answers.get(slug).cloned();
    Some(Contact {
        id: 0,
        purpose: "placements".to_owned(),
        post: text(CONTACT_POST)?,
        address: text(CONTACT)?,
        source: "school".to_owned(),
        given_by: None,
        given_at: asked.ctx.now,
    })
}

async fn give_contact(ctx: &Ctx, tx: &mut Tx, answers: &Answers) -> Result<(), Failure> {
    let permit = ctx.may(Action::GiveContact)?;
    let post = answers.get(CONTACT_POST).map_or("", |it| it.trim());
    let address = answers.get(CONTACT).and_then(|it| it.parse::<EmailAddress>().ok()).ok_or(Failure::NotFound)?;
    Ok(contact_book::give_own(tx, &permit, ctx.now, "placements", (post, &address)).await?)
}

#[derive(Template)]
#[template(path = "placements/school/check.html")]
struct CheckPage {
    layout: Layout,
    rows: SummaryList,
    seen: SummaryList,
    action: String,
    error: Option<String>,
}

impl CheckPage {
    fn publish(&self) -> Button {
        Button::new("Publish placement").prevent_double_click(true)
    }

    fn problem(&self) -> Option<ErrorMessage> {
        self.error.as_deref().map(ErrorMessage::new)
    }
}
