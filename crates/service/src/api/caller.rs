//! Who asks with a token, and for what: the one extractor of the API.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use chrono::{DateTime, Utc};

use super::problem::Problem;
use super::rules::Token;
use super::store::{self, Caller};
use crate::platform::App;
use crate::platform::guard::Client;
use crate::platform::limits;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};

/// A request with a token that works.
#[derive(Clone, Debug)]
pub struct Asking {
    /// What every request can reach.
    pub app: App,
    /// The instant of the request.
    pub now: DateTime<Utc>,
    caller: Caller,
}

impl Asking {
    /// Asks the policy, for what only lead providers have.
    ///
    /// # Errors
    /// [`Problem`]: 403 for another kind of organisation, or a token that may not.
    pub fn may(&self, action: Action) -> Result<Permit, Problem> {
        if self.caller.kind != Kind::LeadProvider {
            let detail = "Your organisation is not a lead provider. So far the API is for lead providers alone";
            return Err(Problem::new(StatusCode::FORBIDDEN, detail));
        }
        Ok(self.caller.actor.may(action, self.caller.organisation)?)
    }
}

/// The token of the header, if it is written as one.
fn token(parts: &Parts) -> Option<Token> {
    let written = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = written.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::parse(token.trim())).flatten()
}

impl FromRequestParts<App> for Asking {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Asking, Problem> {
        let now = app.clock.now();
        let found = match token(parts) {
            Some(token) => store::caller(&app.db, &token, now).await?,
            None => None,
        };
        let Some(caller) = found else {
            let Client(client) = match Client::from_request_parts(parts, app).await {
                Ok(client) => client,
                Err(never) => match never {},
            };
            app.limits.count(limits::Kind::Public, client)?;
            return Err(Problem::of_status(StatusCode::UNAUTHORIZED));
        };
        app.limits.count_token(caller.token)?;
        Ok(Asking { app: app.clone(), now, caller })
    }
}
