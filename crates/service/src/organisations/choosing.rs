//! Choosing a school or provider without suggestions: what the words find, as radios, and what to do when it is not there.

use govuk::journey::Choice;
use govuk::{Sought, results_found};

use super::search::store::Searching;
use super::search::{Hit, Page, Part, Snapshot};
use super::store as register;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::journeys::Advice;
use crate::vocabulary::Urn;

/// Results shown to those who search without suggestions. Source: acceptance A10.
const MOST: usize = 15;

/// What words find, of which one can be chosen.
#[derive(Debug, Default)]
pub struct Found {
    is_of_providers: bool,
    words: String,
    results: Vec<Answer>,
    /// How many there are in all.
    total: usize,
    /// Where no open school is found: the closed one that is; the results took its place.
    closed: Option<String>,
    /// Where nothing else is found: a school that is not in England.
    elsewhere: Option<String>,
}

/// One result.
#[derive(Debug)]
struct Answer {
    key: String,
    name: String,
    place: String,
}

impl Found {
    /// The open schools in England that the words find; where there is none, those that took the place of a closed one.
    /// Nothing once a school has been chosen from the suggestions.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn schools(ctx: &Ctx, searching: &Searching, sought: &Sought) -> Result<Found, Failure> {
        let mut found = Found { words: sought.text.clone(), ..Found::default() };
        if sought.key.is_some() || sought.text.is_empty() {
            return Ok(found);
        }
        let snapshots = searching.now();
        if found.by_number(&snapshots.schools) {
            return Ok(found);
        }
        found.take(&snapshots.schools.search(&found.words, may_be_chosen, Part { skip: 0, take: MOST }), of_school);
        // The number of a school that cannot be chosen says of it why, and offers none that only begins so.
        let urn = found.words.trim().parse::<Urn>().ok();
        if urn.is_some_and(|urn| snapshots.schools.by_urn(urn).is_some()) {
            (found.total, found.results) = (0, Vec::new());
        }
        if found.total == 0 {
            found.follow_closed(ctx, &snapshots.schools).await?;
        }
        if found.total == 0 && found.closed.is_none() {
            let is_elsewhere = |hit: &Hit<'_>| hit.is_selectable() && !hit.is_in_england();
            let page = snapshots.schools.search(&found.words, is_elsewhere, Part { skip: 0, take: 1 });
            let named = |hit: &Hit<'_>| Some(format!("{} (URN {})", hit.name, hit.urn?));
            found.elsewhere = page.hits.first().and_then(named);
        }
        Ok(found)
    }

    /// A number that is a school's URN means that school, and no other whose number only begins so.
    fn by_number(&mut self, schools: &Snapshot) -> bool {
        let urn = self.words.trim().parse::<Urn>().ok();
        let answer = urn.and_then(|urn| schools.by_urn(urn)).filter(may_be_chosen).and_then(|hit| of_school(&hit));
        self.total = usize::from(answer.is_some());
        self.results = answer.into_iter().collect();
        self.total > 0
    }

    /// The providers that the words find; nothing once one has been chosen from the suggestions.
    pub fn providers(searching: &Searching, sought: &Sought) -> Found {
        let mut found = Found { is_of_providers: true, words: sought.text.clone(), ..Found::default() };
        if sought.key.is_none() && !sought.text.is_empty() {
            let part = Part { skip: 0, take: MOST };
            found.take(&searching.now().providers.search(&found.words, |_| true, part), |hit| Some(of_provider(hit)));
        }
        found
    }

    fn take(&mut self, page: &Page<'_>, read: fn(&Hit<'_>) -> Option<Answer>) {
        self.total = page.total;
        self.results = page.hits.iter().filter_map(read).collect();
    }

    /// People know schools by the names and numbers that they had before: leads from the closed one to its successors.
    async fn follow_closed(&mut self, ctx: &Ctx, schools: &Snapshot) -> Result<(), Failure> {
        let closed = schools.search(&self.words, |hit| !hit.is_selectable(), Part { skip: 0, take: 1 });
        let Some((closed, urn)) = closed.hits.first().and_then(|hit| Some((hit, hit.urn?))) else { return Ok(()) };
        self.closed = Some(format!("{} (URN {urn})", closed.name));
        let heirs = register::lineage(&mut ctx.app.db.read().await?, urn).await?.successor.all();
        let heirs = heirs.into_iter().filter_map(|urn| schools.by_urn(urn));
        self.results = heirs.filter(may_be_chosen).filter_map(|hit| of_school(&hit)).collect();
        self.total = self.results.len();
        Ok(())
    }

    /// How many were found of what.
    pub fn heading(&self) -> String {
        results_found(self.total, &self.words)
    }

    /// The first of them as radios.
    pub fn choices(&self) -> Vec<Choice> {
        self.results.iter().map(|it| Choice::new(it.key.as_str(), it.name.as_str()).hint(it.place.as_str())).collect()
    }

    /// What stands under the results; `change` is the step that asks for the words.
    pub fn advice(&self, change: &'static str) -> Advice {
        let (noun, numbers) = if self.is_of_providers {
            ("provider", "provider code, the UKPRN or the postcode")
        } else {
            ("school", "URN or the postcode")
        };
        let text = match (self.total, &self.closed) {
            (0, Some(closed)) => format!(
                "{closed} is closed and cannot be chosen. The register names no open school that took its place: search \
                 for the school by its present name, town or postcode."
            ),
            (_, Some(closed)) => {
                format!("{closed} is closed and cannot be chosen. What is listed here took its place.")
            }
            (0, None) if let Some(school) = &self.elsewhere => format!(
                "{school} is not in England. Only schools in England can be chosen. If you mean another, enter its {numbers}."
            ),
            (0, None) => format!("Check the spelling, use fewer words, or enter the {numbers}."),
            (total, None) if total > MOST => format!(
                "Showing the first {MOST} of {total} results. Narrow your search: add the town, or enter the {numbers}."
            ),
            (_, None) => format!("Is the {noun} that you are looking for not listed?"),
        };
        Advice { text, change: (change, "Change your search"), is_dead_end: self.total == 0 }
    }
}

fn may_be_chosen(hit: &Hit<'_>) -> bool {
    hit.is_selectable() && hit.is_in_england()
}

fn place(parts: [&str; 2], numbers: &str) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    format!("{} ({numbers})", parts.join(", ")).trim().to_owned()
}

fn of_school(hit: &Hit<'_>) -> Option<Answer> {
    let urn = hit.urn?;
    let place = place([hit.town_shown(), hit.postcode], &format!("URN {urn}"));
    Some(Answer { key: urn.to_string(), name: hit.name.to_owned(), place })
}

fn of_provider(hit: &Hit<'_>) -> Answer {
    let numbers = match hit.ukprn {
        Some(ukprn) => format!("code {}, UKPRN {ukprn}", hit.key),
        None => format!("code {}", hit.key),
    };
    let place = place([hit.town, hit.postcode], &numbers);
    Answer { key: hit.key.to_owned(), name: hit.name.to_owned(), place }
}
