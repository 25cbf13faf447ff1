//! /placements/copy: what was offered last year, offered again; choose which, check, publish.

use askama::Template;
use axum::response::Response;
use axum::{Router, routing};
use govuk::components::{Button, Cell, Checkboxes, Choice, Legend, Table};
use govuk::{Layout, Problems};
use store::Tx;

use super::own;
use crate::placements::rules::{Offer, years_offered};
use crate::placements::store::{self as placements, Placement};
use crate::placements::words::places;
use crate::placements::year_shown::year_shown;
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::policy::{Action, Permit};
use crate::vocabulary::{AcademicYear, london_date};

/// Its addresses.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/placements/copy", routing::get(get).post(post))
        .route("/placements/copy/check", routing::get(get_check).post(post_check))
}

#[derive(Template)]
#[template(path = "placements/school/copy/choose.html")]
struct ChoosePage {
    layout: Layout,
    year: AcademicYear,
    boxes: Option<Checkboxes>,
}

impl ChoosePage {
    fn go_on() -> Button {
        Button::new("Continue").prevent_double_click(true)
    }
}

#[derive(Template)]
#[template(path = "placements/school/copy/check.html")]
struct CheckPage {
    layout: Layout,
    year: AcademicYear,
    table: Table,
    items: Vec<String>,
    run: String,
    back: String,
}

impl CheckPage {
    fn publish(&self) -> Button {
        Button::new("Publish placements").prevent_double_click(true)
    }
}

/// The year to which they are copied, those of the year before, and which of these were chosen.
struct Here {
    permit: Permit,
    year: AcademicYear,
    before: Vec<Placement>,
    chosen: Vec<Placement>,
}

impl Here {
    async fn at(ctx: &Ctx, tx: &mut Tx, fields: &Fields) -> Result<Here, Failure> {
        let permit = own::school(ctx, Action::OfferPlacements)?;
        let shown = year_shown(tx, ctx, fields).await?;
        let years = years_offered(london_date(ctx.now));
        let year = if years.contains(&shown) { shown } else { years[0] };
        let before = placements::placements_of(tx, permit.on(), year.previous()).await?;
        let wanted: Vec<&str> = fields.all("item").collect();
        let chosen = before.iter().filter(|it| wanted.contains(&it.public_id.as_str())).cloned().collect();
        Ok(Here { permit, year, before, chosen })
    }

    fn address(&self, page: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("year", &self.year.start_year().to_string());
        for placement in &self.chosen {
            query.append_pair("item", &placement.public_id);
        }
        format!("/placements/copy{page}?{}", query.finish())
    }

    fn offers(&self) -> Vec<Offer> {
        self.chosen.iter().map(|it| it.offer.in_next_year()).collect()
    }

    fn choose(&self, ctx: &Ctx, chosen: &[Placement], problems: &Problems) -> ChoosePage {
        let heading = format!("Which placements of {} do you offer again?", self.year.previous());
        let choices = self.before.iter().map(|it| {
            let places = places(it.offer.places);
            Choice::new(it.public_id.as_str(), it.title()).hint(format!("{places}, {}", it.offer.when.title()))
        });
        let boxes = Checkboxes::new("item", Legend::heading(heading.as_str()))
            .hint("Select all that apply")
            .items(choices)
            .values(chosen.iter().map(|it| it.public_id.as_str()))
            .error(problems.on("item"));
        ChoosePage {
            layout: ctx.layout_with(heading, problems).back(format!("/placements?year={}", self.year.start_year())),
            year: self.year,
            boxes: (!self.before.is_empty()).then_some(boxes),
        }
    }

    fn check(&self, ctx: &Ctx, run: String, problems: &Problems) -> CheckPage {
        let head = ["Placement", "Expected date", "Places", "Routes"];
        let mut table = Table::new("Placements to publish").stacked().hidden_caption().head(head.map(Cell::new));
        for offer in self.offers() {
            let cells = [offer.what.title(), offer.when.title(), offer.places.to_string(), offer.routes_title()];
            table = table.row(cells.map(Cell::new));
        }
        let back = self.address("");
        CheckPage {
            layout: ctx.layout_with("Check the placements before you publish them", problems).back(back.as_str()),
            year: self.year,
            table,
            items: self.chosen.iter().map(|it| it.public_id.clone()).collect(),
            run,
            back,
        }
    }
}

/// Asks which; all of them are chosen at first.
async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let here = Here::at(&ctx, &mut tx, &query).await?;
    if let Some(elsewhere) = own::contact_first(&mut tx, &ctx, &here.permit).await? {
        return Ok(elsewhere);
    }
    let chosen = if here.chosen.is_empty() { &here.before } else { &here.chosen };
    page(&here.choose(&ctx, chosen, &Problems::default()))
}

/// Goes on.
async fn post(ctx: Ctx, posted: Fields) -> Result<Response, Failure> {
    let here = Here::at(&ctx, &mut ctx.app.db.read().await?, &posted).await?;
    if here.chosen.is_empty() {
        return page_again(&here.choose(&ctx, &[], &Problems::one("item", "Select a placement")));
    }
    Ok(see_other(&own::with_run(&ctx, &here.address("/check"))))
}

/// Shows what will be published.
async fn get_check(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let here = Here::at(&ctx, &mut ctx.app.db.read().await?, &query).await?;
    if here.chosen.is_empty() {
        return Ok(see_other(&here.address("")));
    }
    match own::run_of(&ctx, &query) {
        Ok(run) => page(&here.check(&ctx, run, &Problems::default())),
        Err(elsewhere) => Ok(*elsewhere),
    }
}

/// Publishes; the same form sent again publishes nothing more.
async fn post_check(ctx: Ctx, posted: Fields) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let here = Here::at(&ctx, &mut tx, &posted).await?;
    if here.chosen.is_empty() {
        return Ok(see_other(&here.address("")));
    }
    if let Some(elsewhere) = own::contact_first(&mut tx, &ctx, &here.permit).await? {
        return Ok(elsewhere);
    }
    let run = posted.text("run");
    let list = format!("/placements?year={}", here.year.start_year());
    if own::is_made(&mut tx, &here.permit, &own::once(&here.permit, run).public_id()).await? {
        return Ok(see_other(&list));
    }
    let (once, offers) = (own::once(&here.permit, run), here.offers());
    if let Err(refusal) = placements::offer(&mut tx, &here.permit, &once, ctx.now, &offers).await? {
        let problems = Problems::one("placement", own::words(refusal));
        return page_again(&here.check(&ctx, run.to_owned(), &problems));
    }
    tx.commit().await?;
    let added =
        if offers.len() == 1 { "1 placement added".to_owned() } else { format!("{} placements added", offers.len()) };
    let banner = Banner::new(added, "Providers can now find them and ask you for places.");
    Ok(with_banner(&ctx, see_other(&list), &banner))
}
