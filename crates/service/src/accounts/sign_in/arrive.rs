//! The last step of signing in: the link is used up, the session begins.

use axum::http::HeaderMap;
use axum::response::Response;
use store::Tx;

use super::browser::no_link_cookie;
use super::rules::Request;
use super::store as requests;
use crate::accounts::events::{self, Way};
use crate::accounts::{rules, store as people};
use crate::platform::ctx::{Ctx, session_cookie, user_agent};
use crate::platform::failure::Failure;
use crate::platform::page::{cookie, see_other, with_cookie};
use crate::platform::request::own_path;
use crate::platform::sessions;
use crate::policy::Action;
use crate::vocabulary::{OrganisationId, PersonId};

/// Uses the request up and starts the session; nothing when somebody else was first.
pub async fn arrive(
    mut tx: Tx,
    ctx: &Ctx,
    headers: &HeaderMap,
    request: &Request,
) -> Result<Option<Response>, Failure> {
    let Some(person) = requests::take(&mut tx, request, ctx.now).await? else { return Ok(None) };
    let way = if request.is_unbound { Way::OperatorsLink } else { Way::Link };
    enter(tx, ctx, headers, Arrival { person, way, return_to: &request.return_to }).await.map(Some)
}

/// Somebody who has proved who they are.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// Who.
    pub person: PersonId,
    /// By what.
    pub way: Way,
    /// Where to go.
    pub return_to: &'a str,
}

/// Starts the session of somebody who has proved who they are, and commits.
pub async fn enter(mut tx: Tx, ctx: &Ctx, headers: &HeaderMap, arrival: Arrival<'_>) -> Result<Response, Failure> {
    let app = &ctx.app;
    let person = arrival.person;
    if let Some(viewer) = &ctx.viewer {
        // The session that this browser had is renewed, not left behind.
        let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
        people::note_end(&mut tx, &permit, ctx.now, Some(&viewer.session)).await?;
        sessions::end(&mut tx, &permit, &viewer.session).await?;
    }
    let (standing, organisation) = people::standing(&mut tx, person).await?;
    let start = sessions::Start { person, organisation, user_agent: user_agent(headers) };
    let token = sessions::start(&mut tx, &app.chance, ctx.now, start).await?;
    tx.record(events::signed_in(person, arrival.way, ctx.now));
    tx.commit().await?;
    let landing = rules::landing(standing, own_path(arrival.return_to));
    let is_secure = app.settings.is_secure();
    let response = with_cookie(see_other(&landing), &cookie(is_secure, session_cookie(is_secure), token));
    Ok(with_cookie(response, &no_link_cookie(ctx)))
}
