//! GET, POST /partner-schools/{urn}/remove: asks first; refused while the school has assigned us to placements.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, WarningText};
use govuk::{Layout, Problems};
use store::Tx;

use super::urn_of;
use crate::organisations::directory;
use crate::organisations::news;
use crate::partnerships::mail::{ProviderLeft, SCHOOL_REMOVED};
use crate::partnerships::removed::removed_before;
use crate::partnerships::rules::{Assigned, Membership, Refusal, blocking};
use crate::partnerships::store::{self as partnerships, Current, notices};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::mail;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{Urn, london_date};

const LIST: &str = "/partner-schools";

#[derive(Template)]
#[template(path = "partnerships/partner_schools/remove.html")]
struct RemovePage {
    layout: Layout,
    urn: Urn,
    school: String,
    blocking: Vec<Assigned>,
    was_told: bool,
    is_by_school: bool,
}

impl RemovePage {
    fn remove(&self) -> Button {
        Button::new("Remove partner school").warning().prevent_double_click(true)
    }

    fn warning(&self) -> WarningText {
        WarningText::new(
            "The school will no longer be in your list, and you will no longer see what it shares with its partners.",
        )
    }
}

/// What both pages look at: the membership, the school's name, and what stands in the way.
struct Facts {
    current: Current,
    school: String,
    blocking: Vec<Assigned>,
}

async fn facts(tx: &mut Tx, ctx: &Ctx, permit: &Permit, urn: Urn) -> Result<Facts, Failure> {
    let current = partnerships::current(tx, permit.on(), urn).await?.ok_or(Failure::NotFound)?;
    let school = directory::by_id(tx, current.school).await?.ok_or(Failure::NotFound)?.name;
    let assigned = partnerships::assigned_to(tx, permit.on(), current.school).await?;
    Ok(Facts { blocking: blocking(assigned, london_date(ctx.now)), current, school })
}

impl Facts {
    fn is_removed(&self) -> bool {
        self.current.state == Membership::Left
    }
}

fn view(ctx: &Ctx, urn: Urn, facts: Facts, problems: &Problems) -> RemovePage {
    let title = if facts.blocking.is_empty() {
        format!("Are you sure you want to remove {}?", facts.school)
    } else {
        format!("You cannot remove {}", facts.school)
    };
    RemovePage {
        layout: ctx.layout_with(title, problems).back(format!("/partner-schools/{urn}")),
        urn,
        was_told: facts.current.told_at.is_some() && !facts.current.is_by_school(),
        is_by_school: facts.current.is_by_school(),
        school: facts.school,
        blocking: facts.blocking,
    }
}

/// Asks, or says what stands in the way.
pub(super) async fn get(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let urn = urn_of(path)?;
    let permit = ctx.may_as(Kind::Provider, Action::ChangePartners)?;
    let facts = facts(&mut ctx.app.db.read().await?, &ctx, &permit, urn).await?;
    if facts.is_removed() {
        return Err(Failure::NotFound);
    }
    page(&view(&ctx, urn, facts, &Problems::default()))
}

/// Removes, and tells those who had been told; or says what stood in the way.
pub(super) async fn post(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let urn = urn_of(path)?;
    let permit = ctx.may_as(Kind::Provider, Action::ChangePartners)?;
    let mut tx = ctx.app.db.begin().await?;
    let found = facts(&mut tx, &ctx, &permit, urn).await?;
    if found.is_removed() {
        return Ok(removed_before(&ctx, &found.school, LIST));
    }
    match partnerships::remove(&mut tx, &permit, ctx.now, urn, &found.current).await? {
        Ok(()) => {
            for notice in notices::told_contacts(&mut tx, &found.current).await? {
                mail::queue(&mut tx, &ctx.app, SCHOOL_REMOVED, serde_json::json!({ "notice": notice }), ctx.now)
                    .await?;
            }
            if found.current.is_by_school() || found.current.told_at.is_some() {
                let Current { public_id, report_number, .. } = &found.current;
                let about = serde_json::json!({ "membership": public_id, "report_number": report_number });
                news::tell::<ProviderLeft>(&mut tx, &ctx.app, ctx.now, about).await?;
            }
            tx.commit().await?;
            ctx.app.wake.notify_one();
            let next = if found.current.is_by_school() {
                "We are emailing everyone at the school who uses this service."
            } else if found.current.told_at.is_some() {
                "We are telling everyone at the school who uses this service, and the contact that had been told."
            } else {
                "The school had not been told of the partnership, so we have not emailed it."
            };
            let banner = Banner::new(format!("{} removed", found.school), next);
            Ok(with_banner(&ctx, see_other(LIST), &banner))
        }
        Err(refusal) => {
            drop(tx);
            refused(&ctx, &permit, urn, refusal).await
        }
    }
}

/// A refused removal is an event of its own; the page is drawn from what stands now.
async fn refused(ctx: &Ctx, permit: &Permit, urn: Urn, refusal: Refusal) -> Result<Response, Failure> {
    let data = serde_json::json!({ "change": "removal_refused", "urn": urn.to_string(), "why": refusal.to_string() });
    ctx.record_alone(permit.entry(ctx.now, partnerships::subject(permit.on(), urn), data)).await?;
    let facts = facts(&mut ctx.app.db.read().await?, ctx, permit, urn).await?;
    if facts.is_removed() {
        return Ok(removed_before(ctx, &facts.school, LIST));
    }
    let problems = Problems::one("placements", refusal.to_string());
    page_again(&view(ctx, urn, facts, &problems))
}
