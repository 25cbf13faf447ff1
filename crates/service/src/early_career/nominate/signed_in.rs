//! GET, POST /early-career/tutor: the same for users of the school who are signed in.

use axum::response::Response;

use super::form::{self, Place, Sent};
use crate::early_career::store::tutors;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{see_other, with_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::Action;

const BACK: &str = "/early-career";

fn place(school: &str) -> Place<'_> {
    Place { school, of: "", action: "/early-career/tutor", back: Some(BACK) }
}

/// Asks, with the tutor of now.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::NominateTutor)?;
    let tutor = tutors::of(&mut ctx.app.db.read().await?, permit.on()).await?;
    let known = tutor.as_ref().map_or(("", ""), |it| (it.name.as_str(), it.email.as_str()));
    form::ask(&ctx, &place(&ctx.organisation()?.name), known)
}

/// Checks, then nominates.
pub(super) async fn post(ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::NominateTutor)?;
    let tutor = tutors::of(&mut ctx.app.db.read().await?, permit.on()).await?;
    match form::read(&ctx, &place(&ctx.organisation()?.name), &fields, tutor.as_ref())? {
        Sent::Page(page) => Ok(page),
        Sent::Nominate(named) => {
            let banner = if form::nominate(&ctx, &permit, &named).await? {
                Banner::new("Induction tutor nominated", "We are emailing them to say so.")
            } else {
                Banner::new(
                    "They are your induction tutor already",
                    "Nothing has changed, and we do not email them again.",
                )
            };
            Ok(with_banner(&ctx, see_other(BACK), &banner))
        }
    }
}
