//! GET, POST /placements/{id}/edit/{question}: one thing, changed on a page of its own.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Content};
use govuk::journey::{Answers, Journey};
use govuk::{Layout, Problems};
use store::Tx;

use super::own::{self, Register};
use super::questions::{self, ADDITIONAL, ENDS, ITP_PLACES, Known, PHASE, PLACES, STARTS, SUBJECT, WHEN, YEAR};
use crate::placements::mail;
use crate::placements::rules::may_edit;
use crate::placements::store::{self as placements, Edit, Placement, Share};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::policy::{Action, Permit};
use crate::vocabulary::london_date;

/// What the form says was there when its page was drawn.
const STOOD: &str = "stood";

#[derive(Template)]
#[template(path = "placements/school/edit.html")]
struct EditPage {
    layout: Layout,
    caption: String,
    /// What stands there now.
    stood: String,
    question: Content,
    action: String,
    cancel: String,
    /// Providers that will be told.
    concerned: usize,
}

impl EditPage {
    fn save(&self) -> Button {
        Button::new("Save").prevent_double_click(true)
    }
}

/// Questions that belong together: answering the first may raise the others.
fn together(slug: &str) -> &'static [&'static str] {
    match slug {
        SUBJECT | ADDITIONAL => &[SUBJECT, ADDITIONAL],
        WHEN | STARTS | ENDS => &[WHEN, STARTS, ENDS],
        _ => &[],
    }
}

/// Where a change stands: the placement, its answers with those of the address in their place.
struct Here {
    permit: Permit,
    placement: Placement,
    journey: Journey<Known>,
    known: Known,
    answers: Answers,
    /// What the providers have that are told of a change.
    told: Vec<Share>,
}

impl Here {
    async fn at(ctx: &Ctx, tx: &mut Tx, id: &str, slug: &str, query: &Fields) -> Result<Here, Failure> {
        let permit = own::school(ctx, Action::OfferPlacements)?;
        let placement = own::placement(tx, &permit, id).await?;
        let register = Register::of(tx, placement.school).await?;
        let shares = placements::shares_of(tx, placement.id).await?;
        let mut answers = questions::answers_of(&placement.offer);
        for other in together(slug).iter().take_while(|it| **it != slug) {
            if query.has(other) {
                answers.insert((*other).to_owned(), query.text(other).to_owned());
            }
        }
        let known = Known { register, years: vec![placement.offer.year], ..Known::default() };
        Ok(Here {
            permit,
            told: once_each(shares),
            journey: Journey::new("edit-placement", questions::steps()),
            known: known.of_phase(placement.offer.what.phase()).with(&answers),
            placement,
            answers,
        })
    }

    /// The step, when it arises for this placement and can be changed.
    fn step(&self, slug: &str) -> Result<&govuk::journey::Step<Known>, Failure> {
        let is_fixed = [PHASE, YEAR].contains(&slug);
        let step = self.journey.step(slug).filter(|step| !is_fixed && (step.when)(&self.known, &self.answers));
        step.ok_or(Failure::NotFound)
    }

    /// What the placement says now.
    fn stands(&self, slug: &str) -> &str {
        self.answers.get(slug).map_or("", |it| it.trim())
    }

    /// That somebody else changed it while this page was open; sent again, what was answered takes its place.
    fn overtaken(&self, slug: &str, posted: &Fields, answer: &str) -> Problems {
        let stands = self.stands(slug);
        // A browser sends every end of a line as two characters.
        let says = |text: &str| text.trim().replace("\r\n", "\n") == stands;
        if !posted.has(STOOD) || says(posted.text(STOOD)) || says(answer) {
            return Problems::default();
        }
        Problems::one(slug, "This was changed after you opened the page. Save again to replace it with your answer")
    }

    fn view(&self, ctx: &Ctx, slug: &str, answer: &str, problems: &Problems) -> Result<EditPage, Failure> {
        let step = self.step(slug)?;
        let seen = self.journey.seen(&self.known, &self.answers, slug);
        let back = own::address(&self.placement);
        Ok(EditPage {
            layout: ctx.layout_with((step.question)(&self.known, &seen), problems).back(back.as_str()),
            caption: self.placement.title(),
            stood: self.stands(slug).to_owned(),
            question: step.draw(&self.known, &seen, answer, problems),
            action: ctx.address.clone(),
            cancel: back,
            concerned: self.told.len(),
        })
    }

