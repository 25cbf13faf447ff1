//! `Ctx`: who asks, when, and from where. The one extractor of every page.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};

use store::audit::Entry;

use super::App;
use super::failure::Failure;
use super::request::Fields;
use super::sessions::{self, Acting, Kind, Viewer};
use crate::policy::{Action, Actor, OnBehalf, Permit, Refused, Roles};
use crate::vocabulary::OrganisationId;

/// The cookie of the session. `__Host-` binds it to this host and to TLS; over plain http (loopback) no browser takes that.
pub fn session_cookie(is_secure: bool) -> &'static str {
    if is_secure { "__Host-session" } else { "session" }
}

/// The cookie of a banner on its way to the next page.
pub fn banner_cookie(is_secure: bool) -> &'static str {
    if is_secure { "__Host-banner" } else { "banner" }
}

/// Pages that need no code from the app: to give it, to set it up, to leave.
const WITHOUT_SECOND_FACTOR: &[&str] = &[
    "/second-factor",
    "/account/second-factor",
    "/sign-in",
    "/sign-out",
    "/sign-out-everywhere",
    "/choose-organisation",
];

/// Where whoever acts for a school stops doing so.
pub const STOP_ACTING: &str = "/act-for/stop";

/// Everything that a page may know about its request.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// The instant of the request.
    pub now: DateTime<Utc>,
    /// Who asks, as the policy sees it.
    pub actor: Actor,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// Path and query asked for.
    pub address: String,
    /// The page that led here, as the browser names it.
    pub referer: Option<HeaderValue>,
    /// The banner that the last change left.
    pub banner: Option<Banner>,
    /// How the pages look.
    pub app: App,
}

/// What has just been done, told once.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Banner {
    /// What was done: "Partner school added".
    pub heading: String,
    /// What happens next.
    pub text: String,
    /// Whether it tells that nothing was done, which is no success.
    #[serde(default)]
    pub is_refusal: bool,
}

impl Banner {
    /// A banner that says that nothing was done, and why.
    pub fn refusal(heading: impl Into<String>, text: impl Into<String>) -> Banner {
        Banner { is_refusal: true, ..Banner::new(heading, text) }
    }

    /// A banner with a heading and a sentence on what happens next.
    pub fn new(heading: impl Into<String>, text: impl Into<String>) -> Banner {
        Banner { heading: heading.into(), text: text.into(), is_refusal: false }
    }
}

impl Ctx {
    /// What the address asks.
    pub fn query(&self) -> Fields {
        Fields::parse(self.address.split_once('?').map_or("", |(_, query)| query).as_bytes())
    }

