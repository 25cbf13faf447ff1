//! GET, POST /placements/{id}/requests/{share}/answer: assign or decline, in one step.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Choice, Fieldset, Input, Label, Radios, SummaryList, SummaryRow, Textarea};
use govuk::fields::{Called, text, whole_number};
use govuk::{Layout, Problems};
use store::Tx;

use super::confirm::telling;
use super::own;
use super::steps::REASON;
use crate::organisations::people;
use crate::placements::mail::{self, PlacesAssigned, RequestDeclined};
use crate::placements::rules::{Assignment, Refusal, written};
use crate::placements::store::{self as placements, Change, Placement, Share};
use crate::placements::words::places;
use crate::platform::clock::day;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::policy::{Action, Permit};
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "placements/school/answer.html")]
struct AnswerPage {
    layout: Layout,
    caption: String,
    facts: SummaryList,
    /// Why there is nothing to answer any more.
    settled: Option<String>,
    telling: String,
    warning: Option<String>,
    answer: Radios,
    places: Input,
    reason: Textarea,
    action: String,
    cancel: String,
}

impl AnswerPage {
    fn send(&self) -> Button {
        Button::new("Send answer").prevent_double_click(true)
    }
}

/// What was typed.
#[derive(Default)]
struct Typed {
    answer: String,
    places: String,
    reason: String,
}

/// Where a request stands.
struct Here {
    permit: Permit,
    placement: Placement,
    share: Share,
    has_users: bool,
    /// What the school would have left in the year, once these places are assigned.
    left_in_year: i64,
}

impl Here {
    async fn at(ctx: &Ctx, tx: &mut Tx, Path((id, share)): Path<(String, String)>) -> Result<Here, Failure> {
        let permit = own::school(ctx, Action::AssignPlacements)?;
        let placement = own::placement(tx, &permit, &id).await?;
        let share = own::share(tx, &placement, &share).await?;
        let has_users = people::has_users(tx, share.provider).await?;
        let counts = placements::counts(tx, permit.on(), placement.offer.year).await?;
        let left_in_year = counts.places - counts.assigned - i64::from(share.places);
        Ok(Here { permit, placement, share, has_users, left_in_year })
    }

    fn view(&self, ctx: &Ctx, typed: &Typed, problems: &Problems) -> AnswerPage {
        let (share, back) = (&self.share, own::address(&self.placement));
        let expires_on = match share.state {
            Assignment::Requested { expires_on } => Some(expires_on),
            _ => None,
        };
        let asked = share.requested_at.map_or_else(String::new, |at| day(london_date(at)));
        let message = if share.message.is_empty() { "No message" } else { share.message.as_str() };
        let mut facts = SummaryList::new()
            .row(SummaryRow::new("Provider", format!("{} ({})", share.provider_name, share.provider_code)))
            .row(SummaryRow::new("Places", share.places.to_string()))
            .row(SummaryRow::new("Places left", self.placement.standing().left().to_string()))
            .row(SummaryRow::new("Expected date", self.placement.offer.when.title()))
            .row(SummaryRow::new("Message", message))
            .row(SummaryRow::new("Requested", asked));
        if let Some(day) = expires_on {
            facts = facts.row(SummaryRow::new("Answer by", format!("The end of {}", written(day))));
        }
        // Fewer places may have been assigned than were asked for; the history says how many those were.
        let heading = match expires_on {
            Some(_) => format!("{} requests {}", share.provider_name, places(share.places)),
            None => format!("Request of {}", share.provider_name),
        };
        AnswerPage {
            layout: ctx.layout_with(heading, problems).back(back.as_str()),
            caption: format!("{}, {}", self.placement.title(), self.placement.offer.year),
            facts,
            settled: settled(share),
            telling: telling(&share.provider_name, self.has_users),
            warning: (self.left_in_year <= 0).then(|| last_places(&self.placement)),
            answer: Radios::new("answer", Fieldset::new("What is your answer?"))
                .items([Choice::new("assign", "Assign places"), Choice::new("decline", "Decline the request")])
                .value(typed.answer.as_str())
                .error(problems.on("answer")),
            places: Input::whole_number("places", "If you assign: how many places?", 3)
                .value(typed.places.as_str())
                .error(problems.on("places")),
            reason: Textarea::new("reason", Label::new("If you decline: why?"))
                .hint(format!("The provider will read this. You can enter up to {REASON} characters."))
                .rows(3_u32)
                .value(typed.reason.as_str())
                .error(problems.on("reason")),
            action: format!("{back}/requests/{}/answer", share.public_id),
            cancel: back,
        }
    }
}

