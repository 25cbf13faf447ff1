//! The console's lists as files.

use axum::extract::Path;
use axum::response::Response;
use store::Window;

use super::show::{found_users, one};
use super::{filter, store as organisations};
use crate::accounts::users::Progress;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::download;
use crate::platform::request::Query;
use crate::platform::upload::csv;
use crate::policy::Action;
use crate::vocabulary::{OrganisationId, london_date};

const HEAD: [&str; 9] = ["name", "type", "urn", "provider_code", "ukprn", "town", "postcode", "users", "working_with"];

/// GET /support/organisations/export.csv: every organisation that the search and filters leave.
pub(super) async fn list(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let everything = Window { skip: 0, take: u64::from(u32::MAX) };
    let mut tx = ctx.app.db.read().await?;
    let found = organisations::list(&mut tx, &filter(&query), london_date(ctx.now), everything).await?;
    drop(tx);
    let text = Option::<String>::unwrap_or_default;
    let lines = found.rows.into_iter().map(|it| {
        let kind = it.kind.title().to_owned();
        let (users, partners) = (it.users.to_string(), it.partners.to_string());
        let numbers = [text(it.urn), text(it.code), text(it.ukprn), text(it.town), text(it.postcode)];
        [it.name, kind].into_iter().chain(numbers).chain([users, partners]).collect::<Vec<_>>()
    });
    let file = csv(std::iter::once(HEAD.map(str::to_owned).to_vec()).chain(lines));
    Ok(download("organisations.csv", "text/csv; charset=utf-8", file.into_bytes()))
}

/// GET /support/organisations/{key}/export.csv: the organisation's users, as its page shows them.
pub(super) async fn users(ctx: Ctx, Path(key): Path<String>, query: Query) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
    let mut tx = ctx.app.db.read().await?;
    let organisation = one(&mut tx, &ctx, &key).await?;
    let users = found_users(&mut tx, &organisation, &query).await?;
    let head = ["name", "email", "roles", "last_signed_in", "status"].map(str::to_owned);
    let lines = users.into_iter().map(|user| {
        let signed_in = user.last_signed_in_at.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        let status = Progress::of(&user, ctx.now).words().to_owned();
        [user.name, user.email, user.roles.titles(), signed_in.unwrap_or_default(), status]
    });
    let file = csv(std::iter::once(head).chain(lines));
    Ok(download("users.csv", "text/csv; charset=utf-8", file.into_bytes()))
}
