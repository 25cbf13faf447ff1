//! GET /placements/find/export.csv: the list as it is filtered, whole.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::response::Response;

use super::answer::{Line, matching};
use super::asked::Asked;
use super::finding::Finding;
use super::line;
use crate::organisations::contact_book::{self, Contact};
use crate::organisations::search::store::Searching;
use crate::placements::rules::Answer;
use crate::placements::words::Word;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::download;
use crate::platform::request::Query;
use crate::platform::upload::csv;
use crate::vocabulary::{AcademicYear, Urn, london_date};

const HEAD: [&str; 15] = [
    "urn",
    "name",
    "town",
    "postcode",
    "type",
    "academic_year",
    "status",
    "places_left",
    "placements_with_places",
    "places_assigned_to_you",
    "distance_miles",
    "last_hosted",
    "last_updated",
    "contact_post",
    "contact_address",
];

/// Writes every line that the filters leave.
pub(super) async fn get(
    ctx: Ctx,
    Extension(searching): Extension<Arc<Searching>>,
    Extension(finding): Extension<Arc<Finding>>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let asked = Asked::read(&ctx, &query, &searching, &finding).await?;
    let found = asked.answer((0, usize::MAX));
    // Who says that it does not offer placements is not to be asked.
    let open = found.lines.iter().filter(|it| it.school.answer != Some(Answer::No));
    let urns: Vec<Urn> = open.map(|it| it.school.urn).collect();
    let contacts = contact_book::for_placements_of(&mut ctx.app.db.read().await?, &urns).await?;
    let lines = found.lines.iter().map(|it| cells(&asked, it, &contacts));
    let head = HEAD.map(str::to_owned).to_vec();
    let text = csv(std::iter::once(head).chain(lines));
    Ok(download("find-placements.csv", "text/csv; charset=utf-8", text.into_bytes()))
}

fn cells(asked: &Asked, found: &Line, contacts: &HashMap<Urn, Contact>) -> Vec<String> {
    let (school, wanted) = (&found.school, &asked.wanted);
    let hit = asked.register.schools.by_urn(school.urn);
    let contact = contacts.get(&school.urn);
    let places: i32 = matching(school, wanted).map(super::snapshot::Offered::left).sum();
    vec![
        school.urn.to_string(),
        school.name.to_string(),
        hit.map_or("", |it| it.town_shown()).to_owned(),
        hit.map_or("", |it| it.postcode).to_owned(),
        school.kind.title().to_owned(),
        asked.year.to_string(),
        found.hosting.title().to_owned(),
        places.to_string(),
        line::left(school, wanted, usize::MAX),
        line::held(school, wanted, asked.provider).to_string(),
        found.miles.map(|it| format!("{it:.1}")).unwrap_or_default(),
        found.last_hosted.map(|it| AcademicYear::starting(it).to_string()).unwrap_or_default(),
        school.updated.map(|at| london_date(at).to_string()).unwrap_or_default(),
        contact.map(|it| it.post.clone()).unwrap_or_default(),
        contact.map(|it| it.address.clone()).unwrap_or_default(),
    ]
}
