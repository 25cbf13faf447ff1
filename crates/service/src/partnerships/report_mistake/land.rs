//! GET /report/{token}: the link of a mail. Changes nothing, so that scanners of mail may open it.

use axum::extract::Path;
use axum::response::Response;

use super::held::{keep, notice_of};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;

/// Takes the token out of the address bar and goes on to the notice's page.
pub(super) async fn get(ctx: Ctx, client: Client, Path(token): Path<String>) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::Public, client.0)?;
    let notice = notice_of(&mut ctx.app.db.read().await?, &ctx.app, &token).await?;
    notice.map(|it| keep(&ctx, &it)).ok_or(Failure::NotFound)
}
