//! GET, POST /placements/{id}/assignments/{share}/{step}: release, complete, and take completion back.

use axum::extract::Path;
use axum::response::Response;
use govuk::Problems;
use govuk::components::{Button, Label, Textarea};
use govuk::fields::{Called, text};
use store::Tx;

use super::confirm::{ConfirmPage, telling};
use super::own;
use crate::organisations::people;
use crate::placements::mail::{self, PlacesCompleted, PlacesReleased, PlacesReopened};
use crate::placements::rules::{Assignment, Refusal};
use crate::placements::store::{self as placements, Change, Placement, Share};
use crate::placements::words::places;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::policy::{Action, Permit};

/// The most characters of a reason.
pub(super) const REASON: usize = 500;

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Release,
    Complete,
    Reopen,
}

impl Step {
    fn parse(slug: &str) -> Option<Step> {
        match slug {
            "release" => Some(Step::Release),
            "complete" => Some(Step::Complete),
            "reopen" => Some(Step::Reopen),
            _ => None,
        }
    }

    /// Why it cannot be taken of places that stand so.
    fn refusal(self, state: Assignment) -> Option<Refusal> {
        match (self, state) {
            (Step::Release | Step::Complete, Assignment::Assigned) | (Step::Reopen, Assignment::Completed) => None,
            (Step::Release | Step::Complete, Assignment::Completed) => Some(Refusal::AlreadyCompleted),
            (Step::Reopen, Assignment::Assigned) => Some(Refusal::OutOfStep),
            _ => Some(Refusal::NotAssigned),
        }
    }

    fn heading(self, share: &Share) -> String {
        let (places, provider) = (places(share.places), &share.provider_name);
        match self {
            Step::Release => format!("Are you sure you want to release {places} of {provider}?"),
            Step::Complete => format!("Have the placements of {provider} taken place?"),
            Step::Reopen => format!("Are you sure you want to undo the completion of {places} of {provider}?"),
        }
    }

    fn button(self) -> Button {
        match self {
            Step::Release => Button::new("Release places").warning(),
            Step::Complete => Button::new("Complete placement"),
            Step::Reopen => Button::new("Undo completion"),
        }
    }

    fn follows(self, share: &Share) -> String {
        let (places, provider) = (places(share.places), &share.provider_name);
        match self {
            Step::Release => format!("{provider} will no longer have {places}, and you can assign them to others."),
            Step::Complete => {
                format!("We will note that {places} of {provider} took place. They stay counted in this year.")
            }
            Step::Reopen => format!("{places} will be assigned to {provider} again."),
        }
    }

    fn banner(self, share: &Share) -> String {
        let provider = &share.provider_name;
        match self {
            Step::Release => format!("Places of {provider} released"),
            Step::Complete => format!("Places of {provider} completed"),
            Step::Reopen => format!("Places of {provider} no longer completed"),
        }
    }
}

/// Where a request stands.
struct Here {
    permit: Permit,
    placement: Placement,
    share: Share,
    step: Step,
    has_users: bool,
}

type Where = Path<(String, String, String)>;

impl Here {
    async fn at(ctx: &Ctx, tx: &mut Tx, Path((id, share, step)): Where) -> Result<Here, Failure> {
        let permit = own::school(ctx, Action::AssignPlacements)?;
        let step = Step::parse(&step).ok_or(Failure::NotFound)?;
        let placement = own::placement(tx, &permit, &id).await?;
        let share = own::share(tx, &placement, &share).await?;
        let has_users = people::has_users(tx, share.provider).await?;
        Ok(Here { permit, placement, share, step, has_users })
    }

    fn view(&self, ctx: &Ctx, reason: &str, problems: &Problems) -> ConfirmPage {
        let back = own::address(&self.placement);
        let paragraphs = vec![self.step.follows(&self.share), telling(&self.share.provider_name, self.has_users)];
        let input = Textarea::new("reason", Label::new("Why are you releasing the places? (optional)"))
            .hint(format!("The provider will read this. You can enter up to {REASON} characters."))
            .error(problems.on("reason"))
            .value(reason);
        let slug = match self.step {
            Step::Release => "release",
            Step::Complete => "complete",
            Step::Reopen => "reopen",
        };
        ConfirmPage {
            layout: ctx.layout_with(self.step.heading(&self.share), problems).back(back.as_str()),
            caption: self.placement.title(),
            lines: Vec::new(),
            paragraphs,
            input: (self.step == Step::Release).then_some(input),
            button: Some(self.step.button().prevent_double_click(true)),
            action: format!("{back}/assignments/{}/{slug}", self.share.public_id),
            cancel: back,
        }
    }
}

/// Asks; or leads to the placement, which says how the places stand now.
pub(super) async fn get(ctx: Ctx, path: Where) -> Result<Response, Failure> {
    let here = Here::at(&ctx, &mut ctx.app.db.read().await?, path).await?;
    if let Some(refusal) = here.step.refusal(here.share.state) {
        let banner = Banner::refusal("Nothing was changed", own::words(refusal));
        return Ok(with_banner(&ctx, see_other(&own::address(&here.placement)), &banner));
    }
    page(&here.view(&ctx, "", &Problems::default()))
}

/// Takes the step, and tells the provider.
pub(super) async fn post(ctx: Ctx, path: Where, posted: Fields) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let here = Here::at(&ctx, &mut tx, path).await?;
    let typed = posted.text("reason");
    let reason = match typed {
        "" => Ok(String::new()),
        _ => text::lines(typed, Called::new("why you are releasing the places", "Reason"), REASON),
    };
    let reason = match reason {
        Ok(reason) => reason,
        Err(problem) => return page_again(&here.view(&ctx, typed, &Problems::one("reason", problem))),
    };
    let change = match here.step {
        Step::Release => Change::Release { reason },
        Step::Complete => Change::Complete,
        Step::Reopen => Change::Reopen,
    };
    let of = (&here.placement, &here.share);
    let share = match placements::change(&mut tx, &here.permit, ctx.now, of, &change).await? {
        Ok(share) => share,
        Err(refusal) => {
            drop(tx);
            own::refused(&ctx, &here.permit, &here.placement, refusal).await?;
            return page_again(&here.view(&ctx, typed, &Problems::one("placement", own::words(refusal))));
        }
    };
    match here.step {
        Step::Release => mail::tell_decided::<PlacesReleased>(&mut tx, &ctx, &here.permit, &share).await?,
        Step::Complete => mail::tell_decided::<PlacesCompleted>(&mut tx, &ctx, &here.permit, &share).await?,
        Step::Reopen => mail::tell_decided::<PlacesReopened>(&mut tx, &ctx, &here.permit, &share).await?,
    }
    tx.commit().await?;
    ctx.app.wake.notify_one();
    let next = if here.has_users {
        format!("We are emailing everyone at {} who uses this service.", share.provider_name)
    } else {
        format!("Nobody at {} uses this service yet: contact it yourself.", share.provider_name)
    };
    let banner = Banner::new(here.step.banner(&share), next);
    Ok(with_banner(&ctx, see_other(&own::address(&here.placement)), &banner))
}
