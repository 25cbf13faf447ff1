//! GET, POST /partner-providers/add-many/{id}/rows: what was found for each row; a person says which provider is meant.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Cell, Choice, Fieldset, Radios, Table};
use govuk::{Layout, Problems};
use store::Tx;

use super::BASE;
use super::judge::{Meaning, meaning};
use super::kept::{self, Kept};
use crate::organisations::provider::{self, Provider};
use crate::organisations::search::store::Searching;
use crate::placements::partner_providers::school;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::Fields;
use crate::platform::upload::{Row, Shown};
use crate::policy::Action;
use crate::vocabulary::ProviderCode;

/// The answer "none of these".
const NONE: &str = "none";

/// A row, and what it was judged to mean.
pub(super) struct Judged<'a> {
    pub row: &'a Row,
    pub meaning: Meaning,
}

/// Every row, judged afresh: providers may have changed between two pages.
pub(super) fn judged<'a>(searching: &Searching, kept: &'a Kept) -> Vec<Judged<'a>> {
    let snapshots = searching.now();
    kept.rows.iter().map(|row| Judged { row, meaning: meaning(&snapshots.providers, row) }).collect()
}

/// The codes that are certain, or were chosen among those shown; none while a row still waits for an answer.
pub(super) fn chosen(rows: &[Judged<'_>], choices: &BTreeMap<usize, String>) -> Option<Vec<ProviderCode>> {
    let mut codes: Vec<ProviderCode> = Vec::new();
    for it in rows {
        let code = match &it.meaning {
            Meaning::Certain(code) => code,
            Meaning::Nothing => continue,
            Meaning::Perhaps(candidates) => match choices.get(&it.row.line).map(String::as_str) {
                Some("") => continue,
                Some(code) => candidates.iter().find(|it| *it == code)?,
                None => return None,
            },
        };
        let code = code.parse().ok()?;
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    Some(codes)
}

#[derive(Template)]
#[template(path = "placements/partner_providers/add_many/rows.html")]
struct RowsPage {
    layout: Layout,
    action: String,
    found: Option<Table>,
    questions: Vec<Radios>,
    unknown: Vec<String>,
    file: String,
}

impl RowsPage {
    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

fn field(row: &Row) -> String {
    format!("line-{}", row.line)
}

/// How pages name a row.
pub(super) fn called(row: &Row) -> String {
    let cells: Vec<&str> = row.cells.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
    format!("Line {}: {}", row.line, Shown::of(&cells.join(", ")))
}

/// The providers that the page names, by code.
pub(super) async fn named(tx: &mut Tx, rows: &[Judged<'_>]) -> Result<HashMap<String, Provider>, Failure> {
    let codes = rows.iter().flat_map(|it| match &it.meaning {
        Meaning::Certain(code) => vec![code.clone()],
        Meaning::Perhaps(codes) => codes.clone(),
        Meaning::Nothing => Vec::new(),
    });
    let codes: Vec<ProviderCode> = codes.filter_map(|it| it.parse().ok()).collect();
    Ok(provider::by_codes(tx, &codes).await?.into_iter().map(|it| (it.code.clone(), it)).collect())
}

fn question(
    it: &Judged<'_>,
    candidates: &[String],
    names: &HashMap<String, Provider>,
    (answer, problems): (&str, &Problems),
) -> Radios {
    let name = field(it.row);
    let choice = |code: &String| {
        let provider = names.get(code);
        let label = provider.map_or(code.as_str(), |it| it.name.as_str());
        let town = provider.and_then(|it| it.town.as_deref()).map(|it| format!(", {it}")).unwrap_or_default();
        Choice::new(code.as_str(), label).hint(format!("Code {code}{town}"))
    };
    Radios::new(name.as_str(), Fieldset::new(called(it.row)))
        .items(candidates.iter().map(choice))
        .item(Choice::new(NONE, "None of these"))
        .value(answer)
        .error(problems.on(&name))
}

fn view(
    ctx: &Ctx,
    kept: &Kept,
    rows: &[Judged<'_>],
    names: &HashMap<String, Provider>,
    problems: &Problems,
) -> RowsPage {
    let mut table = Table::new("Found").stacked().caption_classes("govuk-table__caption--m");
    table = table.head(["In your list", "Provider", "Code"].map(Cell::new));
    let (mut questions, mut unknown, mut is_any_found) = (Vec::new(), Vec::new(), false);
    for it in rows {
        match &it.meaning {
            Meaning::Certain(code) => {
                is_any_found = true;
                let name = names.get(code).map_or(code.as_str(), |it| it.name.as_str());
                table = table.row([called(it.row), name.to_owned(), code.clone()].map(Cell::new));
            }
            Meaning::Perhaps(candidates) => {
                let answer = kept.choices.get(&it.row.line).map_or("", |it| if it.is_empty() { NONE } else { it });
                questions.push(question(it, candidates, names, (answer, problems)));
            }
            Meaning::Nothing => unknown.push(called(it.row)),
        }
    }
    RowsPage {
        layout: ctx.layout_with("Check what we found", problems).back(BASE),
        action: kept.at("rows"),
        found: is_any_found.then_some(table),
        questions,
        unknown,
        file: kept.at("rows/export.csv"),
    }
}

/// Shows every row and what it may mean.
pub(super) async fn get(
    ctx: Ctx,
    Extension(searching): Extension<Arc<Searching>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (permit, _) = school(&ctx, Action::ChangePartners)?;
    let mut tx = ctx.app.db.read().await?;
    let kept = kept::find(&mut tx, permit.on(), &id, ctx.now, false).await?.ok_or(Failure::NotFound)?;
    let rows = judged(&searching, &kept);
    let names = named(&mut tx, &rows).await?;
    page(&view(&ctx, &kept, &rows, &names, &Problems::default()))
}

/// Keeps the answers, and goes on when each row has one.
pub(super) async fn post(
    ctx: Ctx,
    Extension(searching): Extension<Arc<Searching>>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let (permit, _) = school(&ctx, Action::ChangePartners)?;
    let mut tx = ctx.app.db.begin().await?;
    let mut kept = kept::find(&mut tx, permit.on(), &id, ctx.now, true).await?.ok_or(Failure::NotFound)?;
    let (mut problems, mut choices) = (Problems::default(), BTreeMap::new());
    for it in &judged(&searching, &kept) {
        let Meaning::Perhaps(candidates) = &it.meaning else { continue };
        let name = field(it.row);
        match fields.text(&name) {
            NONE => drop(choices.insert(it.row.line, String::new())),
            code if candidates.iter().any(|it| it == code) => drop(choices.insert(it.row.line, code.to_owned())),
            _ => problems.add(&name, format!("Select a provider for line {}, or “None of these”", it.row.line)),
        }
    }
    kept.choices = choices;
    let rows = judged(&searching, &kept);
    if problems.is_empty() && chosen(&rows, &kept.choices).is_none_or(|it| it.is_empty()) {
        problems.add("rows", "None of the rows names a provider: go back and change the list");
    }
    if !problems.is_empty() {
        let names = named(&mut tx, &rows).await?;
        return page_again(&view(&ctx, &kept, &rows, &names, &problems));
    }
    kept::choose(&mut tx, &permit, &kept).await?;
    tx.commit().await?;
    Ok(see_other(&kept.at("check")))
}
