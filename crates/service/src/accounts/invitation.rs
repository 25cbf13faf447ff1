//! `/invitation/{id}`: where an invitation leads. It signs nobody in; it only leads to the page that does.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::Layout;

use super::store;
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other};

#[derive(Template)]
#[template(path = "accounts/invitation.html")]
struct ExpiredPage {
    layout: Layout,
}

/// On to the sign-in page while the invitation lives; later, what to do.
pub async fn get(State(app): State<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let mut tx = app.db.read().await?;
    match store::is_invitation_live(&mut tx, &id, ctx.now).await? {
        Some(true) => Ok(see_other("/sign-in")),
        Some(false) => page(&ExpiredPage { layout: ctx.layout("This invitation has expired") }),
        None => Err(Failure::NotFound),
    }
}
