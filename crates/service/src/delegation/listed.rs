//! The lines of both lists, the school's and that of who acts: search, filter, order, and the file.

use axum::response::Response;
use chrono::NaiveDate;

use super::rules::{Period, Standing};
use super::store::Delegation;
use crate::organisations::folding::fold;
use crate::platform::clock::day;
use crate::platform::listing::{Group, Listing, Offer, PAGE, page_number};
use crate::platform::page::download;
use crate::platform::request::Fields;
use crate::platform::upload::csv;
use crate::vocabulary::{AcademicYear, OrganisationId};

/// Where a delegation stands, as a filter.
pub(super) fn standings() -> Group {
    Group::new("stands", "Where it stands", Standing::ALL.map(|it| Offer::new(it.code(), it.title())))
}

/// What the address's search, filters and order leave of an organisation's list; what can be done now comes first.
pub(super) fn narrowed(query: &Fields, all: Vec<Delegation>, own: OrganisationId, today: NaiveDate) -> Vec<Delegation> {
    let searched = fold(query.text("q"));
    let stands: Vec<&str> = query.all("stands").collect();
    let waits: Vec<&str> = query.all("waits").collect();
    let mut left: Vec<Delegation> = all
        .into_iter()
        .filter(|it| stands.is_empty() || stands.contains(&it.standing(today).code()))
        .filter(|it| waits.is_empty() || waits.iter().any(|wait| waits_at(it, wait)))
        .filter(|it| {
            let other = it.other(own);
            let text = fold(&format!("{} {}", other.name, other.urn.as_deref().unwrap_or_default()));
            searched.split(' ').all(|word| text.contains(word))
        })
        .collect();
    let name = |it: &Delegation| fold(&it.other(own).name);
    match query.text("order") {
        "name" => left.sort_by_cached_key(name),
        "newest" => left.reverse(),
        "requests" => left.sort_by_key(|it| std::cmp::Reverse(it.requests)),
        _ => left.sort_by_cached_key(|it| (!it.standing(today).is_live(), name(it))),
    }
    left
}

fn waits_at(it: &Delegation, wait: &str) -> bool {
    match wait {
        "requests" => it.has_requests(),
        "availability" => it.is_silent(),
        _ => false,
    }
}

/// The lines of the page that the address asks for.
pub(super) fn shown<'a>(query: &Fields, all: &'a [Delegation]) -> impl Iterator<Item = &'a Delegation> {
    let size = usize::try_from(PAGE).unwrap_or(25);
    let before = usize::try_from(page_number(query) - 1).unwrap_or(usize::MAX).saturating_mul(size);
    all.iter().skip(before).take(size)
}

/// The frame of a list, without its table.
pub(super) fn frame(path: &str, query: &Fields, total: usize, noun: (&'static str, &'static str)) -> Listing {
    Listing::new(path, query, total as u64, noun).filter(standings())
}

/// From when until when, as pages write it.
pub(super) fn when(period: Option<Period>) -> String {
    match period {
        None => "Not yet".to_owned(),
        Some(Period { starts_on, ends_on: Some(last) }) => format!("{} to {}", day(starts_on), day(last)),
        Some(Period { starts_on, ends_on: None }) => format!("From {}", day(starts_on)),
    }
}

/// The list as a file.
pub(super) fn file(name: &str, all: Vec<Delegation>, (today, year): (NaiveDate, AcademicYear)) -> Response {
    let start = year.start_year();
    let head = ["school", "urn", "organisation", "placements", "early_career", "from", "until", "standing", "requests"];
    let head = head.map(str::to_owned).into_iter().chain([format!("answered_for_{start}")]);
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let lines = all.into_iter().map(move |it| {
        let standing = it.standing(today);
        let from = it.period.map(|it| it.starts_on.to_string()).unwrap_or_default();
        let until = it.period.and_then(|it| it.ends_on).map(|it| it.to_string()).unwrap_or_default();
        vec![
            it.school.name,
            it.school.urn.unwrap_or_default(),
            it.delegate.name,
            yes(it.scopes.placements),
            yes(it.scopes.early_career),
            from,
            until,
            standing.title().to_owned(),
            it.requests.to_string(),
            yes(it.has_answered),
        ]
    });
    let file = csv(std::iter::once(head.collect::<Vec<_>>()).chain(lines));
    download(name, "text/csv; charset=utf-8", file.into_bytes())
}