/// How a request stands that waits for no answer.
fn settled(share: &Share) -> Option<String> {
    let are = if share.places == 1 { "is" } else { "are" };
    let of = format!("{} {are} assigned to {}", places(share.places), share.provider_name);
    Some(match share.state {
        Assignment::New | Assignment::Requested { .. } => return None,
        Assignment::Assigned => format!("This request has already been answered: {of}"),
        Assignment::Completed => {
            "This request has already been answered, and the placement has been completed".to_owned()
        }
        Assignment::Declined => "This request has already been answered: your school declined it".to_owned(),
        Assignment::Expired => {
            "This request has expired. You can still assign places on the placement’s page".to_owned()
        }
        Assignment::Released => {
            "There is nothing to answer any more: the request was taken back, or its places were released or given back"
                .to_owned()
        }
    })
}

/// What assigning the last places of a year means. Source: acceptance A28.
pub(super) fn last_places(placement: &Placement) -> String {
    format!(
        "These are the last places that your school has left in {}. Once they are assigned, providers see that your \
         school has no placements available.",
        placement.offer.year
    )
}

/// Shows the request, and asks.
pub(super) async fn get(ctx: Ctx, path: Path<(String, String)>) -> Result<Response, Failure> {
    let here = Here::at(&ctx, &mut ctx.app.db.read().await?, path).await?;
    let typed = Typed { places: here.share.places.to_string(), ..Typed::default() };
    page(&here.view(&ctx, &typed, &Problems::default()))
}

fn read(typed: &Typed) -> Result<Change, Problems> {
    let mut problems = Problems::default();
    match typed.answer.as_str() {
        "assign" => {
            let called = Called::new("how many places you assign", "Number of places");
            let places = problems.keep("places", whole_number(&typed.places, called, &(1..=999)));
            problems.finish(|| places.and_then(|it| i32::try_from(it).ok()).map(|places| Change::Assign { places }))
        }
        "decline" => {
            let called = Called::new("why you decline", "Reason");
            let reason = problems.keep("reason", text::lines(&typed.reason, called, REASON));
            problems.finish(|| reason.map(|reason| Change::Decline { reason }))
        }
        _ => Err(Problems::one("answer", "Select whether you assign places or decline the request")),
    }
}

/// Answers, and tells the provider.
pub(super) async fn post(ctx: Ctx, path: Path<(String, String)>, posted: Fields) -> Result<Response, Failure> {
    let field = |name: &str| posted.text(name).to_owned();
    let typed = Typed { answer: field("answer"), places: field("places"), reason: field("reason") };
    let mut tx = ctx.app.db.begin().await?;
    let here = Here::at(&ctx, &mut tx, path).await?;
    let change = match read(&typed) {
        Ok(change) => change,
        Err(problems) => return page_again(&here.view(&ctx, &typed, &problems)),
    };
    let of = (&here.placement, &here.share);
    let share = match placements::change(&mut tx, &here.permit, ctx.now, of, &change).await? {
        Ok(share) => share,
        Err(refusal) => {
            drop(tx);
            own::refused(&ctx, &here.permit, &here.placement, refusal).await?;
            let field = match refusal {
                Refusal::NotEnoughPlaces { .. } | Refusal::CapReached { .. } => "places",
                _ => "answer",
            };
            return page_again(&here.view(&ctx, &typed, &Problems::one(field, own::words(refusal))));
        }
    };
    let done = if share.state == Assignment::Assigned {
        mail::tell_decided::<PlacesAssigned>(&mut tx, &ctx, &here.permit, &share).await?;
        format!("{} assigned to {}", places(share.places), share.provider_name)
    } else {
        mail::tell_decided::<RequestDeclined>(&mut tx, &ctx, &here.permit, &share).await?;
        format!("Request of {} declined", share.provider_name)
    };
    tx.commit().await?;
    ctx.app.wake.notify_one();
    let banner = Banner::new(done, told(&share, here.has_users));
    Ok(with_banner(&ctx, see_other(&own::address(&here.placement)), &banner))
}

/// What happens next, as banners say it.
pub(super) fn told(share: &Share, has_users: bool) -> String {
    if has_users {
        format!("We are emailing everyone at {} who uses this service.", share.provider_name)
    } else {
        format!("Nobody at {} uses this service yet: contact it yourself.", share.provider_name)
    }
}
