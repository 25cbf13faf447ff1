//! POST /early-career/schools/seen: "I have seen these". No page that is only looked at says so by itself.

use axum::response::Response;
use chrono::DateTime;

use super::PATH;
use super::shown::cohort_shown;
use crate::early_career::store::looked;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{see_other, with_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::Action;

/// Remembers it, and shows the list again.
pub(super) async fn post(ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    let _reading = ctx.may_as(Kind::LeadProvider, Action::ReadEarlyCareer)?;
    let permit = ctx.may(Action::ManageSelf)?;
    let mut tx = ctx.app.db.begin().await?;
    let cohort = cohort_shown(&mut tx, &fields, ctx.now).await?.1.ok_or(Failure::NotFound)?;
    // What changed after the page was drawn has not been seen with it.
    let drawn = DateTime::parse_from_rfc3339(fields.text("until")).map_or(ctx.now, |it| it.to_utc());
    looked::looked(&mut tx, &permit, cohort.year, drawn.min(ctx.now)).await?;
    tx.commit().await?;
    let banner = Banner::new("Changes seen", "From now on we show you what has changed since.");
    Ok(with_banner(&ctx, see_other(&format!("{PATH}?cohort={}", cohort.year.start_year())), &banner))
}
