//! /placements/availability/{year}/sheet (and .pdf): a year of a school on a page that it can print or send to anybody.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use store::Tx;

use super::show::{might, updated};
use super::{page_of, year_of};
use crate::organisations::contact_book;
use crate::organisations::directory;
use crate::placements::store::availability::availability;
use crate::placements::store::{placements_of, school_year};
use crate::placements::words::{Answer, Word};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::letter::{self, Letter, Part};
use crate::platform::page::{SERVICE, download, page};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{AcademicYear, london_date};

/// What stands on the sheet. It names no provider: it may be sent to any.
struct Sheet {
    school: String,
    status: &'static str,
    lines: Vec<String>,
    placements: Vec<String>,
    contact: Option<String>,
    updated: Option<String>,
}

async fn sheet(tx: &mut Tx, permit: &Permit, year: AcademicYear) -> Result<Sheet, Failure> {
    let school = directory::by_id(tx, permit.on()).await?.ok_or(Failure::NotFound)?;
    let said = availability(tx, permit.on(), year).await?.filter(|it| it.answer.is_some());
    let offered = placements_of(tx, permit.on(), year).await?;
    let hosting = school_year(tx, permit.on(), year).await?.hosting;
    let answer = said.as_ref().and_then(|it| it.answer);
    let mut lines = Vec::new();
    if let (Some(Answer::Maybe), Some(said)) = (answer, &said) {
        lines.extend(might(&said.might).into_iter().map(|(key, value)| format!("{key}: {value}")));
        lines.extend(Some(said.note.clone()).filter(|it| !it.is_empty()));
    }
    let placements = offered.iter().map(|it| {
        let left = it.standing().left();
        let places = if left == 1 { "1 place left".to_owned() } else { format!("{left} places left") };
        format!("{}: {places}. {}. {}", it.title(), it.offer.when.title(), it.offer.routes_title())
    });
    let contact = contact_book::for_placements(tx, permit.on()).await?.filter(|_| hosting.shows_contact());
    Ok(Sheet {
        school: school.name,
        status: hosting.title(),
        lines,
        placements: placements.collect(),
        contact: contact.map(|it| if it.post.is_empty() { it.address } else { format!("{}, {}", it.post, it.address) }),
        updated: said.as_ref().and_then(updated),
    })
}

#[derive(Template)]
#[template(path = "placements/availability/sheet.html")]
struct SheetPage {
    layout: Layout,
    year: AcademicYear,
    sheet: Sheet,
}

impl SheetPage {
    fn start(&self) -> i32 {
        self.year.start_year()
    }
}

fn may_look(ctx: &Ctx) -> Result<Permit, Failure> {
    ctx.may_as(Kind::School, Action::ReadPlacements)
}

fn title(sheet: &Sheet, year: AcademicYear) -> String {
    format!("Placements at {} in {year}", sheet.school)
}

/// The page.
pub(super) async fn get(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let year = year_of(path)?;
    let permit = may_look(&ctx)?;
    let sheet = sheet(&mut ctx.app.db.read().await?, &permit, year).await?;
    page(&SheetPage { layout: ctx.layout(title(&sheet, year)).back(page_of(year)), year, sheet })
}

/// The same as a PDF.
pub(super) async fn pdf(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let year = year_of(path)?;
    let permit = may_look(&ctx)?;
    let sheet = sheet(&mut ctx.app.db.read().await?, &permit, year).await?;
    let heading = title(&sheet, year);
    let mut parts = vec![Part::Paragraph(sheet.status.to_owned())];
    if !sheet.lines.is_empty() {
        parts.push(Part::Heading("What might be possible".to_owned()));
        parts.push(Part::List(sheet.lines));
    }
    if !sheet.placements.is_empty() {
        parts.push(Part::Heading("Placements".to_owned()));
        parts.push(Part::List(sheet.placements));
    }
    if let Some(contact) = sheet.contact {
        parts.push(Part::Heading("Contact".to_owned()));
        parts.push(Part::Paragraph(contact));
    }
    parts.extend(sheet.updated.map(Part::Paragraph));
    let from = vec![sheet.school, format!("through {SERVICE}")];
    let letter = Letter { from, to: Vec::new(), date: london_date(ctx.now), heading, parts };
    let bytes = letter::pdf(&letter).map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(download(&format!("placements-{}.pdf", year.start_year()), "application/pdf", bytes))
}
