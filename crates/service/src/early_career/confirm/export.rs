//! GET /early-career/confirm/lists/{id}/errors/export.csv: the list given back, with a result for each row.

use std::collections::HashMap;

use axum::extract::Path;
use axum::response::Response;

use super::judged::{Judged, Tools, asking, found, judged, permit};
use crate::organisations::store::listed;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::download;
use crate::platform::upload::csv;
use crate::vocabulary::Urn;

/// The column of what the person wrote.
pub(super) const WRITTEN: &str = "What you wrote";
/// The headings of the file.
pub(super) const HEAD: [&str; 6] = ["Line", WRITTEN, "School", "Result", "Reason", "What to do"];

/// Writes every row with what is said of it.
pub(super) async fn get(ctx: Ctx, tools: Tools, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = permit(&ctx)?;
    let mut tx = ctx.app.db.read().await?;
    let list = found(&mut tx, &ctx, &permit, &id).await?;
    let all = judged(&mut tx, &tools, asking(&permit, &list), &list.rows).await?;
    let names = listed(&mut tx, &list.urns()).await?.into_iter().map(|it| (it.urn, it.name)).collect();
    drop(tx);
    let head = HEAD.map(str::to_owned);
    let rows = std::iter::once(head).chain(all.iter().map(|row| cells(row, &names)));
    Ok(download("schools-results.csv", "text/csv; charset=utf-8", csv(rows).into_bytes()))
}

fn cells(row: &Judged, names: &HashMap<Urn, String>) -> [String; 6] {
    let name = row.urn.and_then(|urn| names.get(&urn)).cloned().unwrap_or_default();
    let (result, reason, next) = match (row.error, row.same_as) {
        (Some(error), _) => (error.to_string(), error.sentence().to_owned(), error.next_step().to_owned()),
        (None, Some(line)) => ("Named twice".to_owned(), format!("Line {line} names the same school"), String::new()),
        (None, None) => ("Available".to_owned(), String::new(), String::new()),
    };
    [row.line.to_string(), row.written.clone(), name, result, reason, next]
}
