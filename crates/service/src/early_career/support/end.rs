//! /support/early-career/pairings/{id}/end: ends a pairing on a day; a check page, then the change.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use govuk::components::{Button, DateInput, SummaryList, SummaryRow};
use govuk::fields::{Called, DateParts};
use govuk::{Layout, Problems};

use super::check::{Before, CheckPage};
use super::{PAIRINGS, dates, keeper};
use crate::early_career::store::pairings::{self, Pairing};
use crate::platform::clock::day;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::vocabulary::{OrganisationId, london_date};

const ENDS: &str = "ends";

#[derive(Template)]
#[template(path = "early_career/support/end.html")]
struct EndPage {
    layout: Layout,
    action: String,
    pairing: Pairing,
    ends: DateParts,
    error: Option<String>,
}

impl EndPage {
    fn date(&self) -> DateInput {
        dates::input(ENDS, "First day on which it no longer counts", &self.ends, self.error.as_deref())
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

async fn pairing(ctx: &Ctx, id: &str) -> Result<Pairing, Failure> {
    let _permit = keeper(ctx, OrganisationId::SERVICE)?;
    pairings::find(&mut ctx.app.db.read().await?, id).await?.ok_or(Failure::NotFound)
}

fn form(ctx: &Ctx, pairing: Pairing, ends: DateParts, problems: &Problems) -> EndPage {
    EndPage {
        layout: ctx.layout_with("End a pairing", problems).back(PAIRINGS),
        action: format!("{PAIRINGS}/{}/end", pairing.public_id),
        error: problems.on(ENDS).map(str::to_owned),
        pairing,
        ends,
    }
}

/// The pairing must have begun.
fn may_end(pairing: &Pairing, ends: NaiveDate) -> Result<NaiveDate, String> {
    if ends < pairing.term.starts_on {
        return Err(format!("First day on which it no longer counts must be {} or later", day(pairing.term.starts_on)));
    }
    Ok(ends)
}

/// Asks for the day.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>, query: Query) -> Result<Response, Failure> {
    let pairing = pairing(&ctx, &id).await?;
    let ends = dates::of_address(&query, ENDS).unwrap_or_else(|| london_date(ctx.now));
    page(&form(&ctx, pairing, dates::parts(ends), &Problems::default()))
}

/// On to the check page, or the question again.
pub(super) async fn post(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let pairing = pairing(&ctx, &id).await?;
    let typed = dates::typed(&fields, ENDS);
    let read = typed.read(Called::new("the day", "Day")).and_then(|it| may_end(&pairing, it));
    match read {
        Ok(ends) => Ok(see_other(&format!("{PAIRINGS}/{id}/end/check?{ENDS}={ends}"))),
        Err(problem) => page_again(&form(&ctx, pairing, typed, &Problems::one(ENDS, problem))),
    }
}

/// Everything before the change.
pub(super) async fn check(ctx: Ctx, Path(id): Path<String>, query: Query) -> Result<Response, Failure> {
    let pairing = pairing(&ctx, &id).await?;
    let ends = dates::of_address(&query, ENDS).and_then(|it| may_end(&pairing, it).ok());
    let Some(ends) = ends else { return Ok(see_other(&format!("{PAIRINGS}/{id}/end"))) };
    let before = Before {
        title: "Check the end of the pairing".to_owned(),
        action: format!("{PAIRINGS}/{id}/end/check"),
        back: format!("{PAIRINGS}/{id}/end?{ENDS}={ends}"),
        answers: vec![(ENDS, ends.to_string())],
        summary: SummaryList::new()
            .row(SummaryRow::new("Cohort", pairing.cohort.to_string()))
            .row(SummaryRow::new("Lead provider", pairing.lead_provider.name.as_str()))
            .row(SummaryRow::new("Delivery partner", pairing.delivery_partner.name.as_str()))
            .row(SummaryRow::new("No longer counts from", day(ends))),
        effect: "Schools that are confirmed stay confirmed. From that day on, no school can be confirmed with this \
                 delivery partner, or moved to it."
            .to_owned(),
        button: "End pairing",
    };
    page(&CheckPage::new(&ctx, before, &Problems::default()))
}

/// Ends it.
pub(super) async fn end(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let found = pairing(&ctx, &id).await?;
    let permit = keeper(&ctx, found.lead_provider.id)?;
    let ends = dates::of_address(&fields, ENDS).and_then(|it| may_end(&found, it).ok());
    let Some(ends) = ends else { return Ok(see_other(&format!("{PAIRINGS}/{id}/end"))) };
    let mut tx = ctx.app.db.begin().await?;
    let has_ended = pairings::end(&mut tx, &permit, ctx.now, (&found, ends)).await?;
    tx.commit().await?;
    let who = format!("{} with {}", found.lead_provider.name, found.delivery_partner.name);
    let banner = if has_ended {
        Banner::new(format!("Pairing of {who} ended"), format!("It no longer counts from {}.", day(ends)))
    } else {
        Banner::new(format!("Pairing of {who} has ended"), "It had been ended before. Nothing was changed now.")
    };
    Ok(with_banner(&ctx, see_other(PAIRINGS), &banner))
}
