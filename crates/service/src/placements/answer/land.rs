//! GET /a/{token}: the link of a mail. Changes nothing, so that scanners of mail may open it.

use axum::extract::Path;
use axum::response::Response;

use super::held::{asked_of, keep};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;

/// Takes the token out of the address bar and goes on to the page.
pub(super) async fn get(ctx: Ctx, client: Client, Path(token): Path<String>) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::Public, client.0)?;
    let asked = asked_of(&mut ctx.app.db.read().await?, &ctx.app, &token).await?;
    asked.map(|it| keep(&ctx, &it)).ok_or(Failure::NotFound)
}
