//! /early-career/schools/letters: letters to all confirmed schools of a cohort that have not been told.

use axum::response::Response;

use super::PATH;
use super::letter::written;
use super::shown::cohort_shown;
use crate::partnerships::letters::Letters;
use crate::partnerships::rules::About;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::AcademicYear;

async fn letters(ctx: &Ctx, query: &Fields) -> Result<(Letters, AcademicYear), Failure> {
    let permit = ctx.may_as(Kind::LeadProvider, Action::TellSchool)?;
    let (_, shown) = cohort_shown(&mut ctx.app.db.read().await?, query, ctx.now).await?;
    let cohort = shown.ok_or(Failure::NotFound)?.year;
    let year = cohort.start_year();
    let letters = Letters {
        permit,
        about: About::EarlyCareer(cohort),
        here: format!("{PATH}/letters?cohort={year}"),
        pdf: format!("{PATH}/letters.pdf?cohort={year}"),
        list: format!("{PATH}?cohort={year}&told=not_told"),
        takes_addresses: false,
    };
    Ok((letters, cohort))
}

/// What there is to make, to print and to post.
pub(super) async fn get(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    letters(&ctx, &query).await?.0.get(&ctx).await
}

/// Makes letters, or notes that they were posted.
pub(super) async fn post(ctx: Ctx, query: Query, fields: Fields) -> Result<Response, Failure> {
    letters(&ctx, &query).await?.0.post(&ctx, &fields).await
}

/// The letters.
pub(super) async fn pdf(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let (letters, cohort) = letters(&ctx, &query).await?;
    letters.pdf(&ctx, |school, notice, code| written(&ctx, (school, cohort), notice, code)).await
}
