//! What the asking browser carries until it is closed: its own secret, to which links are bound, and the link on its
//! way to being used.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;

use crate::platform::ctx::Ctx;
use crate::platform::page::cookie;
use crate::platform::secret::digest;

fn secret_name(is_secure: bool) -> &'static str {
    if is_secure { "__Host-ask" } else { "ask" }
}

fn link_name(is_secure: bool) -> &'static str {
    if is_secure { "__Host-link" } else { "link" }
}

/// The cookies of signing in.
#[derive(Debug)]
pub struct Browser {
    /// The browser's secret, if it has asked before.
    pub secret: Option<String>,
    /// The link's token, if it has landed with one.
    pub token: Option<String>,
}

impl Browser {
    /// What this browser brought.
    pub fn of(ctx: &Ctx, jar: &CookieJar) -> Browser {
        let is_secure = ctx.app.settings.is_secure();
        let value = |name| jar.get(name).map(|it| it.value().to_owned());
        Browser {
            // What we gave has 43 characters; anything else is not ours.
            secret: value(secret_name(is_secure)).filter(|it| it.len() == 43),
            token: value(link_name(is_secure)).filter(|it| !it.is_empty()),
        }
    }

    /// The digest to which links are bound; empty when the browser has not asked.
    pub fn hash(&self) -> String {
        self.secret.as_deref().map(hash).unwrap_or_default()
    }

    /// The browser's secret, or a new one, and the cookie that keeps it.
    pub fn or_new(self, ctx: &Ctx) -> (String, Cookie<'static>) {
        let is_secure = ctx.app.settings.is_secure();
        let secret = self.secret.unwrap_or_else(|| {
            let bytes: [u8; 32] = ctx.app.chance.bytes();
            data_encoding::BASE64URL_NOPAD.encode(&bytes)
        });
        let cookie = cookie(is_secure, secret_name(is_secure), secret.clone());
        (secret, cookie)
    }
}

/// What stands in the database instead of a browser's secret.
pub fn hash(secret: &str) -> String {
    digest(secret)
}

/// The cookie that carries a link's token once it has left the address bar. Source: trust.md S10.
pub fn link_cookie(ctx: &Ctx, token: &str) -> Cookie<'static> {
    let is_secure = ctx.app.settings.is_secure();
    cookie(is_secure, link_name(is_secure), token.to_owned())
}

/// Takes the link off the browser.
pub fn no_link_cookie(ctx: &Ctx) -> Cookie<'static> {
    let is_secure = ctx.app.settings.is_secure();
    let mut cookie = cookie(is_secure, link_name(is_secure), String::new());
    cookie.make_removal();
    cookie
}
