//! GET /placements/find/map: the schools of a page of the list, drawn where they are. The list stands first.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::response::Response;
use govuk::Layout;

use super::answer::Line;
use super::asked::Asked;
use super::drawing::{Drawing, Point};
use super::finding::Finding;
use super::line::{miles, whereabouts};
use super::list::part;
use crate::organisations::search::store::Searching;
use crate::placements::words::Word;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::vocabulary::AcademicYear;

/// A school of the list.
struct Item {
    number: usize,
    urn: String,
    name: String,
    about: String,
}

#[derive(Template)]
#[template(path = "placements/find/map.html")]
struct MapPage {
    layout: Layout,
    year: AcademicYear,
    list: String,
    first: usize,
    total: usize,
    items: Vec<Item>,
    missing: usize,
    drawing: Option<Drawing>,
}

impl MapPage {
    fn last(&self) -> usize {
        self.first + self.items.len().saturating_sub(1)
    }
}

/// Draws the list and the map.
pub(super) async fn get(
    ctx: Ctx,
    Extension(searching): Extension<Arc<Searching>>,
    Extension(finding): Extension<Arc<Finding>>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let asked = Asked::read(&ctx, &query, &searching, &finding).await?;
    let (skip, take) = part(&query);
    let found = asked.answer((skip, take));
    let items: Vec<Item> =
        found.lines.iter().zip(skip.saturating_add(1)..).map(|(line, number)| item(&asked, line, number)).collect();
    let placed = found.lines.iter().zip(&items).filter_map(|(line, item)| {
        let place = line.school.place?;
        Some(Point { number: item.number, place, hosting: line.hosting, name: item.name.clone() })
    });
    let points: Vec<Point> = placed.collect();
    let view = MapPage {
        layout: ctx.layout("Map of schools"),
        year: asked.year,
        list: format!("/placements/find{}", query_of(&query)),
        first: items.first().map_or(0, |it| it.number),
        total: found.total,
        missing: items.len() - points.len(),
        drawing: Drawing::of(points, asked.spot.as_ref()),
        items,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

fn query_of(query: &Fields) -> String {
    query.query_with("", "")
}

fn item(asked: &Asked, line: &Line, number: usize) -> Item {
    let mut about = vec![whereabouts(&asked.register, &line.school), line.hosting.title().to_owned()];
    about.extend(line.miles.map(miles));
    about.retain(|it| !it.is_empty());
    Item { number, urn: line.school.urn.to_string(), name: line.school.name.to_string(), about: about.join(". ") }
}
