//! GET /partner-schools/add-many/{id}/rows/export.csv: the list given back, with a result and a reason for each row.

use std::collections::HashMap;

use axum::extract::Path;
use axum::response::Response;

use super::check::how_told;
use super::judged::{Judged, Tools, judged};
use super::kept::GoingOn;
use super::store::{self, Reach};
use crate::organisations::store::listed;
use crate::partnerships::matching::{SaidOf, Verdict, file_back};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{download, see_other};
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::Urn;

/// Writes every row, as it stood, with what is said of it.
pub(super) async fn get(ctx: Ctx, tools: Tools, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::Provider, Action::ChangePartners)?;
    let upload = store::find(&mut ctx.app.db.read().await?, permit.on(), &id, ctx.now).await?;
    let upload = upload.ok_or(Failure::NotFound)?;
    if upload.layout.columns.guess.is_empty() {
        return Ok(see_other(&upload.at("columns")));
    }
    let rows = judged(&ctx, &tools, &permit, &upload).await?;
    let mut urns: Vec<Urn> = rows.iter().flat_map(|row| named(&row.verdict)).collect();
    urns.sort_unstable();
    urns.dedup();
    let mut tx = ctx.app.db.read().await?;
    let schools = listed(&mut tx, &urns).await?;
    let reachable = store::reachable(&mut tx, &urns).await?;
    drop(tx);
    let names: HashMap<Urn, String> = schools.into_iter().map(|school| (school.urn, school.name)).collect();
    let said: Vec<SaidOf> = rows
        .into_iter()
        .map(|row| SaidOf { line: row.line, told: told(&row, &reachable), verdict: row.verdict })
        .collect();
    let name = |urn: Urn| names.get(&urn).cloned().unwrap_or_default();
    let file = file_back(&upload.sheet, &upload.layout.columns, &said, &name);
    Ok(download("partner-schools-results.csv", "text/csv; charset=utf-8", file.into_bytes()))
}

/// Whether mail reaches the school of a row that goes on.
fn told(row: &Judged, reachable: &HashMap<Urn, Reach>) -> String {
    let reach = |it: &GoingOn| it.urn().and_then(|urn| reachable.get(&urn).copied());
    row.going_on().map_or_else(String::new, |it| how_told(&it, reach(&it)))
}

fn named(verdict: &Verdict) -> Vec<Urn> {
    match verdict {
        Verdict::NotSure { candidates } => candidates.iter().map(|it| it.urn).collect(),
        other => other.urn().into_iter().collect(),
    }
}
