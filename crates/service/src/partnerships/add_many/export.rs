//! GET /partner-schools/add-many/{id}/rows/export.csv: the list given back, with a result and a reason for each row.

use std::collections::HashMap;

use axum::extract::Path;
use axum::response::Response;

use super::judged::{Tools, judged};
use super::store;
use crate::organisations::store::listed;
use crate::partnerships::matching::{Verdict, file_back};
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
    let schools = listed(&mut ctx.app.db.read().await?, &urns).await?;
    let names: HashMap<Urn, String> = schools.into_iter().map(|school| (school.urn, school.name)).collect();
    let verdicts: Vec<(usize, Verdict)> = rows.into_iter().map(|row| (row.line, row.verdict)).collect();
    let name = |urn: Urn| names.get(&urn).cloned().unwrap_or_default();
    let file = file_back(&upload.sheet, &upload.layout.columns, &verdicts, &name);
    Ok(download("partner-schools-results.csv", "text/csv; charset=utf-8", file.into_bytes()))
}

fn named(verdict: &Verdict) -> Vec<Urn> {
    match verdict {
        Verdict::NotSure { candidates } => candidates.iter().map(|it| it.urn).collect(),
        other => other.urn().into_iter().collect(),
    }
}
