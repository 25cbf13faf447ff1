//! GET, POST /report/mistake: the reason, and the report.

use axum::response::Response;

use super::form::{self, Place};
use super::held::{Held, Matter};
use super::submit::{Target, submit};
use crate::partnerships::rules::Standing;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::see_other;
use crate::platform::request::Fields;
use crate::policy::Action;

/// Asks for the reason; what cannot be reported any more is said by the notice's page.
pub(super) async fn get(ctx: Ctx, held: Held) -> Result<Response, Failure> {
    let matter = held.matter(&mut ctx.app.db.read().await?, &ctx.app).await?;
    match matter {
        Some(matter) if matches!(matter.standing(ctx.now), Standing::Open { .. }) => {
            form::ask(&ctx, &place(&matter, &held))
        }
        _ => Ok(see_other("/report")),
    }
}

/// Reports; the second of two who report at once lands on the page that says so.
pub(super) async fn post(ctx: Ctx, client: Client, held: Held, fields: Fields) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::Public, client.0)?;
    if let Some(elsewhere) = held.overtaken(&ctx, &fields, "/report") {
        return Ok(elsewhere);
    }
    let matter = held.matter(&mut ctx.app.db.read().await?, &ctx.app).await?;
    let Some(matter) = matter else { return Ok(see_other("/report")) };
    let permit = matter.may(Action::ReportMistake)?;
    let reason = match form::chosen(&ctx, &place(&matter, &held), &fields)? {
        Ok(reason) => reason,
        Err(again) => return Ok(again),
    };
    let notice = &matter.notice;
    let target = Target::of(&matter.current, matter.urn, Some((notice.id, notice.report_number)));
    match submit(&ctx, &permit, &target, reason).await? {
        Ok(()) => Ok(see_other("/report/done")),
        Err(_) => Ok(see_other("/report")),
    }
}

fn place<'a>(matter: &'a Matter, held: &'a Held) -> Place<'a> {
    Place {
        about: matter.notice.about,
        provider: &matter.notice.provider_name,
        school: &matter.notice.school_name,
        of: held.of(),
        action: "/report/mistake",
        back: "/report",
    }
}
