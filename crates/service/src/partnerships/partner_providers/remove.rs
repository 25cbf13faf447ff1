//! GET, POST /partner-providers/{code}/remove: the school ends a partnership, at any time.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, WarningText};
use serde_json::json;
use store::Tx;

use super::{Facts, school};
use crate::organisations::news::News;
use crate::partnerships::mail::SchoolLeft;
use crate::partnerships::rules::{Assigned, Membership, Refusal, blocking};
use crate::partnerships::store as partnerships;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::mail;
use crate::platform::page::{page, see_other, with_banner};
use crate::policy::{Action, Permit};
use crate::vocabulary::{Urn, london_date};

#[derive(Template)]
#[template(path = "partnerships/partner_providers/remove.html")]
struct RemovePage {
    layout: Layout,
    code: String,
    provider: String,
    /// Placements in years that have not ended.
    kept: Vec<Assigned>,
}

impl RemovePage {
    fn warning() -> WarningText {
        WarningText::new("The provider will no longer see what your school shares with its partners.")
    }

    fn remove() -> Button {
        Button::new("Remove partner provider").warning().prevent_double_click(true)
    }
}

/// The facts of a partnership that can still be ended.
async fn facts(tx: &mut Tx, path: Path<String>, urn: Urn) -> Result<Facts, Failure> {
    let facts = Facts::of(tx, path, urn).await?;
    let is_active = matches!(facts.current.state, Membership::Active { .. });
    if is_active { Ok(facts) } else { Err(Failure::NotFound) }
}

/// Asks, and shows what stays.
pub(super) async fn get(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let (permit, urn) = school(&ctx, Action::ChangePartners)?;
    let mut tx = ctx.app.db.read().await?;
    let Facts { provider, .. } = facts(&mut tx, path, urn).await?;
    let assigned = partnerships::assigned_to(&mut tx, provider.organisation(), permit.on()).await?;
    drop(tx);
    let title = format!("Are you sure you want to remove {}?", provider.name);
    page(&RemovePage {
        layout: ctx.layout(title).back(format!("/partner-providers/{}", provider.code)),
        kept: blocking(assigned, london_date(ctx.now)),
        code: provider.code,
        provider: provider.name,
    })
}

/// Ends it, and promises the mail to the provider's users.
pub(super) async fn post(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let (permit, urn) = school(&ctx, Action::ChangePartners)?;
    let mut tx = ctx.app.db.begin().await?;
    let Facts { provider, current } = facts(&mut tx, path, urn).await?;
    let back = format!("/partner-providers/{}", provider.code);
    if let Err(refusal) = partnerships::end_by_school(&mut tx, &permit, ctx.now, urn, &current).await? {
        drop(tx);
        refused(&ctx, &permit, partnerships::subject(provider.organisation(), urn), refusal).await?;
        // The provider's page says how it stands now.
        return Ok(see_other(&back));
    }
    let parameters = json!({ "membership": current.public_id, "report_number": current.report_number });
    mail::queue(&mut tx, &ctx.app, SchoolLeft::NAME, parameters, ctx.now).await?;
    tx.commit().await?;
    ctx.app.wake.notify_one();
    let next = "We are telling everyone at the provider who uses this service. It can add your school again; we \
                will then tell you.";
    let banner = Banner::new(format!("{} removed", provider.name), next);
    Ok(with_banner(&ctx, see_other("/partner-providers"), &banner))
}

/// A refused change is an event of its own.
async fn refused(ctx: &Ctx, permit: &Permit, subject: String, refusal: Refusal) -> Result<(), Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let data = json!({ "change": "removal_refused", "why": refusal.to_string() });
    tx.record(permit.entry(ctx.now, subject, data));
    Ok(tx.commit().await?)
}
