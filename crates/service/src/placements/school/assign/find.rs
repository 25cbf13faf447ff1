//! GET, POST /placements/{id}/assign/find: any provider, by name, code, UKPRN or postcode.

use std::sync::Arc;

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Choice, Input, Label, Legend, Radios};
use govuk::search::Search;
use govuk::{Problems, Sought};

use super::choose::QuestionPage;
use super::{Here, named};
use crate::organisations::search::store::Searching;
use crate::organisations::search::{Hit, Part};
use crate::placements::school::own;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again};
use crate::platform::request::{Fields, Query};

/// Results shown to those who search without suggestions. Source: acceptance A10.
const MOST: usize = 15;

fn ask(ctx: &Ctx, here: &Here, sought: Sought, problems: &Problems) -> QuestionPage {
    let question = "Find a provider";
    let input = Input::new("q", Label::heading(question))
        .hint("Enter a provider name, provider code, UK provider reference number (UKPRN) or postcode")
        .error(problems.on("q"));
    QuestionPage {
        layout: ctx.layout_with(question, problems).back(own::address(&here.placement)),
        caption: here.caption(),
        question: Search::new(input, "provider", "/providers/suggest").noun("provider").sought(sought).into(),
        advice: String::new(),
        action: here.address("/find"),
        cancel: own::address(&here.placement),
    }
}

/// The results of a search as radios.
fn results(ctx: &Ctx, here: &Here, searching: &Searching, (words, problems): (&str, &Problems)) -> QuestionPage {
    let snapshots = searching.now();
    let found = snapshots.providers.search(words, |_: &Hit<'_>| true, Part { skip: 0, take: MOST });
    let heading = match found.total {
        0 => format!("No results found for ‘{words}’"),
        1 => format!("1 result found for ‘{words}’"),
        total => format!("{total} results found for ‘{words}’"),
    };
    let items = found.hits.iter().map(|hit| {
        let place: Vec<&str> = [hit.town, hit.postcode, hit.key].into_iter().filter(|it| !it.is_empty()).collect();
        Choice::new(hit.key, hit.name).hint(place.join(", "))
    });
    let radios = Radios::new("provider", Legend::heading(heading.as_str())).items(items).error(problems.on("provider"));
    let advice = match found.total {
        0 => "Check the spelling, use fewer words, or enter the provider code. Use Back to change your search.",
        total if total > MOST => "Showing the first 15 results. Use Back and narrow your search if it is not listed.",
        _ => "Use Back to change your search if the provider is not listed.",
    };
    let mut view = QuestionPage {
        layout: ctx.layout_with(heading.as_str(), problems).back(here.address("/find")),
        caption: here.caption(),
        question: radios.into(),
        advice: advice.to_owned(),
        action: here.address("/find"),
        cancel: own::address(&here.placement),
    };
    if found.total == 0 {
        // There is nothing to choose: the search itself, with what was typed.
        let again = Problems::one("q", heading);
        view = ask(ctx, here, Sought::new("", words), &again);
    }
    view
}

/// Asks, or shows the results of `?q=`.
pub(super) async fn get(
    ctx: Ctx,
    Extension(searching): Extension<Arc<Searching>>,
    Path(id): Path<String>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let here = Here::at(&ctx, &mut ctx.app.db.read().await?, &id).await?;
    match query.text("q") {
        "" => page(&ask(&ctx, &here, Sought::default(), &Problems::default())),
        words => page(&results(&ctx, &here, &searching, (words, &Problems::default()))),
    }
}

/// Goes on with the provider chosen, or to the results.
pub(super) async fn post(
    ctx: Ctx,
    Extension(searching): Extension<Arc<Searching>>,
    Path(id): Path<String>,
    posted: Fields,
) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let here = Here::at(&ctx, &mut tx, &id).await?;
    if let Some((provider, _)) = named(&mut tx, &posted).await? {
        return here.on(&ctx, &mut tx, &provider).await;
    }
    drop(tx);
    match posted.text("q") {
        "" if posted.has("q") => {
            let problem = "Enter a provider name, provider code, UKPRN or postcode";
            page_again(&ask(&ctx, &here, Sought::default(), &Problems::one("q", problem)))
        }
        "" => page_again(&ask(&ctx, &here, Sought::default(), &Problems::one("q", "Select a provider"))),
        words => page(&results(&ctx, &here, &searching, (words, &Problems::default()))),
    }
}
