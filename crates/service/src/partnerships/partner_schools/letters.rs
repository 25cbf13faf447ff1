//! /partner-schools/letters: letters to all partner schools that have not been told.

use axum::response::Response;

use super::letter::written;
use crate::partnerships::letters::Letters;
use crate::partnerships::rules::About;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::Action;

fn letters(ctx: &Ctx) -> Result<Letters, Failure> {
    Ok(Letters {
        permit: ctx.may_as(Kind::Provider, Action::TellSchool)?,
        about: About::Placements,
        here: "/partner-schools/letters".to_owned(),
        pdf: "/partner-schools/letters.pdf".to_owned(),
        list: "/partner-schools?told=not_told".to_owned(),
        takes_addresses: true,
    })
}

/// What there is to make, to print and to post.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    letters(&ctx)?.get(&ctx).await
}

/// Makes letters, or notes that they were posted.
pub(super) async fn post(ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    letters(&ctx)?.post(&ctx, &fields).await
}

/// The letters.
pub(super) async fn pdf(ctx: Ctx) -> Result<Response, Failure> {
    letters(&ctx)?.pdf(&ctx, |school, notice, code| written(&ctx, school, notice, code)).await
}
