//! `/organisation/users/export`: the list as it is shown, as a CSV file.

use axum::extract::State;
use axum::response::Response;

use super::{Progress, found};
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::download;
use crate::platform::request::Query;
use crate::platform::upload::csv;

/// The file: every user that the search finds, on whatever page.
pub async fn get(State(app): State<App>, ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let users = found(&app, &ctx, &query).await?;
    let head = ["name", "email", "roles", "last_signed_in", "status"].map(str::to_owned);
    let rows = users.iter().map(|user| {
        let signed_in = user.last_signed_in_at.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        [
            user.name.clone(),
            user.email.clone(),
            user.roles.titles(),
            signed_in.unwrap_or_default(),
            Progress::of(user, ctx.now).words().to_owned(),
        ]
    });
    let file = csv(std::iter::once(head).chain(rows));
    Ok(download("users.csv", "text/csv; charset=utf-8", file.into_bytes()))
}
