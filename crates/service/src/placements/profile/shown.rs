//! A provider's profile of a year, as its partner schools see it.

use askama::Template;
use askama::filters::HtmlSafe;
use govuk::components::{Cell, Component, SummaryList, SummaryRow, Table};

use crate::placements::rules::written;
use crate::placements::store::{Profile, Trainees};
use crate::placements::words::{Phase, Word, sentence};
use crate::platform::clock::moment;
use crate::vocabulary::AcademicYear;

/// The profile on a page: of a school, with a link to the calendar.
#[derive(Template)]
#[template(path = "placements/profile/shown.html")]
pub struct Shown {
    year: AcademicYear,
    facts: SummaryList,
    windows: Option<Table>,
    trainees: Option<Table>,
    calendar: Option<String>,
    updated: Option<String>,
}

impl HtmlSafe for Shown {}
impl Component for Shown {}

impl Shown {
    /// As schools see it; `calendar` is the address of the windows as a file.
    pub fn new(year: AcademicYear, profile: &Profile, calendar: impl Into<String>) -> Shown {
        Shown {
            year,
            facts: facts(profile),
            windows: windows(profile),
            trainees: trainees(&profile.trainees),
            calendar: (!profile.windows.is_empty()).then(|| calendar.into()),
            updated: updated(profile),
        }
    }
}

/// When the profile was last changed, and by whom.
pub(super) fn updated(profile: &Profile) -> Option<String> {
    let by = profile.changed_by.as_ref().map(|name| format!(" by {name}")).unwrap_or_default();
    profile.changed_at.map(|at| format!("Last updated{by} on {}", moment(at)))
}

/// The text, or that there is none.
pub(super) fn given(text: &str) -> String {
    if text.is_empty() { "Not given yet".to_owned() } else { text.to_owned() }
}

/// The routes, or that there are none.
pub(super) fn routes(profile: &Profile) -> String {
    let titles: Vec<&str> = profile.routes.iter().map(|it| it.title()).collect();
    given(&sentence(&titles))
}

/// The contact, or that there is none.
pub(super) fn contact(profile: &Profile) -> String {
    match (profile.contact_post.as_str(), profile.contact_address.as_str()) {
        ("", address) => given(address),
        (post, "") => post.to_owned(),
        (post, address) => format!("{post}, {address}"),
    }
}

fn facts(profile: &Profile) -> SummaryList {
    SummaryList::new()
        .row(SummaryRow::new("Pattern of placements", given(&profile.pattern)))
        .row(SummaryRow::new("Length of placements", given(&profile.weeks)))
        .row(SummaryRow::new("Routes", routes(profile)))
        .row(SummaryRow::new("Contact for schools", contact(profile)))
        .row(SummaryRow::new("Note to schools", given(&profile.note)))
}

fn windows(profile: &Profile) -> Option<Table> {
    let mut table = Table::new("Placement windows").stacked().caption_classes("govuk-table__caption--s");
    table = table.head(["Name", "First day", "Last day"].map(Cell::new));
    for window in &profile.windows {
        table = table.row([window.name.clone(), written(window.starts_on), written(window.ends_on)].map(Cell::new));
    }
    (!profile.windows.is_empty()).then_some(table)
}

/// What a number of trainees is of.
fn called(trainees: &Trainees) -> String {
    match trainees.subject {
        Some(subject) => format!("{}: {}", trainees.phase.title(), subject.title()),
        None => trainees.phase.title().to_owned(),
    }
}

/// The numbers of a phase in a line, or that there are none.
pub(super) fn numbers(phase: Phase, all: &[Trainees]) -> String {
    let of_phase = all.iter().filter(|it| it.phase == phase).map(|it| match it.subject {
        Some(subject) => format!("{}: {}", subject.title(), it.number),
        None => it.number.to_string(),
    });
    given(&of_phase.collect::<Vec<_>>().join(", "))
}

/// The numbers of trainees, or none where nothing was said.
pub(super) fn trainees(numbers: &[Trainees]) -> Option<Table> {
    let mut table = Table::new("Trainee numbers").stacked().caption_classes("govuk-table__caption--s");
    table = table.head(["Phase and subject", "Trainees"].map(Cell::new));
    for it in numbers {
        table = table.row([called(it), it.number.to_string()].map(Cell::new));
    }
    (!numbers.is_empty()).then_some(table)
}
