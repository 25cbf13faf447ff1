//! GET, POST /placements/{id}/requests/{share}/withdraw and …/assignments/{share}/give-back: the provider's way out.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Label, Textarea};
use govuk::fields::{Called, text};
use govuk::{Layout, Problems};
use store::Tx;

use super::own::{self, Seen};
use crate::placements::mail::{self, PlacesGivenBack, RequestWithdrawn};
use crate::placements::rules::Assignment;
use crate::placements::store::{self as placements, Change, Share};
use crate::placements::words::places;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::policy::{Action, Permit};

/// The most characters of a reason.
const REASON: usize = 500;

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Out {
    Withdraw,
    GiveBack,
}

impl Out {
    fn fits(self, state: Assignment) -> bool {
        match self {
            Out::Withdraw => matches!(state, Assignment::Requested { .. }),
            Out::GiveBack => state == Assignment::Assigned,
        }
    }

    fn heading(self, share: &Share) -> String {
        let places = places(share.places);
        match self {
            Out::Withdraw => format!("Are you sure you want to withdraw your request for {places}?"),
            Out::GiveBack => format!("Are you sure you want to give {places} back?"),
        }
    }

    fn follows(self, school: &str) -> String {
        match self {
            Out::Withdraw => format!("We will tell {school}. You can request places again while there are any."),
            Out::GiveBack => {
                format!("We will tell {school}, and other providers can have the places. You may not get them again.")
            }
        }
    }

    fn button(self) -> Button {
        let words = if self == Out::Withdraw { "Withdraw request" } else { "Give places back" };
        Button::new(words).warning().prevent_double_click(true)
    }

    fn slug(self) -> &'static str {
        if self == Out::Withdraw { "withdraw" } else { "give-back" }
    }
}

#[derive(Template)]
#[template(path = "placements/provider/step.html")]
struct StepPage {
    layout: Layout,
    placement: String,
    follows: String,
    back: String,
    action: String,
    reason: Option<Textarea>,
    button: Button,
}

fn view(ctx: &Ctx, out: Out, (seen, share): (&Seen, &Share), (typed, problems): (&str, &Problems)) -> StepPage {
    let placement = &seen.placement;
    let back = own::address(placement);
    let folder = if out == Out::Withdraw { "requests" } else { "assignments" };
    let reason = Textarea::new("reason", Label::new("Reason for the school (optional)"))
        .hint("Up to 500 characters. Do not name trainees.")
        .value(typed)
        .error(problems.on("reason"));
    StepPage {
        layout: ctx.layout_with(out.heading(share), problems).back(back.as_str()),
        placement: format!("{}, {}, {}", placement.title(), placement.school_name, placement.offer.year),
        follows: out.follows(&placement.school_name),
        action: format!("{back}/{folder}/{}/{}", share.public_id, out.slug()),
        back,
        reason: (out == Out::GiveBack).then_some(reason),
        button: out.button(),
    }
}

/// The share, while the step can still be taken; otherwise the placement's page says how it stands.
async fn found(tx: &mut Tx, permit: &Permit, id: &str, share: &str) -> Result<(Seen, Share), Failure> {
    let seen = Seen::of(tx, permit, id).await?;
    let share = seen.share(share)?.clone();
    Ok((seen, share))
}

async fn get(ctx: Ctx, out: Out, (id, share): (String, String)) -> Result<Response, Failure> {
    let permit = own::provider(&ctx, Action::RequestPlacements)?;
    let (seen, share) = found(&mut ctx.app.db.read().await?, &permit, &id, &share).await?;
    if !out.fits(share.state) {
        return Ok(see_other(&own::address(&seen.placement)));
    }
    page(&view(&ctx, out, (&seen, &share), ("", &Problems::default())))
}

async fn post(ctx: Ctx, out: Out, (id, share): (String, String), fields: Fields) -> Result<Response, Failure> {
    let permit = own::provider(&ctx, Action::RequestPlacements)?;
    let mut tx = ctx.app.db.begin().await?;
    let (seen, share) = found(&mut tx, &permit, &id, &share).await?;
    let typed = fields.text("reason");
    let reason = match typed {
        "" => Ok(String::new()),
        _ => text::lines(typed, Called::new("a reason", "Reason"), REASON),
    };
    let reason = match reason {
        Ok(reason) => reason,
        Err(why) => {
            return page_again(&view(&ctx, out, (&seen, &share), (typed, &Problems::one("reason", why))));
        }
    };
    let change = if out == Out::Withdraw { Change::TakeBack } else { Change::GiveBack { reason } };
    let back = own::address(&seen.placement);
    let share = match placements::change(&mut tx, &permit, ctx.now, (&seen.placement, &share), &change).await? {
        Ok(share) => share,
        Err(refusal) => {
            drop(tx);
            own::refused(&ctx, &permit, &seen.placement, refusal).await?;
            let banner = Banner::refusal("Nothing was changed", own::words(refusal));
            return Ok(with_banner(&ctx, see_other(&back), &banner));
        }
    };
    match out {
        Out::Withdraw => mail::tell_school::<RequestWithdrawn>(&mut tx, &ctx.app, ctx.now, &share).await?,
        Out::GiveBack => mail::tell_school::<PlacesGivenBack>(&mut tx, &ctx.app, ctx.now, &share).await?,
    }
    tx.commit().await?;
    ctx.app.wake.notify_one();
    let heading = match out {
        Out::Withdraw => "Request withdrawn".to_owned(),
        Out::GiveBack => format!("{} given back", places(share.places)),
    };
    let banner = Banner::new(heading, format!("We are telling {}.", seen.placement.school_name));
    Ok(with_banner(&ctx, see_other(&back), &banner))
}

/// Asks whether to withdraw.
pub(super) async fn withdraw(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response, Failure> {
    get(ctx, Out::Withdraw, path).await
}

/// Withdraws.
pub(super) async fn post_withdraw(
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Failure> {
    post(ctx, Out::Withdraw, path, fields).await
}

/// Asks whether to give back, and why.
pub(super) async fn give_back(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response, Failure> {
    get(ctx, Out::GiveBack, path).await
}

/// Gives back.
pub(super) async fn post_give_back(
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Failure> {
    post(ctx, Out::GiveBack, path, fields).await
}
