//! Which schools answer what is looked for, in which order; each school once.

use std::sync::Arc;

use super::snapshot::{Offered, School, Snapshot};
use super::wanted::{Order, Wanted};
use crate::placements::rules::{Hosting, hosting};
use crate::vocabulary::AcademicYear;

/// A school that answers.
#[derive(Clone, Debug)]
pub struct Line {
    /// The school.
    pub school: Arc<School>,
    /// How its year stands, as far as what is looked for goes.
    pub hosting: Hosting,
    /// How far it is, in miles, where a place was asked for.
    pub miles: Option<f64>,
    /// The last year before the one shown in which it had trainees.
    pub last_hosted: Option<i32>,
}

/// A part of the schools that answer, and how many there are.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// How many there are on all pages.
    pub total: usize,
    /// Those of the part.
    pub lines: Vec<Line>,
}

/// The placements of a school that answer what is looked for.
pub fn matching<'a>(school: &'a School, wanted: &'a Wanted) -> impl Iterator<Item = &'a Offered> {
    school.offered.iter().filter(|it| wanted.marks.let_through(&it.marks))
}

/// How a school's year stands, if it answers all but where it is and what it is called.
fn stands(school: &School, wanted: &Wanted) -> Option<Hosting> {
    let places: i64 = matching(school, wanted).map(|it| i64::from(it.places)).sum();
    let left = school.left_of(matching(school, wanted));
    let fits = if school.offered.is_empty() { wanted.marks.let_through(&school.possible) } else { places > 0 };
    let stands = hosting(school.answer, places, left);
    let is_wanted = wanted.statuses.is_empty() || wanted.statuses.contains(&stands);
    (fits && is_wanted && (wanted.types.is_empty() || wanted.types.contains(&school.kind))).then_some(stands)
}

/// A part of the schools that answer: so many passed over, so many taken.
pub fn answer(snapshot: &Snapshot, year: AcademicYear, wanted: &Wanted, (skip, take): (usize, usize)) -> Found {
    let shown = snapshot.year(year.start_year());
    let line = |(school, hosting): (&Arc<School>, Hosting)| Line {
        school: Arc::clone(school),
        hosting,
        miles: wanted.near.zip(school.place).map(|(near, place)| near.miles_to(place)),
        last_hosted: snapshot.last_hosted(school.urn, year),
    };
    let all = match wanted.order {
        Order::Name | Order::Nearest => &shown.schools,
        Order::Places => &shown.by_places,
        Order::Updated => &shown.by_updated,
    };
    if wanted.is_plain() {
        // The usual page, and its last: a slice of what is ready.
        let part = all.iter().skip(skip).take(take).filter_map(|it| Some((it, stands(it, wanted)?)));
        return Found { total: all.len(), lines: part.map(line).collect() };
    }
    let silent = if wanted.with_silent() { snapshot.silent() } else { &[] };
    let silent = silent.iter().filter(|it| shown.school(it.urn).is_none());
    let mut found: Vec<(i64, u32, &Arc<School>, Hosting)> = Vec::new();
    for school in all.iter().chain(silent) {
        if let Some((key, hosting)) = judged(snapshot, year, wanted, school) {
            found.push((key, school.rank, school, hosting));
        }
    }
    found.sort_unstable_by_key(|(key, rank, school, _)| (*key, *rank, school.urn));
    let part = found.iter().skip(skip).take(take).map(|(_, _, school, hosting)| line((school, *hosting)));
    Found { total: found.len(), lines: part.collect() }
}

/// Where a school stands in the order, and how its year stands, if it answers.
fn judged(snapshot: &Snapshot, year: AcademicYear, wanted: &Wanted, school: &School) -> Option<(i64, Hosting)> {
    let is_named = wanted.named.as_ref().is_none_or(|it| it.contains(&school.urn));
    let is_partner = !wanted.only_partners || wanted.partners.contains(&school.urn);
    if !is_named || !is_partner {
        return None;
    }
    let distance = match &wanted.near {
        Some(near) => near.distance(school.place)?,
        None => 0,
    };
    if !wanted.hosted.is_empty() && !wanted.hosted.contains(&snapshot.last_hosted(school.urn, year)) {
        return None;
    }
    let hosting = stands(school, wanted)?;
    let key = match wanted.order {
        Order::Name => 0,
        Order::Nearest => i64::try_from(distance).unwrap_or(i64::MAX),
        Order::Places => -school.left_of(matching(school, wanted)),
        Order::Updated => school.updated.map_or(i64::MAX, |at| -at.timestamp_micros()),
    };
    Some((key, hosting))
}
