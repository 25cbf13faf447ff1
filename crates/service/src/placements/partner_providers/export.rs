//! GET /partner-providers/export.csv: the list as it is filtered, whole.

use axum::response::Response;
use store::{Window, utc};

use super::list::{filter, status_words, told, until};
use super::school;
use crate::partnerships::rules::Reason;
use crate::partnerships::store as partnerships;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::download;
use crate::platform::request::Query;
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::london_date;

const HEAD: [&str; 9] =
    ["provider_code", "name", "town", "ukprn", "added", "told", "status", "reason", "report_a_mistake"];

/// Writes every line that the filters leave.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let (permit, _) = school(&ctx, Action::ReadPlacements)?;
    let everything = Window { skip: 0, take: u64::from(u32::MAX) };
    let listed = {
        let mut tx = ctx.app.db.read().await?;
        partnerships::providers_of(&mut tx, permit.on(), &filter(&query), everything).await?
    };
    let lines = listed.rows.iter().map(|line| {
        let reason = line.report_reason.as_deref().and_then(Reason::parse);
        vec![
            line.code.clone(),
            line.name.clone(),
            line.town.clone().unwrap_or_default(),
            line.ukprn.clone().unwrap_or_default(),
            day(london_date(utc(line.added_at))),
            told(line),
            status_words(&line.status).to_owned(),
            reason.map(|it| it.to_string()).unwrap_or_default(),
            until(line, ctx.now).unwrap_or_default(),
        ]
    });
    let head = HEAD.map(str::to_owned).to_vec();
    let bytes = csv(std::iter::once(head).chain(lines)).into_bytes();
    Ok(download("partner-providers.csv", "text/csv; charset=utf-8", bytes))
}
