//! GET, POST /partner-providers/{code}/mistake: the same report as by a link, for users who are signed in.

use axum::extract::Path;
use axum::response::Response;

use super::{Facts, school};
use crate::partnerships::report_mistake::form::{self, Place};
use crate::partnerships::report_mistake::submit::{Target, submit};
use crate::partnerships::rules::{About, Standing, standing};
use crate::placements::rules::Assignment;
use crate::placements::store::{self as placements, MineLine};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{see_other, with_banner};
use crate::platform::request::Fields;
use crate::policy::Action;
use crate::vocabulary::london_date;

/// The form's place, in words and addresses.
struct Addresses {
    school: String,
    action: String,
    back: String,
}

impl Addresses {
    fn of(ctx: &Ctx, facts: &Facts) -> Result<Addresses, Failure> {
        let back = format!("/partner-providers/{}", facts.provider.code);
        Ok(Addresses { school: ctx.organisation()?.name.clone(), action: format!("{back}/mistake"), back })
    }

    fn place<'a>(&'a self, facts: &'a Facts) -> Place<'a> {
        Place {
            about: About::Placements,
            provider: &facts.provider.name,
            school: &self.school,
            of: "",
            action: &self.action,
            back: &self.back,
        }
    }
}

/// To removing the provider, where places are assigned to it: there the school says of each what becomes of it. Source:
/// product.md decision 3.
async fn remove_instead(ctx: &Ctx, facts: &Facts) -> Result<Option<Response>, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let shares = placements::between(&mut tx, facts.provider.organisation(), facts.current.school).await?;
    let today = london_date(ctx.now);
    let stands = |it: &MineLine| it.share.state == Assignment::Assigned && !it.placement.offer.year.has_ended(today);
    if !shares.iter().any(stands) {
        return Ok(None);
    }
    let provider = &facts.provider;
    let heading = format!("Your school has assigned places to {}", provider.name);
    let banner = Banner::refusal(heading, "Say here what becomes of them. Nothing has been reported.");
    let remove = format!("/partner-providers/{}/remove", provider.code);
    Ok(Some(with_banner(ctx, see_other(&remove), &banner)))
}

/// Asks for the reason; what cannot be reported any more is said by the provider's page.
pub(super) async fn get(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let (_, urn) = school(&ctx, Action::ReportMistake)?;
    let facts = Facts::of(&mut ctx.app.db.read().await?, path, urn).await?;
    let addresses = Addresses::of(&ctx, &facts)?;
    if !matches!(standing(true, facts.current.state, ctx.now), Standing::Open { .. }) {
        return Ok(see_other(&addresses.back));
    }
    if let Some(elsewhere) = remove_instead(&ctx, &facts).await? {
        return Ok(elsewhere);
    }
    form::ask(&ctx, &addresses.place(&facts))
}

/// Reports, under the same rules and within the same time as by a link.
pub(super) async fn post(ctx: Ctx, path: Path<String>, fields: Fields) -> Result<Response, Failure> {
    let (permit, urn) = school(&ctx, Action::ReportMistake)?;
    let facts = Facts::of(&mut ctx.app.db.read().await?, path, urn).await?;
    let addresses = Addresses::of(&ctx, &facts)?;
    let reason = match form::chosen(&ctx, &addresses.place(&facts), &fields)? {
        Ok(reason) => reason,
        Err(again) => return Ok(again),
    };
    if let Some(elsewhere) = remove_instead(&ctx, &facts).await? {
        return Ok(elsewhere);
    }
    let target = Target::of(&facts.current, urn, None);
    let answer = see_other(&addresses.back);
    match submit(&ctx, &permit, &target, reason).await? {
        Ok(()) => {
            let next = format!("We are telling everyone at {} who uses this service.", facts.provider.name);
            Ok(with_banner(&ctx, answer, &Banner::new("Mistake reported", next)))
        }
        // The provider's page says how it stands now, and what can still be done.
        Err(_) => Ok(answer),
    }
}