    /// The organisation whose pages are shown: the one that is looked at or acted for, else one's own.
    ///
    /// # Errors
    /// [`Failure`]: to the sign-in page, or to the choice of an organisation.
    pub fn organisation(&self) -> Result<&Acting, Failure> {
        let viewer = self.viewer()?;
        let shown = viewer.on_behalf_of.as_ref().or(viewer.acting.as_ref());
        shown.ok_or_else(|| Failure::ChooseFirst { return_to: self.address.clone() })
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// [`Failure::SignInFirst`] with this address to come back to.
    pub fn viewer(&self) -> Result<&Viewer, Failure> {
        self.viewer.as_ref().ok_or_else(|| Failure::SignInFirst { return_to: self.address.clone() })
    }

    /// Path and query of the page that led here. Only "Back" may trust it, and only for a page that it would lead to anyway.
    pub fn came_from(&self) -> Option<String> {
        let address: Uri = self.referer.as_ref()?.to_str().ok()?.parse().ok()?;
        address.path_and_query().map(|it| it.as_str().to_owned())
    }

    /// Asks for a code from the app where this session has not given one; before what needs more than a link.
    ///
    /// Source: product.md decision 7.
    ///
    /// # Errors
    /// [`Failure::SecondFactorFirst`] with this address to come back to.
    pub fn second_factor(&self) -> Result<(), Failure> {
        if !self.app.settings.second_factor || self.viewer()?.second_factor_at.is_some() {
            return Ok(());
        }
        Err(Failure::SecondFactorFirst { return_to: self.address.clone() })
    }

    /// Asks the policy, on the organisation whose pages are shown.
    ///
    /// # Errors
    /// [`Failure`]: sign in first, not found, or forbidden with the roles that may.
    pub fn may(&self, action: Action) -> Result<Permit, Failure> {
        let on = self.organisation()?.id;
        self.may_on(action, on)
    }

    /// Asks the policy, for pages that only this kind of organisation has: for any other there is no such page.
    ///
    /// # Errors
    /// [`Failure`]: sign in first, not found, or forbidden with the roles that may.
    pub fn may_as(&self, kind: Kind, action: Action) -> Result<Permit, Failure> {
        if self.organisation()?.kind != kind {
            return Err(Failure::NotFound);
        }
        self.may(action)
    }

    /// Asks the policy, on the organisation named.
    ///
    /// # Errors
    /// [`Failure`]: sign in first, not found, or forbidden with the roles that may.
    pub fn may_on(&self, action: Action, on: OrganisationId) -> Result<Permit, Failure> {
        self.actor.may(action, on).map_err(|refused| match refused {
            Refused::NotSignedIn => Failure::SignInFirst { return_to: self.address.clone() },
            other => other.into(),
        })
    }

    /// Writes an event on its own: that of a refused change, after the change itself was rolled back.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be written; then nothing is.
    pub async fn record_alone(&self, event: Entry) -> Result<(), Failure> {
        let mut tx = self.app.db.begin().await?;
        tx.record(event);
        Ok(tx.commit().await?)
    }

    /// Whether a button for the action should be drawn.
    pub fn can(&self, action: Action) -> bool {
        self.may(action).is_ok()
    }
}

impl FromRequestParts<App> for Ctx {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Ctx, Failure> {
        // A layer around the pages has read it already, for this very request.
        if let Some(ctx) = parts.extensions.remove::<Ctx>() {
            return Ok(ctx);
        }
        let now = app.clock.now();
        let jar = match CookieJar::from_request_parts(parts, app).await {
            Ok(jar) => jar,
            Err(never) => match never as Infallible {},
        };
        let is_secure = app.settings.is_secure();
        let viewer = match jar.get(session_cookie(is_secure)) {
            // A token is 43 characters; anything else need not reach the database.
            Some(cookie) if cookie.value().len() == 43 => sessions::find(&app.db, cookie.value(), now).await?,
            _ => None,
        };
        let banner = jar
            .get(banner_cookie(is_secure))
            .and_then(|cookie| app.secret.unseal(cookie.value()))
            .and_then(|text| serde_json::from_str(&text).ok());
        let address = parts.uri.path_and_query().map_or("/", |it| it.as_str()).to_owned();
        let referer = parts.headers.get(header::REFERER).cloned();
        let actor = viewer.as_ref().map_or(Actor::Nobody, actor_of);
        let ctx = Ctx { now, actor, viewer, address, referer, banner, app: app.clone() };
        if ctx.viewer.as_ref().is_some_and(Viewer::is_of_the_desk) && !is_free(parts.uri.path()) {
            ctx.second_factor()?;
        }
        // Nothing is done for a school that does not let it any more, and nothing for one's own by mistake.
        let lapsed = ctx.viewer.as_ref().and_then(|it| it.lapsed.as_ref());
        if let Some(school) = lapsed.filter(|_| parts.uri.path() != STOP_ACTING && !is_free(parts.uri.path())) {
            return Err(Failure::NoLongerActing(school.name.clone()));
        }
        Ok(ctx)
    }
}

fn is_free(path: &str) -> bool {
    WITHOUT_SECOND_FACTOR
        .iter()
        .any(|it| path.strip_prefix(it).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

fn actor_of(viewer: &Viewer) -> Actor {
    Actor::Person {
        person: viewer.person,
        organisation: viewer.acting.as_ref().map(|it| it.id),
        roles: if viewer.acting.is_some() { viewer.roles } else { Roles::default() },
        on_behalf_of: viewer.on_behalf_of.as_ref().map(|it| OnBehalf { organisation: it.id, manner: viewer.manner }),
    }
}

/// The browser's own name, as it gives it.
pub fn user_agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok()).unwrap_or("Unknown browser")
}
