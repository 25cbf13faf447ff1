//! GET /organisation/delegations/{id}/history: what an organisation did for the school, by whom and when.

use axum::extract::Path;
use axum::response::Response;

use super::PATH;
use super::store::find;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::request::Query;
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::support::history::{self, Done, Heading};

async fn done(ctx: &Ctx, id: &str) -> Result<(Heading, Vec<Done>), Failure> {
    let permit = ctx.may_as(Kind::School, Action::Read)?;
    let mut tx = ctx.app.db.read().await?;
    let it = find(&mut tx, permit.on(), id).await?.ok_or(Failure::NotFound)?;
    let mut done = history::by(&mut tx, it.school.id, it.delegate.id).await?;
    for line in &mut done {
        line.who = format!("{} of {}, for {}", line.who, it.delegate.name, it.school.name);
    }
    let heading = Heading {
        title: format!("What {} did for your school", it.delegate.name),
        intro: "Each change is recorded with the person who made it, for the school.".to_owned(),
        nothing: format!("{} has not done anything for your school here.", it.delegate.name),
        back: format!("{PATH}/{id}"),
        path: format!("{PATH}/{id}/history"),
    };
    Ok((heading, done))
}

/// The list.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>, query: Query) -> Result<Response, Failure> {
    let (heading, done) = done(&ctx, &id).await?;
    history::shown(&ctx, &query, heading, done)
}

/// The list as a file.
pub(super) async fn export(ctx: Ctx, Path(id): Path<String>, query: Query) -> Result<Response, Failure> {
    let (_, done) = done(&ctx, &id).await?;
    Ok(history::file(&query, done))
}
