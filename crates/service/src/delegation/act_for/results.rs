//! GET /act-for/results/{id}: what happened at each of several schools; kept for a week for who did it.

use std::collections::BTreeMap;

use ::store::drafts::{self, Draft};
use ::store::{Tx, naive};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, Table};

use super::{PATH, own};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::policy::Action;

const JOURNEY: &str = "act-for-results";

fn owner(ctx: &Ctx) -> Result<String, Failure> {
    Ok(format!("{}:{}", ctx.viewer()?.person.get(), own(ctx)?.id))
}

/// Keeps what happened, by school, in the transaction in which it did; gives the page's address.
pub(super) async fn keep(ctx: &Ctx, tx: &mut Tx, results: BTreeMap<String, String>) -> Result<String, Failure> {
    let draft = Draft { id: ctx.app.chance.public_id(), answers: results };
    drafts::save(tx, JOURNEY, &owner(ctx)?, &draft, naive(ctx.now)).await?;
    Ok(format!("{PATH}/results/{}", draft.id))
}

#[derive(Template)]
#[template(path = "delegation/act_for/results.html")]
struct ResultsPage {
    layout: Layout,
    table: Table,
}

/// The page.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::Read, own(&ctx)?.id)?;
    let mut tx = ctx.app.db.read().await?;
    let kept = drafts::load(&mut tx, JOURNEY, &owner(&ctx)?, &id, naive(ctx.now)).await?.ok_or(Failure::NotFound)?;
    drop(tx);
    let table = Table::new("What happened at each school").stacked().head(["School", "What happened"]);
    let table = kept.answers.iter().fold(table, |table, (school, result)| {
        table.row([Cell::new(school.as_str()), Cell::new(format!("{result}."))])
    });
    let view = ResultsPage { layout: ctx.layout("Done for several schools").back(PATH), table };
    Ok(without_banner(&ctx, page(&view)?))
}
