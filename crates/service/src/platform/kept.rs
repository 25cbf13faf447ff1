//! A link's token in a browser's keeping: for an hour, in a cookie, once it has left the address bar.
//!
//! Source: trust.md S10; product.md "Secrets": report and nomination tokens land by 303 on an address without them.

use std::convert::Infallible;
use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use chrono::{DateTime, TimeDelta, Utc};

use super::App;
use super::ctx::{Banner, Ctx};
use super::page::{cookie, see_other, with_banner, with_cookie};
use super::request::Fields;
use super::secret::row_of;

/// How long a browser keeps a token: long enough to ask a colleague, short enough for a shared computer.
const LIFE: TimeDelta = TimeDelta::hours(1);

/// The hidden field of [`Held::of`].
pub const OF: &str = "of";

/// A kind of token that browsers keep, by the names of its cookie.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    over_tls: &'static str,
    otherwise: &'static str,
}

impl Kept {
    /// With the cookie's name over TLS, which begins `__Host-`, and without it on a laptop.
    pub const fn new(over_tls: &'static str, otherwise: &'static str) -> Kept {
        Kept { over_tls, otherwise }
    }

    fn name(self, app: &App) -> &'static str {
        if app.settings.is_secure() { self.over_tls } else { self.otherwise }
    }

    /// The token that the browser keeps, when its hour has not passed; whether it is good is not known yet.
    pub fn token(self, app: &App, jar: &CookieJar) -> Option<String> {
        let sealed = jar.get(self.name(app))?;
        live(&app.secret.unseal(sealed.value())?, app.clock.now())
    }

    /// On to an address of ours, with the token in the browser's keeping.
    pub fn keep(self, ctx: &Ctx, token: &str, to: &str) -> Response {
        let app = &ctx.app;
        let sealed = app.secret.seal(&format!("{} {token}", (ctx.now + LIFE).timestamp()));
        with_cookie(see_other(to), &cookie(app.settings.is_secure(), self.name(app), sealed))
    }
}

/// To the page of the link that the browser holds, with word that a form of another one was not taken.
pub fn another(ctx: &Ctx, page: &str) -> Response {
    let next = "You have opened another message since you opened that page. This page is about the message that you \
                opened last. To answer the other one, open its link again.";
    with_banner(ctx, see_other(page), &Banner::refusal("Nothing has been changed", next))
}

/// What a capability lets browsers keep.
pub trait Keeping: Send + Sync + 'static {
    /// The names of its cookie.
    const KEPT: Kept;
}

/// The token that a browser keeps of this kind, as it reaches a page.
#[derive(Clone, Debug)]
pub struct Held<K> {
    token: Option<String>,
    kind: PhantomData<K>,
}

impl<K: Keeping> Held<K> {
    /// The token, when its hour has not passed; whether it is good is not known yet.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// What the forms of a page carry in the hidden field `of`, to say which link the page was about; not secret.
    pub fn of(&self) -> &str {
        self.token().and_then(row_of).unwrap_or_default()
    }

    /// Back to the page of the link that the browser holds now, where the form was drawn for another: whoever opens two
    /// messages in two tabs must not answer the second with the form of the first.
    pub fn overtaken(&self, ctx: &Ctx, posted: &Fields, page: &str) -> Option<Response> {
        (!posted.saw(OF, self.of())).then(|| another(ctx, page))
    }
}

impl<K: Keeping> FromRequestParts<App> for Held<K> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Held<K>, Infallible> {
        let jar = CookieJar::from_request_parts(parts, app).await?;
        Ok(Held { token: K::KEPT.token(app, &jar), kind: PhantomData })
    }
}

fn live(text: &str, now: DateTime<Utc>) -> Option<String> {
    let (until, token) = text.split_once(' ')?;
    let until = DateTime::from_timestamp(until.parse().ok()?, 0)?;
    (now < until).then(|| token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_kept_for_its_hour() {
        let now = DateTime::from_timestamp(1_000, 0).unwrap();
        assert_eq!(live("1001 abc", now).as_deref(), Some("abc"));
        assert_eq!(live("1000 abc", now), None);
        assert_eq!(live("abc", now), None);
    }
}
