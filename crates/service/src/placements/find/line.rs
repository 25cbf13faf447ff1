//! A school that answers, as lists say it.

use std::fmt::Write as _;

use askama::Template;
use govuk::components::{Cell, Colour, Html, Table, Tag};

use super::answer::{Line, matching};
use super::asked::Asked;
use super::snapshot::School;
use super::wanted::Wanted;
use crate::organisations::search::store::Snapshots;
use crate::placements::rules::Hosting;
use crate::placements::words::{Word, places};
use crate::platform::clock::day;
use crate::vocabulary::{OrganisationId, london_date};

/// So many titles stand on a line of a page.
const TITLES: usize = 3;

/// How a school's year stands, as a tag; never by colour alone.
pub(super) fn tag(hosting: Hosting) -> Tag {
    let tag = Tag::new(hosting.title());
    match hosting {
        Hosting::Available => tag.colour(Colour::Green),
        Hosting::Full => tag,
        Hosting::Maybe => tag.colour(Colour::Yellow),
        Hosting::No => tag.colour(Colour::Red),
        Hosting::Unknown => tag.colour(Colour::Grey),
    }
}

/// "Durham, DH1 1AA"
pub(super) fn whereabouts(register: &Snapshots, school: &School) -> String {
    let Some(hit) = register.schools.by_urn(school.urn) else { return String::new() };
    let parts = [hit.town_shown(), hit.postcode];
    parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
}

/// "4.2 miles"
pub(super) fn miles(miles: f64) -> String {
    format!("{miles:.1} miles")
}

/// When it was last updated, or that it never was.
pub(super) fn updated(school: &School) -> String {
    school.updated.map_or_else(|| "Not given yet".to_owned(), |at| day(london_date(at)))
}

/// The placements with places left, by title: "Physics (2 places), Chemistry (1 place) and 3 more".
pub(super) fn left(school: &School, wanted: &Wanted, most: usize) -> String {
    let mut titles: Vec<(&str, i32)> = Vec::new();
    for it in matching(school, wanted).filter(|it| it.left() > 0) {
        match titles.last_mut() {
            Some((title, sum)) if *title == &*it.title => *sum += it.left(),
            _ => titles.push((&it.title, it.left())),
        }
    }
    let mut text = String::new();
    for (at, (title, sum)) in titles.iter().take(most).enumerate() {
        // Writing into a String cannot fail.
        let _ = write!(text, "{}{title} ({})", if at == 0 { "" } else { ", " }, places(*sum));
    }
    if titles.len() > most {
        let _ = write!(text, " and {} more", titles.len() - most);
    }
    text
}

/// How many of a school's places a provider has, over what is looked for.
pub(super) fn held(school: &School, wanted: &Wanted, provider: OrganisationId) -> i32 {
    matching(school, wanted).map(|it| it.held_by(provider)).sum()
}

/// A school's name as a link to its whole picture, with where it is.
#[derive(Template)]
#[template(path = "placements/find/name.html")]
struct Name<'a> {
    line: &'a Line,
    year: i32,
    whereabouts: String,
}

/// What it has.
#[derive(Template)]
#[template(path = "placements/find/has.html")]
struct Has<'a> {
    line: &'a Line,
    left: String,
    held: i32,
}

impl Has<'_> {
    fn tag(&self) -> Tag {
        tag(self.line.hosting)
    }

    fn held_places(&self) -> String {
        places(self.held)
    }

    fn hosted(&self) -> Option<String> {
        self.line.last_hosted.map(|start| format!("{start} to {}", start + 1))
    }
}

/// The table of a page.
pub(super) fn table(asked: &Asked, lines: &[Line]) -> Table {
    let is_near = asked.wanted.near.is_some();
    let mut head = vec!["School", "Placements"];
    head.extend(is_near.then_some("Distance"));
    head.push("Last updated");
    let mut table = Table::new("Schools").stacked().hidden_caption().head(head.into_iter().map(Cell::new));
    for line in lines {
        let school = &line.school;
        let name = Name { line, year: asked.year.start_year(), whereabouts: whereabouts(&asked.register, school) };
        let (left, held) = (left(school, &asked.wanted, TITLES), held(school, &asked.wanted, asked.provider));
        let mut cells = vec![Cell::new(Html::of(&name)), Cell::new(Html::of(&Has { line, left, held }))];
        if is_near {
            cells.push(Cell::new(line.miles.map(miles).unwrap_or_default()));
        }
        cells.push(Cell::new(updated(school)));
        table = table.row(cells);
    }
    table
}
