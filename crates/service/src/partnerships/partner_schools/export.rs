//! GET /partner-schools/export.csv: the list as it is filtered, whole.

use std::sync::Arc;

use axum::Extension;
use axum::response::Response;
use store::Window;

use super::list::{filter, reason, status_words, told};
use crate::partnerships::store::Rosters;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::download;
use crate::platform::request::Query;
use crate::platform::sessions::Kind;
use crate::platform::upload::csv;
use crate::policy::Action;

const HEAD: [&str; 11] =
    ["urn", "name", "town", "postcode", "phase", "type", "local_authority", "status", "reason", "told", "trainees"];

/// Writes every line that the filters leave.
pub(super) async fn get(
    ctx: Ctx,
    Extension(rosters): Extension<Arc<Rosters>>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::Provider, Action::Read)?;
    let everything = Window { skip: 0, take: u64::from(u32::MAX) };
    let roster = rosters.of(&ctx.app.db, permit.on()).await?;
    let listed = roster.page(&filter(&query), everything);
    let text = |it: &Option<String>| it.clone().unwrap_or_default();
    let lines = listed.rows.iter().map(|line| {
        vec![
            line.urn.clone(),
            line.name.clone(),
            text(&line.town),
            text(&line.postcode),
            text(&line.phase),
            text(&line.kind),
            text(&line.area),
            status_words(line).to_owned(),
            reason(line),
            told(line.told_at),
            line.trainees.map(|it| it.to_string()).unwrap_or_default(),
        ]
    });
    let head = HEAD.map(str::to_owned).to_vec();
    Ok(download("partner-schools.csv", "text/csv; charset=utf-8", csv(std::iter::once(head).chain(lines)).into_bytes()))
}
