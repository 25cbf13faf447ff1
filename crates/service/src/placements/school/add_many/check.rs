//! GET, POST /placements/add-many/check: all of them, or none.

use askama::Template;
use axum::response::Response;
use govuk::components::{Button, SummaryList, SummaryRow};
use govuk::{Layout, Problems};

use super::phases::{caption, list};
use super::state::State;
use crate::placements::rules::What;
use crate::placements::school::own;
use crate::placements::store as placements;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::{Fields, Query};
use crate::policy::Action;

#[derive(Template)]
#[template(path = "placements/school/add_many/check.html")]
struct CheckPage {
    layout: Layout,
    caption: String,
    rows: SummaryList,
    total: usize,
    kept: Vec<(String, String)>,
    /// Tells this page's form from any other, so that sending it twice adds nothing.
    run: String,
    cancel: String,
}

impl CheckPage {
    fn publish(&self) -> Button {
        Button::new("Publish placements").prevent_double_click(true)
    }
}

fn view(ctx: &Ctx, state: &State, (numbers, run): (&[(What, usize)], String), problems: &Problems) -> CheckPage {
    let change = state.address("/quantities");
    let rows = numbers.iter().map(|(what, number)| {
        let placements = if *number == 1 { "1 placement".to_owned() } else { format!("{number} placements") };
        SummaryRow::new(what.title(), placements).change(change.as_str(), format!("number for {}", what.title()))
    });
    CheckPage {
        layout: ctx.layout_with("Check your answers before you publish the placements", problems).back(change.as_str()),
        caption: caption(state),
        rows: SummaryList::new().rows(rows),
        total: numbers.iter().map(|(_, number)| number).sum(),
        kept: state.pairs(),
        run,
        cancel: list(state),
    }
}

/// Shows what will be published.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let _ = own::school(&ctx, Action::OfferPlacements)?;
    let state = State::of(&mut ctx.app.db.read().await?, &ctx, &query).await?;
    match state.numbers() {
        Ok(numbers) if !numbers.is_empty() => match own::run_of(&ctx, &query) {
            Ok(run) => page(&view(&ctx, &state, (&numbers, run), &Problems::default())),
            Err(elsewhere) => Ok(*elsewhere),
        },
        _ => Ok(see_other(&state.address("/quantities"))),
    }
}

/// Publishes; the same form sent again publishes nothing more.
pub(super) async fn post(ctx: Ctx, posted: Fields) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::OfferPlacements)?;
    let mut tx = ctx.app.db.begin().await?;
    if let Some(elsewhere) = own::contact_first(&mut tx, &ctx, &permit).await? {
        return Ok(elsewhere);
    }
    let state = State::of(&mut tx, &ctx, &posted).await?;
    let numbers = match state.numbers() {
        Ok(numbers) if !numbers.is_empty() => numbers,
        _ => return Ok(see_other(&state.address("/quantities"))),
    };
    let run = posted.text("run");
    let offers = state.offers(&mut tx, &permit, &numbers).await?;
    let done = format!("/placements/add-many/done?year={}", state.year.start_year());
    if own::is_made(&mut tx, &permit, &own::once(&permit, run).public_id()).await? {
        return Ok(see_other(&done));
    }
    let once = own::once(&permit, run);
    match placements::offer(&mut tx, &permit, &once, ctx.now, &offers).await? {
        Ok(_) => {
            tx.commit().await?;
            Ok(see_other(&done))
        }
        Err(refusal) => {
            let problems = Problems::one("placement", own::words(refusal));
            page_again(&view(&ctx, &state, (&numbers, run.to_owned()), &problems))
        }
    }
}
