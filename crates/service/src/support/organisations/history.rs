//! `/support/organisations/{key}/history`: the same list that the organisation itself sees.

use axum::extract::Path;
use axum::response::Response;

use super::PATH;
use super::show::one;
use super::store::Organisation;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::request::Query;
use crate::policy::Action;
use crate::support::history::{self, Done, Heading};
use crate::vocabulary::OrganisationId;

async fn done(ctx: &Ctx, key: &str) -> Result<(Organisation, Vec<Done>), Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let mut tx = ctx.app.db.read().await?;
    let organisation = one(&mut tx, ctx, key).await?;
    let done = match organisation.id {
        Some(id) => history::of(&mut tx, id).await?,
        None => Vec::new(),
    };
    Ok((organisation, done))
}

/// The list.
pub(super) async fn get(ctx: Ctx, Path(key): Path<String>, query: Query) -> Result<Response, Failure> {
    let (organisation, done) = done(&ctx, &key).await?;
    let here = format!("{PATH}/{}", organisation.key);
    let heading = Heading::of_support(&organisation.name, &here, &format!("{here}/history"));
    history::shown(&ctx, &query, heading, done)
}

/// The list as a file.
pub(super) async fn export(ctx: Ctx, Path(key): Path<String>, query: Query) -> Result<Response, Failure> {
    let (_, done) = done(&ctx, &key).await?;
    Ok(history::file(&query, done))
}
