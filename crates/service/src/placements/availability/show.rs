//! GET, POST /placements/availability/{year}: what the school says of a year, what providers see, and how to change it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, Utc};
use govuk::Layout;
use govuk::components::{Button, SummaryList, SummaryRow, Tag};
use govuk::journey::Answers;

use super::ask::AnswerAvailability;
use super::facts::Facts;
use super::{finish, page_of, questions, year_of};
use crate::organisations::contact_book;
use crate::placements::rules::availability::Might;
use crate::placements::school::list::hosting_tag;
use crate::placements::store::availability::Availability;
use crate::placements::store::school_year;
use crate::placements::words::{Answer, Word, sentence};
use crate::placements::year_shown::year_shown;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::journeys::begin_with;
use crate::platform::page::{page, see_other, without_banner};
use crate::platform::request::Query;
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, london_date};

#[derive(Template)]
#[template(path = "placements/availability/show.html")]
struct ShowPage {
    layout: Layout,
    year: AcademicYear,
    other: AcademicYear,
    said: Option<SummaryList>,
    updated: Option<String>,
    shown: Tag,
    contact: Option<String>,
    shows_contact: bool,
    assigned: Vec<String>,
    offered: usize,
    can_change: bool,
    can_confirm: bool,
}

impl ShowPage {
    fn change(&self) -> Button {
        let words = if self.said.is_some() { "Change your answer" } else { "Answer" };
        Button::new(words).prevent_double_click(true)
    }

    fn confirm(&self) -> Button {
        Button::new("Still right").secondary().prevent_double_click(true)
    }

    fn start(&self) -> i32 {
        self.year.start_year()
    }

    fn other_start(&self) -> i32 {
        self.other.start_year()
    }
}

/// On to the page of the year that is shown.
pub(super) async fn start(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let _ = ctx.may_as(Kind::School, Action::ReadPlacements)?;
    let year = year_shown(&mut ctx.app.db.read().await?, &ctx, &query).await?;
    Ok(see_other(&page_of(year)))
}

async fn facts(ctx: &Ctx, year: AcademicYear) -> Result<Facts, Failure> {
    let mut answers = Answers::new();
    answers.insert(questions::YEAR.to_owned(), year.start_year().to_string());
    let facts = Facts::of(ctx, &answers).await?;
    // Years that are over have no page: their lists have.
    if facts.year == year { Ok(facts) } else { Err(Failure::NotFound) }
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let year = year_of(path)?;
    let permit = ctx.may_as(Kind::School, Action::ReadPlacements)?;
    let facts = facts(&ctx, year).await?;
    let mut tx = ctx.app.db.read().await?;
    let contact = contact_book::for_placements(&mut tx, permit.on()).await?;
    let hosting = school_year(&mut tx, permit.on(), year).await?.hosting;
    drop(tx);
    let answered = facts.current.as_ref().filter(|it| it.answer.is_some());
    let can_change = ctx.can(Action::SetAvailability);
    let view = ShowPage {
        layout: ctx.layout("Placement availability").back("/placements"),
        year,
        other: if facts.years[0] == year { facts.years[1] } else { facts.years[0] },
        said: answered.map(|it| said(it, facts.offered.len())),
        updated: answered.and_then(updated),
        shown: hosting_tag(hosting),
        contact: contact.map(|it| it.address),
        shows_contact: hosting.shows_contact(),
        assigned: facts.assigned().map(|it| format!("{}, {} assigned", it.title(), it.assigned)).collect(),
        offered: facts.offered.len(),
        can_confirm: can_change && answered.is_some(),
        can_change,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// Begins the journey with what is recorded.
pub(super) async fn post(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let year = year_of(path)?;
    let _ = ctx.may_as(Kind::School, Action::SetAvailability)?;
    let facts = facts(&ctx, year).await?;
    begin_with::<AnswerAvailability>(&ctx, finish::recorded(&facts), questions::ANSWER).await
}

/// Who said it, when, and when it was last said to be still right.
pub(super) fn updated(said: &Availability) -> Option<String> {
    let written = |at: DateTime<Utc>| day(london_date(at));
    let who = said.changed_by.as_deref().unwrap_or("somebody with the link that we emailed to the school");
    let answered = format!("Last updated on {} by {who}.", written(said.answered_at?));
    Some(match said.confirmed_at {
        Some(at) => format!("{answered} Said to be still right on {}.", written(at)),
        None => answered,
    })
}

fn said(it: &Availability, offered: usize) -> SummaryList {
    let Some(answer) = it.answer else { return SummaryList::new() };
    let list = SummaryList::new().row(SummaryRow::new("Answer", answer.title()));
    let cap = it.cap.map_or_else(|| "No limit".to_owned(), |cap| cap.to_string());
    match answer {
        Answer::Yes => {
            let list = match it.might.trainees {
                Some(about) => list.row(SummaryRow::new("Trainees", format!("About {about}"))),
                None => list,
            };
            list.row(SummaryRow::new("Placements offered", offered.to_string()))
                .row(SummaryRow::new("Most trainees in the year", cap))
        }
        Answer::Maybe => {
            let list =
                might(&it.might).into_iter().fold(list, |list, (key, value)| list.row(SummaryRow::new(key, value)));
            if it.note.is_empty() { list } else { list.row(SummaryRow::new("Note to providers", it.note.clone())) }
        }
        Answer::No => {
            let reason = it.reason.map_or("Not given", Word::title).to_owned();
            let reason = if it.other_reason.is_empty() { reason } else { it.other_reason.clone() };
            list.row(SummaryRow::new("Reason", reason))
        }
    }
}

/// What might be possible, in lines; what nobody knows is said so.
pub(in crate::placements) fn might(it: &Might) -> Vec<(&'static str, String)> {
    fn titles<W: Word>(words: &[W]) -> String {
        let titles: Vec<&str> = words.iter().map(|it| it.title()).collect();
        if titles.is_empty() { "Not known yet".to_owned() } else { sentence(&titles) }
    }
    let mut lines = vec![("Phases", titles(&it.phases))];
    if !it.year_groups.is_empty() {
        lines.push(("Year groups", titles(&it.year_groups)));
    }
    if !it.subjects.is_empty() {
        lines.push(("Subjects", titles(&it.subjects)));
    }
    if !it.key_stages.is_empty() {
        lines.push(("Key stages", titles(&it.key_stages)));
    }
    lines.push(("Trainees", it.trainees.map_or_else(|| "Not known yet".to_owned(), |about| format!("About {about}"))));
    lines
}