    /// The question that a changed answer raises, with the answers so far in its address.
    fn raised(&self, slug: &str) -> Option<String> {
        let group = together(slug);
        let here = group.iter().position(|it| *it == slug)?;
        let next = group[here + 1..].iter().find(|it| self.step(it).is_ok())?;
        let mut address = format!("{}/edit/{next}", own::address(&self.placement));
        for (number, known) in group[..=here].iter().enumerate() {
            let value: String = form_urlencoded::byte_serialize(self.answers.get(*known)?.as_bytes()).collect();
            // Writing into a String cannot fail.
            let _ = write!(address, "{}{known}={value}", if number == 0 { '?' } else { '&' });
        }
        Some(address)
    }
}

/// Asks, with what it says now.
pub(super) async fn get(
    ctx: Ctx,
    Path((id, slug)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let here = Here::at(&ctx, &mut ctx.app.db.read().await?, &id, &slug, &query).await?;
    if may_edit(&here.placement.standing(), london_date(ctx.now)).is_err() {
        return Ok(see_other(&own::address(&here.placement)));
    }
    let answer = here.answers.get(&slug).cloned().unwrap_or_default();
    page(&here.view(&ctx, &slug, &answer, &Problems::default())?)
}

/// Changes it, and tells the providers that it concerns.
pub(super) async fn post(
    ctx: Ctx,
    Path((id, slug)): Path<(String, String)>,
    Query(query): Query,
    posted: Fields,
) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let mut here = Here::at(&ctx, &mut tx, &id, &slug, &query).await?;
    let pairs: Vec<_> = posted.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let answer = here.step(&slug)?.gather(&pairs);
    let seen = here.journey.seen(&here.known, &here.answers, &slug);
    let mut problems = here.step(&slug)?.judge(&here.known, &seen, &answer);
    // A form of ours sends one of them, even where nothing is chosen.
    if problems.is_empty() && !posted.iter().any(|(name, _)| name == STOOD || name.starts_with(&slug)) {
        problems = Problems::one(&slug, "Your answer did not arrive. Enter it again");
    }
    if problems.is_empty() {
        problems = here.overtaken(&slug, &posted, &answer);
    }
    if !problems.is_empty() {
        return page_again(&here.view(&ctx, &slug, &answer, &problems)?);
    }
    here.answers.insert(slug.clone(), answer.clone());
    here.known = here.known.clone().with(&here.answers);
    if let Some(next) = here.raised(&slug) {
        return Ok(see_other(&next));
    }
    let offer = questions::offer_of(&here.known, &here.answers).ok_or(Failure::NotFound)?;
    let change = questions::edit_of(&slug, offer).ok_or(Failure::NotFound)?;
    match placements::edit(&mut tx, &here.permit, ctx.now, &here.placement, &change).await? {
        Ok(is_new) => {
            if is_new {
                mail::tell_changed(&mut tx, &ctx, &here.placement, (&here.told, change.title())).await?;
            }
            tx.commit().await?;
            ctx.app.wake.notify_one();
            Ok(saved(&ctx, &here, &change))
        }
        Err(refusal) => {
            drop(tx);
            own::refused(&ctx, &here.permit, &here.placement, refusal).await?;
            let field = if slug == PLACES || slug == ITP_PLACES { slug.as_str() } else { "placement" };
            page_again(&here.view(&ctx, &slug, &answer, &Problems::one(field, own::words(refusal)))?)
        }
    }
}

/// The shares that concern a provider still; each provider is told once, however many it has.
fn once_each(mut shares: Vec<Share>) -> Vec<Share> {
    shares.retain(|it| it.state.concerns_provider());
    shares.sort_by_key(|it| it.provider.get());
    shares.dedup_by_key(|it| it.provider);
    shares
}

/// Back on the placement's page, with what was changed.
fn saved(ctx: &Ctx, here: &Here, change: &Edit) -> Response {
    let next = match here.told.len() {
        0 => "Providers see it at once.".to_owned(),
        1 => "Providers see it at once. We are emailing the provider that has places or has asked for them.".to_owned(),
        _ => "Providers see it at once. We are emailing those that have places or have asked for them.".to_owned(),
    };
    let banner = Banner::new(format!("{} updated", change.title()), next);
    with_banner(ctx, see_other(&own::address(&here.placement)), &banner)
}
