//! GET, POST /early-career/mistake/{membership}: the same report as by a link, for users who are signed in.

use axum::extract::Path;
use axum::response::Response;
use store::Tx;

use super::PATH;
use crate::early_career::store::of_school::{self, Training};
use crate::partnerships::report_mistake::form::{self, Place};
use crate::partnerships::report_mistake::submit::{Target, submit};
use crate::partnerships::rules::{About, Standing, standing};
use crate::partnerships::store as partnerships;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{see_other, with_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::Urn;

/// The school's own membership with this public id; another school's is as one that there is not.
async fn training(tx: &mut Tx, permit: &Permit, public_id: &str) -> Result<Training, Failure> {
    let all = of_school::of_school(tx, permit.on()).await?;
    all.into_iter().find(|it| it.public_id == public_id).ok_or(Failure::NotFound)
}

fn place<'a>(training: &'a Training, school: &'a str, action: &'a str) -> Place<'a> {
    Place {
        about: About::EarlyCareer(training.cohort),
        provider: &training.lead_name,
        school,
        action,
        back: PATH,
        of: "",
    }
}

fn action(training: &Training) -> String {
    format!("{PATH}/mistake/{}", training.public_id)
}

/// Asks for the reason; what cannot be reported any more is said by the school's page.
pub(super) async fn get(ctx: Ctx, Path(public_id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::ReportMistake)?;
    let training = training(&mut ctx.app.db.read().await?, &permit, &public_id).await?;
    if !matches!(standing(true, training.state, ctx.now), Standing::Open { .. }) {
        return Ok(see_other(PATH));
    }
    form::ask(&ctx, &place(&training, &ctx.organisation()?.name, &action(&training)))
}

/// Reports, under the same rules and within the same time as by a link.
pub(super) async fn post(ctx: Ctx, Path(public_id): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::ReportMistake)?;
    let organisation = ctx.organisation()?;
    let urn: Urn = organisation.urn.as_deref().and_then(|it| it.parse().ok()).ok_or(Failure::NotFound)?;
    let mut tx = ctx.app.db.read().await?;
    let training = training(&mut tx, &permit, &public_id).await?;
    let current = partnerships::by_id(&mut tx, training.membership).await?.ok_or(Failure::NotFound)?;
    drop(tx);
    let reason = match form::chosen(&ctx, &place(&training, &organisation.name, &action(&training)), &fields)? {
        Ok(reason) => reason,
        Err(again) => return Ok(again),
    };
    let answer = see_other(PATH);
    match submit(&ctx, &permit, &Target::of(&current, urn, None), reason).await? {
        Ok(()) => {
            let next = format!("We are telling everyone at {} who uses this service.", training.lead_name);
            Ok(with_banner(&ctx, answer, &Banner::new("Mistake reported", next)))
        }
        // The school's page says how it stands now.
        Err(_) => Ok(answer),
    }
}
