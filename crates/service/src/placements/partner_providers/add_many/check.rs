//! GET, POST /partner-providers/add-many/{id}/check: what will be added, what not and why; and the change itself.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Table};
use serde_json::json;
use store::Tx;

use super::kept::{self, Kept, Outcome};
use super::results::{Said, results};
use super::rows::{chosen, judged, named};
use crate::organisations::news;
use crate::organisations::people;
use crate::organisations::provider::{self, Provider};
use crate::organisations::search::store::Searching;
use crate::partnerships::mail::ProviderAdded;
use crate::partnerships::rules::{Refusal, may_add_provider};
use crate::partnerships::store::{self as partnerships, ToName};
use crate::placements::partner_providers::add::candidate;
use crate::placements::partner_providers::school;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other};
use crate::policy::{Action, Permit};
use crate::vocabulary::{OrganisationId, ProviderCode, Urn};

#[derive(Template)]
#[template(path = "placements/partner_providers/add_many/check.html")]
struct CheckPage {
    layout: Layout,
    action: String,
    adding: Option<Table>,
    left_out: Vec<String>,
    file: String,
}

impl CheckPage {
    fn confirm(&self) -> Button {
        Button::new("Confirm and add providers").prevent_double_click(true)
    }
}

/// A provider of the list, and why it cannot be added.
struct Judged {
    provider: Provider,
    refusal: Option<Refusal>,
    has_users: bool,
}

async fn judge(tx: &mut Tx, permit: &Permit, urn: Urn, codes: &[ProviderCode]) -> Result<Vec<Judged>, Failure> {
    let school = candidate(tx, urn).await?;
    let providers = provider::by_codes(tx, codes).await?;
    let hubs: Vec<OrganisationId> = providers.iter().map(Provider::organisation).collect();
    let standing = partnerships::currents_of_school(tx, permit.on(), &hubs).await?;
    let mut judged = Vec::with_capacity(providers.len());
    for provider in providers {
        let current = standing.get(&provider.organisation()).map(|it| it.state);
        judged.push(Judged {
            refusal: may_add_provider(true, school, current).err(),
            has_users: people::has_users(tx, provider.organisation()).await?,
            provider,
        });
    }
    Ok(judged)
}

/// What is said of each row of the list.
pub(super) async fn said(
    tx: &mut Tx,
    (permit, urn): (&Permit, Urn),
    searching: &Searching,
    kept: &Kept,
) -> Result<Vec<Said>, Failure> {
    let rows = judged(searching, kept);
    let names = named(tx, &rows).await?;
    let codes: Vec<ProviderCode> = names.keys().filter_map(|code| code.parse().ok()).collect();
    let refused: HashMap<String, String> = judge(tx, permit, urn, &codes)
        .await?
        .into_iter()
        .filter_map(|it| Some((it.provider.code, it.refusal?.to_string())))
        .collect();
    Ok(results(kept, &rows, &names, &refused))
}

fn view(ctx: &Ctx, kept: &Kept, judged: &[Judged]) -> CheckPage {
    let mut table = Table::new("Providers to add").stacked().caption_classes("govuk-table__caption--m");
    table = table.head(["Provider", "Code", "UKPRN", "Told by email"].map(Cell::new));
    for it in judged.iter().filter(|it| it.refusal.is_none()) {
        let ukprn = it.provider.ukprn.clone().unwrap_or_else(|| "Not entered".to_owned());
        let told = if it.has_users { "Yes" } else { "No: nobody there uses this service yet" };
        let cells = [it.provider.name.clone(), it.provider.code.clone(), ukprn, told.to_owned()];
        table = table.row(cells.map(Cell::new));
    }
    let left_out = judged
        .iter()
        .filter_map(|it| it.refusal.map(|refusal| format!("{} ({}): {refusal}", it.provider.name, it.provider.code)));
    CheckPage {
        layout: ctx.layout("Check the providers that you are adding").back(kept.at("rows")),
        action: kept.at("check"),
        adding: judged.iter().any(|it| it.refusal.is_none()).then_some(table),
        left_out: left_out.collect(),
        file: kept.at("rows/export.csv"),
    }
}

/// Shows what will be added, and what not.
pub(super) async fn get(
    ctx: Ctx,
    Extension(searching): Extension<Arc<Searching>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (permit, urn) = school(&ctx, Action::ChangePartners)?;
    let mut tx = ctx.app.db.read().await?;
    let kept = kept::find(&mut tx, permit.on(), &id, ctx.now, false).await?.ok_or(Failure::NotFound)?;
    if kept.outcome.is_some() {
        return Ok(see_other(&kept.at("done")));
    }
    let Some(codes) = chosen(&judged(&searching, &kept), &kept.choices) else { return Ok(see_other(&kept.at("rows"))) };
    let judged = judge(&mut tx, &permit, urn, &codes).await?;
    page(&view(&ctx, &kept, &judged))
}

/// Adds them, once, however often the button is pressed; each provider's users are told.
pub(super) async fn post(
    ctx: Ctx,
    Extension(searching): Extension<Arc<Searching>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (permit, urn) = school(&ctx, Action::ChangePartners)?;
    let mut tx = ctx.app.db.begin().await?;
    let kept = kept::find(&mut tx, permit.on(), &id, ctx.now, true).await?.ok_or(Failure::NotFound)?;
    if kept.outcome.is_some() {
        return Ok(see_other(&kept.at("done")));
    }
    let Some(codes) = chosen(&judged(&searching, &kept), &kept.choices) else { return Ok(see_other(&kept.at("rows"))) };
    let named = provider::by_codes(&mut tx, &codes).await?;
    let providers: Vec<OrganisationId> = named.iter().map(Provider::organisation).collect();
    let school = candidate(&mut tx, urn).await?;
    let to_name = ToName { urn, school, providers: &providers };
    let done = partnerships::add_providers(&mut tx, &permit, &ctx.app.chance, ctx.now, to_name).await?;
    for added in &done.added {
        let about = json!({ "membership": added.public_id, "report_number": added.report_number });
        news::tell::<ProviderAdded>(&mut tx, &ctx.app, ctx.now, about).await?;
    }
    let mut outcome = Outcome::default();
    for it in &named {
        match done.refused.iter().find(|(provider, _)| *provider == it.organisation()) {
            Some((_, refusal)) => outcome.left_out.push((it.code.clone(), refusal.to_string())),
            None => outcome.added.push(it.code.clone()),
        }
    }
    kept::confirm(&mut tx, &permit, ctx.now, (&kept, &outcome)).await?;
    tx.commit().await?;
    ctx.app.wake.notify_one();
    Ok(see_other(&kept.at("done")))
}
