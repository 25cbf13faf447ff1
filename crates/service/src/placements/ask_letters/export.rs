//! GET /placements/ask-by-letter/export.csv: the list as it is filtered, whole.

use axum::response::Response;
use store::Window;

use super::list::{filter, letter_words};
use crate::placements::store::ask_letters::unasked;
use crate::placements::year_shown::year_shown;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::download;
use crate::platform::request::Query;
use crate::platform::sessions::Kind;
use crate::platform::upload::csv;
use crate::policy::Action;

const HEAD: [&str; 5] = ["urn", "name", "town", "postcode", "letter"];

/// Writes every line that the filters leave.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::Provider, Action::ReadPlacements)?;
    let everything = Window { skip: 0, take: u64::from(u32::MAX) };
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let listed = unasked(&mut tx, (permit.on(), year), &filter(&query), everything).await?;
    drop(tx);
    let text = |it: &Option<String>| it.clone().unwrap_or_default();
    let lines = listed
        .rows
        .iter()
        .map(|it| [it.urn.clone(), it.name.clone(), text(&it.town), text(&it.postcode), letter_words(it)]);
    let file = csv(std::iter::once(HEAD.map(str::to_owned)).chain(lines));
    Ok(download("schools-to-ask-by-letter.csv", "text/csv; charset=utf-8", file.into_bytes()))
}
