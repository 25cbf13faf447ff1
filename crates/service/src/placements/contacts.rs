//! Whom a school can be asked: one address of its own for each purpose, and what others have given.

mod change;
mod list;
mod remove;

use axum::extract::Path;
use axum::response::Response;
use axum::{Router, routing};

use crate::organisations::contact_book::Purpose;
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::see_other;
use crate::platform::request::Query;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};

/// `/placements/contacts` and what is below it; `/placements/contact` is the older address of one of them.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/placements/contact", routing::get(moved))
        .route("/placements/contacts", routing::get(list::get))
        .route("/placements/contacts/{purpose}", routing::get(change::get).post(change::post))
        .route("/placements/contacts/{purpose}/remove", routing::get(remove::get).post(remove::post))
}

/// On to where the contact for placements is given, with what the address said.
async fn moved(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let _ = may(&ctx, Action::GiveContact)?;
    Ok(see_other(&format!("/placements/contacts/placements{}", query.query_except(&[]))))
}

fn purpose_of(Path(purpose): Path<String>) -> Result<Purpose, Failure> {
    Purpose::parse(&purpose).ok_or(Failure::NotFound)
}

/// The permit of somebody at a school.
fn may(ctx: &Ctx, action: Action) -> Result<Permit, Failure> {
    ctx.may_as(Kind::School, action)
}
