//! GET /placements/find/{urn}: a school's whole picture for a provider.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, Utc};
use govuk::Layout;
use govuk::components::{Button, Cell, Html, SummaryList, SummaryRow, Table, Tag};
use store::Tx;

use super::asked::{provider, year};
use super::finding::Finding;
use super::line;
use super::offers::{Offers, offers};
use crate::organisations::school::School;
use crate::organisations::{contact_book, directory, store as register};
use crate::partnerships::rules::Membership;
use crate::partnerships::store as partnerships;
use crate::placements::availability;
use crate::placements::rules::{Answer, Hosting, hosting, years_offered};
use crate::placements::store::mentors::{self, Mentors};
use crate::placements::store::picture::{self, Spoken, Together};
use crate::placements::words::{Word, places};
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::platform::request::Query;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, OrganisationId, Urn, london_date};

#[derive(Template)]
#[template(path = "placements/find/school.html")]
struct SchoolPage {
    layout: Layout,
    urn: Urn,
    year: AcademicYear,
    years: Vec<AcademicYear>,
    is_partner: bool,
    facts: SummaryList,
    availability: SummaryList,
    contact: Contact,
    offers: Offers,
    mentors: Option<Table>,
    together: Vec<String>,
}

/// Whom to ask about placements.
enum Contact {
    /// The school does not offer placements, and is not to be asked.
    Hidden,
    /// It has given none.
    NotGiven,
    /// Post and address.
    At(String, String),
}

/// What a school says of a year.
#[derive(Template)]
#[template(path = "placements/find/says.html")]
struct Says<'a> {
    tag: Tag,
    spoken: Option<&'a Spoken>,
    /// When it last changed what it offers or says, as the list has it.
    at: Option<DateTime<Utc>>,
}

impl Says<'_> {
    fn might(&self) -> Vec<String> {
        let lines = self.spoken.and_then(|it| it.might.as_ref()).map(availability::might).unwrap_or_default();
        lines.into_iter().map(|(name, value)| format!("{name}: {value}")).collect()
    }

    fn updated(&self) -> Option<String> {
        self.at.map(|at| day(london_date(at)))
    }
}

impl SchoolPage {
    fn partner(&self) -> Button {
        Button::link("Add as a partner school", format!("/partner-schools/add?school={}", self.urn)).secondary()
    }
}

/// Draws the page.
pub(super) async fn get(
    ctx: Ctx,
    Extension(finding): Extension<Arc<Finding>>,
    Path(urn): Path<String>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let provider = provider(&ctx)?;
    let urn: Urn = urn.parse().map_err(|_| Failure::NotFound)?;
    let shown = year(&ctx, &query).await?;
    let mut tx = ctx.app.db.read().await?;
    let school = register::school(&mut tx, urn).await?.ok_or(Failure::NotFound)?;
    let id = directory::by_urn(&mut tx, urn).await?.map_or(OrganisationId(-1), |it| it.id);
    let spoken = picture::spoken(&mut tx, id).await?;
    let today = london_date(ctx.now);
    let view = SchoolPage {
        layout: ctx.layout(school.name.clone()),
        urn,
        year: shown,
        years: years_offered(today).into_iter().filter(|it| *it != shown).collect(),
        is_partner: partnerships::current(&mut tx, provider, urn)
            .await?
            .is_some_and(|it| matches!(it.state, Membership::Active { .. })),
        facts: facts(&school),
        availability: availability(&finding, urn, &spoken, shown),
        contact: contact(&mut tx, urn, &spoken, shown).await?,
        offers: offers(&mut tx, (provider, id), shown, ctx.can(Action::RequestPlacements)).await?,
        mentors: mentor_table(&mentors::mentors(&mut tx, id, shown).await?.mentors),
        together: picture::together(&mut tx, provider, id).await?.iter().map(told).collect(),
    };
    drop(tx);
    Ok(without_banner(&ctx, page(&view)?))
}

fn facts(school: &School) -> SummaryList {
    let given = |value: Option<&str>| value.unwrap_or("Not entered").to_owned();
    let ages = match (school.low_age, school.high_age) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        _ => "Not entered".to_owned(),
    };
    SummaryList::new()
        .row(SummaryRow::new("Status", school.status.words()))
        .row(SummaryRow::new("Phase", given(school.phase.as_deref())))
        .row(SummaryRow::new("Type", given(school.kind.as_deref())))
        .row(SummaryRow::new("Age range", ages))
        .row(SummaryRow::new("Address", school.address().join(", ")))
        .row(SummaryRow::new("SEN unit or resourced provision", given(school.resourced_provision.as_deref())))
}

/// What it says of the year that is shown and of the next.
fn availability(finding: &Finding, urn: Urn, spoken: &[Spoken], shown: AcademicYear) -> SummaryList {
    let snapshot = finding.now();
    let mut list = SummaryList::new();
    for year in [shown, shown.next()] {
        let known = snapshot.year(year.start_year());
        let said = spoken.iter().find(|it| it.year == year);
        let stands = known.school(urn).map_or(Hosting::Unknown, |it| {
            let places = it.offered.iter().map(|it| i64::from(it.places)).sum();
            hosting(it.answer, places, it.left())
        });
        let at = known.school(urn).and_then(|it| it.updated).max(said.and_then(|it| it.at));
        let says = Says { tag: line::tag(stands), spoken: said, at };
        list = list.row(SummaryRow::new(year.to_string(), Html::of(&says)));
    }
    list
}

/// Whom to ask; nobody where the school says that it does not offer placements. Source: acceptance A34.
async fn contact(tx: &mut Tx, urn: Urn, spoken: &[Spoken], year: AcademicYear) -> Result<Contact, Failure> {
    if spoken.iter().any(|it| it.year == year && it.answer == Some(Answer::No)) {
        return Ok(Contact::Hidden);
    }
    let found = contact_book::for_placements_of(tx, &[urn]).await?.remove(&urn);
    Ok(found.map_or(Contact::NotGiven, |it| Contact::At(it.post, it.address)))
}

fn mentor_table(counts: &[Mentors]) -> Option<Table> {
    let mut table = Table::new("Mentors")
        .stacked()
        .hidden_caption()
        .head(["Phase and subject", "Mentors", "Trained"].map(Cell::new));
    for it in counts {
        let name = it.subject.map_or_else(|| it.phase.title().to_owned(), |subject| subject.title().to_owned());
        table = table.row([name, it.headcount.to_string(), it.trained.to_string()].map(Cell::new));
    }
    (!counts.is_empty()).then_some(table)
}

/// "2026 to 2027: 2 places assigned, 1 place completed"
fn told(it: &Together) -> String {
    let parts = [(it.assigned, "assigned"), (it.completed, "completed"), (it.requested, "requested")];
    let told = parts.into_iter().filter(|(number, _)| *number > 0);
    let told: Vec<String> =
        told.map(|(number, word)| format!("{} {word}", places(i32::try_from(number).unwrap_or(i32::MAX)))).collect();
    format!("{}: {}", it.year, told.join(", "))
}
